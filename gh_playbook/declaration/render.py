"""Jinja, sandboxed: templates and expressions see what they are given and nothing else.

What is undefined is an error, never an empty string.
"""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from types import GeneratorType
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    meta,
    pass_context,
)
from jinja2.exceptions import SecurityError, TemplateRuntimeError, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gh_playbook.declaration import located_yaml
from gh_playbook.declaration.declared import suggestion
from gh_playbook.declaration.source import Fault, InputError, Source, shown

_LONE = re.compile(r"\s*\{\{-?((?:(?!\}\}|\{\{).)*?)-?\}\}\s*", re.DOTALL)
_TEMPLATE_FRAME = re.compile(r"\.j2$")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_OBJECT = re.compile(r"'gh_playbook\.(?:\w+\.)*(\w+) object'")
# What a template's author can provoke; anything else is a fault of this program.
_MISTAKES = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


class Renderer:
    """Renders expressions and templates; the first folder that has a template wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        self._environment.filters["reference"] = attrgetter("reference")
        self._environment.filters["shell"] = shlex.quote
        self._environment.globals["lookup"] = _lookup

    def names(self, data: object, source: Source | None = None) -> frozenset[str]:
        """Return the variables that the templates within the data use.

        Raises InputError with the first template that is not valid.
        """
        found: set[str] = set()
        for text, place in _texts(data, source):
            try:
                found |= meta.find_undeclared_variables(self._environment.parse(text))
            except TemplateSyntaxError as error:
                raise InputError([Fault(_message(error), place)]) from error
        return frozenset(found)

    def value(self, data: Any, variables: Mapping[str, Any], source: Source | None = None) -> Any:
        """Render the data's texts; one that is a single expression keeps the value's own type.

        Raises InputError, with the place of the text.
        """
        if isinstance(data, str):
            return self._text(data, variables, source)
        if isinstance(data, located_yaml.LocatedMapping):
            mapping = located_yaml.LocatedMapping(data.source)
            for key, each in data.items():
                rendered = self.value(each, variables, data.at[key])
                mapping.put(key, rendered, at=data.at[key], key_at=data.keys_at[key])
            return mapping
        if isinstance(data, located_yaml.LocatedList):
            sequence = located_yaml.LocatedList(data.source)
            for index, each in enumerate(data):
                at = data.at[index]
                sequence.add(self.value(each, variables, at), at=at)
            return sequence
        return data

    def condition(
        self, expression: object, variables: Mapping[str, Any], source: Source | None = None
    ) -> bool:
        """Evaluate a bare expression, such as a step's `when`. Raises InputError."""
        if not isinstance(expression, str):
            return bool(expression)
        return bool(self._expression(expression, variables, source))

    def template(self, name: str, variables: Mapping[str, Any]) -> str:
        """Render a template file.

        The filter `reference` turns a linked issue into `#13`. Raises InputError, with the
        template's line where Jinja knows it.
        """
        try:
            return self._environment.get_template(name).render(**variables)
        except TemplateNotFound as error:
            folders = ", ".join(self._folders())
            raise InputError([Fault(f"there is no template {error.name!r} in {folders}")]) from None
        except _MISTAKES as error:
            raise InputError([Fault(_message(error), _place(error))]) from error

    def _folders(self) -> list[str]:
        loader = self._environment.loader
        return [*map(shown, loader.searchpath)] if isinstance(loader, FileSystemLoader) else []

    def _text(self, text: str, variables: Mapping[str, Any], source: Source | None) -> Any:
        if "{" not in text:
            return text
        lone = _LONE.fullmatch(text)
        if lone:
            return self._expression(lone[1], variables, source)
        try:
            return self._environment.from_string(text).render(**variables)
        except _MISTAKES as error:
            raise InputError([Fault(_message(error, variables), source)]) from error

    def _expression(
        self, expression: str, variables: Mapping[str, Any], source: Source | None
    ) -> Any:
        try:
            compiled = self._environment.compile_expression(expression, undefined_to_none=False)
            value = compiled(**variables)
            if isinstance(value, StrictUndefined):
                str(value)
        except _MISTAKES as error:
            raise InputError([Fault(_message(error, variables), source)]) from error
        return list(value) if isinstance(value, GeneratorType) else value


@pass_context
def _lookup(context: Context, kind: str, name: str) -> str:
    """Return what a template file makes of the same variables: Ansible's `lookup`."""
    if kind != "template":
        raise TemplateRuntimeError(f"lookup knows 'template', not {kind!r}")
    template = context.environment.get_template(name)
    return template.render(context.get_all()).rstrip("\n") + "\n"


def _texts(data: object, source: Source | None) -> Iterator[tuple[str, Source | None]]:
    """Yield the texts within the data, each with its place."""
    if isinstance(data, str):
        yield data, source
    elif isinstance(data, located_yaml.LocatedMapping | located_yaml.LocatedList):
        entries = data.items() if isinstance(data, located_yaml.LocatedMapping) else enumerate(data)
        for step, each in entries:
            yield from _texts(each, data.at[step])


def _message(error: Exception, variables: Iterable[str] = ()) -> str:
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    what = _OBJECT.sub(lambda found: repr(found[1].lower()), text).rstrip(".")
    what = what.replace("end of print statement", "end of expression")
    if isinstance(error, SecurityError):
        return f"not allowed in a template: {what}"
    undefined = _UNDEFINED.fullmatch(what)
    hint = suggestion(undefined[1], variables) if undefined else ""
    return f"template error: {what}{hint}"


def _place(error: Exception) -> Source | None:
    """Return the innermost template line of an error."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return Source(error.filename, error.lineno, 1)
    place = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if _TEMPLATE_FRAME.search(file):
            place = Source(file, trace.tb_lineno, 1)
        trace = trace.tb_next
    return place
