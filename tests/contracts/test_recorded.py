"""The sandbox's answers have what GitHub's recorded ones have."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gh_sandbox.conftest import Local
from tests.support import quick_yaml

RECORDED = quick_yaml.load(Path(__file__).with_name("recorded.yml").read_text(encoding="utf-8"))
WORLD = Path(__file__).parents[1] / "gh_sandbox" / "lists.yml"


@pytest.fixture
def world(stored: Local) -> Local:
    stored.sow(WORLD)
    ids = {n: stored.rest("GET", f"/repos/acme/rocket/issues/{n}")["id"] for n in (1, 2)}
    stored.rest("POST", "/repos/acme/rocket/issues/1/sub_issues", sub_issue_id=ids[2])
    blocked_by = "/repos/acme/rocket/issues/2/dependencies/blocked_by"
    stored.rest("POST", blocked_by, issue_id=ids[1])
    return stored


@pytest.mark.parametrize("entry", RECORDED, ids=lambda entry: entry["asked"])
def test_an_answer_has_what_recorded_ones_have(world: Local, entry: dict[str, Any]) -> None:
    answer = world.send("GET", entry["asked"])
    assert answer.status_code == 200
    found = json.loads(bytes(answer.body))
    bodies = found if isinstance(found, list) else [found]
    assert bodies
    for each in bodies:
        assert set(entry["properties"].split()) - set(each) == set()


def test_each_kind_of_answer_is_recorded() -> None:
    assert len({entry["asked"] for entry in RECORDED}) >= 12
    assert sum(len(entry["properties"].split()) for entry in RECORDED) > 350
