"""The choice of issues to export, from `--issues`."""

import re

from gh_playbook.declaration.name import is_same
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import likeliest
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World

_NUMBERS = re.compile(r"#?\d{1,9}(\s*,\s*#?\d{1,9})*")
_NAMED = ("label", "milestone", "project")


@dataclass(frozen=True)
class Choice:
    """A choice of issues: `open`, `all`, those with a `name`, or those with `numbers`."""

    kind: str = "open"
    name: str = ""
    numbers: tuple[int, ...] = ()

    @staticmethod
    def parse(text: str, flag: str = "--issues", *others: str) -> "Choice":
        """Read `open`, `all`, `label:NAME`, `milestone:TITLE`, `project:TITLE` or `#1,#2`.

        Raises InputError for anything else; `others` are further allowed values of the flag.
        """
        kind, colon, name = text.partition(":")
        if text in {"open", "all"}:
            return Choice(text)
        if colon and kind in _NAMED and name.strip():
            return Choice(kind, name.strip())
        if _NUMBERS.fullmatch(text.strip()):
            numbers = tuple(int(each) for each in re.findall(r"\d+", text))
            return Choice("numbers", numbers=tuple(dict.fromkeys(numbers)))
        known = [*others, "open", "all", "label:NAME", "milestone:TITLE", "project:TITLE"]
        raise InputError([Fault(f"{flag} is {', '.join(known)} or #1,#2, not {text!r}")])

    def issues(self, world: World) -> list[ExistingIssue]:
        """Return the chosen issues, by number.

        Raises InputError for a number that is not an issue.
        """
        found = sorted(
            (
                each
                for each in world.issues.values()
                if each.number is not None and self._is(each, world)
            ),
            key=lambda each: each.number or 0,
        )
        missing = set(self.numbers) - {each.number for each in found}
        if missing:
            raise InputError(
                Fault(f"--issues: {world.repository.name} has no issue #{number}")
                for number in sorted(missing)
            )
        return found

    def check(self, world: World) -> None:
        """Raise InputError for a number that is not an issue, and for a name that no issue has."""
        if not self.issues(world) and self.kind in _NAMED:
            none = f"--issues: no issue of {world.repository.name} has the {self.kind}"
            close = likeliest(self.name, self._known(world))
            raise InputError([Fault(f"{none} {self.name!r}{close}")])

    def _known(self, world: World) -> set[str]:
        """Return the names of the chosen kind that issues have."""
        match self.kind:
            case "label":
                return {label for each in world.issues.values() for label in each.labels}
            case "milestone":
                return {each.milestone for each in world.issues.values() if each.milestone}
        return set()

    def _is(self, issue: ExistingIssue, world: World) -> bool:
        match self.kind:
            case "open":
                return issue.state == "open"
            case "label":
                return any(is_same(each, self.name) for each in issue.labels)
            case "milestone":
                return is_same(issue.milestone or "", self.name)
            case "project":
                return world.project is not None and issue.id in world.project.items
            case "numbers":
                return issue.number in self.numbers
        return True
