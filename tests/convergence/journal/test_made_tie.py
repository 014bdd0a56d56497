"""Links and cards that earlier runs made from a file, as the journals tell."""

import json
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.made_tie import MadeTies
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.source import Source
from gh_playbook.model.target import Target

ISSUE = Issue(key="a", title="A").declared_at(Source("b.yml", 7, 3))
LINK = ("dependency", ["I1", "I2"])
CARD = ("project_item", ["I1", {"values": {}}])
MADE = {"action": "create", "before": None, "outcome": "landed", "source": "b.yml:9:1"}


def write(folder: Path, number: int, kind: tuple[str, Any], **more: Any) -> None:
    """Write the journal of a run with one change."""
    module, after = kind
    begin = {"event": "begin", "time": "2026-11-25T09:30:00Z", "repository": "o/r", "playbook": "p"}
    change = {**MADE, "after": after, **more}
    send = {"event": "send", "n": 1, "module": module, "key": "k", **change}
    answer = {"event": "answer", "n": 1, "outcome": change["outcome"]}
    text = "".join(f"{json.dumps(each)}\n" for each in (begin, send, answer))
    (folder / f"2026112{number}T093000.000Z-abc.jsonl").write_text(text)


def is_left(folder: Path, module: str, *prune: str) -> bool:
    ids = ("I1", "I2") if module == "dependency" else ("I1",)
    return MadeTies(EarlierRuns(folder, Target("O/R")), frozenset(prune)).are_left(
        module, ids, ISSUE
    )


@pytest.mark.parametrize(("kind", "pruned"), [(LINK, "links"), (CARD, "cards")])
def test_what_a_run_made_is_left_unless_it_is_pruned(
    kind: tuple[str, Any], pruned: str, tmp_path: Path
) -> None:
    assert not is_left(tmp_path, kind[0])
    write(tmp_path, 1, kind)
    assert is_left(tmp_path, kind[0], "labels")
    assert not is_left(tmp_path, kind[0], pruned)
    write(tmp_path, 2, (kind[0], None), action="remove", before=kind[1])
    assert not is_left(tmp_path, kind[0])
    write(tmp_path, 3, kind)
    assert is_left(tmp_path, kind[0])


@pytest.mark.parametrize(
    "more", [{"outcome": "in doubt"}, {"outcome": "refused"}, {"source": "playbooks/own.yml:3:5"}]
)
def test_what_is_not_certain_or_a_playbook_declared_is_not_reported(
    more: dict[str, Any], tmp_path: Path
) -> None:
    write(tmp_path, 1, LINK, **more)
    assert not is_left(tmp_path, "dependency")
