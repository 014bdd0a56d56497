"""The engine of a run: the world as it is by now, the modules, and the sender of changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.declaration.playbook.expansion import Item
from gh_playbook.frozen import dataclass
from gh_playbook.github.process.interruption import Stop
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result
from gh_playbook.model.sending import Sender
from gh_playbook.model.world import World
from gh_playbook.modules import Context, Module
from gh_playbook.modules.comparison import compared
from gh_playbook.modules.right import permitted


@dataclass(frozen=True)
class Foreseen:
    """A world that a plan ends with, and the comparisons with it."""

    world: World
    compared: Mapping[Item, Change]


@dataclass
class Engine:
    """The state with which all groups of a run converge, one after the other.

    `stopped` is the reason why the run ended early, if it did. `tried` are the names of the things
    that groups have converged. `results` are the results of their items. `known` are the results
    of a plan that found nothing to do in this world: its items are not compared again. `compared`
    are the comparisons with this world as it is now: none is made twice, neither by a plan nor by
    the run that follows it.
    `foreseen` are those of the plan with the world after its last change.
    `has_reread` tells that the world had to be read again, because something was in doubt.
    """

    world: World
    modules: Mapping[str, Module[Any, Any]]
    context: Context
    sender: Sender
    on_landed: Callable[[Change], None] = lambda _change: None
    stopped: Stop | None = None
    has_reread: bool = False
    known: Mapping[Item, Result] = field(default_factory=dict)
    compared: dict[Item, Change] = field(default_factory=dict)
    foreseen: Foreseen | None = None
    results: dict[Item, Result] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)

    def diff(self, item: Item, context: Context) -> Change:
        """Compare an item with the world. A change that this login may not make is blocked."""
        if context.without:
            return self._diff(item, context)
        found = self.compared.get(item)
        if found is None:
            found = self.compared[item] = self._diff(item, context)
        return found

    def _diff(self, item: Item, context: Context) -> Change:
        module = self.modules[item.module]
        change = compared(module, item.desired, self.world, context)
        return permitted(change, self.world, module)

    def renew(self, world: World | None = None) -> None:
        """Note that the world has changed, or that it was read again."""
        self.world = world or self.world
        self.compared = {}

    def recall(self) -> None:
        """Take the comparisons of the plan, if the world has become exactly as foreseen."""
        if self.foreseen is not None and self.world.equals(self.foreseen.world):
            self.compared = {**self.foreseen.compared, **self.compared}

    def makes_issue(self, key: str, item: Item) -> bool:
        """Tell whether an item creates a declared issue, not a card or a link of one."""
        return key in self.context.issues and self.modules[item.module].makes_issues

    def missing(self, keys: Sequence[str]) -> list[str]:
        """Return the keys whose issues do not exist."""
        return [key for key in keys if self.world.issue(key) is None]

    def why_absent(self, keys: Sequence[str]) -> str:
        """Explain why issues do not exist: this run could not create them, or was not asked to."""
        if self.tried.issuperset(keys):
            return "which could not be created"
        return "which does not exist: `all` creates everything"
