"""What the sandbox ships comes out whole: a run on the export would write markers and no more."""

from typing import Any

import pytest
import yaml

from gh_sandbox.seeding import seed_file
from tests.acceptance.conftest import REPOSITORY, Trial

SEEDS = {"lluminary": REPOSITORY, "scripts-ran": REPOSITORY, "shop": "acme/shop"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_is_exported_and_only_marked(trial: Trial, seed: str) -> None:
    trial.sandbox.reset(seed=seed_file.find(seed))
    where = ("--repo", SEEDS[seed], "--issues", "all", "--output", "json")
    done = trial.invoke("export", *where)
    told = done.document
    backlog = yaml.safe_load(told["text"])
    assert told["counts"]["issues"] == len(all_of(backlog["issues"])) > 0
    assert told["plan"] == {"markers": told["counts"]["issues"], "others": []}
    assert done.writes == []


def all_of(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for each in issues for one in (each, *all_of(each.get("sub_issues", [])))]
