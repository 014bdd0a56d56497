"""A small backlog, and the plan of a dry run of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.acceptance.conftest import ROOT, Trial

REPOSITORY = "PimpMyNines/empty"
BACKLOG = """\
repository: PimpMyNines/empty
labels:
  - {name: one, color: d73a4a}
  - {name: two, color: d73a4a}
issues:
  - {key: a, title: A, labels: [one], blocked_by: [b]}
  - {key: b, title: B, description: Before}
"""


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text(BACKLOG)
    return path


def planned(trial: Trial, backlog: Path, **options: Any) -> Path:
    """Write the plan of a dry run; return its file."""
    path = backlog.with_name("plan.json")
    done = trial.run(backlog=backlog, dry_run=True, plan=path, **options)
    assert (done.code, done.writes) == (0, [])
    hold_schema(path)
    return path


def hold_schema(path: Path) -> None:
    """Hold a plan against the schema that is published."""
    published = json.loads((ROOT / "schemas" / "plan.schema.json").read_text())
    Draft202012Validator(published).validate(json.loads(path.read_text()))
