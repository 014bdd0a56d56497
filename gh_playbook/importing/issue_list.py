"""Lists of issues as `gh issue list --json …` prints them.

These issues exist: their texts stay where they are, so their bodies are left out. An issue without
a number comes from elsewhere, and keeps its body as the description.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.importing.draft import Draft, DraftIssue, Unread
from gh_playbook.importing.issue_entry import shape_fault

_READ = {
    *("number", "title", "body", "state", "stateReason", "labels", "milestone", "assignees"),
    *("issueType", "type", "parent", "blockedBy", "url", "id", "key", "closed", "isPinned"),
}


# A surrogate that has no other half: pairs are one character once they are read.
_HALF = re.compile("[\ud800-\udfff]")


class IssueListError(Exception):
    """A list that cannot be read; the message says what it should be.

    `line` and `column` count from 1.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def read_issue_list(text: str) -> Draft:
    """Return the content of a list. Raises IssueListError where it is not a list of issues."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        why = _comment(text, error.pos) or error.msg[:1].lower() + error.msg[1:]
        raise IssueListError(f"not JSON: {why}", error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise IssueListError("a number in it is too long, or it is nested too deeply") from error
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise IssueListError("a list of issues is what `gh issue list --json …` prints")
    half = _HALF.search(json.dumps(data, ensure_ascii=False))
    if half is not None:
        escape = f"\\u{ord(half[0]):04x}"
        raise IssueListError(f"'{escape}' is half a character: two such escapes make one")
    draft = Draft()
    left: dict[str, int] = {}
    for index, node in enumerate(data, 1):
        if fault := shape_fault(node):
            raise IssueListError(f"entry {index}: {fault}")
        draft.issues.append(_issue(draft, node, index))
        for name in node.keys() - _READ:
            left.setdefault(name, index)
    draft.unread = [Unread(index, f"property {name!r}") for name, index in sorted(left.items())]
    return draft


def _comment(text: str, index: int) -> str | None:
    """Return what is wrong where a comment of another language begins."""
    found = re.match(r"//|/\*|#", text[index : index + 2])
    return f"it has no comments, and {found[0]!r} begins one elsewhere" if found else None


def _issue(draft: Draft, node: Mapping[str, Any], index: int) -> DraftIssue:
    issue = DraftIssue(node["title"].strip(), index)
    number = node.get("number")
    if isinstance(number, int):
        issue.number = number
        issue.names.add(f"#{number}")
    elif node.get("body"):
        issue.fields["description"] = node["body"]
    _labels(draft, issue, _nodes(node.get("labels")))
    _milestone(draft, issue, node.get("milestone"))
    kind = node.get("issueType") or node.get("type")
    if kind:
        issue.fields["type"] = _name(kind, "name")
    if node.get("closed") is True or str(node.get("state", "")).casefold() == "closed":
        issue.fields["state"] = "closed"
        reason = str(node.get("stateReason") or "").casefold()
        if reason in {"not_planned", "duplicate"}:
            issue.fields["state_reason"] = reason
    if node.get("isPinned") is True:
        issue.fields["pinned"] = True
    people = [_name(each, "login") for each in _nodes(node.get("assignees"))]
    if people:
        issue.fields["assignees"] = people
    _links(issue, node)
    return issue


def _nodes(value: Any) -> Sequence[Any]:
    """Return what a list or a connection holds."""
    return (value.get("nodes") if isinstance(value, dict) else value) or []


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
    blockers = _nodes(node.get("blockedBy"))
    issue.waits_for += [f"#{each['number']}" for each in blockers if each.get("number")]


def _name(value: Any, key: str) -> str:
    return str(value[key]) if isinstance(value, dict) else str(value)
