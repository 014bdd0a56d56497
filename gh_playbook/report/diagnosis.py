"""The doctor's findings, for people and as one JSON document."""

from dataclasses import asdict

from gh_playbook.doctor import Diagnosis, Level
from gh_playbook.report import heading
from gh_playbook.report.escaping import json_text
from gh_playbook.report.terminal import Line
from gh_playbook.settings import Settings

_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "bold red"}


def show(diagnosis: Diagnosis, settings: Settings) -> None:
    """Print a line for each finding, and advice."""
    terminal = heading.show(diagnosis.target, settings)
    terminal.print()
    levels = max(len(level) for level in Level)
    topics = max((len(each.topic) for each in diagnosis.findings), default=0)
    for finding in diagnosis.findings:
        line = Line("  ")
        line.append(f"{finding.level:{levels}}", style=_STYLES[finding.level])
        line.append(f"  {finding.topic:{topics}}  ", style="dim")
        line.append(finding.message)
        column = 2 + levels + 2 + topics + 2
        terminal.print(line, indent=column)
        if finding.advice:
            terminal.print(Line(f"{'':{column}}→ {finding.advice}", "blue"))


def text(diagnosis: Diagnosis) -> str:
    """Return the document as JSON text; the README describes the shape."""
    document = {
        "diagnosis": {
            **heading.document(diagnosis.target),
            "exit_code": diagnosis.exit_code,
        },
        "findings": [asdict(finding) for finding in diagnosis.findings],
    }
    return json_text(document)
