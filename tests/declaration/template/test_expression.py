"""Expressions that are evaluated without Jinja's compiler: they must come to what it comes to."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from jinja2 import Undefined, meta
from jinja2.exceptions import TemplateError

from gh_playbook.declaration.backlog.backlog import Backlog, Label
from gh_playbook.declaration.template.expression import Expressions
from gh_playbook.declaration.template.template_guard import TemplateEnvironment

VARIABLES: dict[str, Any] = {
    "backlog": Backlog(labels=(Label(name="bug"),), prune=("labels",)),
    "item": {"title": "A", "keys": "own", "none": None},
    "names": ["a", "b"],
    "range": "a variable with the name of a function",
    "empty": "",
    "zero": 0,
    "missing": TemplateEnvironment().undefined(name="missing"),
}
ATOMS = (
    "backlog.labels",
    "backlog.project",
    "item.title",
    "item.keys",
    "item.nothing",
    "names",
    "nobody",
    "missing",
    "zero",
    "range",
    "'a'",
    "15",
    "none",
    "[]",
    "backlog.model_fields",
    "backlog.labels.append",
    "names.count",
)
SHAPES = (
    "{0}",
    "not {0}",
    "{0} and {1}",
    "{0} or {1}",
    "{0} == {1}",
    "{0} != {1}",
    "{0} in {1}",
    "{0} not in {1}",
    "{0} if {1}",
    "{0} if {1} else []",
    "not ({0} or {1}) and {0}",
)
LEFT_TO_JINJA = (
    "names | join('-')",
    "names[0]",
    "[1, 2]",
    "1 < 2 < 3",
    "undeclared('x')",
    "lookup('env', names)",
    "self",
    "(1, 2)",
    "{'a': 1}",
    "names is defined",
    "item.title ~ 'x'",
    "-zero",
    "nobody | default('x')",
    "'}}'",
    "1.5",
    "item.title }} {{ names",
)
WRONG = ("item.", "and", "names |", "names | nothing", "", "a b", "1 +", "1e999")


def outcome(value: Callable[[], Any]) -> tuple[str, str]:
    """Return the value or the error, as text."""
    try:
        found = value()
        return (type(found).__name__, str(found) if isinstance(found, Undefined) else repr(found))
    except (TemplateError, TypeError, NameError) as error:
        return (type(error).__name__, str(error))


def every() -> list[str]:
    shaped = (shape.format(*pair) for shape, pair in product(SHAPES, product(ATOMS, ATOMS[4:11:2])))
    return [*dict.fromkeys(shaped), *LEFT_TO_JINJA, *WRONG]


def test_values_are_those_of_jinja() -> None:
    environment = TemplateEnvironment()
    expressions = Expressions(environment)
    for each in every():

        def compiled(each: str = each) -> Any:
            return environment.compile_expression(each, undefined_to_none=False)(**VARIABLES)

        def evaluated(each: str = each) -> Any:
            return expressions.value(each, VARIABLES)

        assert outcome(evaluated) == outcome(compiled), each


def test_names_are_those_of_jinja() -> None:
    environment = TemplateEnvironment()
    expressions = Expressions(environment)
    for each in every():
        found = expressions.names(each)
        if found is not None:
            parsed = environment.parse(f"{{{{ {each} }}}}")
            assert found == meta.find_undeclared_variables(parsed), each


@pytest.mark.parametrize("text", ["backlog.labels", "item.title == 'A'", "[] if zero else names"])
def test_simple_expressions_are_not_compiled(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expressions = Expressions(TemplateEnvironment())
    monkeypatch.setattr(TemplateEnvironment, "compile_expression", None)
    assert expressions.value(text, VARIABLES)


def test_comparisons_are_metered() -> None:
    """A text that is too long for the budget is refused, as in any other expression."""
    environment = TemplateEnvironment()
    expressions = Expressions(environment)
    with environment.rendering(limit=10), pytest.raises(TemplateError, match="too many steps"):
        expressions.value("long == 'a'", {"long": "x" * 1000})
