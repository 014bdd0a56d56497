"""Lists of issues as `gh issue list --json …` prints them.

These issues exist: their texts stay where they are, so their bodies are left out. An issue without
a number comes from elsewhere, and keeps its body as the description.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.importing.draft import Draft, DraftIssue, Unread

_READ = {
    *("number", "title", "body", "state", "stateReason", "labels", "milestone", "assignees"),
    *("issueType", "type", "parent", "blockedBy", "url", "id", "key"),
}


class IssueListError(Exception):
    """A list that cannot be read; the message says what it should be."""


def read_issue_list(text: str) -> Draft:
    """Return the content of a list. Raises IssueListError where it is not a list of issues."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise IssueListError(f"line {error.lineno}: {error.msg}: this is not JSON") from error
    except (ValueError, RecursionError) as error:
        raise IssueListError("a number in it is too long, or it is nested too deeply") from error
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise IssueListError("a list of issues is what `gh issue list --json …` prints")
    draft = Draft()
    left: dict[str, int] = {}
    for index, node in enumerate(data, 1):
        if not isinstance(node.get("title"), str) or not node["title"].strip():
            raise IssueListError(f"entry {index} has no title: ask for it with --json title,…")
        draft.issues.append(_issue(draft, node, index))
        for name in node.keys() - _READ:
            left.setdefault(name, index)
    draft.unread = [Unread(index, f"property {name!r}") for name, index in sorted(left.items())]
    return draft


def _issue(draft: Draft, node: Mapping[str, Any], index: int) -> DraftIssue:
    issue = DraftIssue(node["title"].strip(), index)
    number = node.get("number")
    if isinstance(number, int):
        issue.number = number
        issue.names.add(f"#{number}")
    elif node.get("body"):
        issue.fields["description"] = node["body"]
    _labels(draft, issue, node.get("labels") or [])
    _milestone(draft, issue, node.get("milestone"))
    kind = node.get("issueType") or node.get("type")
    if kind:
        issue.fields["type"] = _name(kind, "name")
    if str(node.get("state", "")).casefold() == "closed":
        issue.fields["state"] = "closed"
        reason = str(node.get("stateReason") or "").casefold()
        if reason == "not_planned":  # A duplicate would have to say of which.
            issue.fields["state_reason"] = reason
        elif reason == "duplicate":
            issue.lost.append("state_reason duplicate: of which issue it is one is not said")
    people = [_name(each, "login") for each in node.get("assignees") or []]
    if people:
        issue.fields["assignees"] = people
    _links(issue, node)
    return issue


def _labels(draft: Draft, issue: DraftIssue, labels: Sequence[Any]) -> None:
    names = [_name(each, "name") for each in labels]
    if names:
        issue.fields["labels"] = names
    for each in labels:
        if isinstance(each, dict) and each.get("color"):
            described = {"description": each["description"]} if each.get("description") else {}
            draft.labels.setdefault(each["name"], {"color": each["color"].lower(), **described})


def _milestone(draft: Draft, issue: DraftIssue, milestone: Any) -> None:
    if not milestone:
        return
    title = _name(milestone, "title")
    issue.fields["milestone"] = title
    known = draft.milestones.setdefault(title, {})
    if isinstance(milestone, dict):
        if milestone.get("description"):
            known["description"] = milestone["description"]
        if milestone.get("dueOn"):
            known["due_on"] = milestone["dueOn"][:10]


def _links(issue: DraftIssue, node: Mapping[str, Any]) -> None:
    parent = node.get("parent")
    if isinstance(parent, dict) and parent.get("number"):
        issue.parent = f"#{parent['number']}"
    blockers = node.get("blockedBy") or []
    if isinstance(blockers, dict):
        blockers = blockers.get("nodes", [])
    issue.waits_for += [f"#{each['number']}" for each in blockers if each.get("number")]


def _name(value: Any, key: str) -> str:
    return str(value[key]) if isinstance(value, dict) else str(value)
