"""The project board: itself, its fields and views, and a card for every issue with its values.

What is set once (Status, unless the backlog says otherwise) is people's, and so are options,
fields and views that they added, values that nobody declared, and cards that they archived.
"""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.backlog import Issue
from gh_playbook.project import Project, ProjectField, ProjectView
from gh_playbook.source import Source
from gh_playbook.verification import existing
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Board, Existing
from gh_playbook.verification.verification import (
    EXISTENCE,
    Check,
    State,
    compared,
    missing,
    unsupported,
)

# GitHub's own field of the name Type, which it fills from the issue and issues are checked for.
_FROM_ISSUE = "issue_type"


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare the board, if one is declared."""
    project = desired.project
    if project is None:
        return
    if not found.features.projects:
        reason = "this login may not see projects: run `gh auth refresh -s project`"
        yield unsupported("project", project.title, reason, project.source)
        return
    board = found.board
    if board is None and found.foreign_owner:
        reason = f"there is none, and only {found.foreign_owner} can make one there"
        yield unsupported("project", project.title, reason, project.source)
        return
    if board is None:
        yield missing("project", project.title, None, project.source)
        return
    yield from _project(project, board, found)
    for field in project.fields:
        yield from _field(field, board)
    for view in project.views:
        yield from _view(view, board)
    for issue in desired.issues:
        yield from _card(issue, project, board, desired, found)


def _project(project: Project, board: Board, found: Existing) -> Iterator[Check]:
    kind, key = "project", project.title
    yield compared(kind, key, "title", key, board.title, project.place("title"))
    state = "open" if board.is_open else "closed"
    yield compared(kind, key, "state", "open", state, project.source)
    if project.description:
        place = project.place("description")
        yield compared(kind, key, "description", project.description, board.description, place)
    if project.readme:
        expected, actual = _lines(project.readme), _lines(board.readme)
        yield compared(kind, key, "readme", expected, actual, project.place("readme"))
    linked = found.repository if found.repository in board.repositories else None
    yield compared(kind, key, "repository", found.repository, linked, project.source)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _field(field: ProjectField, board: Board) -> Iterator[Check]:
    found = board.field(field.name)
    if found is None:
        yield missing("field", field.name, None, field.source)
        return
    if found.type == _FROM_ISSUE:
        yield compared("field", field.name, "source", field.value, "type", field.source)
        return
    yield compared("field", field.name, "type", field.type, found.type, field.place("type"))
    options = {option.name.casefold(): option for option in found.options}
    for index, option in enumerate(field.options):
        key, place = f"{field.name}: {option.name}", field.place("options", index)
        existing_option = options.get(option.name.casefold())
        if existing_option is None:
            yield missing("option", key, None, place)
            continue
        for name in ("name", "color", "description"):
            expected, actual = getattr(option, name), getattr(existing_option, name)
            yield compared("option", key, name, expected, actual, place)
    yield from _order(field, found)
    yield from _iterations(field, found, board)


def _iterations(field: ProjectField, found: existing.Field, board: Board) -> Iterator[Check]:
    """Compare iterations; where cards have some, only a person changes them without loss."""
    there = {each.title.casefold(): each for each in found.iterations}
    is_used = any(card.values.get(field.name.casefold()) for card in board.cards.values())
    for index, iteration in enumerate(field.iterations):
        key, place = f"{field.name}: {iteration.title}", field.place("iterations", index)
        expected = existing.Iteration(iteration.title, iteration.start, iteration.duration)
        actual = there.get(iteration.title.casefold())
        check = compared("iteration", key, "days", _days(expected), _days(actual), place)
        by_hand = is_used and check.state is not State.MATCH
        yield replace(check, state=State.UNSUPPORTED) if by_hand else check


def _days(iteration: existing.Iteration | None) -> str | None:
    if iteration is None:
        return None
    return f"{iteration.title}: {iteration.start}, {iteration.duration} days"


def _order(field: ProjectField, found: existing.Field) -> Iterator[Check]:
    """Compare the order of the declared options that are there."""
    names = {option.name.casefold(): option.name for option in field.options}
    actual = [
        names[option.name.casefold()] for option in found.options if option.name.casefold() in names
    ]
    if len(actual) > 1:
        expected = [name for name in names.values() if name in actual]
        place = field.place("options")
        yield compared("field", field.name, "order of options", expected, actual, place)


def _view(view: ProjectView, board: Board) -> Iterator[Check]:
    same = (each for each in board.views if each.name.casefold() == view.name.casefold())
    found = next(same, None)
    if found is None:
        yield missing("view", view.name, None, view.source)
        return
    yield compared("view", view.name, "layout", view.layout, found.layout, view.place("layout"))
    if view.filter:
        yield compared("view", view.name, "filter", view.filter, found.filter, view.place("filter"))
    # A roadmap shows bars; GitHub's REST documentation has no visible fields for it.
    if view.fields and view.layout != "roadmap":
        spelled = {name.casefold(): name for name in view.fields}
        expected = sorted(view.fields)
        actual = sorted(spelled.get(name.casefold(), name) for name in found.fields)
        yield compared("view", view.name, "fields", expected, actual, view.place("fields"))
    columns = found.columns or (("Status",) if found.layout == "board" else ())
    yield from _by_hand(view, "columns", view.columns, columns)
    yield from _by_hand(view, "group_by", view.group_by, found.group_by)
    yield from _by_hand(view, "sort_by", view.sort_by, found.sort_by)


def _by_hand(
    view: ProjectView,
    property: str,
    expected: str | tuple[str, ...] | None,
    actual: tuple[str, ...],
) -> Iterator[Check]:
    """Compare what no API can change once the view is there: only a person can make it right."""
    wanted = (expected,) if isinstance(expected, str) else expected or ()
    if not wanted:
        return
    same = [name.casefold() for name in wanted] == [name.casefold() for name in actual]
    state = State.MATCH if same else State.UNSUPPORTED
    found = ", ".join(actual) or "none"
    if state is State.UNSUPPORTED:
        found += ": no API changes that, the view's menu does"
    yield Check("view", view.name, property, ", ".join(wanted), found, state, view.place(property))


def _card(
    issue: Issue, project: Project, board: Board, desired: Desired, found: Existing
) -> Iterator[Check]:
    existing_issue = found.issue(issue.key)
    card = board.cards.get(existing_issue.id) if existing_issue else None
    if card is None:
        what = None if existing_issue else "there is no such issue"
        yield missing("card", issue.key, what, issue.source)
        return
    yield compared("card", issue.key, EXISTENCE, "exists", "exists", issue.source)
    once = {name.casefold() for name in desired.set_once.board}
    for field in project.fields:
        expected = _value(field, issue, found)
        kept = field.name.casefold() not in once and not card.is_archived
        if expected is None or not kept or not _holds(field, board):
            continue
        actual = card.values.get(field.name.casefold())
        place: Source | None = issue.place(field.value or "")
        yield compared("card", issue.key, field.name, expected, actual, place)


def _holds(field: ProjectField, board: Board) -> bool:
    """Tell whether the cards can have values in a field: it is there, and is no other one."""
    found = board.field(field.name)
    return found is not None and found.type == field.type


def _value(field: ProjectField, issue: Issue, found: Existing) -> existing.Value:
    """Return what a card should have in a field: None where nobody said."""
    if field.value is None:
        return None
    if field.value == "blocked_by":
        blocking = [each.url for key in issue.blocked_by if (each := found.issue(key))]
        return " ".join(blocking) or None
    value: existing.Value = getattr(issue, field.value)
    return field.choices.get(value.casefold(), value) if isinstance(value, str) else value
