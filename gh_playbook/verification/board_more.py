"""Other content of a board: drafts, and status updates."""

from collections.abc import Collection, Iterator
from datetime import date

from gh_playbook.declaration.card_value import draft_values
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.project import Draft, Project, StatusUpdate
from gh_playbook.model.project import status_update_marker
from gh_playbook.verification.existing import Board, Existing
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
            # Somebody has made an issue of it.
            yield compared("draft", draft.title, EXISTENCE, "exists", "exists", draft.source)
        else:
            yield from _draft(draft, project, board, once)
    for update in project.status_updates:
        if found.features.status_updates:
            yield _update(update, board)
        else:
            reason = "there are no status updates here"
            yield unsupported("status update", update.key, reason, update.source)


def _draft(draft: Draft, project: Project, board: Board, once: set[str]) -> Iterator[Check]:
    found = next((each for each in board.drafts if is_same(each.title, draft.title)), None)
    if found is None:
        yield missing("draft", draft.title, None, draft.source)
        return
    yield compared("draft", draft.title, EXISTENCE, "exists", "exists", draft.source)
    if draft.says("body"):
        place = draft.place("body")
        yield compared("draft", draft.title, "body", draft.body, found.body, place)
    for field, wanted in draft_values(draft, project.fields):
        if folded(field.name) in once or not board.holds(field):
            continue
        is_date = field.type == "date" and wanted.value is not None
        expected = date.fromisoformat(str(wanted.value)) if is_date else wanted.value
        actual = found.values.get(folded(field.name))
        place = draft.place("fields")
        yield compared("draft", draft.title, field.name, expected, actual, place)


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
