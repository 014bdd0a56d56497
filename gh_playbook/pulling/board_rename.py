"""Renamings, in a pull: fields of the board, their options and iterations."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.editing.board_mention import FieldChoice, choice_mentions, field_mentions
from gh_playbook.editing.yaml_edit import Mentions
from gh_playbook.frozen import dataclass
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.register import OPTION, option_name
from gh_playbook.model.world import World
from gh_playbook.modules.old_name import renamed_by_people
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.three_way import CARD, Taken


@dataclass(frozen=True)
class Renamed:
    """A field that people renamed, or an option or iteration of it: `word` says which.

    `field` is the present name of the field, `value` the property of issues that fills it.
    """

    word: str
    field: str
    old: str
    new: str
    value: str = ""

    @property
    def taken(self) -> Taken:
        """The change in the backlog."""
        key = self.old if self.word == "field" else self.field
        return Taken(key, self.word, self.old, self.new)

    @property
    def mentions(self) -> Mentions:
        """The function that finds the old name in a file."""
        if self.word == "field":
            return partial(field_mentions, name=self.old)
        return partial(choice_mentions, choice=FieldChoice(self.field, self.old, self.value))

    def of(self, base: Base) -> Base:
        """Return the last written values of an issue, with the new name."""
        values = dict(base.values)
        for kind in ("fields", "found_fields"):
            if values.get(kind):
                values[kind] = self._of_fields(values[kind])
        if self.word != "field" and self.value in CARD and self.value in values:
            values[self.value] = self._chosen(values[self.value])
        return replace(base, values=values)

    def _of_fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        if self.word == "field":
            return {self._new(name): value for name, value in fields.items()}
        return {
            name: self._chosen(value) if is_same(name, self.field) else value
            for name, value in fields.items()
        }

    def _new(self, name: str) -> str:
        return self.new if is_same(name, self.old) else name

    def _chosen(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return tuple(self._new(str(each)) for each in value)
        return self._new(value) if isinstance(value, str) else value


def renamed(prepared: Prepared, world: World, last: LastWritten) -> Iterator[Renamed]:
    """Yield people's renamings on the board: each field before its options and iterations."""
    project, board = prepared.backlog.project, world.project
    for field in project.fields if project and board else ():
        if board is None or field.is_absent or field.is_issue_field:
            continue
        written = last.of("project_field", field.name)
        existing = board.field(field.name) or _field(prepared, field, board, world, written)
        if existing is None or existing.type != field.type:
            continue
        if existing.name != field.name and not is_same(existing.name, field.name):
            yield Renamed("field", existing.name, field.name, existing.name)
        yield from _options(field, existing, world, written)
        yield from _iterations(field, existing)


def _field(
    prepared: Prepared,
    field: ProjectField,
    board: ExistingProject,
    world: World,
    written: Mapping[str, Any],
) -> ExistingField | None:
    project = prepared.backlog.project
    declared = {folded(each.name) for each in project.fields} if project else set()
    fields = {each.name: each for each in board.fields if not each.is_built_in}
    id = written.get("id") or world.register.thing("project_field", field.name)
    return renamed_by_people(id, fields, declared)


def _options(
    field: ProjectField, existing: ExistingField, world: World, written: Mapping[str, Any]
) -> Iterator[Renamed]:
    declared = {folded(each.name) for each in field.options}
    ids = {folded(str(each["name"])): each.get("id") for each in written.get("options") or ()}
    options = {each.name: each for each in existing.options}
    for each in field.options:
        if existing.option(each.name) is not None or each.is_absent:
            continue
        id = world.register.thing(OPTION, option_name(field.name, each.name))
        found = renamed_by_people(id or ids.get(folded(each.name)) or None, options, declared)
        if found is not None:
            yield Renamed("option", existing.name, each.name, found.name, field.value or "")


def _iterations(field: ProjectField, existing: ExistingField) -> Iterator[Renamed]:
    """Yield iterations with the same first day and another title, as a run finds them."""
    declared = {folded(each.title) for each in field.iterations}
    by_start = {
        each.start: each.title for each in existing.iterations if folded(each.title) not in declared
    }
    for each in field.iterations:
        if existing.iteration(each.title) is None and each.start in by_start:
            title = by_start[each.start]
            yield Renamed("iteration", existing.name, each.title, title, field.value or "")
