"""A run as one JSON document."""

from typing import Any

from gh_playbook.convergence.summary import RunReport
from gh_playbook.model.outcome import Result, count
from gh_playbook.report import heading
from gh_playbook.report.diff import plain
from gh_playbook.report.escaping import json_text

_REQUESTS = ("reads", "writes", "processes")


def document(report: RunReport) -> dict[str, Any]:
    """Return the run as plain data; `docs/reference/output.md` describes the shape."""
    settings = report.settings
    return {
        "run": {
            "playbook": settings.playbook.stem,
            **heading.document(report.target),
            "dry_run": settings.dry_run,
            "seconds": round(report.seconds, 3),
            "retries": report.retries,
            "waited": round(report.waited, 3),
            "stopped": str(report.stopped) if report.stopped else None,
            "exit_code": report.exit_code,
            "checksum": report.checksum,
            "warnings": list(report.warnings),
        },
        "changes": [_change(result) for result in report.results],
        "recap": report.recap,
        "requests": dict(report.requests),
    }


def text(report: RunReport) -> str:
    """Return the document as JSON text."""
    return json_text(document(report))


def failure(message: str, faults: list[dict[str, Any]], exit_code: int) -> str:
    """Return the document of a run that could not begin."""
    run = {"stopped": message, "exit_code": exit_code, "faults": faults}
    nothing = {"changes": [], "recap": count(()), "requests": dict.fromkeys(_REQUESTS, 0)}
    return json_text({"run": run, **nothing})


def _change(result: Result) -> dict[str, Any]:
    return {
        "step": result.step,
        "module": result.module,
        "key": result.key,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "existing": {each.field: plain(each.existing) for each in result.differences},
        "desired": {each.field: plain(each.desired) for each in result.differences},
        "number": result.number,
        "url": result.url,
        "source": str(result.source) if result.source else None,
        "warnings": list(result.warnings),
    }
