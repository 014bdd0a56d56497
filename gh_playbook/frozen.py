"""Frozen dataclasses, made quickly.

For each of them the standard library writes six methods as text and compiles them. A run loads two
hundred, which took a seventh of its time if it had nothing to do. Here only `__init__` is written;
the other methods do the same for all classes.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

Made = TypeVar("Made")


def _made(kind: type[Made]) -> type[Made]:
    """Turn a class into a frozen dataclass.

    Raises TypeError for what only the standard library does: `kw_only`, `InitVar`, `hash`.
    """
    # The standard library finds the fields; what follows replaces the methods that it would write.
    dataclasses.dataclass(init=False, repr=False, eq=False)(kind)
    found = dataclasses.fields(kind)  # type: ignore[arg-type]
    arguments = tuple(each.name for each in found if each.init)
    # The standard library has found other arguments than `_init` would.
    if vars(kind)["__match_args__"] != arguments or any(each.hash is not None for each in found):
        raise TypeError(f"{kind.__qualname__} needs the `dataclass` of the standard library")
    methods = (_init(kind, found), _repr(found), *_comparison(found), *_refusal())
    for method in methods:
        name = method.__name__
        if vars(kind).get(name) is None:
            method.__qualname__ = f"{kind.__qualname__}.{name}"
            setattr(kind, name, method)
    return kind


def _init(kind: type, found: tuple[Field[Any], ...]) -> Callable[..., None]:
    """Return `__init__`, which takes the fields in order.

    Its own names begin with two underscores: Python would put the class before such a field.
    """
    scope: dict[str, Any] = {"__missing": MISSING}
    parameters, lines = ["self"], ["__own = self.__dict__"]
    for each in found:
        name, default, make = each.name, f"__default_{each.name}", f"__make_{each.name}"
        scope |= {default: each.default, make: each.default_factory}
        if not each.init:
            lines += [f"__own[{name!r}] = {make}()"] * (each.default_factory is not MISSING)
        elif each.default_factory is not MISSING:
            parameters.append(f"{name}=__missing")
            lines.append(f"__own[{name!r}] = {make}() if {name} is __missing else {name}")
        else:
            parameters.append(name if each.default is MISSING else f"{name}={default}")
            lines.append(f"__own[{name!r}] = {name}")
    lines += ["self.__post_init__()"] * hasattr(kind, "__post_init__")
    body = "".join(f"    {line}\n" for line in lines)
    exec(f"def __init__({', '.join(parameters)}):\n{body}", scope)  # noqa: S102 - the fields' names.
    made: Callable[..., None] = scope["__init__"]
    return made


def _repr(found: tuple[Field[Any], ...]) -> Callable[[object], str]:
    names = [each.name for each in found if each.repr]

    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _comparison(found: tuple[Field[Any], ...]) -> tuple[Callable[..., bool], Callable[..., int]]:
    """Return `__eq__` and `__hash__`."""
    names = [each.name for each in found if each.compare]
    values: Callable[[object], Any] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(values(self) == values(other))

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    return __eq__, __hash__


def _refusal() -> tuple[Callable[..., NoReturn], Callable[..., NoReturn]]:
    """Return `__setattr__` and `__delattr__`."""

    def __setattr__(_self: object, name: str, _value: object) -> NoReturn:  # noqa: N807
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(_self: object, name: str) -> NoReturn:  # noqa: N807
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    return __setattr__, __delattr__


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - it is exported.
else:

    def dataclass(kind: type | None = None, /, **options: bool) -> Any:
        """Do what the standard library's `dataclass` does; `frozen=True` alone is done here."""
        if options == {"frozen": True}:
            return _made
        return dataclasses.dataclass(kind, **options)
