"""`runs`: one journal that cannot be read keeps no other from the list."""

import json
from pathlib import Path

from tests import tool

BEGIN = {
    "event": "begin",
    "time": "2026-11-23T09:00:00+00:00",
    "repository": "acme/rocket",
    "playbook": "all",
}


def test_a_journal_that_cannot_be_read_is_named_and_the_others_are_listed(tmp_path: Path) -> None:
    folder = tmp_path / ".gh-playbook" / "runs"
    folder.mkdir(parents=True)
    for number in (1, 3):
        (folder / f"run{number}.jsonl").write_text(f"{json.dumps(BEGIN)}\n")
    (folder / "run2.jsonl").write_text(f"{json.dumps(BEGIN)}\nnonsense\n{json.dumps(BEGIN)}\n")
    done = tool.call("runs", folder=tmp_path)
    assert done.code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["run3", "run1"]
    assert "run2.jsonl:2:1: not a line of a journal" in done.error
    assert "move the file away" in done.error
    document = json.loads(tool.call("runs", "--output", "json", folder=tmp_path).out)
    assert len(document["runs"]) == 2
