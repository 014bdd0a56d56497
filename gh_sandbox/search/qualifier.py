"""The condition of each qualifier on a row of `issue`.

Unverified: only open issues block in `is:blocked` and `is:blocking`; `blocked-by:` and `blocking:`
exist; `assignee:*` and the like mean `has:assignee`; several repositories or owners side by side
mean any of them in an ordinary search, and all of them in an advanced one.
"""

import re
from collections.abc import Callable

from gh_sandbox.search import issue_filter, moment, review_filter
from gh_sandbox.search.refusal import unknown
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition
from gh_sandbox.whole_number import PATTERN

_PULL_REQUEST = "issue.id IN (SELECT issue_id FROM pull_request WHERE {})"
_REPOSITORY = "issue.repository_id IN (SELECT id FROM repository WHERE {})"
_OPEN_LINK = (
    "issue.id IN (SELECT {} FROM dependency JOIN issue AS other ON other.id = {} "
    "WHERE other.state = 'OPEN')"
)
IS = {
    "issue": "NOT is_pull_request",
    "pr": "is_pull_request",
    "pull-request": "is_pull_request",
    "open": "issue.state = 'OPEN'",
    "closed": "issue.state = 'CLOSED'",
    "merged": _PULL_REQUEST.format("merged_at NOT NULL"),
    "unmerged": _PULL_REQUEST.format("merged_at IS NULL"),
    "draft": _PULL_REQUEST.format("is_draft"),
    "public": _REPOSITORY.format("NOT is_private"),
    "private": _REPOSITORY.format("is_private"),
    "locked": "issue.locked",
    "unlocked": "NOT issue.locked",
    "blocked": _OPEN_LINK.format("blocked_id", "blocking_id"),
    "blocking": _OPEN_LINK.format("blocking_id", "blocked_id"),
}
HAS = {
    "label": "issue.id IN (SELECT issue_id FROM issue_label)",
    "assignee": issue_filter.assigned(to_anyone=True)[0],
    "milestone": issue_filter.milestoned(in_any=True)[0],
    "type": issue_filter.typed(as_any=True)[0],
    "project": "issue.id IN (SELECT issue_id FROM project_item WHERE issue_id NOT NULL)",
    "parent-issue": "issue.id IN (SELECT issue_id FROM sub_issue)",
    "sub-issue": "issue.id IN (SELECT parent_id FROM sub_issue)",
    "blocked-by": "issue.id IN (SELECT blocked_id FROM dependency)",
    "blocking": "issue.id IN (SELECT blocking_id FROM dependency)",
}
_LINKED = {
    "pr": "issue.id IN (SELECT issue_id FROM closing_reference)",
    "issue": "issue.id IN (SELECT pull_request_id FROM closing_reference)",
}
_REASONS = {
    "completed": "COMPLETED",
    "not planned": "NOT_PLANNED",
    "not-planned": "NOT_PLANNED",
    "duplicate": "DUPLICATE",
    "reopened": "REOPENED",
}
_NAMED = re.compile(rf"([\w.-]+/[\w.-]+)#({PATTERN})")
_THAT = (
    "SELECT issue.id FROM issue JOIN repository ON repository.id = repository_id "
    "JOIN owner ON owner.id = owner_id WHERE login || '/' || repository.name = ? COLLATE NOCASE "
    "AND number = ?"
)
_TIMES = {
    "created": "issue.created_at",
    "updated": "issue.updated_at",
    "closed": "issue.closed_at",
    "merged": "(SELECT merged_at FROM pull_request WHERE issue_id = issue.id)",
}
COMMENTS = "(SELECT COUNT(*) FROM comment WHERE issue_id = issue.id)"
REACTIONS = "(SELECT COUNT(*) FROM reaction WHERE issue_id = issue.id{})"
INTERACTIONS = f"({COMMENTS} + {REACTIONS.format('')})"
# Qualifiers with logins as values.
PEOPLE = (
    *("author", "assignee", "mentions", "commenter", "involves"),
    *("reviewed-by", "review-requested", "user-review-requested"),
)
# The beginning of a qualifier of an issue field: `field.priority:High`.
_FIELD = "field."
# The value that matches anything.
ANYTHING = "*"
# Qualifiers for the places to search.
SCOPES = ("repo", "org", "user", "owner")


def condition(session: Session, key: str, value: str) -> Condition:
    """Return the condition of `key:value`; ApiError names an unknown qualifier."""
    if value == ANYTHING and key in HAS:
        return HAS[key], ()
    if key.startswith(_FIELD):
        return issue_filter.in_field(session, key.removeprefix(_FIELD), value)
    if key in PEOPLE:
        return _person(session, key, login_of(session, value))
    if key in _TIMES:
        return moment.on_time(session, _TIMES[key], value)
    if key in _CHOICES:
        return _CHOICES[key](value), ()
    if key in _VALUES:
        return _VALUES[key](session, value)
    raise unknown(f"{key}:")


def login_of(session: Session, value: str) -> str:
    """Return the login of a qualifier's value."""
    if value == "@me":
        return session.viewer.login
    app = re.fullmatch(r"app/(.+)", value)
    return f"{app[1]}[bot]" if app else value.removeprefix("@")


def _person(session: Session, key: str, login: str) -> Condition:
    involved: dict[str, Callable[[], Condition]] = {
        "author": lambda: issue_filter.authored_by(login),
        "assignee": lambda: issue_filter.assigned_to(login),
        "mentions": lambda: issue_filter.mentioning(session, login),
        "commenter": lambda: issue_filter.commented_by(login),
    }
    if key == "involves":
        return issue_filter.any_of(*(each() for each in involved.values()))
    if key == "reviewed-by":
        return review_filter.reviewed_by(login)
    return involved[key]() if key in involved else review_filter.review_requested(login)


def _chosen(key: str, choices: dict[str, str], form: str = "{}") -> Callable[[str], str]:
    def choose(value: str) -> str:
        if value.lower() not in choices:
            raise unknown(f"{key}:{value}")
        return form.format(choices[value.lower()])

    return choose


_TRUTH = {"true": "{}", "false": "NOT {}"}
_OF_PULL_REQUESTS = " AND issue.is_pull_request"
_CHOICES: dict[str, Callable[[str], str]] = {
    "is": _chosen("is", IS),
    "state": _chosen("state", {key: IS[key] for key in ("open", "closed", "merged")}),
    "has": _chosen("has", HAS),
    "no": _chosen("no", HAS, "NOT ({})"),
    "linked": _chosen("linked", _LINKED),
    "draft": lambda value: _chosen("draft", _TRUTH)(value).format(IS["draft"]) + _OF_PULL_REQUESTS,
    "review": review_filter.review,
    "status": review_filter.status,
    "archived": lambda value: _chosen("archived", _TRUTH)(value).format(
        _REPOSITORY.format("archived_at NOT NULL")
    ),
}


def _repository(_session: Session, value: str) -> Condition:
    owned = "owner_id IN (SELECT owner.id FROM owner WHERE login = ?) AND name = ?"
    owner, _, name = value.partition("/")
    return _REPOSITORY.format(owned), (owner, name)


def _owned(session: Session, value: str) -> Condition:
    owned = "owner_id IN (SELECT owner.id FROM owner WHERE login = ?)"
    return _REPOSITORY.format(owned), (login_of(session, value),)


def _type(_session: Session, value: str) -> Condition:
    if value.lower() in ("issue", "pr"):
        return IS[value.lower()], ()
    return issue_filter.of_type(value)


def _reason(_session: Session, value: str) -> Condition:
    if value.lower() not in _REASONS:
        raise unknown(f"reason:{value}")
    return "issue.state_reason = ?", (_REASONS[value.lower()],)


def _project(session: Session, value: str) -> Condition:
    found = re.fullmatch(rf"([\w.-]+|@me)/({PATTERN})", value)
    if found is None:
        raise unknown(f"project:{value}")
    of = (
        "SELECT issue_id FROM project_item JOIN project ON project.id = project_id "
        "JOIN owner ON owner.id = owner_id WHERE login = ? AND number = ? AND issue_id NOT NULL"
    )
    return f"issue.id IN ({of})", (login_of(session, found[1]), int(found[2]))


def _linked_to(key: str, sql: str) -> Callable[[Session, str], Condition]:
    """Return the condition of a link to the issue that a value names as `OWNER/NAME#7`."""

    def condition(_session: Session, value: str) -> Condition:
        found = _NAMED.fullmatch(value)
        if found is None:
            raise unknown(f"{key}:{value}")
        return f"issue.id IN ({sql} ({_THAT}))", (found[1], int(found[2]))

    return condition


def _branch(column: str) -> Callable[[Session, str], Condition]:
    """Make the condition of a branch that is called so (unverified: or begins with that word)."""
    return lambda _session, value: (_PULL_REQUEST.format(f"{column} = ?"), (value,))


_VALUES: dict[str, Callable[[Session, str], Condition]] = {
    "repo": _repository,
    "org": _owned,
    "user": _owned,
    "owner": _owned,
    "label": lambda _session, value: issue_filter.labelled(value),
    "milestone": lambda _session, value: issue_filter.in_milestone("title", value),
    "type": _type,
    "reason": _reason,
    "project": _project,
    "comments": lambda _session, value: moment.on_number(COMMENTS, value),
    "reactions": lambda _session, value: moment.on_number(REACTIONS.format(""), value),
    "interactions": lambda _session, value: moment.on_number(INTERACTIONS, value),
    "parent-issue": _linked_to("parent-issue", "SELECT issue_id FROM sub_issue WHERE parent_id IN"),
    "sub-issue": _linked_to("sub-issue", "SELECT parent_id FROM sub_issue WHERE issue_id IN"),
    "blocked-by": _linked_to(
        "blocked-by", "SELECT blocked_id FROM dependency WHERE blocking_id IN"
    ),
    "blocking": _linked_to("blocking", "SELECT blocking_id FROM dependency WHERE blocked_id IN"),
    "head": _branch("head_ref_name"),
    "base": _branch("base_ref_name"),
    "team-review-requested": lambda _session, value: review_filter.team_review_requested(value),
}
