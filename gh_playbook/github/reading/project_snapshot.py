"""Reading the project board: the choice among the owner's projects, and its whole content."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.github.reading import project_parsing, selection
from gh_playbook.github.reading.paging import (
    Connection,
    Question,
    all_nodes,
    ask,
    read_whole,
    texts,
)
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World

# The questions of `keeps_values`: whether a board can be changed here without loss.
FEATURES = """project: __type(name: "ProjectV2") { fields { name args { name } } }
  option: __type(name: "ProjectV2SingleSelectFieldOptionInput") { inputFields { name } }
  multi: __type(name: "ProjectV2MultiSelectField") { fields { name } }"""
_LISTED = "id number title closed"
# A list, not a search for the title: GitHub's index lags behind, and finds similar titles.
LIST = f"""repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{
    projectsV2(first: 100, after: $after, orderBy: {{field: NUMBER, direction: ASC}}) {{
      nodes {{ {_LISTED} }} {selection.PAGE}
    }}
  }} }}"""
# GitHub's answers to a token without the scope `read:project`, and on a server without projects or
# without the fields in question.
NO_PROJECTS = {"INSUFFICIENT_SCOPES", "undefinedField", "undefinedType", "argumentNotAccepted"}


def keeps_values(data: Mapping[str, Any]) -> bool:
    """Tell whether a board can be changed on this server without loss.

    Archived cards must be read with the others, or they would count as missing. The options of a
    field must be sent with their ids, or every card would lose its value. Enterprise Server 3.20
    has neither, 3.21 no `archivedStates` (GitHub's published schemas).
    """
    fields = {each["name"]: each for each in (data.get("project") or {}).get("fields") or ()}
    arguments = {each["name"] for each in fields.get("items", {}).get("args", ())}
    inputs = {each["name"] for each in (data.get("option") or {}).get("inputFields") or ()}
    return "archivedStates" in arguments and "id" in inputs


def has_multi_selects(data: Mapping[str, Any]) -> bool:
    """Tell whether this server has fields of several options."""
    fields = (data.get("multi") or {}).get("fields") or ()
    return any(each["name"] == "multiSelectOptions" for each in fields)


def listed(
    reader: Reader, part: PartialData, owner: str, title: str | None, world: World
) -> list[Mapping[str, Any]]:
    """Return the owner's projects with a title: open ones first, then the exact spelling.

    If there is none, return the project that had this title in an earlier run's register: it was
    renamed since, or the list is too old to show it. If there is neither, and GitHub withholds some
    projects, the world notes that this login may not see projects, and that the board of earlier
    runs is lost.
    """
    if title is None or not (world.features.projects and world.features.keeps_values):
        return []
    first = (part.data.get("repositoryOwner") or {}).get("projectsV2")
    question = Question(LIST, texts(owner=owner))
    every = all_nodes(reader, first, question, ("repositoryOwner", "projectsV2"))
    found = sorted(
        (each for each in every if is_same(each["title"], title)),
        key=lambda each: (each["closed"], each["title"] != title, each["number"]),
    )
    renamed = world.register.board(title)
    if not found and renamed is not None:
        found = [each for each in every if each["id"] == renamed.id]
        if not found and first is not None:
            found = _by_id(reader, renamed.id, owner)
        world.lost_board = None if found else renamed.number
    is_withheld = first is None or None in first["nodes"]
    if not found and is_withheld:
        world.features = replace(world.features, project_scope=False)
    return found


def _by_id(reader: Reader, id: str, owner: str) -> list[Mapping[str, Any]]:
    """Return the owner's project that the list does not show, if this login sees it."""
    fields = f"{_LISTED} owner {{ ... on RepositoryOwner {{ login }} }}"
    query = f"node(id: $project) {{ ... on ProjectV2 {{ {fields} }} }}"
    question = Question(query, {"project": ("ID!", id)})
    node = ask(reader, [question], (), request="project", needed=())["node"]
    return [node] if node and is_same(node["owner"]["login"], owner) else []


def cards(project: str, features: Features) -> Connection:
    """Return the connection of a project's cards, to read page by page."""
    items = selection.items(several=features.multi_selects)
    query = f"node(id: $project) {{ ... on ProjectV2 {{ {items} }} }}"
    question = Question(query, {"project": ("ID!", project)})
    return Connection(question, "cards", ("node", "items"))


def whole(project: str, features: Features) -> Question:
    """Return the question for a project without its cards."""
    fields = selection.project(features)
    fields += f" {selection.STATUS_UPDATES}" if features.status_updates else ""
    query = f"node(id: $project) {{ ... on ProjectV2 {{ {fields} }} }}"
    return Question(query, {"project": ("ID!", project)})


def take(world: World, node: Any, cards: Iterable[Any]) -> None:
    """Put a project and its cards into the world; note a login that may not see it."""
    if node is None:
        world.features = replace(world.features, project_scope=False)
        return
    login = world.login.name
    items = {
        (each.get("content") or {}).get("id") or each["id"]: project_parsing.project_item(
            each, login
        )
        for each in cards
    }
    world.project = replace(project_parsing.project(node, world.repository.id), items=items)


def settle(world: World, title: str | None, found: Sequence[Mapping[str, Any]]) -> None:
    """Note other projects with the board's title; forget a board that is not this repository's.

    Such a board has another title and is not linked to the repository. A person who may write
    the register could name any board of the owner there, but only a person with rights on a board
    can link it.
    """
    board = world.project
    if board is None:
        return
    if title and not is_same(board.title, title) and not board.is_linked:
        world.project = None
        return
    world.project = replace(
        board,
        namesakes=tuple(each["number"] for each in found[1:] if not each["closed"]),
        closed_namesakes=tuple(each["number"] for each in found[1:] if each["closed"]),
    )


def read_with_cards(reader: Reader, world: World, project: str) -> None:
    """Put a project and its cards into the world. Raises GitHubError."""
    connection = cards(project, world.features)
    question = whole(project, world.features)
    data = ask(reader, [question], [connection], request="project", needed=())
    read_whole(reader, connection, request="cards")
    take(world, data["node"], connection.nodes)


def read_alone(reader: Reader, world: World, project: str) -> None:
    """Put a project without its cards into the world."""
    data = ask(reader, [whole(project, world.features)], (), request="project", needed=())
    take(world, data["node"], ())
