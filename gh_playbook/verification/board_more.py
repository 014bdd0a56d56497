"""Other content of a board: drafts, other cards, and status updates."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.board_card import BoardCard
from gh_playbook.declaration.backlog.project import Draft, Project, ProjectField, StatusUpdate
from gh_playbook.declaration.consistency.card_value import DeclaredValue, card_values
from gh_playbook.declaration.name import find, folded
from gh_playbook.declaration.source import Source
from gh_playbook.model.project import status_update_marker
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.existing_board import Board, Card, Value
from gh_playbook.verification.verification import (
    EXISTENCE,
    Check,
    compared,
    missing,
    unsupported,
)


def compare(
    project: Project, board: Board, set_once: Collection[str], found: Existing
) -> Iterator[Check]:
    """Compare drafts, and the latest status update of each key."""
    once = {folded(name) for name in set_once}
    for draft in project.drafts:
        by_title = (each.id for each in found.titled(draft.title))
        if any(id in board.cards for id in by_title):
            # Somebody has turned it into an issue.
            yield compared("draft", draft.title, EXISTENCE, "exists", "exists", draft.source)
        else:
            yield from _draft(draft, project, board, once)
    by_name = {folded(card.name): card for card in board.cards.values()}
    for declared in project.cards:
        name = full_name(declared, found.repository)
        yield from _card(declared, by_name.get(folded(name)), project, board, once)
    for update in project.status_updates:
        if found.features.status_updates:
            yield _update(update, board)
        else:
            reason = "there are no status updates here"
            yield unsupported("status update", update.key, reason, update.source)


def _draft(draft: Draft, project: Project, board: Board, once: set[str]) -> Iterator[Check]:
    found = find(draft.title, board.drafts, lambda each: each.title)
    if found is None:
        yield missing("draft", draft.title, None, draft.source)
        return
    yield compared("draft", draft.title, "title", draft.title, found.title, draft.place("title"))
    if draft.says("body"):
        place = draft.place("body")
        yield compared("draft", draft.title, "body", draft.body, found.body, place)
    for field, wanted in card_values(draft, project.fields):
        if folded(field.name) in once or not board.holds(field):
            continue
        place = draft.place("fields")
        yield _value("draft", draft.title, field, wanted, found.values, place)


def links(project: Project, board: Board, found: Existing) -> Iterator[Check]:
    """Compare the repositories and teams that the project is linked to; others stay."""
    there = {folded(name) for name in board.repositories}
    there |= {folded(f"team {slug}") for slug in board.teams}
    for link in project.links:
        if link.team and not found.owner_is_organization:
            yield unsupported("link", link.key, "teams belong to organizations", link.source)
        else:
            actual = link.key if folded(link.key) in there else None
            yield compared("link", link.key, "link", link.key, actual, link.source)


def order(desired: Desired, board: Board, found: Existing) -> Iterator[Check]:
    """Compare the order of the declared cards that are on the board, and are not archived."""
    declared = desired.backlog.card_order
    if declared is None or not desired.is_whole:
        return
    by_name = {folded(card.name): id for id, card in board.cards.items()}
    names = {}
    for name in declared.cards:
        issue = found.issue(name)
        id = issue.id if issue else by_name.get(folded(reference_name(name, found.repository)))
        card = board.cards.get(id or "")
        if card is not None and not card.is_archived:
            names[card.issue] = name
    expected = ", ".join(names.values())
    actual = ", ".join(names[id] for id in board.cards if id in names)
    yield compared("card", "order", "order", expected, actual, declared.source)


def full_name(declared: BoardCard, repository: str) -> str:
    """Return the full name of a card's content: `owner/name#3`."""
    return reference_name(declared.key, repository)


def reference_name(text: str, repository: str) -> str:
    """Return the full name of a reference's issue; a key is returned unchanged."""
    named = reference.parse_content(text)
    return f"{named.repository or repository}#{named.number}" if named else text


def _card(
    declared: BoardCard, card: Card | None, project: Project, board: Board, once: set[str]
) -> Iterator[Check]:
    key = declared.key
    if declared.is_absent:
        there = "none" if card is None else "exists"
        yield compared("card", key, EXISTENCE, "none", there, declared.source)
        return
    if card is None:
        yield missing("card", key, None, declared.source)
        return
    yield compared("card", key, EXISTENCE, "exists", "exists", declared.source)
    if declared.archived is not None:
        place = declared.place("archived")
        yield compared("card", key, "archived", declared.archived, card.is_archived, place)
    for field, wanted in card_values(declared, project.fields):
        if not card.is_archived and folded(field.name) not in once and board.holds(field):
            yield _value("card", key, field, wanted, card.values, declared.place("fields"))


def _value(
    kind: str,
    key: str,
    field: ProjectField,
    wanted: DeclaredValue,
    values: Mapping[str, Value],
    place: Source | None,
) -> Check:
    is_date = field.type == "date" and wanted.value is not None
    expected = date.fromisoformat(str(wanted.value)) if is_date else wanted.value
    return compared(kind, key, field.name, expected, values.get(folded(field.name)), place)


def _update(update: StatusUpdate, board: Board) -> Check:
    marker = status_update_marker(update.key)
    latest = next((each for each in board.updates if marker in each.body), None)
    days = (update.start, update.target)
    expected = (update.status, *(day.isoformat() if day else None for day in days), update.body)
    actual = None
    if latest is not None:
        text = latest.body.replace(marker, "").strip()
        actual = (latest.status, latest.start, latest.target, text)
    return compared("status update", update.key, "content", expected, actual, update.source)
