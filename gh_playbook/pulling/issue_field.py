"""The organization's issue fields in a pull: descriptions, visibility, options."""

from collections.abc import Iterator
from functools import partial

from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.editing.yaml_edit import Editor
from gh_playbook.model.existing import ExistingIssueField
from gh_playbook.model.world import World
from gh_playbook.pulling.choice import Choices
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.part import BacklogPart, Place, gone
from gh_playbook.pulling.three_way import Conflict

MODULE = "issue_field"
_FIELDS = ("description", "visibility")


class PulledIssueFields:
    """The declared issue fields, the existing ones, and the last written values."""

    def __init__(self, declared: tuple[IssueField, ...], world: World, last: LastWritten) -> None:
        self._declared = [each for each in declared if not each.is_absent]
        self._world = world
        self._last = last

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the declared values of existing fields, and of their options."""
        for each, existing in self._both:
            yield BacklogPart(
                module=MODULE,
                name=each.name,
                key=f"issue field {each.name}",
                desired=each,
                place=_place(each),
                said={name: getattr(each, name) for name in _FIELDS if each.says(name)},
                existing={name: getattr(existing, name) for name in _FIELDS},
                last=self._last.of(MODULE, each.name),
            )
        for choices in self.choices():
            yield from choices.parts()

    def choices(self) -> Iterator[Choices]:
        """Yield the declared options of existing fields."""
        for each, existing in self._both:
            last = self._last.of(MODULE, each.name).get("options")
            if each.options:
                there = existing.options
                yield Choices(
                    word="options",
                    module=MODULE,
                    field=each,
                    place=_place(each),
                    declared=each.options,
                    existing=there,
                    last=last,
                )

    def gone(self) -> Iterator[Conflict]:
        """Yield the fields that people deleted, and deleted options."""
        for each in self._declared:
            existing = self._world.issue_field(each.name)
            if existing is None and self._is_read and self._last.of(MODULE, each.name):
                yield gone(MODULE, each.name)
        for choices in self.choices():
            yield from choices.gone()

    @property
    def _is_read(self) -> bool:
        return self._world.features.issue_fields

    @property
    def _both(self) -> Iterator[tuple[IssueField, ExistingIssueField]]:
        for each in self._declared if self._is_read else ():
            existing = self._world.issue_field(each.name)
            if existing is not None and existing.type == each.type:
                yield each, existing


def _place(field: IssueField) -> Place:
    return partial(Editor.named, section="issue_fields", name=field.name)
