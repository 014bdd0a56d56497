"""Views of a board in a backlog."""

from collections.abc import Iterator, Sequence, Set

from gh_playbook.declaration.name import folded
from gh_playbook.exporting.faithful import Line, is_faithful
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import COMMENT, Entry, InLine
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.project import ExistingProject, ExistingSorting, ExistingView

_SECTION = "project"
_LAYOUTS = {"board", "table", "roadmap"}


def views(
    project: ExistingProject, known: Set[str], detail: BoardDetail, left_out: LeftOut
) -> Iterator[Entry]:
    """Yield the views by their numbers; `known` are the folded names of existing fields."""
    seen: set[str] = set()
    for view in sorted(project.views, key=lambda each: each.number or 0):
        reasons = {
            f"a backlog has no layout {view.layout}": view.layout not in _LAYOUTS,
            "its name has characters that a backlog cannot contain": not is_faithful(
                Line, view.name
            ),
            "another one has that name": folded(view.name) in seen,
        }
        reason = next((each for each, is_so in reasons.items() if is_so), None)
        if reason:
            left_out.add(_SECTION, f"the view {view.name}: {reason}")
            continue
        seen.add(folded(view.name))
        yield _view(view, known, detail.sortings.get(view.id, ()), left_out)


def sorting(each: ExistingSorting) -> str | InLine:
    """Return a sorting of a view in the form of a backlog."""
    return each.field if each.direction == "asc" else InLine(field=each.field, direction="desc")


def _view(
    view: ExistingView, known: Set[str], sortings: Sequence[ExistingSorting], left_out: LeftOut
) -> Entry:
    def are_known(names: Sequence[str]) -> bool:
        return all(folded(name) in known for name in names)

    entry: Entry = [("name", view.name), ("layout", view.layout)]
    if view.filter:
        entry.append(("filter", view.filter))
    columns, groups = view.columns if view.layout == "board" else (), view.group_by
    for word, names in (("columns", columns), ("group_by", groups)):
        if names and are_known(names[:1]):
            entry.append((word, names[0]))
        if names and not (are_known(names[:1]) and len(names) == 1):
            more = ", ".join(names if not are_known(names[:1]) else names[1:])
            left_out.add(_SECTION, f"{word} of the view {view.name}: {more}")
    sorted_by = [each.field for each in sortings]
    if sortings and are_known(sorted_by):
        entry.append(("sort_by", [sorting(each) for each in sortings]))
    elif sortings:
        told = ", ".join(
            f"{each.field} desc" if each.direction == "desc" else each.field for each in sortings
        )
        left_out.add(_SECTION, f"sort_by of the view {view.name}: {told}")
    left = [name for name in view.fields if not are_known([name])]
    if view.fields and not left:
        entry.append(("fields", list(view.fields)))
    elif left:
        shown = [name for name in view.fields if are_known([name])]
        entry.append((COMMENT, f"fields: {', '.join(shown)}, and also {', '.join(left)}"))
        left_out.add(_SECTION, f"the fields of the view {view.name}: {', '.join(left)} among them")
    return entry
