"""Figures: how many cases of each kind have held; printed, and with `--full` written down."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

PROPERTY = "reliability"
DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
_BEGIN = "<!-- figures: written by scripts/test --full -->\n"
_END = "<!-- end of figures -->"


def counted(properties: Iterable[tuple[str, object]]) -> Counter[str]:
    """Return the figures among the properties of a test's report."""
    found: Counter[str] = Counter()
    for name, value in properties:
        if name == PROPERTY:
            what, cases = json.loads(str(value))
            found[what] += cases
    return found


def lines(figures: Mapping[str, int]) -> list[str]:
    """Return the figures as they are printed."""
    return [f"reliability: {cases:,} {what}" for what, cases in sorted(figures.items())]


def write(figures: Mapping[str, int], minutes: float, path: Path = DOCUMENT) -> None:
    """Write the figures of a whole run into the document, in the place of those that are there."""
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    rows = "".join(f"| {what} | {cases:,} |\n" for what, cases in sorted(figures.items()))
    table = f"| what held | cases |\n|---|---|\n{rows}\nIn {minutes:.0f} minutes.\n"
    path.write_text(before + _BEGIN + table + _END + after, encoding="utf-8")
