"""Jinja for templates that see data only.

A list says what a template may read: fields and properties of declared things, and harmless methods
of texts, lists and mappings. It reaches no other method, no class and no module. All of its work is
metered.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property, wraps
from types import BuiltinMethodType, FunctionType, GeneratorType, MethodType
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.filters import make_attrgetter
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from pydantic import BaseModel

from gh_playbook.declaration.template.template_meter import LIMIT, MEASURED, Meter, measure
from gh_playbook.declaration.template.template_metering import PASSES, WEIGHED, metered
from gh_playbook.declaration.wording import suggestion

_OF_TEXT = """
    capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit
    isidentifier islower isnumeric isprintable isspace istitle isupper join lower lstrip partition
    removeprefix removesuffix replace rfind rindex rpartition rsplit rstrip split splitlines
    startswith strip swapcase title upper
"""
_METHODS: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    (Enum, frozenset({"name", "value"})),
    (str, frozenset(_OF_TEXT.split())),
    (Mapping, frozenset({"get", "items", "keys", "values"})),
    ((list, tuple), frozenset({"count", "index"})),
    (date, frozenset({"day", "isoformat", "isoweekday", "month", "weekday", "year"})),
)
# Jinja's own objects: their public attributes are made for templates.
_JINJA = (BlockReference, Cycler, Joiner, LoopContext, Namespace, TemplateModule)
_CALLABLE = (BlockReference, BuiltinMethodType, FunctionType, Joiner, Macro, Undefined)
# Filters and globals whose result changes each time, or has no end.
ABSENT = ("lipsum", "pprint", "random")
# The beginning of an expression of GitHub Actions, or a text that could become one.
_ACTIONS = re.compile(r"\$\{|\{\{")


class _Namespace(Namespace):
    """Jinja's namespace, without a printed form: it may contain itself."""

    def __repr__(self) -> str:
        return "a namespace"


_CONSTRUCTORS = (dict, Cycler, Joiner, _Namespace)
# Names, signs and literals. A template of a page has some hundreds; Jinja takes seconds to compile
# hundreds of thousands, and minutes for many macros.
CODE_LIMIT = 10_000
# The price of a call in steps; a filter that makes a call for each element pays it for each.
_CALL = 8
_EACH = 4
_CALLING = frozenset(
    [
        "dictsort",
        "groupby",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "select",
        "selectattr",
        "sort",
        "sum",
        "unique",
    ]
)


class _Undefined(StrictUndefined):
    """An undefined value; if it belongs to a declared thing, the message names the thing."""

    @property
    def _undefined_message(self) -> str:
        told, kind = super()._undefined_message, type(self._undefined_obj)
        name = str(self._undefined_name or "_")
        is_refused = self._undefined_hint is not None
        if is_refused or not issubclass(kind, BaseModel) or name.startswith("_"):
            return told
        own = (each for each in dir(kind) if not hasattr(BaseModel, each))
        seen = [each for each in own if _is_property(kind, each)]
        return f"{told}{suggestion(name, [*kind.model_fields, *seen])}"


class _Bounded(Extension):
    """Refuses templates with so much code that Jinja would take long to compile it."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass on the names and signs of a template, up to the limit."""
        for count, token in enumerate(stream):
            if count == CODE_LIMIT:
                message = f"more than {CODE_LIMIT:,} names and signs of code: put data into `vars`"
                raise TemplateSyntaxError(message, token.lineno, stream.name, stream.filename)
            yield token


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """An environment whose templates see data only, and have a budget for each rendering."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, **options: Any) -> None:
        super().__init__(
            undefined=_Undefined,
            optimized=False,
            finalize=_put_out,
            extensions=[_Bounded],
            **options,
        )
        self.meter = Meter()
        self._is_rendering = False
        # The answer depends only on these two.
        self._known: dict[tuple[type, str], bool] = {}
        for name in ABSENT:
            self.filters.pop(name, None)
            self.globals.pop(name, None)
        self.globals |= {"range": self.meter.range, "namespace": _Namespace}
        self.filters["join"] = self._join
        self.filters["sum"] = self._sum
        self.filters |= self._metered(self.filters)
        self.tests |= self._metered(self.tests)
        self.filters[PASSES] = self.meter.passes
        self.filters[WEIGHED] = self.meter.weigh

    @contextmanager
    def rendering(self, limit: int = LIMIT) -> Iterator[None]:
        """Begin a rendering with a budget of steps; nested renderings share it."""
        if self._is_rendering:
            yield
            return
        self._is_rendering = True
        self.meter.begin(limit)
        try:
            yield
        finally:
            self._is_rendering = False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether templates may read an attribute: only those listed for its kind of value."""
        kind: type = type(obj)
        known = self._known.get((kind, attr))
        if known is None:
            known = super().is_safe_attribute(obj, attr, value) and _is_listed(kind, attr)
            self._known[kind, attr] = known
        return known

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether templates may call something: the functions given to them, or Jinja's."""
        if not callable(obj):
            return True  # Python's own message is clearer.
        if isinstance(obj, MethodType):
            return isinstance(obj.__self__, (str, Meter, *_JINJA))
        return isinstance(obj, _CALLABLE) or obj in _CONSTRUCTORS

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute; for a mapping, its entry comes before its attributes."""
        kind: type = type(obj)
        if _is_mapping(kind) and attribute in obj and not _is_listed(kind, attribute):
            return obj[attribute]
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` to the guard; the filter of that name does the same, and is metered."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return a value that raises SecurityError when it is used."""
        what = f"{attribute!r} of {type(obj).__name__.lower()!r}, because templates see data only"
        return self.undefined(what, name=attribute, obj=obj, exc=SecurityError)

    def call(self, context: Context, function: Any, *arguments: Any, **more: Any) -> Any:
        """Call something that may be called, and charge the budget."""
        meter = self.meter
        meter.spend(_CALL)
        if isinstance(function, BuiltinMethodType):
            meter.weigh(function.__self__)
            if function.__name__ == "join":
                arguments = tuple(map(list, arguments))
            measure(meter, function.__name__, function.__self__, *arguments, **more)
        for each in (*arguments, *more.values()):
            meter.weigh(each)
        return meter.weigh(super().call(context, function, *arguments, **more))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Carry out an operator, and charge the budget."""
        self.meter.operation(operator, left, right)
        return self.meter.weigh(super().call_binop(context, operator, left, right))

    def get_template(self, *arguments: Any, **more: Any) -> Template:
        """Return a template, and charge the budget as for a call."""
        self.meter.spend()
        return super().get_template(*arguments, **more)

    def select_template(self, *arguments: Any, **more: Any) -> Template:
        """Return the first template that exists, and charge the budget as for a call."""
        self.meter.spend()
        return super().select_template(*arguments, **more)

    def _generate(self, source: nodes.Template, *arguments: Any, **more: Any) -> str:
        return super()._generate(metered(source), *arguments, **more)

    def _metered(self, functions: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
        """Return filters or tests with charges."""
        return {name: self._priced(name, each) for name, each in functions.items()}

    def _priced(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        skipped = int(hasattr(function, "jinja_pass_arg"))
        each_pass = _EACH if name in _CALLING else 1
        is_measured = name in MEASURED

        @wraps(function)
        def priced(*arguments: Any, **more: Any) -> Any:
            meter = self.meter
            meter.spend()
            given = [
                meter.passes(each, each_pass)
                if isinstance(each, GeneratorType)
                else meter.weigh(each, each_pass)
                for each in arguments[skipped:]
            ]
            for each in more.values():
                meter.weigh(each)
            if is_measured:
                measure(meter, name, *given, **more)
            return meter.weigh(function(*arguments[:skipped], *given, **more))

        return priced

    def _join(self, values: Any, d: str = "", attribute: str | int | None = None) -> str:
        """Return the values as one text, by Jinja's filter, after the result is measured."""
        getter = make_attrgetter(self, attribute) if attribute is not None else None
        parts = [getter(each) if getter else each for each in values]
        self.meter.joining(str(d), parts)
        return str(d).join(map(str, parts))

    def _sum(self, values: Any, attribute: str | int | None = None, start: Any = 0) -> Any:
        """Return the sum of numbers or, if it starts with a list, all lists joined."""
        getter = make_attrgetter(self, attribute) if attribute is not None else None
        parts = (getter(each) if getter else each for each in values)
        if not isinstance(start, list):
            return sum(parts, start)
        return [*start, *(each for part in parts for each in part)]


@cache
def _is_mapping(kind: type) -> bool:
    return issubclass(kind, Mapping)


@cache
def _is_listed(kind: type, name: str) -> bool:
    """Tell whether templates may read this attribute of things of this kind."""
    if issubclass(kind, type):
        return False
    if issubclass(kind, BaseModel):
        is_own = _is_property(kind, name) and not hasattr(BaseModel, name)
        return name in kind.model_fields or is_own
    if is_dataclass(kind):
        return any(each.name == name for each in fields(kind)) or _is_property(kind, name)
    if hasattr(kind, "_fields") and (name in kind._fields or _is_property(kind, name)):
        return True  # A named tuple, such as `groupby` makes.
    listed = (name in names for kinds, names in _METHODS if issubclass(kind, kinds))
    return any(listed) or issubclass(kind, _JINJA)


def _is_property(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), property | cached_property)


@pass_context
def _put_out(context: Context, value: Any) -> str:
    """Return the output of an expression; in YAML, without the start of an Actions expression.

    GitHub Actions evaluates `${{ … }}` anywhere in a workflow, even inside quotes; so such output
    is written as a text literal of an Actions expression.
    """
    environment = context.environment
    if isinstance(environment, TemplateEnvironment):
        environment.meter.weigh(value)
    text = value if isinstance(value, str) else str(value)
    if context.name and context.name.endswith((".yml.j2", ".yaml.j2")):
        return _ACTIONS.sub(lambda found: f"${{{{ '{found[0]}' }}}}", text)
    return text
