"""What the sandbox ships comes out whole: a run on the export would write markers and no more."""

from typing import Any

import pytest

from gh_sandbox.seeding import seed_file
from tests.acceptance.conftest import REPOSITORY, Trial
from tests.support import quick_yaml

SEEDS = {"lluminary": REPOSITORY, "scripts-ran": REPOSITORY, "shop": "acme/shop"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_is_exported_and_only_marked(trial: Trial, seed: str) -> None:
    trial.sandbox.reset(seed=seed_file.find(seed))
    where = ("--repo", SEEDS[seed], "--issues", "all", "--output", "json")
    done = trial.invoke("export", *where)
    told = done.document
    backlog = quick_yaml.load(told["text"])
    assert told["counts"]["issues"] == len(all_of(backlog["issues"])) > 0
    assert told["plan"] == {"markers": told["counts"]["issues"], "others": []}
    assert done.writes == []


def test_a_board_that_the_login_may_not_see_is_named(trial: Trial) -> None:
    trial.sandbox.reset(seed=seed_file.find("shop"))
    where = ("--repo", "acme/shop", "--output", "json")
    told = trial.invoke("export", *where, GH_TOKEN="ghp_sandbox_no_project").document
    (chosen,) = told["chosen"]
    assert chosen == "no board: this login may not see projects (scope read:project)"
    assert f"# {chosen}\n" in told["text"]
    assert "project" not in quick_yaml.load(told["text"])


def all_of(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for each in issues for one in (each, *all_of(each.get("sub_issues", [])))]
