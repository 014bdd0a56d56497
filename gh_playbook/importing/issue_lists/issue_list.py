"""Lists of issues as `gh issue list --json …` prints them.

These issues exist: their texts stay where they are, so their bodies are left out. An issue without
a number comes from elsewhere, and keeps its body as the description.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gh_playbook.importing import field_value
from gh_playbook.importing.draft import DraftIssue, PlanDraft, Unread
from gh_playbook.importing.issue_lists.entry_property import children_of, name_below, take_property
from gh_playbook.importing.issue_lists.issue_entry import shape_fault
from gh_playbook.importing.issue_lists.json_shape import entries_of

_READ = {
    *("number", "title", "body", "state", "stateReason", "labels", "milestone", "assignees"),
    *("issueType", "type", "parent", "blockedBy", "url", "id", "key", "closed", "isPinned"),
    # The names in REST, which `gh api` prints.
    *("state_reason", "html_url", "parent_issue_url", "locked", "active_lock_reason", "node_id"),
    *("repository_url", "projectItems", "subIssues", "blocking"),
}
_ADDRESS = re.compile(
    r"^https?://[^/]+/(?:repos/)?(?P<repository>[\w.-]+/[\w.-]+)/issues/(?P<number>\d+)$"
)


# What stands between the elements of a list, and before the first one.
_BETWEEN = re.compile(r"\s*[\[,]?\s*")
# A surrogate without its other half: pairs become one character when they are read.
_HALF = re.compile("[\ud800-\udfff]")


class IssueListError(Exception):
    """A list that cannot be read; the message says what is expected.

    `line` and `column` count from 1; `all` are the faults of all entries, this one among them.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.all: Sequence[IssueListError] = (self,)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON. Raises IssueListError if it has a name twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(each for each in names if names.count(each) > 1)
        raise IssueListError(f"an object has {name!r} twice, and only the last one would count")
    return found


def _lines(error: json.JSONDecodeError) -> str | None:
    """Return what to do about JSON that goes on after its end, such as one object on each line."""
    if error.msg != "Extra data":
        return None
    return "more follows after the first value: `jq -s . FILE` makes one list of JSON lines"


def read_issue_list(text: str, due_field: str = "Due") -> PlanDraft:
    """Return the content of a list. Raises IssueListError if it is not a list of issues."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        why = _lines(error) or _comment(text, error.pos) or error.msg[:1].lower() + error.msg[1:]
        raise IssueListError(f"not JSON: {why}", error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:
        raise IssueListError("a number in it is too long, or it is nested too deeply") from error
    entries = entries_of(data)
    if entries is None:
        raise IssueListError(
            "it has no list of issues; known formats are what `gh issue list --json …` prints, "
            "items of a project, exports of Jira, GitLab and Trello, tasks of Taskmaster, and "
            "lists of objects with a title"
        )
    half = _HALF.search(json.dumps(data, ensure_ascii=False))
    if half is not None:
        escape = f"\\u{ord(half[0]):04x}"
        raise IssueListError(f"'{escape}' is half a character: two such escapes make one")
    _check_shapes(entries, text)
    draft = PlanDraft()
    left: dict[str, int] = {}
    listed: list[Mapping[str, Any]] = []
    node: Mapping[str, Any]
    for index, node in enumerate(entries, 1):
        if node.get("pull_request"):
            # REST lists pull requests among issues.
            text = f"#{node.get('number')} {node['title']}: a pull request"
            draft.unread.append(Unread(index, text))
            continue
        draft.issues.append(_family(draft, node, index, left, due_field))
        listed.append(node)
    for issue, node in zip(draft.issues, listed, strict=True):
        _links_of_others(draft, issue, node)
    _place(draft, listed)
    draft.unread += [Unread(index, f"property {name!r}") for name, index in sorted(left.items())]
    return draft


def _check_shapes(entries: Sequence[Mapping[str, Any]], text: str) -> None:
    """Raise IssueListError if an entry cannot be read, with the faults of all entries."""
    told = [(index, fault) for index, each in enumerate(entries) if (fault := shape_fault(each))]
    if not told:
        return
    places = dict(enumerate(_places(text)))
    found = [
        IssueListError(f"entry {index + 1}: {fault}", *places.get(index, (1, 1)))
        for index, fault in told
    ]
    found[0].all = found
    raise found[0]


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield line and column of each element, if valid JSON is a list."""
    decoder = json.JSONDecoder()
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]
    while text.lstrip().startswith("[") and text[at] != "]":
        yield text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        at = decoder.raw_decode(text, at)[1]
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]


def _family(
    draft: PlanDraft, node: Mapping[str, Any], index: int, left: dict[str, int], due_field: str
) -> DraftIssue:
    """Return the issue of an entry with those below it; `left` gets the unknown properties."""
    issue = _issue(draft, node, index)
    for name in node:
        if name not in _READ and not take_property(issue, name, node[name], due_field):
            left.setdefault(name, index)
    if issue.number is not None:
        return issue
    if not str(node.get("state") or ""):
        field_value.close_by_status(issue)
    below = children_of(node)
    for each in below:
        if fault := shape_fault(each):
            raise IssueListError(f"entry {index}, below {issue.title}: {fault}")
        child = _family(draft, each, index, left, due_field)
        name_below(child, issue, each, below)
        issue.children.append(child)
    return issue


def _place(draft: PlanDraft, data: Sequence[Mapping[str, Any]]) -> None:
    """Note that the issues exist, and their repository, if it is one."""
    draft.is_existing = all(each.number is not None for each in draft.issues)
    addresses = [str(each.get("html_url") or each.get("url") or "") for each in data]
    found = {match["repository"] for each in addresses if (match := _ADDRESS.match(each))}
    if len(found) == 1:
        draft.repository = found.pop()
        own = f"{draft.repository}#"
        for issue in draft.issues:
            issue.waits_for = [each.replace(own, "#") for each in issue.waits_for]
            issue.parent = issue.parent.replace(own, "#") if issue.parent else None


def _comment(text: str, index: int) -> str | None:
    """Return the fault if a comment of another language begins there."""
    found = re.match(r"//|/\*|#", text[index : index + 2])
    return f"JSON has no comments, and {found[0]!r} begins one elsewhere" if found else None


def _issue(draft: PlanDraft, node: Mapping[str, Any], index: int) -> DraftIssue:
    issue = DraftIssue(node["title"].strip(), index)
    address = _ADDRESS.match(str(node.get("html_url") or node.get("url") or ""))
    number = node.get("number") or (int(address["number"]) if address else None)
    if isinstance(number, int):
        issue.number = number
        issue.names.add(f"#{number}")
    else:
        if node.get("body"):
            issue.fields["description"] = node["body"]
        issue.names |= {str(node[name]) for name in ("id", "key") if node.get(name) is not None}
    _labels(draft, issue, _nodes(node.get("labels")))
    _milestone(draft, issue, node.get("milestone"))
    kind = node.get("issueType") or node.get("type")
    if kind:
        issue.fields["type"] = _name(kind, "name")
        _describe_type(draft, kind)
    if node.get("closed") is True or str(node.get("state", "")).casefold() == "closed":
        issue.fields["state"] = "closed"
        reason = str(node.get("stateReason") or node.get("state_reason") or "").casefold()
        if reason in {"not_planned", "duplicate"}:
            issue.fields["state_reason"] = reason
    elif node.get("state") and str(node["state"]).casefold() not in {"open", "opened"}:
        field_value.assign(issue, "state", str(node["state"]))
    if node.get("isPinned") is True:
        issue.fields["pinned"] = True
    if node.get("locked") is True:
        reason = str(node.get("active_lock_reason") or "").casefold().replace(" ", "_")
        issue.fields["locked"] = reason.replace("-", "_") or True
    _status(issue, node)
    people = [_name(each, "login") for each in _nodes(node.get("assignees"))]
    if people:
        field_value.assign(issue, "assignees", ", ".join(people))
    _links(issue, node)
    return issue


def _nodes(value: Any) -> Sequence[Any]:
    """Return the elements of a list or a connection."""
    return (value.get("nodes") if isinstance(value, dict) else value) or []


def _labels(draft: PlanDraft, issue: DraftIssue, labels: Sequence[Any]) -> None:
    names = [_name(each, "name") for each in labels]
    if names:
        issue.fields["labels"] = names
    for each in labels:
        if isinstance(each, dict) and each.get("color"):
            described = {"description": each["description"]} if each.get("description") else {}
            draft.labels.setdefault(each["name"], {"color": each["color"].lower(), **described})


def _milestone(draft: PlanDraft, issue: DraftIssue, milestone: Any) -> None:
    if not milestone:
        return
    title = _name(milestone, "title")
    issue.fields["milestone"] = title
    known = draft.milestones.setdefault(title, {})
    if isinstance(milestone, dict):
        if milestone.get("description"):
            known["description"] = milestone["description"]
        due = milestone.get("dueOn") or milestone.get("due_on")
        if due:
            known["due_on"] = due[:10]


def _status(issue: DraftIssue, node: Mapping[str, Any]) -> None:
    """Give an issue the Status of its board; none if it is on several."""
    items = [each for each in _nodes(node.get("projectItems")) if isinstance(each, dict)]
    found = {str((each.get("status") or {}).get("name") or "") for each in items} - {""}
    if len(found) == 1:
        issue.fields["status"] = found.pop()
    elif found:
        issue.lost.append(f"status {', '.join(sorted(found))}: it is on several boards")


def _links(issue: DraftIssue, node: Mapping[str, Any]) -> None:
    parent = node.get("parent")
    address = _ADDRESS.match(str(node.get("parent_issue_url") or ""))
    if isinstance(parent, dict) and parent.get("number"):
        issue.parent = _reference(parent)
    elif isinstance(parent, str | int) and parent:
        issue.parent = str(parent)
    elif address is not None:
        issue.parent = f"{address['repository']}#{address['number']}"
    blockers = _nodes(node.get("blockedBy"))
    issue.waits_for += [_reference(each) for each in blockers if each.get("number")]


def _links_of_others(draft: PlanDraft, issue: DraftIssue, node: Mapping[str, Any]) -> None:
    """Make this issue the parent of other issues in the list, or their blocking issue."""
    own = f"#{issue.number}"
    for name, words in (("subIssues", "sub-issue"), ("blocking", "blocks")):
        for each in _nodes(node.get(name)):
            if isinstance(each, dict) and "number" not in each:
                continue
            other = draft.issue(each.get("number"), "") if isinstance(each, dict) else None
            if other is None:
                issue.lost.append(f"{words} #{each.get('number')}: it is not in this list")
            elif name == "subIssues":
                other.parent = other.parent or own
            elif own not in other.waits_for:
                other.waits_for.append(own)


def _describe_type(draft: PlanDraft, kind: Any) -> None:
    said = kind if isinstance(kind, dict) else {}
    about = {name: said[name] for name in ("description", "color") if said.get(name)}
    if "color" in about:
        about["color"] = str(about["color"]).lower()
    draft.types.setdefault(_name(kind, "name"), about)


def _reference(node: Mapping[str, Any]) -> str:
    """Return the reference of an issue, with its repository if its address has that."""
    address = _ADDRESS.match(str(node.get("url") or ""))
    return f"{address['repository'] if address else ''}#{node['number']}"


def _name(value: Any, key: str) -> str:
    return str(value[key]) if isinstance(value, dict) else str(value)
