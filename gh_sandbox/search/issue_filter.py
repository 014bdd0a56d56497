"""Conditions on rows of `issue`, shared by REST's lists, GraphQL's filters and search.

Names of labels, logins, types and titles of milestones are compared without case, as on GitHub.
"""

import json
from collections.abc import Iterable

from gh_sandbox.mention import logins
from gh_sandbox.session import Session
from gh_sandbox.state.condition import Condition
from gh_sandbox.state.store import Row, Value

ANY: Condition = ("1", ())


def any_of(*conditions: Condition) -> Condition:
    """One of some conditions is true."""
    values = tuple(value for _, each in conditions for value in each)
    return " OR ".join(f"({sql})" for sql, _ in conditions), values


def in_repositories(ids: Iterable[int]) -> Condition:
    """The issue is in one of these repositories."""
    known = json.dumps(list(ids))
    return "issue.repository_id IN (SELECT value FROM json_each(?))", (known,)


def labelled(*names: str) -> Condition:
    """The issue has at least one of these labels."""
    marks = ", ".join("?" * len(names))
    of = "SELECT issue_id FROM issue_label JOIN label ON label.id = label_id"
    return f"issue.id IN ({of} WHERE name IN ({marks}))", names


def authored_by(login: str) -> Condition:
    """A user wrote the issue."""
    return "issue.author_id IN (SELECT id FROM owner WHERE login = ?)", (login,)


def commented_by(login: str) -> Condition:
    """A user commented on the issue."""
    of = "SELECT issue_id FROM comment JOIN owner ON owner.id = author_id WHERE login = ?"
    return f"issue.id IN ({of})", (login,)


def assigned_to(login: str) -> Condition:
    """The issue is assigned to a user."""
    of = "SELECT issue_id FROM issue_assignee JOIN owner ON owner.id = user_id WHERE login = ?"
    return f"issue.id IN ({of})", (login,)


def assigned(*, to_anyone: bool) -> Condition:
    """The issue is assigned to anyone, or to nobody."""
    return f"issue.id {'IN' if to_anyone else 'NOT IN'} (SELECT issue_id FROM issue_assignee)", ()


def in_milestone(column: str, value: Value) -> Condition:
    """The issue is in a milestone with this `id`, `number` or `title`."""
    of = f"SELECT id FROM milestone WHERE {column} = ? COLLATE NOCASE"
    return f"issue.milestone_id IN ({of})", (value,)


def milestoned(*, in_any: bool) -> Condition:
    """The issue is in any milestone, or in none."""
    return f"issue.milestone_id IS {'NOT ' if in_any else ''}NULL", ()


def of_type(name: str) -> Condition:
    """The issue has the issue type of this name."""
    return "issue.issue_type_id IN (SELECT id FROM issue_type WHERE name = ?)", (name,)


def typed(*, as_any: bool) -> Condition:
    """The issue has any issue type, or none."""
    return f"issue.issue_type_id IS {'NOT ' if as_any else ''}NULL", ()


def in_field(session: Session, slug: str, value: str) -> Condition:
    """The issue has this value in the issue field of this name.

    Names are in lower case, with dashes for spaces. The value of a select field is an option's
    name. Only fields that the viewer may see count.
    """
    of = (
        "SELECT issue_id FROM issue_field_value AS given "
        "JOIN issue_field ON issue_field.id = given.field_id "
        "LEFT JOIN issue_field_choice ON value_id = given.id "
        "LEFT JOIN issue_field_option ON issue_field_option.id = option_id "
        "WHERE lower(replace(issue_field.name, ' ', '-')) = ? "
        "AND COALESCE(issue_field_option.name, given.value) = ? COLLATE NOCASE "
        "AND (visibility = 'ALL' OR owner_id = ? "
        "OR owner_id IN (SELECT organization_id FROM member WHERE user_id = ?))"
    )
    viewer_id = session.viewer.id
    return f"issue.id IN ({of})", (slug.lower(), value, viewer_id, viewer_id)


def updated_since(moment: str) -> Condition:
    """The issue was changed at this moment or later, given as `2026-11-23T08:51:00Z`."""
    return "issue.updated_at >= ?", (moment,)


def mentioning(session: Session, login: str) -> Condition:
    """The body or a comment mentions a user as `@login`."""
    rows: list[Row] = session.store.all(
        "SELECT id AS issue_id, body FROM issue WHERE instr(lower(body), ?1) "
        "UNION ALL SELECT issue_id, body FROM comment WHERE instr(lower(body), ?1)",
        f"@{login.lower()}",
    )
    wanted = login.lower()
    ids = sorted({row["issue_id"] for row in rows if wanted in logins(row["body"])})
    return "issue.id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
