"""Expansion of steps into items: `vars`, `when`, `loop` are resolved, arguments are typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any, TypeAlias

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.playbook.control import Evaluate, Evaluated
from gh_playbook.declaration.playbook.step import Condition, Step
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.validation import validate
from gh_playbook.declaration.wording import short
from gh_playbook.frozen import dataclass

Arguments: TypeAlias = Mapping[str, type[Declared]]

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that a step declares; its module compares it with what exists.

    `variables` are the variables of the step, for the template of the thing. Two items are never
    equal: each is a key of its own, also where two steps declare the same.
    """

    step: Step
    desired: Declared
    variables: Mapping[str, Any] = field(default_factory=dict)

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
    """Expands steps; `arguments` maps the name of a module to the model of its argument.

    `extra` are the variables of the command line, which win over all others.
    """

    renderer: Renderer
    arguments: Arguments
    extra: Mapping[str, Any] = field(default_factory=dict)

    def named(self, step: Step, variables: Mapping[str, Any], registered: frozenset[str]) -> Step:
        """Return the step with its name rendered, unless the name uses a variable known only later.

        Raises InputError.
        """
        place = step.at.get("name")
        if place is None or "{" not in step.name:
            return step
        scope, later = self._known(step, variables, registered | {"item"})
        if self.renderer.names(step.name, place) & later:
            return step
        return replace(step, name=str(self.renderer.value(step.name, scope, place)))

    def depends_on(self, step: Step, registered: frozenset[str]) -> bool:
        """Tell whether the step uses a variable that an earlier step registers.

        Raises InputError if one of its templates is invalid.
        """
        used = self.renderer.names(step.arguments, step.at[step.module])
        used |= self.renderer.names(step.loop, step.at.get("loop"))
        used |= self.renderer.names(step.variables)
        for condition in step.conditions:
            used |= self._names(condition)
        for condition in step.retrying.until if step.retrying else ():
            self._names(condition)  # What the step itself registers is no reason to wait.
        model = self.arguments[step.module]
        if issubclass(model, Evaluated) and isinstance(step.arguments, Mapping):
            for expression, place in model.expressions(step.arguments):
                used |= self.renderer.names(f"{{{{ {expression} }}}}", place)
        return bool(used & registered - self.extra.keys())

    def is_ruled_out(
        self, step: Step, variables: Mapping[str, Any], registered: frozenset[str]
    ) -> bool:
        """Tell whether one of the conditions that depend on no registered variable is false.

        Raises InputError.
        """
        late = registered | {"item"} | step.variables.keys()
        known = [each for each in step.conditions if not self._names(each) & late]
        return not self.holds(known, variables, step)

    def _names(self, condition: Condition) -> set[str]:
        """Return the variables that a condition uses."""
        if not isinstance(condition.expression, str):
            return set()
        return {*self.renderer.names(f"{{{{ {condition.expression} }}}}", condition.source)}

    def holds(
        self, conditions: Iterable[Condition], variables: Mapping[str, Any], step: Step
    ) -> bool:
        """Tell whether all conditions are true; they see the step's variables too.

        Raises InputError.
        """
        scope, _ = self._known(step, variables, frozenset({"item"}))
        return all(
            self.renderer.condition(each.expression, scope, each.source) for each in conditions
        )

    def expand(self, step: Step, variables: Mapping[str, Any]) -> tuple[Item, ...]:
        """Return the step's items, in order. Raises InputError with the faults of all items."""
        if step.loop is None:
            return tuple(self._item(step, variables))
        scope, _ = self._known(step, variables, frozenset({"item"}))
        loop = self.renderer.value(step.loop, scope, step.at["loop"])
        if not isinstance(loop, list | tuple):
            message = f"loop: must be a list, not {short(loop)}{_template_hint(loop, variables)}"
            raise InputError([Fault(message, step.at["loop"])])
        items: list[Item] = []
        faults: list[Fault] = []
        for each in loop:
            try:
                items += self._item(step, {**variables, "item": each})
            except InputError as error:
                faults += error.faults
        if faults:
            raise InputError(faults)
        return tuple(items)

    def _known(
        self, step: Step, variables: Mapping[str, Any], later: frozenset[str]
    ) -> tuple[dict[str, Any], frozenset[str]]:
        """Return the variables with those of the step, each of which may use the earlier ones.

        Also return the names of variables that are known only `later`, and of those that use them.
        """
        scope = {**variables, **self.extra}
        later -= self.extra.keys()
        for name, value in step.variables.items():
            if name in self.extra:
                continue
            if later & self.renderer.names(value):
                later |= {name}
            else:
                scope[name] = self.renderer.value(value, scope, step.variables.at[name])
        return scope, later

    def _evaluating(self, scope: Mapping[str, Any]) -> Evaluate:
        def evaluate(expression: str, at: Source | None, more: Mapping[str, Any] = _NOTHING) -> Any:
            return self.renderer.expression(expression, {**scope, **more}, at)

        return evaluate

    def _item(self, step: Step, variables: Mapping[str, Any]) -> list[Item]:
        scope, _ = self._known(step, variables, frozenset())
        for condition in step.conditions:
            if not self.renderer.condition(condition.expression, scope, condition.source):
                return []
        own = {name: scope[name] for name in step.variables}
        place = step.at[step.module]
        given = self.renderer.value(step.arguments, scope, place)
        model = self.arguments[step.module]
        if isinstance(given, model):
            return [Item(step, given, own)]
        if isinstance(given, Declared):
            fit = " or ".join(
                name for name, each in self.arguments.items() if isinstance(given, each)
            )
            message = f"{step.module} cannot take this: it is for {fit or 'no module'}"
            raise InputError([Fault(message, place)])
        desired = validate(model, given, source=place)
        desired = desired if desired.source else desired.declared_at(place)
        if isinstance(desired, Evaluated):
            desired = desired.evaluated(self._evaluating(scope))
        return [Item(step, desired, own)]


def _template_hint(value: object, variables: Mapping[str, Any]) -> str:
    """Return a hint for an expression that lacks its braces, and for a mapping."""
    if isinstance(value, Mapping):
        return ": write a list, such as [{key: a, value: b}], of which each element is `item`"
    if isinstance(value, str) and re.split(r"\W", value, maxsplit=1)[0] in {*variables, "range"}:
        return f': write "{{{{ {value} }}}}"'
    return ""
