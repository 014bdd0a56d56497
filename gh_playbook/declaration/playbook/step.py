"""Steps: the entries of a playbook, not yet rendered."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.source import Source
from gh_playbook.frozen import dataclass

# The default number of tries of a step, and of the seconds between them, as in Ansible.
TRIES = 3
DELAY = 5.0


@dataclass(frozen=True)
class Condition:
    """A condition of `when`: a bare expression, or true or false."""

    expression: str | bool
    source: Source


@dataclass(frozen=True)
class BlockSection:
    """The part of a block that contains a step.

    `number` identifies the block; `has_rescue` tells whether the block has steps for a failure.
    """

    number: int
    word: Literal["block", "rescue", "always"]
    has_rescue: bool


@dataclass(frozen=True)
class Retrying:
    """How often a step is tried, the seconds between tries, and the conditions of `until`.

    Without conditions it is tried until nothing fails.
    """

    until: tuple[Condition, ...] = ()
    tries: int = TRIES
    delay: float = DELAY


@dataclass(frozen=True)
class Step:
    """One line of a playbook: a module with its arguments, not yet rendered.

    `at` maps the words of the entry to the places of their values. `sections` are the sections
    around the step, the outermost first. A handler runs once it is notified, by its name or by what
    it `listens` to.
    """

    name: str
    module: str
    arguments: Any
    source: Source
    at: Mapping[str, Source]
    variables: LocatedMapping
    conditions: tuple[Condition, ...] = ()
    loop: Any = None
    register: str | None = None
    tags: frozenset[str] = frozenset()
    sections: tuple[BlockSection, ...] = ()
    ignores_errors: bool = False
    retrying: Retrying | None = None
    notifies: tuple[str, ...] = ()
    is_handler: bool = False
    listens: frozenset[str] = frozenset()

    @property
    def called(self) -> frozenset[str]:
        """The names that notify it, if it is a handler."""
        return self.listens | {self.name}

    def is_selected(self, tags: Collection[str], skip_tags: Collection[str]) -> bool:
        """Tell whether the step runs under these tags, by Ansible's rules."""
        own = self.tags or {"untagged"}
        kind = {"tagged"} if self.tags else set()
        if "all" in skip_tags:
            return "always" in own and "always" not in skip_tags
        if (own | kind) & set(skip_tags):
            return False
        if "never" in own and "always" not in own:
            return bool(own & set(tags))
        wanted = set(tags) or {"all"}
        return bool((own | kind | {"all"}) & wanted) or "always" in own
