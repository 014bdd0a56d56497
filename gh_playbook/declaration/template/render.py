"""Templates and expressions: they see only the data that they are given.

An undefined name is an error, never an empty string.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import GeneratorType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError, TemplateSyntaxError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.tests import TESTS
from pydantic import BaseModel

from gh_playbook.declaration.located import LocatedList, LocatedMapping
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.template import lookup
from gh_playbook.declaration.template.expression import Expressions
from gh_playbook.declaration.template.shipped_template import REFERENCE, ShippedTemplates
from gh_playbook.declaration.template.template_folder import TemplateFolders
from gh_playbook.declaration.template.template_guard import ABSENT, TemplateEnvironment
from gh_playbook.declaration.template.template_meter import LIMIT, TooMuchError, within
from gh_playbook.declaration.wording import suggestion
from gh_playbook.late_pattern import late_pattern

_LONE = late_pattern(r"\s*\{\{-?((?:(?!\}\}|\{\{).)*?)-?\}\}\s*", re.DOTALL)
_TEMPLATE_FRAME = late_pattern(r"\.j2$")
_UNDEFINED = late_pattern(r"'(\w+)' is undefined")
# The module of one of the tool's functions, which messages leave out.
_WITHIN = late_pattern(r"[\w.]+\.<locals>\.")
_UNNAMED = late_pattern(r"No (filter|test) named '(\w+)'")
_OBJECT = late_pattern(r"'gh_playbook\.(?:\w+\.)*(\w+) object'")
# Errors that a template's author can cause; any other is a fault of this program.
_MISTAKES = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    SyntaxError,
    MemoryError,
    NameError,
)
# The additional budget of a template for each declared thing, and for each thing that it lists.
_STEPS_EACH = 100
_STEPS_TOLD = 2_000
# The part of a budget that other templates get after one has exceeded its own.
_REST = 50


class Renderer:
    """Renders expressions and templates; the first folder that has a template wins."""

    def __init__(
        self,
        folders: Iterable[Path],
        things: int = 0,
        project: Path = Path(),
        shipped: Path | None = None,
    ) -> None:
        """Make one for a backlog with this number of things, which decides the templates' budget.

        `project` is the folder whose files `lookup` finds; `shipped` is the folder of the tool's
        templates.
        """
        self._folders = TemplateFolders(folders)
        self._environment = TemplateEnvironment(
            loader=self._folders, trim_blocks=True, lstrip_blocks=True, autoescape=False
        )
        self._limit = LIMIT + things * _STEPS_EACH
        self._is_overdrawn = False
        # A loop renders the same text for each of its items.
        self._compiled: dict[str, Callable[..., str]] = {}
        self._expressions = Expressions(self._environment)
        # The same few conditions stand in many steps.
        self._used: dict[str, frozenset[str]] = {}
        self._environment.filters["reference"] = REFERENCE
        self._environment.filters["shell"] = shlex.quote
        self._environment.globals["lookup"] = _lookup(project)
        self._shipped_folder = shipped
        self._shipped = ShippedTemplates(shipped, self._folders.folders) if shipped else None

    def names(self, data: object, source: Source | None = None) -> frozenset[str]:
        """Return the variables that the templates in the data use.

        Raises InputError for the first invalid template.
        """
        found: set[str] = set()
        for text, place in _texts(data, source):
            if "{" in text and text not in self._used:
                with self._rendering(place):
                    lone = _LONE.fullmatch(text)
                    names = self._expressions.names(lone[1].strip()) if lone else None
                    self._used[text] = self._expressions.names_in(text) if names is None else names
            found |= self._used.get(text, set())
        return frozenset(found)

    def check(self, text: str, source: Source | None) -> None:
        """Raise InputError if a text is no valid template, also if nothing is rendered with it."""
        if "{" in text and text not in self._compiled:
            with self._rendering(source):
                self._compiled[text] = self._environment.from_string(text).render

    def value(self, data: Any, variables: Mapping[str, Any], source: Source | None = None) -> Any:
        """Render the texts in the data; a text that is one expression keeps the value's type.

        Raises InputError with the place of the text.
        """
        if isinstance(data, str):
            return self._text(data, variables, source)
        if isinstance(data, LocatedMapping):
            mapping = LocatedMapping(data.source)
            for key, each in data.items():
                rendered = self.value(each, variables, data.at[key])
                mapping.put(key, rendered, at=data.at[key], key_at=data.keys_at[key])
            return mapping
        if isinstance(data, LocatedList):
            sequence = LocatedList(data.source)
            for index, each in enumerate(data):
                at = data.at[index]
                sequence.add(self.value(each, variables, at), at=at)
            return sequence
        return data

    def expression(
        self, expression: str, variables: Mapping[str, Any], source: Source | None = None
    ) -> Any:
        """Return the value of a bare expression. Raises InputError."""
        with self._rendering(source, variables):
            value = self._expressions.value(expression.strip(), variables)
            if isinstance(value, GeneratorType):
                value = list(value)
            for each in within(value):
                if isinstance(each, StrictUndefined):
                    str(each)
            return _whole(value) if isinstance(value, str) else value

    def condition(
        self, expression: object, variables: Mapping[str, Any], source: Source | None = None
    ) -> bool:
        """Evaluate a bare expression, such as a step's `when`. Raises InputError."""
        if not isinstance(expression, str):
            return bool(expression)
        return bool(self.expression(expression, variables, source))

    def template(self, name: str, variables: Mapping[str, Any], *, things: int = 0) -> str:
        """Render a template file; `things` is the number of things that it lists, for its budget.

        The filter `reference` turns a linked issue into `#13`. Raises InputError, with the
        template's line if Jinja knows it.
        """
        with self._rendering(None, variables, more=things * _STEPS_TOLD):
            shipped = self._shipped.get(name) if self._shipped else None
            template = shipped or self._environment.get_template(name)
            return _whole(template.render(**variables))

    def is_shipped(self, name: str) -> bool:
        """Tell whether a template is the one of this name that ships with the tool."""
        return self._shipped is not None and self._shipped.get(name) is not None

    def _text(self, text: str, variables: Mapping[str, Any], source: Source | None) -> Any:
        if "{" not in text:
            return text
        lone = _LONE.fullmatch(text)
        if lone:
            # Most steps take each element of their loop unchanged; nothing needs to be evaluated.
            element = variables.get("item")
            if isinstance(element, BaseModel) and lone[1].strip() == "item":
                return element
            return self.expression(lone[1], variables, source)
        with self._rendering(source, variables):
            template = self._compiled.get(text)
            if template is None:
                template = self._compiled[text] = self._environment.from_string(text).render
            return _whole(template(**variables))

    def _missing(self, name: str) -> str:
        own = [shown(each) for each in self._folders.folders if each != self._shipped_folder]
        where = f" in {', '.join(own)}" if own else ""
        if self._shipped_folder:
            where += f"{' or' if own else ''} among those that ship with the tool"
        return f"there is no template {name!r}{where}{self._folders.hint(name)}"

    @contextmanager
    def _rendering(
        self,
        place: Source | None,
        variables: Iterable[str] = (),
        *,
        more: int = 0,
    ) -> Iterator[None]:
        """Render within a budget; turn every error of a template into an InputError.

        After a template that exceeded its budget the others get a small one, because the run ends
        anyway.
        """
        try:
            limit = self._limit + more
            with self._environment.rendering(limit // _REST if self._is_overdrawn else limit):
                yield
        except TemplateNotFound as error:
            message = self._missing(str(error.name))
            raise InputError([Fault(message, _place(error) or place)]) from None
        except _MISTAKES as error:
            self._is_overdrawn |= isinstance(error, TooMuchError)
            raise InputError([Fault(_message(error, variables), _place(error) or place)]) from error


def _lookup(project: Path) -> Callable[..., str]:
    """Return Ansible's `lookup`, for a project's templates, files and variables."""

    @pass_context
    def find(context: Context, kind: str, name: str, default: str | None = None) -> str:
        """Return a template with the same variables, a file, or an environment variable."""
        if kind == "template":
            template = context.environment.get_template(name)
            return template.render(context.get_all()).rstrip("\n") + "\n"
        if kind == "file":
            return lookup.file(name, project)
        if kind == "env":
            return lookup.environment(name, default)
        hint = suggestion(str(kind), ("env", "file", "template"))
        raise TemplateRuntimeError(f"there is no lookup {kind!r}{hint}")

    return find


def _whole(text: str) -> str:
    """Return a text. Raises an error for half a character, which an escape can make."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = text[error.start : error.end].encode("unicode-escape").decode()
        raise TemplateRuntimeError(f"'{half}' is half a character") from None
    return text


def _texts(data: object, source: Source | None) -> Iterator[tuple[str, Source | None]]:
    """Yield the texts within the data, each with its place."""
    if isinstance(data, str):
        yield data, source
    elif isinstance(data, LocatedMapping | LocatedList):
        entries = data.items() if isinstance(data, LocatedMapping) else enumerate(data)
        for step, each in entries:
            yield from _texts(each, data.at[step])


def _message(error: Exception, variables: Iterable[str] = ()) -> str:
    if isinstance(error, RecursionError | MemoryError | SyntaxError):
        return "template error: it is nested too deeply, or calls or includes itself without end"
    if isinstance(error, NameError):  # Jinja's code does not know Python's `inf`.
        return "template error: it holds a number that is too large"
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    what = _OBJECT.sub(lambda found: repr(found[1].lower()), text).rstrip(".")
    what = what.replace("end of print statement", "end of expression")
    what = _WITHIN.sub("", what)
    if isinstance(error, SecurityError):
        return f"not allowed in a template: {what}"
    return f"template error: {_told(what, variables)}"


def _told(what: str, variables: Iterable[str]) -> str:
    """Return a fault with a suggestion for an unknown name, or with what to write instead."""
    if found := _UNDEFINED.fullmatch(what):
        known = list(variables)
        if found[1] == "item" and "item" not in known:
            return f"{what}: the step has no `loop`"
        return f"{what}{suggestion(found[1], known)}"
    if found := _UNNAMED.fullmatch(what):
        kind, name = found.groups()
        hint = suggestion(name, {"filter": {*FILTERS} - {*ABSENT}, "test": TESTS}[kind])
        if name in ABSENT:
            hint = ": it would give something else each time, or show more than templates may see"
        return f"there is no {kind} {name!r}{hint}"
    from gh_playbook.declaration.template import template_syntax  # Only faults need it.

    return template_syntax.told(what)


def _place(error: Exception) -> Source | None:
    """Return the innermost template line of an error."""
    if isinstance(error, TemplateSyntaxError) and _TEMPLATE_FRAME.search(error.filename or ""):
        return Source(str(error.filename), error.lineno, 1)
    place = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if _TEMPLATE_FRAME.search(file):
            place = Source(file, trace.tb_lineno, 1)
        trace = trace.tb_next
    return place
