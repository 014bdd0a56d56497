"""What came or went on an issue between the runs, as the journals tell."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.hand_change import HandChanges
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.target import Target

# A thing before and after a change; None where it was made or removed. A link is its two ends.
State = dict[str, Any] | list[str] | None
Ends = tuple[State, State]


def having(*labels: str, milestone: str | None = None, **more: str) -> dict[str, Any]:
    return {"labels": labels, "milestone": milestone, **more}


def write(folder: Path, runs: Mapping[str, Sequence[Ends]]) -> None:
    """Write a journal for each run, by the module of its changes."""
    for number, (module, changes) in enumerate(runs.items()):
        begin = {"event": "begin", "time": "2026-11-25T09:30:00Z", "repository": "O/r"}
        lines: list[dict[str, Any]] = [{**begin, "playbook": "p"}]
        for index, (before, after) in enumerate(changes):
            send = {"event": "send", "n": index, "module": module, "key": "a", "action": "update"}
            lines += [
                {**send, "before": before, "after": after},
                {"event": "answer", "n": index, "outcome": "landed"},
            ]
        text = "".join(json.dumps(each) + "\n" for each in lines)
        (folder / f"2026112{number}T093000.000Z-abc.jsonl").write_text(text)


@pytest.mark.parametrize(
    ("runs", "now", "found"),
    [
        pytest.param({"issue": [(None, having("a"))]}, ("A",), set(), id="nothing"),
        pytest.param({"issue": [(None, having("a"))]}, ("a", "b"), {"b"}, id="came"),
        pytest.param({"issue": [(None, having("a"))]}, (), {"a"}, id="went"),
        pytest.param(
            {"issue": [(None, having()), (having("x"), having("x", "y"))]},
            ("x", "y"),
            {"x"},
            id="between two changes",
        ),
        pytest.param(
            {"issue": [(None, having(milestone="v1"))]}, (), {"v1"}, id="left its milestone"
        ),
        pytest.param(
            {"issue": [(None, having("a"))], "label": [({"name": "a"}, {"name": "b"})]},
            ("b",),
            set(),
            id="a run renamed it",
        ),
        pytest.param({"issue": [(having("x"), having("x", "y"))]}, ("x", "y"), set(), id="adopted"),
        pytest.param(
            {"issue": [(None, having())], "orphan": [(having(), having(state="closed"))]},
            (),
            {""},
            id="reopened",
        ),
        pytest.param({}, ("x",), None, id="no journal tells of it"),
        pytest.param(
            {"issue": [(having(body="<!-- gh-playbook:begin"), having())]},
            ("x",),
            None,
            id="no journal tells how the tool got it",
        ),
    ],
)
def test_what_no_run_did_is_by_hand(
    runs: Mapping[str, Sequence[Ends]], now: tuple[str, ...], found: set[str] | None, tmp_path: Path
) -> None:
    write(tmp_path, runs)
    issue = ExistingIssue("I1", 1, "A", "", labels=now)
    assert HandChanges(EarlierRuns(tmp_path, Target("o/R"))).of("a", issue) == found


@pytest.mark.parametrize("module", ["relation", "sub_issue"])
def test_of_two_links_of_a_pair_the_one_that_no_run_removed_is_a_run_s(
    tmp_path: Path, module: str
) -> None:
    link: State = ["I1", "I2"] if module == "relation" else {"child": "I1", "parent": "I2"}
    write(
        tmp_path,
        {
            "issue": [(None, having(body=""))],
            "dependency": [(None, ["I1", "I2"])],
            module: [(None, link), (link, None)],
        },
    )
    assert HandChanges(EarlierRuns(tmp_path, Target("o/r"))).links(["a"]) == {
        frozenset({"I1", "I2"})
    }
