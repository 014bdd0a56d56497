"""Everything except issues, in a pull: labels, milestones, types, and the board."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.yaml.yaml_value import Raw
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.world import World
from gh_playbook.pulling.board import PulledBoard
from gh_playbook.pulling.choice import Choices
from gh_playbook.pulling.issue_field import MODULE, PulledIssueFields
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.part import BacklogPart, Write
from gh_playbook.pulling.thing import KINDS, LABELS, PulledThings, ThingKind
from gh_playbook.pulling.three_way import Conflict, Taken

# Names in conflicts for things that modules name differently.
_MODULES = {"view": "project_view", "field": "project_field"}


class PulledCatalogue:
    """The declared things beside issues, compared three ways; `things` are by their kinds."""

    def __init__(
        self,
        last: LastWritten,
        prepared: Prepared,
        world: World,
        known: Memory,
        bases: Mapping[str, Base],
        detail: BoardDetail,
    ) -> None:
        self._known = known
        self._last = last
        self._board = PulledBoard(prepared, world, last, detail)
        self._issue_fields = PulledIssueFields(prepared.backlog.issue_fields, world, last)
        self.things: dict[ThingKind, PulledThings] = {
            kind: PulledThings(kind, last, prepared, world, known, bases) for kind in KINDS
        }
        self._parts: list[BacklogPart] = []

    def differences(self) -> Iterator[tuple[Taken, BacklogPart, Any]]:
        """Yield people's changes: each with the part, and the value to write."""
        for things in self.things.values():
            self._parts += things.parts()
        self._parts += [*self._issue_fields.parts(), *self._board.parts()]
        self._parts = [*map(self._with_last_run, self._parts)]
        for part in self._parts:
            for found in part.differences():
                is_color = part.module == LABELS.module and found.field == "color"
                yield found, part, Raw(found.existing) if is_color else found.existing

    def _with_last_run(self, part: BacklogPart) -> BacklogPart:
        """Return a part with the findings of the last run, if nobody has changed the backlog.

        A run does not write values that are as declared, so no journal has them.
        """
        of_option = MODULE if isinstance(part.desired, IssueField) else "project_field"
        reported = part.reported or (part.module or of_option, _declared_name(part))
        if not self._last.was_as_declared(*reported):
            return part
        return replace(part, last={**part.said, **part.last})

    def lists(self) -> Iterator[Choices]:
        """Yield the lists of options and iterations, because people may have added some."""
        yield from self._issue_fields.choices()
        yield from self._board.choices()

    def orders(self) -> Iterator[tuple[Taken, Declared, Write]]:
        """Yield the new orders that people gave declared things, and how each is written."""
        yield from self._board.orders()

    def gone(self, told: Iterable[Conflict]) -> Iterator[Conflict]:
        """Yield what people deleted, without what was reported already, and what undo removed."""
        known = [(each.key, each.field, each.declared) for each in told]
        of_things = (each for things in self.things.values() for each in things.gone())
        for each in [*of_things, *self._issue_fields.gone(), *self._board.gone()]:
            is_removed = self._last.was_removed(_MODULES.get(each.field, each.field), each.key)
            if (each.key, each.field, each.declared) not in known and not is_removed:
                yield replace(each, is_by_hand=True)

    def known(self, conflicts: Iterable[Conflict]) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the values to remember; for a conflict, the last value."""
        open_ = {(each.key, each.field) for each in conflicts}
        known: dict[str, dict[str, dict[str, Any]]] = {
            module: {name: dict(each) for name, each in named.items()}
            for module, named in self._known.things.items()
        }
        for part in self._parts:
            fields = frozenset(field for key, field in open_ if key == part.key)
            if part.module:
                known.setdefault(part.module, {})[folded(part.name)] = part.known(fields)
        for each in self.lists():
            of_field = known.setdefault(each.module, {}).setdefault(folded(each.field.name), {})
            of_field[each.word] = each.known(open_)
        return known


def _declared_name(part: BacklogPart) -> str:
    """Return the name of a part's thing in the reports of runs."""
    names = (getattr(part.desired, word, None) for word in ("name", "title", "key"))
    return str(next(filter(None, names)))
