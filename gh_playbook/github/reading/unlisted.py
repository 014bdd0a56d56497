"""Things that GitHub's lists do not show yet: they are asked for by their numbers, or by their ids.

A list of GitHub's may be some seconds old, while a thing that is asked for by its number or its id
is there. So if an answer was lost and a list does not show the thing, that does not prove that it
was not created. Issues share their numbers with pull requests; projects are numbered by owner. The
numbers after the last one that any list shows are the only ones that a new thing can have. Views,
drafts and status updates of a board have no such numbers, but an earlier run may know their ids.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import parsing, project_parsing, project_snapshot, selection
from gh_playbook.github.reading.paging import Question, ask, texts
from gh_playbook.model.world import World

# How many numbers are asked for: as many things may others have created meanwhile.
_ISSUES, _PROJECTS = 30, 10
_LAST = """repository(owner: $owner, name: $name) {
    pullRequests(last: 1, orderBy: {field: CREATED_AT, direction: ASC}) { nodes { number } } }"""
_LAST_PROJECT = """repositoryOwner(login: $owner) { ... on ProjectV2Owner {
    projectsV2(first: 5, orderBy: {field: NUMBER, direction: DESC}) { nodes { number } } } }"""


def take(reader: Reader, world: World, *, issues: bool, project: str | None) -> bool:
    """Put unlisted issues, and the project with this title, into the world; tell if any came.

    Raises GitHubError.
    """
    lasts = [_LAST] * issues + [_LAST_PROJECT] * (project is not None)
    last = _ask(reader, world, [Question(each) for each in lasts])
    asked = []
    if issues:
        listed = max((each.number or 0 for each in world.issues.values()), default=0)
        pulls = _numbers((last.get("repository") or {}).get("pullRequests"))
        numbers = _after(max(listed, world.newest or 0, *pulls), _ISSUES)
        asked.append(_issues(numbers, selection.issue(world.features)))
    if project is not None:
        projects = _numbers((last.get("repositoryOwner") or {}).get("projectsV2"))
        numbers = _after(max(projects, default=0), _PROJECTS)
        found = " ".join(
            f"p{each}: projectV2(number: {each}) {{ id number title closed }}" for each in numbers
        )
        owners = f"repositoryOwner(login: $owner) {{ ... on ProjectV2Owner {{ {found} }} }}"
        asked.append(Question(owners))
    data = _ask(reader, world, asked)
    came = [parsing.issue(each) for each in _nodes(data, "repository")]
    world.issues |= {each.id: each for each in came}
    boards = [
        each for each in _nodes(data, "repositoryOwner") if is_same(each["title"], project or "")
    ]
    if boards:
        project_snapshot.read_with_cards(reader, world, boards[0]["id"])
    return bool(came or boards)


def take_known(reader: Reader, world: World, ids: Collection[str]) -> None:
    """Put those views, cards and status updates of the board into the world that have these ids.

    Raises GitHubError.
    """
    board = world.project
    if board is None:
        return
    kinds = {
        "ProjectV2View": selection.VIEW,
        "ProjectV2Item": selection.card(several=world.features.multi_selects),
    }
    if world.features.status_updates:
        kinds["ProjectV2StatusUpdate"] = selection.STATUS_UPDATE
    asked = " ".join(
        f"{kind}: nodes(ids: $ids) {{ ... on {kind} {{ project {{ id }} {fields} }} }}"
        for kind, fields in kinds.items()
    )
    document = f"query Known($ids: [ID!]!) {{ {asked} }}"
    data = reader.part(document, {"ids": [*ids]}, request="unlisted", needed=()).data
    views, cards, updates = (
        [each for each in data.get(kind) or () if each and each["project"]["id"] == board.id]
        for kind in ("ProjectV2View", "ProjectV2Item", "ProjectV2StatusUpdate")
    )
    for each in views:
        board = board.with_view(project_parsing.project_view(each))
    came = tuple(map(project_parsing.status_update, updates))
    world.project = replace(board, updates=(*came, *board.updates))
    for each in cards:
        key = (each.get("content") or {}).get("id") or each["id"]
        world.put_item(key, project_parsing.project_item(each, world.login.name))


def _issues(numbers: Sequence[int], fields: str) -> Question:
    """Return the question for issues with these numbers: the same text, whatever they are."""
    found = " ".join(
        f"i{place}: issue(number: $n{place}) {{ ...Found }}" for place in range(len(numbers))
    )
    return Question(
        f"repository(owner: $owner, name: $name) {{ {found} }}",
        {f"n{place}": ("Int!", number) for place, number in enumerate(numbers)},
        f"fragment Found on Issue {{ {fields} }}",
    )


def _ask(reader: Reader, world: World, asked: Sequence[Question]) -> Mapping[str, Any]:
    owner, _, name = world.repository.name.partition("/")
    questions = []
    for each in asked:
        known = texts(owner=owner, name=name).items()
        where = {key: text for key, text in known if f"${key}" in each.query}
        questions.append(replace(each, variables={**where, **each.variables}))
    data: Mapping[str, Any] = ask(reader, questions, (), request="unlisted", needed=())
    return data


def _after(number: int, count: int) -> range:
    return range(number + 1, number + 1 + count)


def _numbers(connection: Mapping[str, Any] | None) -> list[int]:
    return [each["number"] for each in (connection or {}).get("nodes") or () if each]


def _nodes(data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [each for each in (data.get(name) or {}).values() if each]
