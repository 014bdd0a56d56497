"""The properties of an issue in a request's body: names, numbers and logins become database ids.

Sources: GitHub's REST description; reports on unknown labels (created), milestones and assignees
(refused). Unverified: each unknown assignee has an entry of its own.
"""

from collections.abc import Sequence
from typing import Any

from gh_sandbox import whole_number
from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import Call
from gh_sandbox.rules.issues import label as labels
from gh_sandbox.rules.issues.issue import UNSET, IssueChange, refuse_many_labels
from gh_sandbox.rules.owners import issue_type as issue_types
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.state.store import Row

# The properties that both creating and changing an issue accept.
PROPERTIES = (
    "body:string|null milestone:string|integer|null labels:array assignee:string|null "
    "assignees:array issue_field_values:array"
)


def change(call: Call, repository: Row) -> IssueChange:
    """Read a body; without push access labels, milestone, assignees and type are left out."""
    given = call.body
    title = str(given["title"]) if given.get("title") is not None else UNSET
    text = given["body"] or "" if "body" in given else UNSET
    if not repositories.allows(call.session, repository, "WRITE"):
        return IssueChange(title=title, body=text)
    return IssueChange(
        title=title,
        body=text,
        label_ids=label_ids(call, repository, given["labels"]) if "labels" in given else UNSET,
        assignee_ids=_assignee_ids(call, repository)
        if "assignees" in given or "assignee" in given
        else UNSET,
        milestone_id=_milestone_id(call, repository) if "milestone" in given else UNSET,
        issue_type_id=_type_id(call, repository) if "type" in given else UNSET,
    )


def label_ids(call: Call, repository: Row, entries: Sequence[object] | None) -> list[int]:
    """Return labels by name and create unknown ones (a long one: gitalk/gitalk#185)."""
    ids = []
    wanted = names(entries, "labels", "name")
    refuse_many_labels({name.lower() for name in wanted})  # Before any is created.
    for name in wanted:
        row = labels.find(call.session, repository, name)
        if len(name) > labels.NAME_LIMIT:
            fault = FieldError("Label", "name", "invalid", value=name)
            raise InvalidError(fault, graphql_message="Name is invalid")
        if row is None:
            ids.append(labels.create(call.session, repository, name, labels.DEFAULT_COLOR, None))
        else:
            ids.append(row["id"])
    return ids


def names(entries: Sequence[object] | None, place: str, key: str) -> list[str]:
    """Read a list of texts, or of objects with the text under a key."""
    found = []
    for entry in entries or []:
        text = entry
        if isinstance(entry, dict):
            request_body.refuse_suggestion(entry)
            text = entry.get(key, entry)
        found.append(text)
    return request_body.texts(found, place)


def _assignee_ids(call: Call, repository: Row) -> list[int]:
    field = "assignees" if "assignees" in call.body else "assignee"
    given = call.body[field]
    if isinstance(given, str):
        given = [given] if given else []
    wanted = names(given, field, "login")
    ids = repositories.assignable_ids(call.session, repository)
    known = {row["login"].lower(): row["id"] for row in call.session.store.some("owner", ids)}
    wrong = [
        FieldError("Issue", field, "invalid", value=login)
        for login in wanted
        if login.lower() not in known
    ]
    if wrong:
        raise InvalidError(*wrong, graphql_message="Assignees are invalid")
    return [known[login.lower()] for login in wanted]


def _milestone_id(call: Call, repository: Row) -> int | None:
    """Read a milestone's number; a title is refused like an unknown number (reported)."""
    number = call.body["milestone"]
    if number is None:
        return None
    if isinstance(number, int):
        number = min(number, whole_number.LARGEST)
    known = "SELECT id FROM milestone WHERE repository_id = ? AND number = ?"
    row = call.session.store.one(known, repository["id"], number)
    if row is None:
        fault = FieldError("Issue", "milestone", "invalid")
        raise InvalidError(fault, graphql_message="Milestone is invalid")
    return int(row["id"])


def _type_id(call: Call, repository: Row) -> int | None:
    given: Any = call.body["type"]
    if isinstance(given, dict):
        request_body.refuse_suggestion(given)
        given = given.get("value")
    return None if given is None else issue_types.named(call.session, repository, str(given))
