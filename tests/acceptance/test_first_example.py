"""The docs' first example: ten issues that converge from nothing, and are then as declared."""

import re
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, Trial
from tests.acceptance.own import Own, drift, unlike
from tests.support import quick_yaml


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed()
    return own


def test_the_first_example_of_the_guide_converges_and_is_kept(own: Own) -> None:
    guide = (ROOT / "docs" / "backlog.md").read_text(encoding="utf-8")
    found = re.search(r"## A first backlog\n.*?```yaml\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    declared = quick_yaml.load(found[1])
    first = own.run(declared)
    assert first.code == 0, unlike(first)
    assert len(own.rest("issues?state=all")) == 10
    second = own.run(declared)
    assert (second.writes, unlike(second)) == ([], [])
    assert drift(own) == []
