"""Steps to items: variables, `when` and `loop` resolved, each argument a declared thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gh_playbook.declared import Declared, validate
from gh_playbook.playbook import Step
from gh_playbook.render import Renderer
from gh_playbook.source import Fault, InputError, Source

Arguments: TypeAlias = Mapping[str, type[Declared]]


@dataclass(frozen=True)
class Item:
    """One thing that a step declares: what its module will compare with what exists."""

    step: Step
    desired: Declared

    @property
    def module(self) -> str:
        """The name of the module that knows this kind of thing."""
        return self.step.module

    @property
    def source(self) -> Source:
        """The place that declared it."""
        return self.desired.source or self.step.source


@dataclass(frozen=True)
class Expander:
    """Expands steps; `arguments` leads from a module's name to its argument's model."""

    renderer: Renderer
    arguments: Arguments

    def depends_on(self, step: Step, registered: frozenset[str]) -> bool:
        """Tell whether the step uses a variable that an earlier step registers.

        Raises InputError where one of its templates is not valid.
        """
        used = self.renderer.names(step.arguments) | self.renderer.names(step.loop)
        used |= self.renderer.names(list(step.variables.values()))
        for condition in step.conditions:
            if isinstance(condition, str):
                used |= self.renderer.names("{{ " + condition + " }}")
        return bool(used & registered)

    def expand(self, step: Step, variables: Mapping[str, Any]) -> tuple[Item, ...]:
        """Return the step's items, in order. Raises InputError with the faults of all of them."""
        scope = dict(variables)
        for name, value in step.variables.items():
            scope[name] = self.renderer.value(value, scope, step.source)
        if step.loop is None:
            return tuple(self._item(step, scope))
        loop = self.renderer.value(step.loop, scope, step.source)
        if not isinstance(loop, list | tuple):
            raise InputError(
                [Fault(f"loop must be a list, not {type(loop).__name__}", step.source)]
            )
        items: list[Item] = []
        faults: list[Fault] = []
        for each in loop:
            try:
                items += self._item(step, {**scope, "item": each})
            except InputError as error:
                faults += error.faults
        if faults:
            raise InputError(faults)
        return tuple(items)

    def _item(self, step: Step, scope: Mapping[str, Any]) -> list[Item]:
        for condition in step.conditions:
            if not self.renderer.condition(condition, scope, step.source):
                return []
        given = self.renderer.value(step.arguments, scope, step.source)
        model = self.arguments[step.module]
        if isinstance(given, model):
            return [Item(step, given)]
        if isinstance(given, Declared):
            kind = type(given).__name__.lower()
            raise InputError([Fault(f"{step.module} cannot take a {kind}", step.source)])
        return [Item(step, validate(model, given, source=step.source))]
