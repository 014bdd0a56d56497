"""Dataclasses: they must be what the standard library makes of the same classes."""

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, field
from functools import cached_property
from types import new_class
from typing import Any, Generic, TypeVar

import pytest

from gh_playbook import frozen
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.project_field import ExistingOption
from gh_playbook.settings import Settings

Value = TypeVar("Value")
Maker = Callable[..., Any]
MAKERS = (dataclasses.dataclass(frozen=True), frozen.dataclass(frozen=True))


def open_ones(kind: Callable[[Maker], type]) -> tuple[Any, Any]:
    """Return those of the standard library and ours, which can be changed."""
    return kind(dataclasses.dataclass), kind(frozen.dataclass)


def plain(make: Maker) -> type:
    @make
    class Plain:
        """A point."""

        x: int
        y: int = 2
        names: list[str] = field(default_factory=list)
        hidden: str = field(default="h", repr=False, compare=False)

        @cached_property
        def total(self) -> int:
            return self.x + self.y

    return Plain


def named_as_in_its_text(make: Maker) -> type:
    @make
    class Named:
        """Names that the text of `__init__` could have for itself."""

        own: str
        MISSING: int = 0
        default_own: int = 1
        make_names: int = 2
        names: list[str] = field(default_factory=list)

    return Named


def empty(make: Maker) -> type:
    @make
    class Empty:
        """Nothing."""

    return Empty


def derived(make: Maker) -> type:
    @make
    class Base(Generic[Value]):
        """A base."""

        x: Value
        y: int = 2

    @make
    class Derived(Base[int]):
        """With one field more, and another default."""

        y: int = 3
        z: str = "z"

    return Derived


def completed(make: Maker) -> type:
    @make
    class Completed:
        """With a field that is not given."""

        x: int
        y: int = field(init=False)
        z: Mapping[str, int] = field(default_factory=dict, init=False)
        default: int = 4  # A field's name is nobody else's.

        def __post_init__(self) -> None:
            object.__setattr__(self, "y", self.x + 1)

    return Completed


KINDS = (plain, empty, derived, completed)
CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((1,), {}),
    ((1, 2), {}),
    ((), {"x": 1}),
    ((1,), {"x": 1}),
    ((1,), {"y": 5}),
    ((1,), {"names": ["a"]}),
    ((1,), {"nobody": 1}),
    ((1, 2, 3, 4, 5), {}),
    ((1,), {"z": "other"}),
)


def outcome(action: Callable[[], Any]) -> str:
    try:
        return repr(action())
    except (TypeError, FrozenInstanceError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_made_and_shown_as_by_the_standard_library(kind: Callable[[Maker], type]) -> None:
    for theirs, ours in (map(kind, MAKERS), open_ones(kind)):
        for given, named in CALLS:
            assert outcome(lambda: ours(*given, **named)) == outcome(  # noqa: B023
                lambda: theirs(*given, **named)  # noqa: B023
            )


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_compared_as_by_the_standard_library(kind: Callable[[Maker], type]) -> None:
    def table(made: type) -> list[object]:
        calls = [] if not dataclasses.fields(made) else [{"x": 1}, {"x": 1}, {"x": 2}]
        things = [made(**each) for each in calls] or [made(), made()]
        found: list[object] = [one == other for one in things for other in [*things, 1, None]]
        return [*found, *[outcome(lambda: hash(each) == hash(things[0])) for each in things]]  # noqa: B023

    for theirs, ours in (map(kind, MAKERS), open_ones(kind)):
        assert table(ours) == table(theirs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", [lambda it: setattr(it, "x", 2), lambda it: delattr(it, "x")])
def test_they_cannot_be_changed(kind: Callable[[Maker], type], action: Callable[..., None]) -> None:
    theirs, ours = [made(1) if kind is not empty else made() for made in map(kind, MAKERS)]
    told = outcome(lambda: action(ours))
    assert told.startswith("FrozenInstanceError")
    assert told == outcome(lambda: action(theirs)) or kind is empty


def test_fields_that_are_left_out_do_not_count() -> None:
    made = plain(MAKERS[1])
    assert made(1, hidden="a") == made(1, hidden="b")
    assert "hidden" not in repr(made(1))


def test_factories_are_called_anew_for_each() -> None:
    made = plain(MAKERS[1])
    assert made(1).names is not made(1).names


def test_they_are_copied_and_replaced() -> None:
    one = ExistingIssue(id="I", number=1, title="A", body="")
    assert one == copy.copy(one) == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    other = dataclasses.replace(one, title="B")
    assert (other.title, other.number, one.title) == ("B", 1, "A")
    assert dataclasses.asdict(one)["title"] == "A"
    option = ExistingOption("O", "A")
    assert {option: 1}[copy.copy(option)] == 1


def test_properties_are_remembered() -> None:
    made = plain(MAKERS[1])
    thing = made(1)
    assert (thing.total, thing == made(1)) == (3, True)


def test_a_thing_that_contains_itself_is_shown() -> None:
    made = plain(MAKERS[1])
    names: list[Any] = []
    names.append(made(1, 2, names))
    assert "..." in repr(names[0])


@pytest.mark.parametrize("kind", KINDS)
def test_those_that_are_not_frozen_can_be_changed(kind: Callable[[Maker], type]) -> None:
    theirs, ours = [made(1) if kind is not empty else made() for made in open_ones(kind)]
    for each in (theirs, ours):
        each.x = 5
    assert (repr(ours), ours.x, ours.__hash__) == (repr(theirs), 5, None)
    del ours.x
    assert "x" not in vars(ours)


def test_a_hash_of_its_own_stays() -> None:
    body = {"__hash__": lambda _: 3}
    made: Any = frozen.dataclass(new_class("Hashed", exec_body=lambda own: own.update(body)))
    assert hash(made()) == 3


def test_others_are_made_by_the_standard_library() -> None:
    made: Any = frozen.dataclass(order=True)(new_class("Ordered"))
    assert made() <= made()


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (int, field(kw_only=True)),
        (dataclasses.InitVar, 1),
        (int, field(hash=False)),
    ],
)
def test_what_only_the_standard_library_does_is_refused(type: Any, value: Any) -> None:
    body = {"__annotations__": {"x": type}, "x": value}
    with pytest.raises(TypeError, match="Odd needs the `dataclass` of the standard library"):
        frozen.dataclass(frozen=True)(new_class("Odd", exec_body=lambda own: own.update(body)))


def test_it_is_the_tools_own_that_makes_them() -> None:
    assert Settings.__setattr__.__module__ == frozen.__name__


def test_a_field_may_be_named_as_what_the_text_of_init_needs_itself() -> None:
    theirs, ours = map(named_as_in_its_text, MAKERS)
    assert repr(ours("mine", names=["a"])) == repr(theirs("mine", names=["a"]))
    assert repr(ours("mine", 5, 6, 7)) == repr(theirs("mine", 5, 6, 7))
