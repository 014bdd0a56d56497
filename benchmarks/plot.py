"""Pictures of the measurements, as SVG: bars, and lines on logarithmic axes.

GitHub shows an SVG through `<img>`: nothing in it may run or come from elsewhere. Colors are chosen
for a light and a dark page. All lengths are in pixels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.template import template

_WIDTH = 760
_NAME = 150
_VALUE = 70
_BAR = 16
_STEP = 24
_HEAD = 30
_GAP = 18
_HEIGHT = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 40, 40


@dataclass(frozen=True)
class Bar:
    """One bar: a name, a value, how the value is written, and whether it stands out."""

    name: str
    value: float
    label: str
    stands_out: bool = False


@dataclass(frozen=True)
class Panel:
    """Bars that are compared with each other."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Line:
    """A line through points, x and y above 0."""

    name: str
    points: tuple[tuple[float, float], ...]
    is_dashed: bool = False
    color: int = 0


def bars(title: str, panels: Sequence[Panel]) -> str:
    """Return panels of bars, one below the other, each with a scale of its own."""
    placed = []
    top: float = _HEAD
    room = _WIDTH - _NAME - _VALUE
    for panel in panels:
        most = max((bar.value for bar in panel.bars), default=0) or 1
        rows = [
            {"bar": bar, "y": top + _STEP * (at + 1), "width": round(bar.value / most * room, 1)}
            for at, bar in enumerate(panel.bars)
        ]
        placed.append({"title": panel.title, "y": top + _BAR - 4, "rows": rows})
        top += _STEP * (len(rows) + 1) + _GAP
    size = {"width": _WIDTH, "height": top, "left": _NAME, "bar": _BAR}
    return _drawn("bars", title=title, panels=placed, **size)


def lines(title: str, across: str, drawn: Sequence[Line]) -> str:
    """Return lines on logarithmic axes, each with a point at least, and named at its end."""
    points = [point for line in drawn for point in line.points]
    horizontal = _Axis.of([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    vertical = _Axis.of([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    placed = [[(horizontal.at(x), vertical.at(y)) for x, y in line.points] for line in drawn]
    ends = _spread([each[-1][1] for each in placed])
    return _drawn(
        "lines",
        title=title,
        across=across,
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        top=_TOP,
        bottom=_HEIGHT - _BOTTOM,
        x_ticks=[(horizontal.at(value), _tick(value)) for value in horizontal.ticks],
        y_ticks=[(vertical.at(value), _tick(value)) for value in vertical.ticks],
        lines=[
            {"line": line, "points": each, "end": end}
            for line, each, end in zip(drawn, placed, ends, strict=True)
        ],
    )


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis from one power of ten to another."""

    low: int
    high: int
    start: float
    end: float

    @staticmethod
    def of(values: Sequence[float], start: float, end: float) -> "_Axis":
        """Return the axis that shows all values, which are above 0."""
        least, most = min(values, default=1), max(values, default=10)
        low = math.floor(math.log10(least) + 1e-9)
        return _Axis(low, max(low + 1, math.ceil(math.log10(most) - 1e-9)), start, end)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]

    def at(self, value: float) -> float:
        """Return where a value is."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def _tick(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _spread(ends: Sequence[float], room: float = 14) -> list[float]:
    """Return places for names that would overlap: each one line below the name above."""
    found = [*ends]
    last = -math.inf
    for at in sorted(range(len(ends)), key=lambda each: ends[each]):
        last = found[at] = max(ends[at], last + room)
    return found


def _drawn(name: str, **values: object) -> str:
    return template(f"{name}.svg.j2").render(values)
