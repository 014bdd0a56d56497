"""The board's views; parts that no API can change are reported separately from drift."""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.declaration.name import find, folded
from gh_playbook.declaration.project import ProjectView
from gh_playbook.model.project import is_reserved
from gh_playbook.verification.existing import Board, KnownFeatures
from gh_playbook.verification.verification import Check, CheckState, compared, missing


def compare(view: ProjectView, board: Board, features: KnownFeatures) -> Iterator[Check]:
    """Compare a view; where no API can change views, no difference is drift."""
    for check in _compare(view, board):
        is_wrong = check.state is not CheckState.MATCH
        told = replace(check, state=CheckState.UNSUPPORTED)
        yield told if is_wrong and not features.views else check


def _compare(view: ProjectView, board: Board) -> Iterator[Check]:
    found = find(view.name, board.views, lambda each: each.name)
    if found is None:
        yield missing("view", view.name, None, view.source)
        return
    if found.name != view.name:
        yield compared("view", view.name, "name", view.name, found.name, view.place("name"))
    if view.says("layout"):
        yield compared("view", view.name, "layout", view.layout, found.layout, view.place("layout"))
    if view.says("filter"):
        yield compared("view", view.name, "filter", view.filter, found.filter, view.place("filter"))
    # A roadmap shows bars; GitHub's REST documentation has no visible fields for it.
    if view.fields and view.layout != "roadmap":
        spelled = {folded(name): name for name in view.fields}
        # Where GitHub keeps a name for a field that this project does not have, no view shows it.
        expected = sorted(
            each for each in view.fields if board.field(each) or not is_reserved(each)
        )
        actual = sorted(spelled.get(folded(name), name) for name in found.fields)
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
    """Compare what no API can change in an existing view: only a person can mend it."""
    wanted = (expected,) if isinstance(expected, str) else expected or ()
    if not wanted:
        return
    same = [folded(name) for name in wanted] == [folded(name) for name in actual]
    state = CheckState.MATCH if same else CheckState.UNSUPPORTED
    found = ", ".join(actual) or "none"
    if state is CheckState.UNSUPPORTED:
        found += ": no API can change that; use the view's menu"
    yield Check("view", view.name, property, ", ".join(wanted), found, state, view.place(property))
