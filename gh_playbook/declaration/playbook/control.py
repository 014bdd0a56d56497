"""Steps that check or print something and change nothing: `assert`, `debug` and `fail`."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Protocol, Self

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)

from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.located import locate
from gh_playbook.declaration.source import Source
from gh_playbook.declaration.value import alone_or_listed, condition

# A bare expression and its place.
Expression = tuple[str, Source | None]


class Evaluate(Protocol):
    """Returns the value of a bare expression at a place; `more` adds variables."""

    def __call__(
        self, expression: str, source: Source | None, more: Mapping[str, Any] = ..., /
    ) -> Any:
        """Return the value. Raises InputError."""


_ONE = {"anyOf": [{"type": "string"}, {"type": "boolean"}]}


# One expression, or several.
Expressions = Annotated[
    tuple[Annotated[str | bool, BeforeValidator(condition)], ...],
    BeforeValidator(alone_or_listed),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE}]}),
]


class Evaluated(Declared):
    """An argument that holds bare expressions, beside templates."""

    @classmethod
    @abstractmethod
    def expressions(cls, arguments: Mapping[str, Any]) -> Iterator[Expression]:
        """Yield the expressions before rendering, to know the variables that they use."""

    @abstractmethod
    def evaluated(self, evaluate: Evaluate) -> Self:
        """Return the same argument with the values of its expressions."""


class Assert(Evaluated):
    """Fails and ends the run if one of its expressions is not true."""

    that: Expressions = Field(description="expressions that must all be true")
    fail_msg: str = Field(
        "",
        description="the message if one of them is false",
        validation_alias=AliasChoices("fail_msg", "msg"),
    )
    success_msg: str = Field("", description="the message if all are true")
    quiet: bool = Field(default=False, description="print nothing if all are true")

    _untrue: tuple[str, ...] = PrivateAttr(default=())

    @property
    def untrue(self) -> tuple[str, ...]:
        """The expressions that are not true."""
        return self._untrue

    @classmethod
    def expressions(cls, arguments: Mapping[str, Any]) -> Iterator[Expression]:
        """Yield the expressions that must be true."""
        for index, each in enumerate(alone_or_listed(arguments.get("that"))):
            if isinstance(each, str):
                yield each, locate(arguments, ("that", index))

    def evaluated(self, evaluate: Evaluate) -> Self:
        """Return the same argument, with the list of expressions that are not true."""
        result = self.model_copy()
        result._untrue = tuple(
            str(each).lower() if isinstance(each, bool) else each
            for index, each in enumerate(self.that)
            if not (each if isinstance(each, bool) else evaluate(each, self.place("that", index)))
        )
        return result


class Debug(Evaluated):
    """Prints a message, or the value of an expression."""

    msg: Any = Field("Hello world!", description="the message")
    var: str | None = Field(None, description="an expression whose value is printed instead")

    _value: Any = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.var is not None and self.says("msg"):
            raise ValueError("debug takes a `msg` or a `var`, not both")
        return self

    @property
    def value(self) -> Any:
        """The value to print."""
        return self.msg if self.var is None else self._value

    @classmethod
    def expressions(cls, arguments: Mapping[str, Any]) -> Iterator[Expression]:
        """Yield the expression whose value is printed."""
        if isinstance(arguments.get("var"), str):
            yield arguments["var"], locate(arguments, ("var",))

    def evaluated(self, evaluate: Evaluate) -> Self:
        """Return the same argument, with the value of its expression."""
        result = self.model_copy()
        if self.var is not None:
            result._value = evaluate(self.var, self.place("var"))
        return result


class Fail(Declared):
    """Fails, and ends the run."""

    msg: str = Field("Failed as requested", description="the message")
