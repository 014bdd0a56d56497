"""The backlog into which a plan is merged, as a run reads it, with short forms and includes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gh_playbook.declaration import text_file
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import BoardField

if TYPE_CHECKING:
    from gh_playbook.declaration.backlog.backlog import Backlog
    from gh_playbook.declaration.backlog.issue import Issue

_UNIQUE = {"labels", "assignees", "blocked_by", "related_to"}
_PROPERTIES = {"status", "priority", "size", "effort", "estimate", "sprint"}
# The default values of undeclared fields.
IMPLIED: Sequence[tuple[str, Any]] = (("state", "open"), ("state_reason", "completed"))
_NAMES = {"labels": "name", "milestones": "title", "issue_types": "name"}


@dataclass(frozen=True)
class Present:
    """The existing backlog; None if there is none, or if it cannot be read."""

    backlog: "Backlog | None" = None

    @staticmethod
    def of(text: str | None, path: Path) -> "Present":
        """Return the backlog in the text of the file at `path`."""
        if text is None:
            return Present()
        from gh_playbook.declaration.backlog import backlog

        try:
            with text_file.instead({path: text.encode()}):
                return Present(backlog.read(path).model)
        except InputError:
            return Present()  # The code that merges into it reports why.

    @cached_property
    def issues(self) -> "Mapping[str, Issue]":
        """All issues, by key."""
        return {each.key: each for each in self.backlog.all_issues} if self.backlog else {}

    @cached_property
    def numbered(self) -> Mapping[str, str]:
        """The keys of the issues with a number, by the written number: `#7`."""
        return {f"#{each.number}": key for key, each in self.issues.items() if each.number}

    @cached_property
    def fields(self) -> dict[str, BoardField]:
        """The fields that issues fill, by their folded names; not those that templates make."""
        project = self.backlog.project if self.backlog else None
        found: dict[str, BoardField] = {}
        for each in project.fields if project else ():
            if not each.is_absent and (each.value is None or each.value in _PROPERTIES):
                names = tuple(each.choices.values())
                kind = "" if each.is_issue_field else each.type
                found[folded(each.name)] = BoardField(each.name, kind, names, each.value or "")
        for one in self.backlog.issue_fields if self.backlog else ():
            if not one.is_absent and (one.value is None or one.value in _PROPERTIES):
                names = tuple(option.name for option in one.options)
                found[folded(one.name)] = BoardField(one.name, one.type, names, one.value or "")
        return found

    @property
    def repository(self) -> str | None:
        """The repository that the backlog names."""
        return self.backlog.repository if self.backlog else None

    def names(self, section: str) -> set[str]:
        """Return the folded names of labels, milestones or types that are declared."""
        things: Iterable[Any] = getattr(self.backlog, section, ())
        return {folded(getattr(each, _NAMES[section])) for each in things}

    def describes(self, section: str, name: str, field: str, value: Any) -> bool:
        """Tell whether a label, milestone or type is declared with this value."""
        things: Iterable[Any] = getattr(self.backlog, section, ())
        thing = next((each for each in things if _is_called(each, section, name)), None)
        return thing is not None and _plain(getattr(thing, field, None)) == _plain(value)

    def says(self, key: str, field: str, value: Any) -> bool:
        """Tell whether an issue has this value, its own or an inherited one."""
        issue = self.issues.get(key)
        known = getattr(issue, field, None)
        if issue is None or known is None:
            return issue is not None and (field, value) in IMPLIED
        if field in _UNIQUE:
            return {*map(folded, known)} == {*map(folded, value)}
        if isinstance(known, tuple):
            return list(known) == _listed(value)
        if isinstance(known, Mapping):
            names = {folded(name): each for name, each in known.items()}
            return all(_plain(names.get(folded(name))) == _plain(value[name]) for name in value)
        return bool(_plain(known) == _plain(value))


def _is_called(thing: Any, section: str, name: str) -> bool:
    return folded(getattr(thing, _NAMES[section])) == folded(name)


def _listed(value: Any) -> Sequence[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(value: Any) -> Any:
    """Return a value in one form: days as texts, several options as a list."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.strip() if isinstance(value, str) else str(value) if _is_day(value) else value


def _is_day(value: Any) -> bool:
    return hasattr(value, "isoformat")
