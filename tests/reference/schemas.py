"""The schemas that are published."""

import json
from pathlib import Path
from typing import Any

from gh_playbook.report.output_schema import journal_schema, plan_schema, run_schema, runs_schema
from gh_playbook.report.schema import backlog_schema, playbook_schema

FOLDER = Path(__file__).parents[2] / "schemas"


def schemas() -> dict[Path, str]:
    """Return the published schemas, by their paths."""
    return {
        FOLDER / "backlog.schema.json": _text(backlog_schema()),
        FOLDER / "playbook.schema.json": _text(playbook_schema()),
        FOLDER / "plan.schema.json": _text(plan_schema()),
        FOLDER / "journal.schema.json": _text(journal_schema()),
        FOLDER / "run.schema.json": _text(run_schema()),
        FOLDER / "runs.schema.json": _text(runs_schema()),
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
