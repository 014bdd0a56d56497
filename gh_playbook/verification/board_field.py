"""The board's fields, with their options and iterations."""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model.project import STATUS
from gh_playbook.model.project_field import CUSTOM_TYPES, is_reserved, keeper_name
from gh_playbook.verification import existing_board
from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.verification import (
    EXISTENCE,
    Check,
    compared,
    compared_fields,
    missing,
    unsupported,
)


def compare(field: ProjectField, board: Board, features: KnownFeatures) -> Iterator[Check]:
    """Compare a field; GitHub's own field of that name is used as it is."""
    found = board.field(field.name)
    if not field.is_issue_field and not features.can_have(field):
        yield unsupported(
            "field", field.name, "no select fields with several options here", field.source
        )
        return
    if field.is_issue_field:
        yield from _issue_field(field, found, features)
        return
    if found is None and is_reserved(field.name):
        reason = "GitHub reserves this name for its own field, which this project does not have"
        yield unsupported("field", field.name, reason, field.source)
        return
    if found is None:
        yield missing("field", field.name, None, field.source)
        return
    if found.type not in CUSTOM_TYPES:
        yield compared("field", field.name, EXISTENCE, "exists", "exists", field.source)
        return
    yield compared("field", field.name, "type", field.type, found.type, field.place("type"))
    if found.type != field.type:
        return
    yield from _name(field, found)
    yield from _options(field, found)
    yield from _order(field, found)
    yield from _iterations(field, found, board)


def _name(field: ProjectField, found: existing_board.Field) -> Iterator[Check]:
    """Compare the spelling; GitHub's own Status keeps its spelling."""
    if found.name != field.name and not is_same(field.name, STATUS):
        yield compared("field", field.name, "name", field.name, found.name, field.place("name"))


def _options(field: ProjectField, found: existing_board.Field) -> Iterator[Check]:
    options = {folded(option.name): option for option in found.options}
    for index, option in enumerate(field.options):
        key, place = f"{field.name}: {option.name}", field.place("options", index)
        existing_option = options.get(folded(option.name))
        if existing_option is None:
            yield missing("option", key, None, place)
            continue
        names = ("name", "color", "description")
        yield from compared_fields("option", key, option, existing_option, names, place)


def _issue_field(
    field: ProjectField, found: existing_board.Field | None, features: KnownFeatures
) -> Iterator[Check]:
    """Check that the board shows an issue field, whose values are compared with the issues."""
    if not features.can_have(field):
        reason = "there are no issue fields here that a board could show"
        yield unsupported("field", field.name, reason, field.source)
    elif found is None:
        yield missing("field", field.name, None, field.source)
    else:
        actual = field.type if found.is_issue_field else found.type
        yield compared("field", field.name, "type", field.type, actual, field.place("type"))


def _iterations(field: ProjectField, found: existing_board.Field, board: Board) -> Iterator[Check]:
    """Compare iterations, and check whether cards still lack theirs after an interrupted run."""
    there = {folded(each.title): each for each in found.iterations}
    keeper = keeper_name(field.name)
    if field.iterations and board.field(keeper) is not None:
        reason = "a run was interrupted: the next one restores the cards' iterations"
        yield compared("field", keeper, EXISTENCE, "none", reason, field.source)
    for index, iteration in enumerate(field.iterations):
        key, place = f"{field.name}: {iteration.title}", field.place("iterations", index)
        actual = there.get(folded(iteration.title))
        is_unsaid = actual is not None and not iteration.says("duration")
        duration = actual.duration if actual and is_unsaid else iteration.duration
        expected = existing_board.Iteration(iteration.title, iteration.start, duration)
        yield compared("iteration", key, "days", _days(expected), _days(actual), place)


def _days(iteration: existing_board.Iteration | None) -> str | None:
    if iteration is None:
        return None
    return f"{iteration.title}: {iteration.start}, {iteration.duration} days"


def _order(field: ProjectField, found: existing_board.Field) -> Iterator[Check]:
    """Compare the order of the declared options that exist."""
    names = {folded(option.name): option.name for option in field.options}
    actual = [
        names[folded(option.name)] for option in found.options if folded(option.name) in names
    ]
    if len(actual) > 1:
        expected = [name for name in names.values() if name in actual]
        place = field.place("options")
        yield compared("field", field.name, "order of options", expected, actual, place)
