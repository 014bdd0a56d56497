"""The budget of a template: its steps, and the sizes of its results.

Everything that repeats, copies or enlarges a value spends from one budget per rendering. Operations
without a natural limit (`"x" * 10**10`, `center`, `replace`, …) are measured before they are done.
So time and memory are bounded for every template, and the bound is the same on every machine.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any

from jinja2.exceptions import TemplateRuntimeError

# A step is a pass of a loop, a call, an element, or 16 characters. A step takes up to a
# microsecond.
LIMIT = 250_000
CHARACTERS = 16
# Larger whole numbers are useless in a backlog, and slow.
_BITS = 4096
_DIGITS = re.compile(r"\d+")
_LISTS = (list, tuple, set, frozenset)


class TooMuchError(TemplateRuntimeError):
    """A template takes more steps than its budget allows."""


class _Shape(Enum):
    """The facts about a value's size that its type decides."""

    PLAIN = "plain"
    TEXT = "text"
    NUMBER = "number"
    RANGE = "range"
    LIST = "list"
    MAPPING = "mapping"


_PLAIN, _TEXT, _NUMBER, _RANGE, _LIST, _MAPPING = _Shape


@cache
def _shape(kind: type) -> _Shape:
    """Return the shape of all values of a type; called for every value that is weighed."""
    shapes: tuple[tuple[type | tuple[type, ...], _Shape], ...] = (
        ((str, bytes), _TEXT),
        (range, _RANGE),
        (int, _NUMBER),
        (_LISTS, _LIST),
        (Mapping, _MAPPING),
    )
    return next((shape for kinds, shape in shapes if issubclass(kind, kinds)), _PLAIN)


class Meter:
    """The budget of a rendering."""

    def __init__(self) -> None:
        self.begin(LIMIT)

    def begin(self, limit: int) -> None:
        """Begin a rendering with a budget of steps."""
        self._left = limit

    def spend(self, steps: int = 1) -> None:
        """Take steps from the budget. Raises TooMuchError if too few are left."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchError("it takes too many steps, or makes too much text")

    def expect(self, elements: int = 0, *, characters: int = 0) -> None:
        """Check that the budget allows a result of this size. Raises TooMuchError."""
        left = self._left
        self.spend(elements + characters // CHARACTERS)
        self._left = left

    def weigh(self, value: Any, each: int = 1) -> Any:
        """Charge the size of a value with its contents, `each` for an element; return the value."""
        kind: type = type(value)
        shape = _shape(kind)
        if shape is _PLAIN:
            return value
        if shape is _TEXT:
            self.spend(len(value) // CHARACTERS)
        elif shape is _RANGE:
            self.spend(each * len(value))
        elif shape is _NUMBER:
            _check_bits(value.bit_length())
        else:
            for one in within(value):
                self.spend(each + (len(one) // CHARACTERS if isinstance(one, str | bytes) else 0))
        return value

    def range(self, *limits: int) -> range:
        """Return a range that is no longer than the budget allows. Raises TooMuchError."""
        made = range(*limits)
        # `len` takes no more than a machine's word.
        self.expect(max(0, (made.stop - made.start) // made.step))
        return made

    def passes(self, values: Iterable[Any], steps: int = 1) -> Iterator[Any]:
        """Yield the elements of a loop; each pass costs this number of steps."""
        for value in values:
            self.spend(steps)
            yield value

    def operation(self, operator: str, left: Any, right: Any) -> None:
        """Measure the result of a binary operator. Raises TooMuchError."""
        if operator == "*":
            self._product(left, right)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() * abs(right))
        elif operator == "%" and isinstance(left, str):
            self.formatting(left, right)

    def _product(self, left: Any, right: Any) -> None:
        if isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() + right.bit_length())
            return
        thing, times = (right, left) if isinstance(left, int) else (left, right)
        if isinstance(times, int) and isinstance(thing, str | bytes):
            self.expect(characters=len(thing) * max(times, 0))
        elif isinstance(times, int) and isinstance(thing, list | tuple):
            self.expect(len(thing) * max(times, 0))

    def formatting(self, text: str, *values: Any) -> None:
        """Measure the result of `%` on a text. Raises TooMuchError."""
        if "*" in text:
            raise TooMuchError("write the width into the format, without '*'")
        widths = sum(int(each) if len(each) < 9 else 10**9 for each in _DIGITS.findall(text))
        self.expect(characters=len(text) + widths + text.count("%") * written(values))

    def joining(self, separator: str, parts: list[Any]) -> None:
        """Measure the result of `join`. Raises TooMuchError."""
        self.expect(characters=len(separator) * len(parts) + written(parts))

    def replacing(self, text: str, old: str, new: str) -> None:
        """Measure the result of `replace`. Raises TooMuchError."""
        self.expect(characters=len(text) + text.count(old) * len(new))


def measure(meter: Meter, name: str, *given: Any, **more: Any) -> None:
    """Measure the result of a filter, or of a method of a text. Raises TooMuchError."""
    if name in _MEASURES:
        _MEASURES[name](meter, *given, **more)


def _center(meter: Meter, _value: Any, width: int = 80) -> None:
    meter.expect(characters=width)


def _columns(meter: Meter, _value: Any, number: int, *_more: Any, **_given: Any) -> None:
    meter.expect(number)


def _format(meter: Meter, text: Any, *given: Any, **more: Any) -> None:
    meter.formatting(str(text), given or more)


def _indent(meter: Meter, text: str, width: int | str = 4, *_more: Any, **_given: Any) -> None:
    each = len(width) if isinstance(width, str) else width
    meter.expect(characters=(text.count("\n") + 1) * each)


def _join(meter: Meter, separator: Any, *parts: Any, **_more: Any) -> None:
    # The filter measures itself; the first argument of the method is the text.
    if isinstance(separator, str) and parts and isinstance(parts[0], list):
        meter.joining(separator, parts[0])


def _replace(meter: Meter, text: Any, old: Any, new: Any, *_more: Any, **_given: Any) -> None:
    meter.replacing(str(text), str(old), str(new))


def _round(_meter: Meter, _value: Any, precision: int = 0, *_more: Any) -> None:
    _check_bits(4 * abs(precision))


def _tojson(meter: Meter, value: Any, indent: int | None = None) -> None:
    meter.expect(characters=written(value) * (6 + (indent or 0)))


def _wordwrap(meter: Meter, text: str, *given: Any, **more: Any) -> None:
    separator = more.get("wrapstring") or (given[2] if len(given) > 2 else None) or ""
    meter.expect(characters=len(text) * (1 + len(separator)))


_MEASURES: Mapping[str, Callable[..., None]] = {
    "batch": _columns,
    "center": _center,
    "format": _format,
    "indent": _indent,
    "join": _join,
    "replace": _replace,
    "round": _round,
    "slice": _columns,
    "tojson": _tojson,
    "wordwrap": _wordwrap,
}
MEASURED = frozenset(_MEASURES)


def written(value: Any) -> int:
    """Return the approximate number of characters of a value as text."""
    if isinstance(value, str | bytes):
        return len(value)
    total = 0
    for each in within(value):
        total += 2 + (len(each) if isinstance(each, str | bytes) else 20)
        if total > LIMIT * CHARACTERS:
            break
    return total


def within(value: Any) -> Iterator[Any]:
    """Yield a value and everything in it, as often as it occurs."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        kind: type = type(each)
        shape = _shape(kind)
        if shape is _MAPPING:
            waiting += [*each, *each.values()]
        elif shape is _LIST:
            waiting += each


def _check_bits(bits: int) -> None:
    if bits > _BITS:
        raise TooMuchError("it makes a number that is too large")
