"""The result of a probe, for people and as one JSON document."""

from typing import Any

from gh_playbook.probe.proof import ProbeOutcome, Proof, Sighting
from gh_playbook.probe.rule import Rule
from gh_playbook.report import heading
from gh_playbook.report.escaping import json_text
from gh_playbook.report.terminal import Line
from gh_playbook.settings import Settings

_STYLES = {
    ProbeOutcome.SEEN: "green",
    ProbeOutcome.NOT_SEEN: "yellow",
    ProbeOutcome.NOT_TRIED: "yellow",
}


def show(proof: Proof, settings: Settings) -> None:
    """Print each rule: the event, the expected place of the card, and its actual place."""
    terminal = heading.show(proof.target, settings)
    terminal.print(f"board {proof.project!r}", "bold")
    terminal.print()
    for sighting in proof.sightings:
        terminal.print(_line(sighting))
    advice = dict.fromkeys(line for each in proof.sightings for line in each.advice)
    if advice:
        terminal.print()
        terminal.print("Where to look:")
    for line in advice:
        terminal.print(f"  {line}")
    terminal.print()
    terminal.print(_conclusion(proof))


def document(proof: Proof) -> dict[str, Any]:
    """Return a proof as plain data: `rules` in the order tried, and what is `left`."""
    return {
        "probe": {
            **heading.document(proof.target),
            "project": proof.project,
            "exit_code": proof.exit_code,
        },
        "rules": [
            {
                "rule": each.expectation.rule.value,
                "event": each.expectation.event,
                "outcome": each.outcome.value,
                "expected": each.expectation.status,
                "actual": each.actual,
                "seconds": round(each.seconds, 3),
                "advice": list(each.advice),
            }
            for each in proof.sightings
        ],
        "left": [
            {
                "name": each.name,
                "reason": each.reason,
                "command": each.command,
                "put_away": each.is_put_away,
            }
            for each in proof.left
        ],
    }


def text(proof: Proof) -> str:
    """Return the document as JSON text."""
    return json_text(document(proof))


def _line(sighting: Sighting) -> Line:
    expectation = sighting.expectation
    line = Line("  ")
    line.append(f"{sighting.outcome.value:9}", style=_STYLES[sighting.outcome])
    line.append(f"  {expectation.rule.value:9}", "bold")
    line.append(f"  {expectation.event} → {expectation.status or 'the board'}")
    if sighting.outcome is ProbeOutcome.SEEN:
        line.append(f", after {sighting.seconds:.0f} s")
    elif sighting.outcome is ProbeOutcome.NOT_SEEN:
        line.append(f": still {_place(sighting)} after {sighting.seconds:.0f} s")
    return line


def _place(sighting: Sighting) -> str:
    """Return the place of a card; an issue may have no card yet."""
    if sighting.actual is None and sighting.expectation.rule is Rule.OPENED:
        return "not on the board"
    return sighting.actual or "no Status"


def _conclusion(proof: Proof) -> Line:
    seen = sum(each.outcome is ProbeOutcome.SEEN for each in proof.sightings)
    total = len(proof.sightings)
    if any(not each.is_put_away for each in proof.left):
        names = ", ".join(each.name for each in proof.left)
        return Line(f"{seen} of {total} rules seen; left behind: {names}", "bold red")
    if seen == total:
        return Line(f"The board follows its rules: all {total} seen", "bold green")
    return Line(f"Only {seen} of {total} rules seen", "bold yellow")
