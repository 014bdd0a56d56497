"""Search of issues: GitHub's query language as far as `gh` writes it.

Source: GitHub docs, "Searching issues and pull requests". A qualifier that is not known is an
error that names it, since GitHub would filter by it.
"""

import re
from collections.abc import Callable

from gh_sandbox.condition import Condition
from gh_sandbox.errors import ApiError
from gh_sandbox.rules import issue_filter
from gh_sandbox.session import Session
from gh_sandbox.store import Value

LIMIT = 1000
_PLACES = ("title", "body")
_TERM = re.compile(r'(-)?(?:([\w-]+):)?("(?:[^"\\]|\\.)*"|[^\s()"]+)')

_IN_REPOSITORY = (
    "issue.repository_id IN (SELECT repository.id FROM repository JOIN owner "
    "ON owner.id = owner_id WHERE login || '/' || repository.name = ? COLLATE NOCASE)"
)
_OWNED = (
    "issue.repository_id IN (SELECT repository.id FROM repository JOIN owner "
    "ON owner.id = owner_id WHERE login = ?)"
)
_WITH_BRANCH = "issue.id IN (SELECT issue_id FROM pull_request WHERE {} = ?)"
_IS = {
    "issue": "NOT is_pull_request",
    "pr": "is_pull_request",
    "open": "issue.state = 'OPEN'",
    "closed": "issue.state = 'CLOSED'",
    "public": "1",
    "merged": "issue.id IN (SELECT issue_id FROM pull_request WHERE merged_at NOT NULL)",
    "draft": "issue.id IN (SELECT issue_id FROM pull_request WHERE is_draft)",
}
_REASONS = {"completed": "COMPLETED", "not planned": "NOT_PLANNED", "duplicate": "DUPLICATE"}
_NO = {
    "label": "issue.id NOT IN (SELECT issue_id FROM issue_label)",
    "assignee": issue_filter.assigned(to_anyone=False)[0],
    "milestone": issue_filter.milestoned(in_any=False)[0],
    "type": issue_filter.typed(as_any=False)[0],
    "parent-issue": "issue.id NOT IN (SELECT issue_id FROM sub_issue)",
}
_HAS = {
    "parent-issue": "issue.id IN (SELECT issue_id FROM sub_issue)",
    "sub-issue": "issue.id IN (SELECT parent_id FROM sub_issue)",
}
_ORDERS = {"created": "issue.created_at", "updated": "issue.updated_at", "comments": "comments"}


def issue_ids(session: Session, query: str) -> list[int]:
    """Return the ids that a query finds, newest first unless it says otherwise.

    The index may lag; what it still has but is gone is left out, as GitHub leaves it out.
    """
    parts: list[str] = []
    values: list[Value] = []
    order = "issue.created_at DESC, issue.id DESC"
    text = _text(query)
    for minus, key, raw in _TERM.findall(query):
        term = raw[1:-1].replace('\\"', '"') if raw.startswith('"') else raw
        if not key and term in ("AND", "OR", "NOT"):
            if term == "AND":
                continue
            raise _unknown(term)
        if key == "sort":
            order = _order(term)
            continue
        if key == "in":
            continue
        sql, more = _condition(session, key, term) if key else (text, (term,))
        parts.append(f"NOT ({sql})" if minus else sql)
        values += more
    where = " AND ".join(f"({part})" for part in parts) or "1"
    sql = (
        "SELECT issue.id, (SELECT COUNT(*) FROM comment WHERE issue_id = issue.id) AS comments "
        f"FROM issue WHERE {where} ORDER BY {order} LIMIT {LIMIT}"
    )
    with session.index():
        found = [row["id"] for row in session.store.all(sql, *values)]
    there = {row["id"] for row in session.store.some("issue", found)}
    return [id for id in found if id in there]


def _text(query: str) -> str:
    """Return the condition on a word: in the title and body, or where `in:` says."""
    places = [term for _, key, term in _TERM.findall(query) if key == "in"] or list(_PLACES)
    for place in places:
        if place not in _PLACES:
            raise _unknown(f"in:{place}")
    columns = " || ' ' || ".join(f"issue.{place}" for place in places)
    return f"instr(lower({columns}), lower(?))"


def _condition(session: Session, key: str, term: str) -> Condition:
    for name, choices in (("is", _IS), ("state", _IS), ("no", _NO), ("has", _HAS)):
        if key == name:
            if term.lower() not in choices:
                raise _unknown(f"{key}:{term}")
            return choices[term.lower()], ()
    login = session.viewer.login if term == "@me" else term
    if key == "mentions":
        return issue_filter.mentioning(session, login)
    condition = _QUALIFIERS.get(key)
    if condition is None:
        raise _unknown(f"{key}:")
    return condition(login)


def _by_labels(term: str) -> Condition:
    names = [part.strip('"') for part in re.findall(r'"[^"]*"|[^,]+', term)]
    return issue_filter.labelled(*names)


def _by_reason(term: str) -> Condition:
    return "issue.state_reason = ?", (_REASONS.get(term.lower(), term),)


def _by_type(term: str) -> Condition:
    if term in ("issue", "pr"):
        return _IS[term], ()
    return issue_filter.of_type(term)


def _equals(sql: str) -> Callable[[str], Condition]:
    return lambda term: (sql, (term,))


_QUALIFIERS: dict[str, Callable[[str], Condition]] = {
    "repo": _equals(_IN_REPOSITORY),
    "org": _equals(_OWNED),
    "user": _equals(_OWNED),
    "owner": _equals(_OWNED),
    "label": _by_labels,
    "milestone": lambda title: issue_filter.in_milestone("title", title),
    "author": issue_filter.authored_by,
    "assignee": issue_filter.assigned_to,
    "type": _by_type,
    "reason": _by_reason,
    "head": _equals(_WITH_BRANCH.format("head_ref_name")),
    "base": _equals(_WITH_BRANCH.format("base_ref_name")),
    "review-requested": lambda _login: ("0", ()),
}


def _order(term: str) -> str:
    field, _, direction = term.partition("-")
    if field not in _ORDERS:
        raise _unknown(f"sort:{term}")
    sense = "ASC" if direction == "asc" else "DESC"
    return f"{_ORDERS[field]} {sense}, issue.id {sense}"


def _unknown(term: str) -> ApiError:
    return ApiError(
        422, f"Search term {term} is not implemented by the sandbox.", type="NOT_IMPLEMENTED"
    )
