"""The project board: itself, its fields and views, and a card for every issue with its values.

Values that are set once (Status, unless the backlog says otherwise) belong to people, and so do
options, fields and views that they added, undeclared values, and cards that they archived.
"""

from collections.abc import Iterator
from datetime import date

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import BLOCKED_BY, VALUE_LIMIT, Project, ProjectField
from gh_playbook.declaration.consistency.card_value import DeclaredValue, declared_name
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.verification import board_field, board_more, board_view
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.verification import (
    EXISTENCE,
    Check,
    compared,
    missing,
    unsupported,
)


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare the board, if one is declared."""
    project = desired.project
    if project is None:
        return
    if not found.features.projects:
        yield unsupported("project", project.title, "there are no projects here", project.source)
        return
    if not found.features.keeps_values:
        reason = "this server's projects are too old to be changed without losing cards' values"
        yield unsupported("project", project.title, reason, project.source)
        return
    if not found.features.project_scope:
        reason = (
            "this login may not see projects: it needs the scope `project` "
            "(`gh auth refresh -s project`), or the organization's permission Projects"
        )
        yield unsupported("project", project.title, reason, project.source)
        return
    board = _own(project, found)
    if board is None and found.foreign_owner:
        reason = f"there is none, and only {found.foreign_owner} can make one there"
        yield unsupported("project", project.title, reason, project.source)
        return
    if board is None:
        yield missing("project", project.title, None, project.source)
        return
    yield from _project(project, board, found)
    for field in project.fields:
        yield from board_field.compare(field, board, found.features)
    for view in project.views:
        yield from board_view.compare(view, project, board, found.features)
    yield from board_more.compare(project, board, desired.backlog.set_once.board, found)
    yield from board_more.links(project, board, found)
    yield from board_more.order(desired, board, found)
    for issue in desired.issues:
        yield from _card(issue, project, board, desired, found)


def _own(project: Project, found: Existing) -> Board | None:
    """Return the board; a board with another title, from the register, only if it is linked.

    A person who may write the register could name any board of the owner there.
    """
    board = found.board
    if board is None or is_same(board.title, project.title):
        return board
    linked = {folded(name) for name in board.repositories}
    return board if folded(found.repository) in linked else None


def _project(project: Project, board: Board, found: Existing) -> Iterator[Check]:
    kind, key = "project", project.title
    yield compared(kind, key, "title", key, board.title, project.place("title"))
    state, declared = ("open" if each else "closed" for each in (board.is_open, not project.closed))
    place = project.place("closed") if project.says("closed") else project.source
    yield compared(kind, key, "state", declared, state, place)
    if project.says("description"):
        place = project.place("description")
        yield compared(kind, key, "description", project.description, board.description, place)
    if project.public is not None:
        place = project.place("public")
        yield compared(kind, key, "public", project.public, board.is_public, place)
    if project.says("readme"):
        expected, actual = _lines(project.readme), _lines(board.readme)
        yield compared(kind, key, "readme", expected, actual, project.place("readme"))
    linked = found.repository if found.repository in board.repositories else None
    yield compared(kind, key, "repository", found.repository, linked, project.source)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _card(
    issue: Issue, project: Project, board: Board, desired: Desired, found: Existing
) -> Iterator[Check]:
    if not issue.card:
        return
    existing_issue = found.issue(issue.key)
    card = board.cards.get(existing_issue.id) if existing_issue else None
    if card is None:
        what = None if existing_issue else "there is no such issue"
        yield missing("card", issue.key, what, issue.source, ("issue", issue.key))
        return
    yield compared("card", issue.key, EXISTENCE, "exists", "exists", issue.source)
    if issue.archived is not None:
        place = issue.place("archived")
        yield compared("card", issue.key, "archived", issue.archived, card.is_archived, place)
    once = {folded(name) for name in desired.backlog.set_once.board}
    for field in project.fields:
        declared = _declared_value(field, issue, desired, found)
        name = declared_name(field, issue)
        is_theirs = folded(field.name) in once or desired.values.is_left(field, issue)
        kept = not is_theirs and not card.is_archived
        if declared is None or not kept or not board.holds(field):
            continue
        actual = card.values.get(folded(field.name))
        is_date = field.type == "date" and declared.value is not None
        expected = date.fromisoformat(str(declared.value)) if is_date else declared.value
        place = issue.place(field.value or "") if name is None else issue.place("fields", name)
        yield compared("card", issue.key, field.name, expected, actual, place)


def _declared_value(
    field: ProjectField, issue: Issue, desired: Desired, found: Existing
) -> DeclaredValue | None:
    """Return the desired value of a card's field: None if the backlog does not declare it."""
    if field.value == BLOCKED_BY and declared_name(field, issue) is None:
        named = (desired.present(key, found) for key in issue.blocked_by)
        blocking = [each.url for each in named if each]
        if len(" ".join(blocking)) > VALUE_LIMIT:
            blocking = [f"#{url.rpartition('/')[2]}" for url in blocking]
        return DeclaredValue(" ".join(blocking)) if blocking else None
    return desired.values.declared(field, issue)
