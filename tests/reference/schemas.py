"""The schemas that are published."""

import json
from pathlib import Path
from typing import Any

from gh_playbook.report.schema import backlog_schema, playbook_schema

FOLDER = Path(__file__).parents[2] / "schemas"


def schemas() -> dict[Path, str]:
    """Return the published schemas, by their paths."""
    return {
        FOLDER / "backlog.schema.json": _text(backlog_schema()),
        FOLDER / "playbook.schema.json": _text(playbook_schema()),
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
