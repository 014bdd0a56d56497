"""Rows like those of measurements."""

from dataclasses import replace
from typing import Any

from benchmarks.result import Phase, Row
from benchmarks.subject import TOOL, Work

_ROW = Row(
    part="compare",
    subject=TOOL,
    work=Work.EVERYTHING,
    phase=Phase.FIRST,
    size=26,
    latency=50,
    requests=30,
    rest=10,
    writes=20,
    points=22,
    processor=2.5,
    wall=4.0,
    server=0.3,
    load=0.1,
    state="same",
)


def row(**differing: Any) -> Row:
    """Return a row of the tool's first run, with some other values."""
    return replace(_ROW, **differing)
