"""The result of a verification, for people and as one JSON document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gh_playbook.declaration.wording import counted
from gh_playbook.model.change import Difference
from gh_playbook.report import diff, heading
from gh_playbook.report.escaping import json_text
from gh_playbook.report.terminal import Line
from gh_playbook.report.width import cells
from gh_playbook.settings import Settings
from gh_playbook.verification import DRIFT, EXISTENCE, Check, CheckState, Verification

_STYLES = {
    CheckState.MATCH: "green",
    CheckState.UNSUPPORTED: "cyan",
    CheckState.IMITATION: "cyan",
}
_WORDS = {CheckState.MATCH: "as declared"}
_DIFFERENT = "yellow"
_NEXT = (
    "`pull --dry-run` shows what people changed on GitHub, and `all --dry-run` what a run "
    "would write"
)
# The greatest width of a column: one long name does not make it wider.
_WIDEST = 40


def show(verification: Verification, settings: Settings) -> None:
    """Print the number of properties of each kind that are as declared, and each other one."""
    terminal = heading.show(verification.target, settings)
    terminal.print()
    for line in _table(verification):
        terminal.print(line)
    shown = verification.checks if settings.verbose else _independent(verification)
    if shown:
        terminal.print()
    for line in _lines(shown, verification):
        terminal.print(line)
    if verification.unsupported and not settings.verbose:
        terminal.print()
        for line in _summed_up(verification.unsupported):
            terminal.print(line)
    terminal.print()
    terminal.print(_conclusion(verification))
    if verification.drift:
        terminal.print(f"next: {_NEXT}")


def document(verification: Verification) -> dict[str, Any]:
    """Return a verification as plain data; the README describes the shape."""
    return {
        "verification": {
            **heading.document(verification.target),
            "exit_code": verification.exit_code,
            "next": _NEXT if verification.drift else None,
        },
        "checks": [_plain(check, verification) for check in verification.checks],
        "counts": {
            kind: {state.value: number for state, number in counted.items()}
            for kind, counted in verification.counts.items()
        },
    }


def text(verification: Verification) -> str:
    """Return the document as JSON text."""
    return json_text(document(verification))


def _plain(check: Check, verification: Verification) -> dict[str, Any]:
    missing = verification.follows_from(check)
    return {
        "kind": check.kind,
        "key": check.key,
        "property": check.property,
        "state": check.state.value,
        "expected": diff.plain(check.expected),
        "actual": diff.plain(check.actual),
        "source": str(check.source) if check.source else None,
        "advice": check.advice or None,
        "follows_from": {"kind": missing[0], "key": missing[1]} if missing else None,
    }


def _table(verification: Verification) -> Iterator[Line]:
    """Yield a line for each kind: how many properties ended in each state."""
    width = max((len(kind) for kind in verification.counts), default=0)
    for kind, number_of in verification.counts.items():
        line = Line(f"  {kind:{width}}")
        for state in CheckState:
            number = number_of.get(state, 0)
            if number or state is CheckState.MATCH:
                line.append(f"  {number:4} {_WORDS.get(state, state.value)}", style=_style(state))
        yield line


def _independent(verification: Verification) -> list[Check]:
    """Return the findings that do not follow from another one, which counts them."""
    return [each for each in verification.told if verification.follows_from(each) is None]


def _lines(checks: Sequence[Check], verification: Verification) -> Iterator[Line]:
    states = max((len(_WORDS.get(each.state, each.state)) for each in checks), default=0)
    kinds = max((len(each.kind) for each in checks), default=0)
    keys = min(max((cells(each.key) for each in checks), default=0), _WIDEST)
    named = [each.property for each in checks if each.property != EXISTENCE]
    properties = min(max(map(cells, named), default=0), _WIDEST)
    for check in checks:
        line = Line("  ")
        word = _WORDS.get(check.state, check.state.value)
        line.append(f"{word:{states}}", style=_style(check.state))
        line.append(f"  {check.kind:{kinds}}  ", style="dim")
        line.append(_filled(check.key, keys))
        what = "" if check.property == EXISTENCE else check.property
        line.append(_filled(what, properties), style="dim")
        yield _ended(line, check, verification)
        if check.state is CheckState.MISMATCH and _is_long(check):
            difference = Difference(check.property, check.actual, check.expected)
            yield from (Line(f"      {each}", "dim") for each in diff.lines(difference))


def _filled(text: str, width: int) -> str:
    """Return a column padded to its width, with a blank after it; empty without a width."""
    return f"{text}{' ' * (width - cells(text))}  " if width else ""


def _ended(line: Line, check: Check, verification: Verification) -> Line:
    """Append the actual value, the declared value, and its place to a check's line."""
    parts = _what_is(check), _and_so(verification.consequences(check))
    said = "; ".join(filter(None, parts))
    line.append(said)
    if check.source:
        line.append(f"{'  ' if said else ''}{check.source.line_only}", style="blue")
    return line


def _what_is(check: Check) -> str:
    if check.state is CheckState.UNSUPPORTED:
        return _said(check.actual)
    if check.state is CheckState.IMITATION:
        return f"is also in {_said(check.actual)}: left alone"
    if check.state not in DRIFT or _is_long(check):
        return ""
    if check.property == EXISTENCE:
        return str(check.actual or "")
    advice = f": {check.advice}" if check.advice else ""
    return f"{compared(check)}{advice}"


def _and_so(consequences: Sequence[Check]) -> str:
    """Count what differs only because a thing is missing: `so also the label of 3 issues`."""
    numbers = Counter((check.kind, check.property) for check in consequences)
    counts = ", ".join(_counted(*which, number) for which, number in numbers.items())
    return f"so also {counts}" if counts else ""


def _counted(kind: str, property: str, number: int) -> str:
    things = counted(number, kind, "dependencies" if kind == "dependency" else None)
    return things if property == EXISTENCE else f"the {property} of {things}"


def compared(check: Check) -> str:
    """Return what is there and what is declared: `is 00ff00, declared d73a4a`."""
    there = "there is none" if check.actual is None else f"is {_said(check.actual)}"
    return f"{there}, declared {_said(check.expected)}"


def _summed_up(unsupported: Sequence[Check]) -> Iterator[Line]:
    """Yield one line for each reason why something is unsupported."""
    keys: dict[tuple[str, str], list[str]] = {}
    for check in unsupported:
        keys.setdefault((check.kind, str(check.actual)), []).append(check.key)
    for (kind, reason), named in keys.items():
        line = Line("  unsupported", _style(CheckState.UNSUPPORTED))
        which = named[0] if len(named) == 1 else f"all {len(named)}"
        line.append(f"  {kind} {which}: {reason}", style="default")
        yield line


def _conclusion(verification: Verification) -> Line:
    matches = sum(check.state is CheckState.MATCH for check in verification.checks)
    drift = len(verification.drift)
    if not drift:
        return Line(f"As declared: all {matches} properties", "bold green")
    total = f"{counted(matches, 'property is', 'properties are')} as declared"
    following = sum(verification.follows_from(each) is not None for each in verification.drift)
    where = f", {following} of them only because others are missing" if following else ""
    return Line(f"GitHub differs in {drift}{where}; {total}", f"bold {_DIFFERENT}")


def _style(state: CheckState) -> str:
    return _STYLES.get(state, _DIFFERENT)


def _is_long(check: Check) -> bool:
    return any("\n" in str(value) for value in (check.expected, check.actual))


def _said(value: object) -> str:
    if value is None:
        return "nothing"
    return diff.shown(value) or "empty"
