"""JSON of other tools as a list of issues in GitHub's words: boards, exports, task files.

Known are GitHub's projects (`gh project item-list`), GitLab, Jira, Trello, Taskmaster, and any
object with a list of things that have a title.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TITLES = ("title", "summary", "name", "subject")
# Lists that hold issues, where an object has several.
_LISTS = ("issues", "tasks", "items", "stories", "user_stories", "userStories", "tickets", "data")
_JIRA = {"summary": "title", "issuetype": "type"}
_GITLAB = {"weight": "estimate"}
# An address there, and what every issue of GitLab says of itself.
_OF_GITLAB = {"iid", "type", "issue_type", "web_url"}
Entry = dict[str, Any]


def entries_of(data: Any) -> list[Entry] | None:
    """Return the issues in a JSON document; None where it has no list of issues."""
    if isinstance(data, dict) and _are_objects(data.get("cards")) and "lists" in data:
        return [_card(each, data) for each in data["cards"]]
    if isinstance(data, dict) and "idList" in data:
        return [_card(data, {"lists": [], **data})]
    found = data if isinstance(data, list) else _listed(data)
    if found is None or not _are_objects(found, is_empty_one=True):
        return None
    return [_entry(each) for each in found]


def _listed(data: Any) -> list[Any] | None:
    """Return the list of issues in an object: its own, or those of the objects in it."""
    if not isinstance(data, dict):
        return None
    lists = {name: value for name, value in data.items() if _are_titled(value)}
    if lists:
        own = next((name for name in _LISTS if name in lists), next(iter(lists)))
        return list(lists[own])
    # Taskmaster has a list of tasks for each tag.
    tagged = [each["tasks"] for each in data.values() if _has_tasks(each)]
    return [task for tasks in tagged for task in tasks] if tagged else None


def _has_tasks(value: Any) -> bool:
    return isinstance(value, dict) and _are_titled(value.get("tasks"))


def _are_titled(value: Any) -> bool:
    return _are_objects(value) and all(
        any(name in each for name in _TITLES) or {"fields", "content"} & each.keys()
        for each in value
    )


def _are_objects(value: Any, *, is_empty_one: bool = False) -> bool:
    is_list = isinstance(value, list) and all(isinstance(each, dict) for each in value)
    return is_list and (is_empty_one or bool(value))


def _entry(node: Mapping[str, Any]) -> Entry:
    """Return an entry in GitHub's words."""
    content, fields = node.get("content"), node.get("fields")
    if isinstance(content, dict) and "title" in {*content, *node}:
        return _item(node, content)
    if isinstance(fields, dict) and "summary" in fields:
        return _of_jira(node, fields)
    if "iid" in node:
        return _of_gitlab(node)
    title = next((name for name in _TITLES if name in node), "title")
    return {"title" if name == title else name: value for name, value in node.items()}


def _item(node: Mapping[str, Any], content: Mapping[str, Any]) -> Entry:
    """Return an item of a GitHub project; drafts of the board have no number, but a body."""
    entry = {name: value for name, value in node.items() if name not in {"content", "id"}}
    entry |= {name: content[name] for name in ("title", "number", "url") if content.get(name)}
    if "number" not in content:
        entry["body"] = content.get("body")
    if content.get("type") == "PullRequest":
        entry["pull_request"] = True
    return entry


def _of_jira(node: Mapping[str, Any], fields: Mapping[str, Any]) -> Entry:
    """Return an issue of Jira; several versions that fix it cannot be one milestone."""
    entry = {_JIRA.get(name, name): _plain(value) for name, value in fields.items()}
    versions = entry.get("fixVersions") or []
    if len(versions) == 1:
        entry |= {"milestone": versions[0], "fixVersions": None}
    person = entry.pop("assignee", None)
    return {**entry, "key": node.get("key"), "assignees": [person] if person else []}


def _of_gitlab(node: Mapping[str, Any]) -> Entry:
    """Return an issue of GitLab; its number is none of GitHub's."""
    entry = {_GITLAB.get(name, name): value for name, value in node.items()}
    entry = {name: value for name, value in entry.items() if name not in _OF_GITLAB}
    milestone = node.get("milestone")
    if isinstance(milestone, dict):
        entry["milestone"] = {
            "title": milestone.get("title"),
            "description": milestone.get("description"),
            "dueOn": milestone.get("due_date"),
        }
    people = node.get("assignees") or []
    entry["assignees"] = [each.get("username") for each in people if isinstance(each, dict)]
    entry["id"], entry["key"] = None, f"#{node['iid']}"
    return entry


def _card(node: Mapping[str, Any], board: Mapping[str, Any]) -> Entry:
    """Return a card of Trello, with its list as the status and its checklists as criteria."""
    lists = {each.get("id"): each.get("name") for each in board["lists"] if isinstance(each, dict)}
    checklists = [each for each in board.get("checklists") or () if isinstance(each, dict)]
    own = [each for each in checklists if each.get("idCard") == node.get("id")]
    labels = [each for each in node.get("labels") or () if isinstance(each, dict)]
    return {
        "title": node.get("name"),
        "body": node.get("desc"),
        "status": lists.get(node.get("idList")),
        "labels": [each.get("name") or each.get("color") or "" for each in labels],
        "due": (node.get("due") or "")[:10],
        "closed": bool(node.get("dueComplete") or node.get("closed")),
        "acceptance_criteria": [*_checks(own)],
    }


def _checks(checklists: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for checklist in checklists:
        for each in checklist.get("checkItems") or ():
            mark = "x" if each.get("state") == "complete" else " "
            yield f"[{mark}] {each.get('name')}"


def _plain(value: Any) -> Any:
    """Return a value of Jira's as its name."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        names = ("name", "value", "displayName", "key")
        return next((value[name] for name in names if isinstance(value.get(name), str)), value)
    return value
