"""What a probe of the board's rules has shown, as people read it and as one JSON document."""

import json
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from gh_playbook.probe.proof import ProbeOutcome, Proof, Sighting
from gh_playbook.settings import Settings

_STYLES = {
    ProbeOutcome.SEEN: "green",
    ProbeOutcome.NOT_SEEN: "yellow",
    ProbeOutcome.NOT_TRIED: "yellow",
}


def show(proof: Proof, settings: Settings, out: TextIO | None = None) -> None:
    """Print each rule: what happened, where the card should have gone and went."""
    console = Console(file=out, highlight=False, soft_wrap=True)
    where = f" in the sandbox {settings.sandbox_dir}" if settings.sandbox else ""
    console.print(Text(f"{proof.repository}{where}, board {proof.project!r}", style="bold"))
    console.print()
    for sighting in proof.sightings:
        console.print(_line(sighting))
    advice = dict.fromkeys(line for each in proof.sightings for line in each.advice)
    if advice:
        console.print("\nWhere to look:")
    for line in advice:
        console.print(Text(f"  {line}"))
    console.print(_conclusion(proof))


def document(proof: Proof, settings: Settings) -> dict[str, Any]:
    """Return a proof as plain data: `rules` in the order tried, and what is `left`."""
    return {
        "probe": {
            "repository": proof.repository,
            "project": proof.project,
            "sandbox": settings.sandbox,
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


def text(proof: Proof, settings: Settings) -> str:
    """Return the document as JSON text."""
    return json.dumps(document(proof, settings), indent=2, ensure_ascii=False)


def _line(sighting: Sighting) -> Text:
    expectation = sighting.expectation
    line = Text("  ")
    line.append(f"{sighting.outcome.value:9}", style=_STYLES[sighting.outcome])
    line.append(f"  {expectation.rule.value:9}", style="bold")
    line.append(f"  {expectation.event} → {expectation.status}")
    if sighting.outcome is ProbeOutcome.SEEN:
        line.append(f", after {sighting.seconds:.0f} s")
    elif sighting.outcome is ProbeOutcome.NOT_SEEN:
        line.append(f": still {sighting.actual or 'no Status'} after {sighting.seconds:.0f} s")
    return line


def _conclusion(proof: Proof) -> Text:
    seen = sum(each.outcome is ProbeOutcome.SEEN for each in proof.sightings)
    total = len(proof.sightings)
    if any(not each.is_put_away for each in proof.left):
        names = ", ".join(each.name for each in proof.left)
        return Text(f"\n{seen} of {total} rules seen; left behind: {names}", style="bold red")
    if seen == total:
        return Text(f"\nThe board does what its rules say: all {total} seen", style="bold green")
    return Text(f"\nOnly {seen} of {total} rules seen", style="bold yellow")
