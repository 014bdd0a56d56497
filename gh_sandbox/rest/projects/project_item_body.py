"""REST's forms of a project's item, with the values of the fields that are asked for.

Sources: GitHub's REST documentation, "Get an item for an organization owned project" (its example
has a value of each inherited field); reports (texts, numbers, iterations, progress). Unverified:
the value of a type and of a parent, and the keys of a draft's title.
"""

from collections.abc import Callable, Sequence
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.rest.issues import issue_body, label, milestone
from gh_sandbox.rest.owners import issue_type, user
from gh_sandbox.rest.projects import project, project_field
from gh_sandbox.rest.pull_requests import pull_request
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues import sub_issue as sub_issues
from gh_sandbox.rules.projects import project_choice as choices
from gh_sandbox.rules.projects import project_field as fields
from gh_sandbox.rules.pull_requests import review as reviews
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_LABELS = "SELECT label.* FROM label JOIN issue_label ON label.id = label_id WHERE issue_id = ?"
_PULL_REQUESTS = (
    "SELECT issue.* FROM issue JOIN closing_reference ON pull_request_id = issue.id "
    "WHERE issue_id = ? ORDER BY number"
)


def simple(session: Session, item: Row, holder: Row) -> dict[str, Any]:
    """Return GitHub's `projects-v2-item-simple`."""
    content, type = _content(session, item)
    return {
        "id": item["id"],
        "node_id": identifiers.encode("ProjectV2Item", item["id"], within=item["project_id"]),
        "project_url": project.url(session, holder),
        "content": content,
        "content_type": type,
        "creator": user.by_id(session, item["creator_id"] or holder["owner_id"]),
        "created_at": item["created_at"],
        "updated_at": item["updated_at"],
        "archived_at": item["archived_at"],
        "item_url": f"{project.url(session, holder)}/items/{item['id']}",
    }


def full(session: Session, item: Row, holder: Row, shown: Sequence[Row]) -> dict[str, Any]:
    """Return GitHub's `projects-v2-item-with-content` with the values of some fields."""
    return {
        **simple(session, item, holder),
        "fields": [
            {
                "id": field["id"],
                "name": field["name"],
                "data_type": field["data_type"].lower(),
                "value": _value(session, item, field),
            }
            for field in shown
        ],
    }


def _content(session: Session, item: Row) -> tuple[dict[str, Any], str]:
    if item["issue_id"] is None:
        return _draft(session, item), "DraftIssue"
    row = session.store.get("issue", item["issue_id"])
    if row["is_pull_request"]:
        return pull_request.simple(session, row), "PullRequest"
    return issue_body.body(session, row), "Issue"


def _draft(session: Session, item: Row) -> dict[str, Any]:
    row = session.store.get("draft_issue", item["draft_issue_id"])
    return {
        "id": row["id"],
        "node_id": identifiers.encode("DraftIssue", row["id"], within=item["project_id"]),
        "title": row["title"],
        "body": row["body"] or None,
        "user": user.by_id(session, row["creator_id"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _value(session: Session, item: Row, field: Row) -> object:
    if field["data_type"] in fields.CUSTOM_TYPES:
        return _stored(session, item, field)
    if field["data_type"] == "TITLE":
        return _title(session, item)
    if item["issue_id"] is None:
        return _of_draft(session, item) if field["data_type"] == "ASSIGNEES" else None
    return _OF_ISSUE[field["data_type"]](session, session.store.get("issue", item["issue_id"]))


def _stored(session: Session, item: Row, field: Row) -> object:
    row = session.store.one(
        "SELECT value FROM project_value WHERE item_id = ? AND field_id = ?",
        item["id"],
        field["id"],
    )
    if row is None:
        return None
    value: str = row["value"]
    if field["data_type"] == "TEXT":
        return project_field.text(value)
    if field["data_type"] == "NUMBER":
        number = float(value)
        return int(number) if number.is_integer() else number
    if field["data_type"] == "MULTI_SELECT":
        offered = choices.of_fields(session, [field["id"]]).get(field["id"], [])
        keys = choices.keys_of(value)
        return [project_field.option(row) for row in offered if row["key"] in keys]
    choice = choices.find(session, field["id"], value)
    if choice is None:
        return value
    is_option = field["data_type"] == "SINGLE_SELECT"
    return project_field.option(choice) if is_option else project_field.iteration(session, choice)


def _title(session: Session, item: Row) -> dict[str, Any]:
    if item["issue_id"] is None:
        draft = session.store.get("draft_issue", item["draft_issue_id"])
        return dict(project_field.text(draft["title"]))
    row = session.store.get("issue", item["issue_id"])
    content, _ = _content(session, item)
    return {
        **project_field.text(row["title"]),
        "number": row["number"],
        "url": content["html_url"],
        "issue_id": row["id"],
        "issue_state": row["state"].lower(),
        "state_reason": row["state_reason"] and row["state_reason"].lower(),
        "is_draft": bool(content.get("draft")),
    }


def _of_draft(session: Session, item: Row) -> list[Any]:
    rows = session.store.all(
        "SELECT user_id FROM draft_issue_assignee WHERE draft_issue_id = ?", item["draft_issue_id"]
    )
    return [user.by_id(session, row["user_id"]) for row in rows]


def _assignees(session: Session, row: Row) -> list[Any]:
    return [user.by_id(session, id) for id in issues.assignee_ids(session, row["id"])]


def _labels(session: Session, row: Row) -> list[Any]:
    return [label.body(session, each) for each in session.store.all(_LABELS, row["id"])]


def _pull_requests(session: Session, row: Row) -> list[Any]:
    rows = session.store.all(_PULL_REQUESTS, row["id"])
    return [pull_request.simple(session, each) for each in rows]


def _milestone(session: Session, row: Row) -> object:
    id = row["milestone_id"]
    return None if id is None else milestone.body(session, session.store.get("milestone", id))


def _repository(session: Session, row: Row) -> object:
    return repository.full(session, session.store.get("repository", row["repository_id"]))


def _type(session: Session, row: Row) -> object:
    id = row["issue_type_id"]
    return None if id is None else issue_type.body(session, session.store.get("issue_type", id))


def _parent(session: Session, row: Row) -> object:
    id = sub_issues.parent_id(session, row["id"])
    above = None if id is None else session.store.get("issue", id)
    if above is None or repositories.hides(session, above):
        return None
    return issue_body.body(session, above)


def _progress(session: Session, row: Row) -> object:
    summary = issue_body.body(session, row).get("sub_issues_summary")
    return summary if summary and summary["total"] else None


def _reviewers(session: Session, row: Row) -> object:
    """Return the users and teams whose review is requested."""
    return [user.by_id(session, id) for id in reviews.requested_ids(session, row)]


_OF_ISSUE: dict[str, Callable[[Session, Row], object]] = {
    "ASSIGNEES": _assignees,
    "LABELS": _labels,
    "LINKED_PULL_REQUESTS": _pull_requests,
    "MILESTONE": _milestone,
    "REPOSITORY": _repository,
    "ISSUE_TYPE": _type,
    "PARENT_ISSUE": _parent,
    "SUB_ISSUES_PROGRESS": _progress,
    "REVIEWERS": _reviewers,
}
