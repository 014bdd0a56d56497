"""GitHub's `issue`, also for pull requests where REST treats them as issues."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest import reaction
from gh_sandbox.rest.issues import comment_body, issue_field_body, label, lock, milestone
from gh_sandbox.rest.owners import issue_type, user
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules import reaction as reactions
from gh_sandbox.rules.issues import dependency as dependencies
from gh_sandbox.rules.issues import issue_field_value as field_values
from gh_sandbox.rules.issues import sub_issue as sub_issues
from gh_sandbox.rules.issues.issue_field_value import FieldValue
from gh_sandbox.rules.owners import association as associations
from gh_sandbox.rules.owners import issue_field as issue_fields
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row


@dataclass(frozen=True)
class _Parts:
    """The related rows of some issues, by the issues' database ids."""

    labels: dict[int, list[Row]]
    assignees: dict[int, list[Row]]
    comments: dict[int, int]
    reactions: dict[int, dict[str, int]]
    pinned: dict[int, dict[str, Any]]
    fields: dict[int, list[FieldValue]]
    pull_requests: dict[int, Row]
    parents: dict[int, Row]
    sub_issues: dict[int, sub_issues.SubIssueSummary]
    dependencies: dict[int, dependencies.DependencySummary]


def body(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `issue`."""
    return bodies(session, [row])[0]


def bodies(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return GitHub's `issue` for each row; the related rows are read for all of them together."""
    parts = _load(session, rows)
    return [_body(session, row, parts) for row in rows]


def with_repository(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return issues in the form of lists over several repositories."""
    return [
        {**found, "repository": repository.by_id(session, row["repository_id"])}
        for row, found in zip(rows, bodies(session, rows), strict=True)
    ]


def linked(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return issues in the form of lists and changes of links (PyGithub's recordings)."""
    found = with_repository(session, rows)
    for each in found:
        del each["closed_by"]
    return found


def _load(session: Session, rows: Sequence[Row]) -> _Parts:
    store, ids = session.store, [row["id"] for row in rows]
    return _Parts(
        labels=_grouped(
            store.listed(
                "SELECT issue_id, label.* FROM issue_label JOIN label ON label.id = label_id "
                "WHERE issue_id",
                ids,
                [],
                "label.id",
            )
        ),
        assignees=_grouped(store.matching("SELECT * FROM issue_assignee WHERE issue_id", ids)),
        comments=store.counts("FROM comment WHERE issue_id", ids),
        reactions=reactions.counts(session, "issue_id", ids),
        pinned=_pinned(session, ids),
        fields=field_values.of_issues(session, rows),
        pull_requests={
            row["issue_id"]: row
            for row in store.matching("SELECT * FROM pull_request WHERE issue_id", ids)
        },
        parents=sub_issues.parents(session, ids),
        sub_issues=sub_issues.summaries(session, ids),
        dependencies=dependencies.summaries(session, ids),
    )


def _pinned(session: Session, ids: list[int]) -> dict[int, dict[str, Any]]:
    sql = "SELECT * FROM comment WHERE pinned_at IS NOT NULL AND issue_id"
    rows = session.store.matching(sql, ids)
    shown = comment_body.bodies(session, rows) if rows else []
    return {row["issue_id"]: found for row, found in zip(rows, shown, strict=True)}


def _grouped(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["issue_id"], []).append(row)
    return found


def _addresses(session: Session, row: Row, name: str) -> dict[str, str]:
    """Return the addresses of an issue or a pull request; `name` is the repository's OWNER/NAME."""
    repository = f"{session.api}/repos/{name}"
    url = f"{repository}/issues/{row['number']}"
    kind = "pull" if row["is_pull_request"] else "issues"
    return {
        "url": url,
        "repository_url": repository,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": f"{WEB}/{name}/{kind}/{row['number']}",
    }


def _body(session: Session, row: Row, parts: _Parts) -> dict[str, Any]:
    holder = repositories.get(session, row["repository_id"])
    name, id = repositories.full_name(session, holder), row["id"]
    addresses = _addresses(session, row, name)
    is_pull_request = bool(row["is_pull_request"])
    assignees = [user.by_id(session, each["user_id"]) for each in parts.assignees.get(id, ())]
    reason = row["state_reason"]
    found = {
        **addresses,
        "id": id,
        "node_id": identifiers.encode(
            "PullRequest" if is_pull_request else "Issue", id, within=row["repository_id"]
        ),
        "number": row["number"],
        "title": row["title"],
        "body": row["body"] or None,
        "user": user.by_id(session, row["author_id"]),
        "labels": [label.body(session, each) for each in parts.labels.get(id, ())],
        "state": row["state"].lower(),
        "state_reason": reason and reason.lower(),
        "locked": bool(row["locked"]),
        "active_lock_reason": lock.REASONS.get(row["active_lock_reason"]),
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": milestone.by_id(session, row["milestone_id"]),
        "comments": parts.comments.get(id, 0),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "closed_at": row["closed_at"],
        "closed_by": user.by_id(session, row["closed_by_id"]),
        "author_association": associations.of_author(session, holder, row["author_id"]),
        "reactions": reaction.rollup(addresses["url"], parts.reactions.get(id, {})),
        "performed_via_github_app": None,
        "pinned_comment": parts.pinned.get(id),
    }
    if is_pull_request:
        return {**found, **_pull_request(session, row, name, parts.pull_requests[id])}
    return {**found, **_relations(session, row, parts)}


def _pull_request(session: Session, row: Row, name: str, details: Row) -> dict[str, Any]:
    web = f"{WEB}/{name}/pull/{row['number']}"
    return {
        "draft": bool(details["is_draft"]),
        "pull_request": {
            "url": f"{session.api}/repos/{name}/pulls/{row['number']}",
            "html_url": web,
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "merged_at": details["merged_at"],
        },
    }


def _relations(session: Session, row: Row, parts: _Parts) -> dict[str, Any]:
    children = parts.sub_issues.get(row["id"], sub_issues.SubIssueSummary())
    return {
        **_type(session, row),
        **_fields(session, row, parts.fields.get(row["id"], [])),
        "sub_issues_summary": {
            "total": children.total,
            "completed": children.completed,
            "percent_completed": children.percent_completed,
        },
        "issue_dependencies_summary": dict(vars(parts.dependencies[row["id"]])),
        **_parent(session, parts.parents.get(row["id"])),
    }


def _type(session: Session, row: Row) -> dict[str, Any]:
    """Return the issue type; issues of owners without types lack the property."""
    holder = repositories.get(session, row["repository_id"])
    if not owners.get(session, holder["owner_id"])["has_issue_types"]:
        return {}
    return {"type": issue_type.by_id(session, row["issue_type_id"])}


def _fields(session: Session, row: Row, found: Sequence[FieldValue]) -> dict[str, Any]:
    """Return the values of issue fields; issues of owners without fields lack them (unverified)."""
    holder = repositories.get(session, row["repository_id"])
    owner_id = holder["owner_id"]
    key = ("issue fields", owner_id)
    if not session.remembered(key, lambda: issue_fields.of_owner(session, owner_id)):
        return {}
    shown = [issue_field_body.body(each, row["repository_id"]) for each in found]
    return {"issue_field_values": shown}


def _parent(session: Session, parent: Row | None) -> dict[str, str]:
    if parent is None or repositories.hides(session, parent):
        return {}
    holder = repositories.get(session, parent["repository_id"])
    name = repositories.full_name(session, holder)
    return {"parent_issue_url": f"{session.api}/repos/{name}/issues/{parent['number']}"}
