"""How the last run on this machine left issues and cards, as its journal tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.last_left import LastLeft
from gh_playbook.convergence.journal.pull_memory import Base, Memory
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model.target import Target

ISSUE = Issue(key="a", title="A", previously=("old",))
Changes = list[tuple[str, str, Any, str]]


def write(folder: Path, number: int, changes: Changes, *, target: str = "o/r") -> None:
    """Write the journal of a run: module, key, state after the change, and outcome of each."""
    begin = {"event": "begin", "time": "2026-11-25T09:30:00Z", "repository": "o/asked"}
    lines: list[dict[str, Any]] = [{**begin, "playbook": "p"}]
    lines.append({"event": "target", "time": "", "repository": target})
    for index, (module, key, after, outcome) in enumerate(changes):
        send = {"event": "send", "time": "", "n": index, "module": module, "key": key}
        lines.append({**send, "action": "update", "before": None, "after": after})
        lines.append({"event": "answer", "time": "", "n": index, "outcome": outcome})
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (folder / f"2026112{number}T093000.000Z-abc.jsonl").write_text(text)


def of(folder: Path, pulled: Memory | None = None) -> LastLeft:
    return LastLeft(EarlierRuns(folder, Target("O/R"), lambda _target: pulled or Memory()))


def test_the_last_change_of_an_issue_and_of_its_card_counts(tmp_path: Path) -> None:
    card = ["I1", {"id": "C1", "values": {"Size": "S"}}]
    write(tmp_path, 1, [("issue", "a", {"title": "A"}, "landed"), ("label", "a", {}, "landed")])
    second: Changes = [("sub_issue", "old", {"title": "B"}, "landed")]
    write(tmp_path, 2, [*second, ("project_item", "a", card, "landed")])
    write(tmp_path, 3, [("issue", "a", {"title": "C"}, "landed")], target="o/other")
    assert of(tmp_path).issue(ISSUE) == {"title": "B"}
    assert of(tmp_path).card(ISSUE) == {"Size": "S"}


@pytest.mark.parametrize(
    ("outcome", "left"),
    [("in doubt", {}), ("refused", {"title": "A"}), ("not sent", {"title": "A"})],
)
def test_a_change_in_doubt_leaves_it_unknown(
    outcome: str, left: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, 1, [("issue", "a", {"title": "A"}, "landed")])
    write(tmp_path, 2, [("issue", "a", {"title": "B"}, outcome)])
    (tmp_path / "20261129T093000.000Z-abc.jsonl").write_text("nonsense\n")
    assert of(tmp_path).issue(ISSUE) == left


def test_what_a_pull_took_in_since_counts_as_left(tmp_path: Path) -> None:
    run = "20261121T093000.000Z-abc"
    write(tmp_path, 1, [("issue", "a", {"title": "A"}, "landed")])
    pulled = Memory(run, {"a": Base({"title": "B", "pinned": True}, frozenset({"x"}))})
    assert of(tmp_path, pulled).issue(ISSUE) == {"title": "B", "labels": ["x"]}
    write(tmp_path, 2, [("issue", "a", {"title": "C"}, "landed")])
    assert of(tmp_path, pulled).issue(ISSUE) == {"title": "C"}


def test_without_journals_nothing_is_known(tmp_path: Path) -> None:
    assert of(tmp_path / "nothing").issue(ISSUE) == of(tmp_path).card(ISSUE) == {}
