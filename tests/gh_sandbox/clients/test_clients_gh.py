"""The real gh's commands, each with what it is answered: `clients.yml` has them."""

import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.support import quick_yaml

pytestmark = pytest.mark.real_gh

CASES = quick_yaml.load(Path(__file__).with_name("clients.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_gh_is_answered_as_by_github(gh: Gh, case: dict[str, Any]) -> None:
    for step in case["steps"]:
        result = gh.run(*shlex.split(step["gh"]), GH_REPO=REPOSITORY)
        assert result.code == int("error" in step), (step, result)
        if "json" in step:
            assert result.json == step["json"], step
        if "text" in step:
            assert result.out.strip() == step["text"], step
        assert step.get("has", "") in result.out, (step, result)
        assert step.get("error", "") in result.error, (step, result)


def test_there_are_enough_commands_and_every_one_is_used_once_at_least() -> None:
    commands = [step["gh"] for case in CASES for step in case["steps"]]
    assert len(commands) >= 100
