"""The backlog file of a repository: its sections and its issues."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.exporting import board_card
from gh_playbook.exporting.board import BoardPart
from gh_playbook.exporting.catalogue import Catalogue, milestone
from gh_playbook.exporting.choice import Choice
from gh_playbook.exporting.issue import Contents, IssueContent, faults
from gh_playbook.exporting.issue_entry import IssueWriting
from gh_playbook.exporting.issue_field import IssueFieldPart
from gh_playbook.exporting.left_out import OUTSIDE, LeftOut
from gh_playbook.exporting.link import Links, elsewhere
from gh_playbook.exporting.short import choose
from gh_playbook.formatting.yaml_text import COMMENT, Entry, InLine, document
from gh_playbook.frozen import dataclass
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone
from gh_playbook.model.world import World

PARTS = ("labels", "milestones", "types", "issues", "board", "links")

Naming = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Exported:
    """A backlog file's text; the number of things in it; and the omitted things, with reasons.

    `references` map a reference to an issue outside the file to the id of that issue; `contents` do
    so for the contents of cards. `outsiders` are the numbers of the issues whose authors have
    no rights, and that no run has bound yet.
    """

    text: str
    counts: Mapping[str, int]
    left_out: tuple[str, ...]
    references: Mapping[str, str]
    contents: Mapping[str, str] = field(default_factory=dict)
    has_board: bool = False
    outsiders: tuple[int, ...] = ()


def export(
    world: World,
    choice: Choice,
    parts: frozenset[str],
    name_others: Naming,
    detail: BoardDetail | None = None,
    *,
    has_order: bool = False,
    remarks: Sequence[str] = (),
) -> Exported:
    """Return a repository as a backlog.

    `name_others` returns the references of issues and pull requests by their ids; `detail` belongs
    to the board; `has_order` declares the order of its cards. `remarks` on the board are written
    into the file. Raises InputError if the choice names issues that do not exist.
    """
    left_out = LeftOut()
    usable = _usable(choice.issues(world) if "issues" in parts else [], world, left_out)
    catalogue = _catalogue(world, usable, choice, parts, left_out)
    said = world.issue_fields.values() if "types" in parts else ()
    issue_fields = IssueFieldPart.of(said, left_out)
    details = (detail or BoardDetail()) if "board" in parts else None
    board = _board(world, usable, details, issue_fields, left_out)
    titles = {folded(each.title): each.title for each in catalogue.milestones}
    making = Contents(world, parts, board, issue_fields, titles, left_out)
    found = making.of(usable)
    names = _names(usable, world, parts, board, name_others)
    links = Links(found, world, names, left_out) if "links" in parts else None
    writing = IssueWriting(choose([*found.values()], is_linked="links" in parts), links, board)
    sections: Mapping[str, Any] = {
        "labels": catalogue.labels,
        "milestones": [milestone(each) for each in catalogue.milestones],
        "issue_types": catalogue.types,
        "issue_fields": issue_fields.entries(left_out),
        "issues": [writing.issue(each) for each in found.values() if each.parent is None],
        "project": _project(board, world, found, names, left_out, has_order=has_order),
    }
    short_forms = writing.short_forms(has_issues=bool(sections["issues"]))
    text = _document(world, short_forms, sections, left_out, remarks)
    references = {**making.references, **(links.references if links is not None else {})}
    contents = {name: id for id, name in names.items()} if board else {}
    counts = {**_counts(sections, board, found), "issues": len(found)}
    return Exported(
        text,
        counts,
        left_out.told,
        references,
        contents,
        has_board=board is not None,
        outsiders=_outsiders(found, world),
    )


def _outsiders(found: Mapping[str, IssueContent], world: World) -> tuple[int, ...]:
    """Return the numbers of outsiders' issues that only this file makes the backlog's own."""
    bound = {each.id for each in world.register.entries.values()}
    return tuple(
        each.issue.number or 0 for id, each in found.items() if each.outsider and id not in bound
    )


def _board(
    world: World,
    usable: Sequence[ExistingIssue],
    detail: BoardDetail | None,
    issue_fields: IssueFieldPart,
    left_out: LeftOut,
) -> BoardPart | None:
    """Return the board with the cards of these issues; None without details, or without a board."""
    if detail is None or world.project is None:
        return None
    ids = frozenset(each.id for each in usable)
    return BoardPart.of(world.project, ids, detail, issue_fields, left_out)


def _usable(
    chosen: Sequence[ExistingIssue], world: World, left_out: LeftOut
) -> list[ExistingIssue]:
    """Return the chosen issues that a backlog can declare; the others are left out."""
    wrong = faults(chosen, world)
    for each in chosen:
        if each.id in wrong:
            left_out.add("issues", f"#{each.number} {each.title}: {wrong[each.id]}")
    return [each for each in chosen if each.id not in wrong]


@dataclass(frozen=True)
class _Catalogue:
    """The labels, milestones and types of a backlog."""

    labels: Sequence[InLine]
    milestones: Sequence[ExistingMilestone]
    types: Sequence[InLine]


def _catalogue(
    world: World,
    issues: Sequence[ExistingIssue],
    choice: Choice,
    parts: frozenset[str],
    left_out: LeftOut,
) -> _Catalogue:
    catalogue = Catalogue(world, left_out)
    return _Catalogue(
        catalogue.labels() if "labels" in parts else [],
        catalogue.milestones(issues, choice) if "milestones" in parts else [],
        catalogue.types() if "types" in parts else [],
    )


def _document(
    world: World,
    short_forms: Entry,
    sections: Mapping[str, Any],
    left_out: LeftOut,
    remarks: Sequence[str],
) -> str:
    """Return the whole file: sections that are not empty, with comments on omitted things."""
    entry: Entry = [
        (COMMENT, f"{world.repository.name} as it is on GitHub, written by `gh-playbook export`."),
        (COMMENT, f"Not part of a backlog, and left as they are: {OUTSIDE}."),
        ("repository", world.repository.name),
        *short_forms,
    ]
    for name, content in sections.items():
        entry += [(COMMENT, each) for each in remarks if name == "project"]
        entry += left_out.comments(name)
        entry += [(name, content)] if content else []
    return document(entry)


def _names(
    issues: Sequence[ExistingIssue],
    world: World,
    parts: frozenset[str],
    board: BoardPart | None,
    name_others: Naming,
) -> dict[str, str]:
    """Return the references of linked issues and contents of cards that are not exported."""
    asked = elsewhere(issues, world) if "links" in parts else []
    if board is not None:
        asked += [id for id, _ in board_card.outer(board.project, world)]
    found = name_others(list(dict.fromkeys(asked)))
    own = f"{world.repository.name}#"
    return {
        id: f"#{name.removeprefix(own)}" if name.startswith(own) else name
        for id, name in found.items()
    }


def _project(
    board: BoardPart | None,
    world: World,
    found: Mapping[str, IssueContent],
    names: Mapping[str, str],
    left_out: LeftOut,
    *,
    has_order: bool,
) -> Entry:
    if board is None:
        return []
    cards = board.project.items
    unchosen = sum(id in world.issues and id not in found for id in cards)
    if unchosen:
        what = "a card of an issue" if unchosen == 1 else f"{unchosen} cards of issues"
        left_out.add("project", f"{what} that the file does not have")
    order = None
    if has_order:
        keys = [each.key for each in _declared_order(found)]
        own = {id: each.key for id, each in found.items()}
        order = board_card.order(board.project, {**names, **own}, keys)
    elif sum(not each.is_archived for each in cards.values()) > 1:
        left_out.add(
            "project", "the order of the cards belongs to people; --card-order declares it"
        )
    return board.entry(world, names, order)


def _counts(
    sections: Mapping[str, Any], board: BoardPart | None, found: Mapping[str, IssueContent]
) -> dict[str, int]:
    counts = {name: len(each) for name, each in sections.items() if name != "project"}
    parts = dict(sections["project"])
    own = sum(each.has_card for each in found.values()) if board else 0
    return {
        **counts,
        "fields": len(parts.get("fields", ())),
        "cards": own + len(parts.get("cards", ())),
        "drafts": len(parts.get("drafts", ())),
        "status_updates": len(parts.get("status_updates", ())),
    }


def _declared_order(found: Mapping[str, IssueContent]) -> Iterator[IssueContent]:
    """Yield the issues in the order of the file: each before its sub-issues."""
    for each in found.values():
        if each.parent is None:
            yield from _family(each)


def _family(each: IssueContent) -> Iterator[IssueContent]:
    yield each
    for child in each.children:
        yield from _family(child)
