"""The board's views; parts that no API can change are reported separately from drift."""

from collections.abc import Iterator, Set
from dataclasses import replace

from gh_playbook.declaration.backlog.project import Project, ProjectView
from gh_playbook.declaration.name import find, folded
from gh_playbook.model.project_field import is_reserved
from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.verification import Check, CheckState, compared, missing


def compare(
    view: ProjectView, project: Project, board: Board, features: KnownFeatures
) -> Iterator[Check]:
    """Compare a view; if no API can change views, no difference is drift."""
    lacking = {
        folded(each.name)
        for each in project.fields
        if board.field(each.name) is None and not features.can_have(each)
    }
    for check in _compare(view, board, lacking):
        is_wrong = check.state is not CheckState.MATCH
        actual = "there is none" if check.actual is None else check.actual
        told = replace(
            check,
            actual=f"{actual}, and no API here can change that",
            state=CheckState.UNSUPPORTED,
        )
        yield told if is_wrong and not features.views else check


def _compare(view: ProjectView, board: Board, lacking: Set[str]) -> Iterator[Check]:
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
        # If GitHub reserves a name for a field that this project lacks, no view shows it.
        wanted = [each for each in view.fields if folded(each) not in lacking]
        expected = sorted(each for each in wanted if board.field(each) or not is_reserved(each))
        actual = sorted(spelled.get(folded(name), name) for name in found.fields)
        yield compared("view", view.name, "fields", expected, actual, view.place("fields"))
    columns = found.columns or (("Status",) if found.layout == "board" else ())
    yield from _by_hand(view, "columns", _without(lacking, view.columns), columns)
    yield from _by_hand(view, "group_by", _without(lacking, view.group_by), found.group_by)
    kept = [each for each in view.sort_by if folded(each.field) not in lacking]
    yield from _by_hand(view, "sort_by", tuple(map(str, kept)), found.sort_by)


def _without(lacking: Set[str], *names: str | None) -> tuple[str, ...]:
    """Return declared names of fields without those that this GitHub cannot have."""
    return tuple(name for name in names if name is not None and folded(name) not in lacking)


def _by_hand(
    view: ProjectView,
    property: str,
    wanted: tuple[str, ...],
    actual: tuple[str, ...],
) -> Iterator[Check]:
    """Compare the parts of an existing view that only a person, and no API, can change."""
    if not wanted:
        return
    same = [folded(name) for name in wanted] == [folded(name) for name in actual]
    state = CheckState.MATCH if same else CheckState.UNSUPPORTED
    found = ", ".join(actual) or "none"
    if state is CheckState.UNSUPPORTED:
        found += ": no API can change that; use the view's menu"
    yield Check("view", view.name, property, ", ".join(wanted), found, state, view.place(property))
