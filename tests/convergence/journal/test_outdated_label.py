"""Which labels a run put on itself, as its journals tell, and may take off again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.outdated_label import OutdatedLabels
from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.consistency.rule_label import RuleLabels
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.model.target import Target

RULES = RuleLabels(Backlog(labels_from={"size": {"S": "small", "L": "large"}}), Renderer([]))
NEW = Issue(key="a", title="A", size="L", labels=("large",), previously=("old",))
# An issue's key, its labels before, None where it was made, and after.
Step = tuple[str, Sequence[str] | None, Sequence[str] | None]


def write(folder: Path, number: int, *steps: Step, outcome: str = "landed") -> None:
    """Write the journal of a run."""
    begin = {"event": "begin", "time": "2026-11-25T09:30:00Z", "repository": "O/r", "playbook": "p"}
    lines: list[dict[str, Any]] = [begin]
    for index, (key, *ends) in enumerate(steps):
        before, after = (None if each is None else {"labels": each} for each in ends)
        send = {"event": "send", "n": index, "module": "issue", "key": key, "action": "update"}
        lines += [
            {**send, "before": before, "after": after},
            {"event": "answer", "n": index, "outcome": outcome},
        ]
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (folder / f"2026112{number}T093000.000Z-abc.jsonl").write_text(text)


def outdated(
    folder: Path, *worn: str, repository: str = "o/R", pulled: Memory | None = None
) -> set[str]:
    labels = OutdatedLabels(
        RULES, EarlierRuns(folder, Target(repository), lambda _target: pulled or Memory())
    )
    return set(labels.of(NEW, worn))


@pytest.mark.parametrize(
    ("steps", "is_outdated"),
    [
        pytest.param([("a", None, ["small", "bug"])], True, id="made with it"),
        pytest.param([("a", ["bug"], ["bug", "Small"])], True, id="put on later"),
        pytest.param([("old", None, ["small"])], True, id="under an earlier key"),
        pytest.param([("b", None, ["small"])], False, id="another issue"),
        pytest.param([("a", ["small"], ["small", "bug"])], False, id="it was there"),
        pytest.param(
            [("a", None, ["small"]), ("a", [], ["large"]), ("a", ["small"], ["small", "large"])],
            False,
            id="people took it off and put it on",
        ),
        pytest.param([("a", None, ["small"]), ("a", ["small"], ["large"])], False, id="taken off"),
        pytest.param([("a", None, ["small"]), ("a", ["small"], None)], False, id="removed"),
    ],
)
def test_a_label_is_outdated_that_a_run_put_on(
    steps: list[Step], tmp_path: Path, *, is_outdated: bool
) -> None:
    for number, step in enumerate(steps):
        write(tmp_path, number, step)
    assert outdated(tmp_path, "bug", "Small", "large") == ({"small"} if is_outdated else set())


def test_only_what_landed_in_this_repository_counts(tmp_path: Path) -> None:
    write(tmp_path, 1, ("a", None, ["small"]), outcome="failed")
    assert outdated(tmp_path, "small") == set()
    write(tmp_path, 2, ("a", None, ["small"]))
    assert outdated(tmp_path, "small", repository="o/other") == set()
    assert outdated(tmp_path, "small") == {"small"}


def test_a_pull_that_saw_the_issue_without_it_counts_if_it_came_later(tmp_path: Path) -> None:
    write(tmp_path, 1, ("a", None, ["small"]))
    bases = {"a": Base(labels=frozenset({"large"}))}
    later, earlier = Memory("20261121T093000.000Z-abc", bases), Memory("", bases)
    assert outdated(tmp_path, "small", pulled=later) == set()
    assert outdated(tmp_path, "small", pulled=earlier) == {"small"}


def test_a_journal_that_cannot_be_read_vouches_for_no_label(tmp_path: Path) -> None:
    (tmp_path / "20261120T093000.000Z-abc.jsonl").write_text("nonsense\n{}\n")
    assert outdated(tmp_path, "small") == set()
    write(tmp_path, 1, ("a", None, ["small"]))
    assert outdated(tmp_path, "small") == {"small"}
    assert outdated(tmp_path / "none", "small") == set()
