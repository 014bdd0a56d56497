"""Dataclasses, most of them frozen, made quickly.

For each of them the standard library writes three to six methods as text and compiles them. A run
loads two hundred, which took a seventh of its time if it had nothing to do. Here only `__init__` is
written; the other methods do the same for all classes.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

Made = TypeVar("Made")


def _made(kind: type[Made], *, is_frozen: bool) -> type[Made]:
    """Turn a class into a dataclass.

    Raises TypeError for what only the standard library does: `kw_only`, `InitVar`, `hash`.
    """
    # The standard library finds the fields; what follows replaces the methods that it would write.
    dataclasses.dataclass(init=False, repr=False, eq=False)(kind)
    found = dataclasses.fields(kind)  # type: ignore[arg-type]
    arguments = tuple(each.name for each in found if each.init)
    # The standard library has found other arguments than `_init` would.
    if vars(kind)["__match_args__"] != arguments or any(each.hash is not None for each in found):
        raise TypeError(f"{kind.__qualname__} needs the `dataclass` of the standard library")
    methods = [_init(kind, found, is_frozen=is_frozen), _repr(found), *_comparison(found)]
    if is_frozen:
        methods += _refusal()
    for method in methods:
        name = method.__name__
        if vars(kind).get(name) is None:
            method.__qualname__ = f"{kind.__qualname__}.{name}"
            # As Python has it, a thing that can change and be equal to others has no hash.
            setattr(kind, name, method if is_frozen or name != "__hash__" else None)
    return kind


def _init(kind: type, found: tuple[Field[Any], ...], *, is_frozen: bool) -> Callable[..., None]:
    """Return `__init__`, which takes the fields in order.

    Its own names begin with two underscores: Python would put the class before such a field.
    """
    scope: dict[str, Any] = {"__missing": MISSING}
    parameters, lines = ["self"], ["__own = self.__dict__"] * is_frozen
    for each in found:
        name, default, make = each.name, f"__default_{each.name}", f"__make_{each.name}"
        place = f"__own[{name!r}]" if is_frozen else f"self.{name}"
        scope |= {default: each.default, make: each.default_factory}
        if not each.init:
            lines += [f"{place} = {make}()"] * (each.default_factory is not MISSING)
        elif each.default_factory is not MISSING:
            parameters.append(f"{name}=__missing")
            lines.append(f"{place} = {make}() if {name} is __missing else {name}")
        else:
            parameters.append(name if each.default is MISSING else f"{name}={default}")
            lines.append(f"{place} = {name}")
    lines += ["self.__post_init__()"] * hasattr(kind, "__post_init__")
    body = "".join(f"    {line}\n" for line in lines or ["pass"])
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
        """Do what the standard library's `dataclass` does; no option but `frozen` is done here."""
        if options not in ({}, {"frozen": True}):
            return dataclasses.dataclass(kind, **options)
        make = partial(_made, is_frozen=bool(options))
        return make if kind is None else make(kind)
