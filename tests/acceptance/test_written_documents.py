"""Plan files, journals and the JSON of runs have the shapes of the schemas that are published."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.acceptance.conftest import ROOT, Done, Trial

REPOSITORY = "PimpMyNines/empty"
BACKLOG = f"""\
repository: {REPOSITORY}
prune: [labels, milestones, links, cards, issues]
labels: [one, two]
milestones: [v1]
issues:
  - {{key: a, title: A, labels: [one], milestone: v1, blocked_by: [b], estimate: 3}}
  - {{key: b, title: B, sub_issues: [{{key: c, title: C}}], related_to: [c]}}
project:
  title: Board
  fields:
    - {{name: Points, type: number, value: estimate}}
    - {{name: Level, options: [Low, High]}}
  views: [{{name: All, layout: board}}]
  drafts: [{{title: Think about it}}]
"""
LESS = BACKLOG.replace("[one, two]", "[one]").replace(", blocked_by: [b]", "")


@cache
def schema(name: str) -> Draft202012Validator:
    text = (ROOT / "schemas" / f"{name}.schema.json").read_text()
    return Draft202012Validator(json.loads(text))


def wrong(name: str, document: Any) -> list[str]:
    """Return where a document is not as the published schema wants it."""
    found = schema(name).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text(BACKLOG)
    return path


def hold_plan(trial: Trial, backlog: Path, playbook: str, *more: str) -> Done:
    """Plan a playbook, hold plan and document, and return the run that applies the plan."""
    plan = backlog.with_name("plan.json")
    plan.unlink(missing_ok=True)
    own = () if playbook == "undo" else ("--backlog", str(backlog))
    words = (playbook, *own, *more, "--plan", str(plan), "--output", "json")
    dry = trial.invoke(*words, "--dry-run")
    assert dry.code == 0, dry.error
    assert wrong("run", dry.document) == []
    written = json.loads(plan.read_text())
    assert wrong("plan", written) == []
    assert written["changes"]
    done = trial.invoke(*words)
    assert done.code == 0, done.error
    assert wrong("run", done.document) == []
    return done


def test_all_kinds_of_plans_documents_and_journals_are_as_published(
    fresh: Trial, backlog: Path
) -> None:
    hold_plan(fresh, backlog, "setup-labels")
    hold_plan(fresh, backlog, "all", "--only", "b")
    hold_plan(fresh, backlog, "all", "--tags", "milestones")
    hold_plan(fresh, backlog, "all")
    backlog.write_text(LESS)
    assert hold_plan(fresh, backlog, "prune").outcomes["removed"] == 2
    assert hold_plan(fresh, backlog, "undo").outcomes["created"] == 2
    hold_plan(fresh, backlog, "undo", "--run", ids(fresh)[-1])
    refused = fresh.invoke("all", "--backlog", "no.yml", "--output", "json")
    assert (refused.code, wrong("run", refused.document)) == (1, [])
    interrupted = fresh.runs / "20261126T000000.000Z-abc.jsonl"
    first = next(fresh.runs.glob("*.jsonl")).read_text().splitlines(keepends=True)[0]
    interrupted.write_text(first)
    assert wrong("runs", fresh.invoke("runs", "--output", "json").document) == []
    shown = fresh.invoke("runs.show", ids(fresh)[0], "--output", "json").document
    assert wrong("run", shown) == []
    texts = [path.read_text() for path in journals(fresh)]
    lines = [json.loads(line) for text in texts for line in text.removesuffix("\n").split("\n")]
    assert {each["event"] for each in lines} == {
        *("begin", "target", "send", "answer", "step", "end")
    }
    assert [found for each in lines for found in wrong("journal", each)] == []


def journals(trial: Trial) -> list[Path]:
    return sorted(trial.runs.glob("*.jsonl"), reverse=True)


def ids(trial: Trial) -> list[str]:
    """Return the ids of the runs, the latest first."""
    return [each.stem for each in journals(trial)]


def test_a_schema_finds_what_is_wrong() -> None:
    assert wrong("journal", {"event": "answer", "time": "now", "n": 1}) != []
    assert wrong("journal", {"event": "else"}) != []
    assert wrong("run", {"run": {}, "changes": [], "recap": {}, "requests": {}}) != []
    assert wrong("runs", {"runs": [{"id": "x"}]}) != []
