"""Templates that are compiled once for all runs within the tests' process, not once for each run.

A run reads its templates again, because people may have changed them. Here the text of a template
or an expression decides whether its code is known already.
"""

from collections.abc import Hashable
from contextvars import ContextVar
from types import CodeType
from typing import Any

import pytest
from jinja2 import BytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateExpression

from gh_playbook.declaration.template import shipped_template
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.template.template_guard import TemplateEnvironment


class _Memory:
    """Compiled code, by everything that the code depends on."""

    def __init__(self) -> None:
        self._known: dict[Hashable, CodeType] = {}
        self._compile = TemplateEnvironment.compile
        self._compile_expression = TemplateEnvironment.compile_expression
        # Jinja turns an expression into a template, and compiles the template.
        self._expression: ContextVar[Hashable] = ContextVar("expression", default=None)

    def compile(
        self,
        environment: TemplateEnvironment,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        **options: Any,
    ) -> Any:
        """Return the code of a template."""
        key = self._expression.get()
        if isinstance(source, str):
            key = (*_settings(environment), source, name, filename, *options.items())
        if key is None:
            return self._compile(environment, source, name, filename, **options)
        if key not in self._known:
            self._known[key] = self._compile(environment, source, name, filename, **options)
        return self._known[key]

    def compile_expression(
        self, environment: TemplateEnvironment, source: str, undefined_to_none: bool = True
    ) -> TemplateExpression:
        """Return an expression, ready to be evaluated."""
        key = (*_settings(environment), source)
        if key in self._known:
            code, names = self._known[key], environment.make_globals(None)
            template = environment.template_class.from_code(environment, code, names, None)
            return TemplateExpression(template, undefined_to_none)
        token = self._expression.set(key)
        try:
            return self._compile_expression(environment, source, undefined_to_none)
        finally:
            self._expression.reset(token)


class _Shipped(BytecodeCache):
    """The compiled code of shipped templates: kept in memory, not in files beside them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that is known for it."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._known[bucket.key, bucket.checksum] = bucket.code


def _settings(environment: TemplateEnvironment) -> tuple[Hashable, ...]:
    """Return the things that code depends on beside its text: settings, filters and tests."""
    return (
        environment.trim_blocks,
        environment.lstrip_blocks,
        environment.autoescape,
        frozenset(environment.filters),
        frozenset(environment.tests),
    )


def install(patch: pytest.MonkeyPatch) -> None:
    """Let all environments share the compiled code, as long as the patch holds."""
    memory = _Memory()

    def compile(self: TemplateEnvironment, *arguments: Any, **options: Any) -> Any:
        return memory.compile(self, *arguments, **options)

    def compile_expression(
        self: TemplateEnvironment, source: str, undefined_to_none: bool = True
    ) -> TemplateExpression:
        return memory.compile_expression(self, source, undefined_to_none)

    # To find the variables that a text uses, Jinja parses and sometimes compiles the text. What an
    # expression is parsed into depends on its text alone, because all renderers have one syntax.
    used: dict[str, frozenset[str]] = {}
    trees: dict[str, nodes.Expr | None] = {}
    begin = Renderer.__init__

    def begun(self: Renderer, *arguments: Any, **options: Any) -> None:
        begin(self, *arguments, **options)
        self._used = used
        self._expressions._trees = trees

    shipped = _Shipped()
    patch.setattr(Renderer, "__init__", begun)
    patch.setattr(shipped_template, "_Compiled", lambda _folder: shipped)
    patch.setattr(TemplateEnvironment, "compile", compile)
    patch.setattr(TemplateEnvironment, "compile_expression", compile_expression)
