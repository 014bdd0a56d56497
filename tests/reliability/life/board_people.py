"""What people do on a board between two runs."""

from collections.abc import Callable
from typing import Any

from tests.reliability.life.people import People

# The end that people give to the name of a field.
RENAMED = " now"

Board = dict[str, Any]
_VALUES: dict[str, dict[str, Any]] = {
    "TEXT": {"text": "people's"},
    "NUMBER": {"number": 3},
    "DATE": {"date": "2026-12-24"},
}
_OWN = (*_VALUES, "SINGLE_SELECT", "ITERATION")
_OPTION = ("id", "name", "color", "description")


def edit_project(people: People, board: Board) -> str:
    """Retitle, describe, close, reopen or delete a board."""
    title = people.chance.choice(("Ours", "board", "Board"))
    given = people.chance.choice(
        ({}, {"title": title}, {"closed": not board["closed"]}, *({"readme": "people's"},) * 3)
    )
    name = "updateProjectV2" if given else "deleteProjectV2"
    people.mutate(name, projectId=board["id"], **given)
    return f"{name} {board['title']}: {given}"


def add_card(people: People, board: Board) -> str:
    """Put an issue on the board."""
    if not people.issues:
        return ""
    issue = people.chance.choice(people.issues)
    people.mutate("addProjectV2ItemById", projectId=board["id"], contentId=issue["id"])
    return f"adds a card of #{issue['number']}"


def edit_card(people: People, board: Board) -> str:
    """Archive, move or remove a card, or make an issue of a draft."""
    if not board["items"]["nodes"]:
        return ""
    item = people.chance.choice(board["items"]["nodes"])
    archive = "unarchiveProjectV2Item" if item["isArchived"] else "archiveProjectV2Item"
    moving = "updateProjectV2ItemPosition"
    name = people.chance.choice((archive, "deleteProjectV2Item", moving, moving, "convert"))
    given = {"projectId": board["id"], "itemId": item["id"]}
    if name == "convert":
        name = "convertProjectV2DraftIssueItemToIssue"
        given = {"itemId": item["id"], "repositoryId": people.repository["id"]}
        if item["content"]["__typename"] != "DraftIssue":
            return ""
    people.mutate(name, **given)
    return f"{name} {item['content']}"


def set_value(people: People, board: Board) -> str:
    """Set or clear a value of a card."""
    fields = [each for each in board["fields"]["nodes"] if each["dataType"] in _OWN]
    if not fields or not board["items"]["nodes"]:
        return ""
    item, field = people.chance.choice(board["items"]["nodes"]), people.chance.choice(fields)
    given = {"projectId": board["id"], "itemId": item["id"], "fieldId": field["id"]}
    value = _VALUES.get(field["dataType"]) or _chosen(people, field)
    if value is None or people.chance.random() < 0.25:
        people.mutate("clearProjectV2ItemFieldValue", **given)
        return f"clears {field['name']} of {item['content']}"
    people.mutate("updateProjectV2ItemFieldValue", **given, value=value)
    return f"sets {field['name']} of {item['content']}: {value}"


def _chosen(people: People, field: dict[str, Any]) -> dict[str, Any] | None:
    options = field.get("options") or []
    sprints = (field.get("configuration") or {"iterations": []})["iterations"]
    if options:
        return {"singleSelectOptionId": people.chance.choice(options)["id"]}
    return {"iterationId": people.chance.choice(sprints)["id"]} if sprints else None


def edit_field(people: People, board: Board) -> str:
    """Rename or delete a field."""
    own = [each for each in board["fields"]["nodes"] if each["dataType"] in _OWN]
    fields = [each for each in own if each["name"] != "Status"]
    if not fields:
        return ""
    field = people.chance.choice(fields)
    if people.chance.random() < 0.4:
        people.mutate("deleteProjectV2Field", fieldId=field["id"])
        return f"deletes the field {field['name']}"
    people.mutate("updateProjectV2Field", fieldId=field["id"], name=field["name"] + RENAMED)
    return f"renames the field {field['name']}"


def edit_options(people: People, board: Board) -> str:
    """Add, rename, remove or reorder options."""
    fields = [each for each in board["fields"]["nodes"] if len(each.get("options") or ()) > 1]
    if not fields:
        return ""
    field = people.chance.choice(fields)
    options = [{key: each[key] for key in _OPTION} for each in field["options"]]
    way = people.chance.choice(("adds", "renames", "removes", "reorders"))
    if way == "adds":
        options.insert(0, {"name": "People's", "color": "PINK", "description": ""})
    elif way == "renames":
        options[-1]["name"] += " now"
    elif way == "removes":
        options.pop()
    else:
        options.reverse()
    people.mutate("updateProjectV2Field", fieldId=field["id"], singleSelectOptions=options)
    return f"{way} options of {field['name']}"


def edit_view(people: People, board: Board) -> str:
    """Rename, filter or delete a view."""
    if not board["views"]["nodes"]:
        return ""
    view = people.chance.choice(board["views"]["nodes"])
    given = people.chance.choice(({}, {"name": "People's"}, {"filter": "is:closed"}))
    name = "updateProjectV2View" if given else "deleteProjectV2View"
    people.mutate(name, viewId=view["id"], **given)
    return f"{name} {view['name']}: {given}"


def edit_update(people: People, board: Board) -> str:
    """Write, edit or delete a status update."""
    found = board["statusUpdates"]["nodes"]
    if not found or people.chance.random() < 0.3:
        people.mutate("createProjectV2StatusUpdate", projectId=board["id"], body="people's")
        return f"writes a status update of {board['title']}"
    update = people.chance.choice(found)
    edited = f"{update['body']}\n\npeople's"
    given = people.chance.choice(
        ({}, {"status": "OFF_TRACK"}, {"body": edited}, {"body": "people's"})
    )
    name = "updateProjectV2StatusUpdate" if given else "deleteProjectV2StatusUpdate"
    people.mutate(name, statusUpdateId=update["id"], **given)
    return f"{name} {update['body']!r}: {given}"


ACTS: tuple[Callable[[People, Board], str], ...] = (
    *(edit_project, add_card, edit_card, edit_card, set_value, set_value, edit_field),
    *(edit_options, edit_view, edit_update),
)
