"""The backlog of all keys where less is possible: the rest is done, and the lack is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gh_sandbox import Sandbox, missing_features
from tests.acceptance.conftest import Trial
from tests.acceptance.every import FOLDER, Every
from tests.acceptance.hands import Hands
from tests.acceptance.own import unlike
from tests.support import quick_yaml

_BOARD = {"project", "project_field", "project_view", "project_item", "draft", "status_update"}
_BOARD |= {"built_in_workflows", "card", "card_order", "project_link"}
# Of each feature: the modules that say that it is missing, and the kinds of which `verify` does.
SAID: dict[str, tuple[set[str], set[str]]] = {
    "issue-types": ({"issue_type"}, {"issue type"}),
    "sub-issues": ({"sub_issue"}, {"sub-issue"}),
    "dependencies": ({"dependency"}, {"dependency"}),
    "relations": ({"relation"}, {"relation"}),
    "pins": (set(), {"issue"}),
    "duplicates": (set(), {"issue"}),
    "issue-fields": ({"issue_field"}, {"issue field"}),
    "project-views": ({"project_view"}, {"view"}),
    "multi-selects": ({"project_field", "issue_field"}, {"field", "issue field"}),
    "status-updates": ({"status_update"}, {"status update"}),
    "projects": (_BOARD, {"project"}),
    "archived-states": (_BOARD, {"project"}),
    "option-ids": (_BOARD, {"project"}),
}
# What hides that something else is missing, too.
_HIDES = {"projects", "archived-states", "option-ids"}
_HIDDEN = {"project-views", "multi-selects", "status-updates"}
_OF_BOARD = {"view", "field", "status update"}


@dataclass(frozen=True)
class Server:
    """A server without some features, or like a version of GitHub Enterprise Server."""

    lacking: tuple[str, ...]
    like: str | None = None


SERVERS = {
    "issues": Server(
        ("issue-types", "sub-issues", "dependencies", "relations", "pins", "duplicates")
    ),
    "board": Server(("project-views", "multi-selects", "status-updates", "issue-fields")),
    "no board": Server(("projects",)),
    "ghes-3.21": Server(missing_features.VERSIONS["ghes-3.21"], "ghes-3.21"),
    "ghes-3.18": Server(missing_features.VERSIONS["ghes-3.18"], "ghes-3.18"),
}


@pytest.fixture
def lesser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Every, Server]]:
    server = SERVERS[request.param]
    sandbox = Sandbox(tmp_path / "sandbox")
    every = Every.made(Trial(sandbox), tmp_path / "backlog")
    without = [] if server.like else server.lacking
    sandbox.start(seed=every.seed, limits=False, without=without, like=server.like)
    yield every, server
    sandbox.stop()


def test_every_feature_is_missing_somewhere() -> None:
    assert SAID.keys() == missing_features.FEATURES.keys()
    assert {name for each in SERVERS.values() for name in each.lacking} == SAID.keys()


@pytest.mark.parametrize("lesser", SERVERS, indirect=True)
def test_what_a_server_lacks_is_said_and_all_else_is_done(lesser: tuple[Every, Server]) -> None:
    every, server = lesser
    first = every.run()
    assert first.code == 0, unlike(first)
    possible = {"created", "updated", "removed", "skipped", "verified", "unsupported"}
    assert set(first.outcomes) <= possible
    verified = every.verified()
    assert (verified.drift, verified.exit_code) == ((), 0)
    second = every.run()
    assert (second.code, second.writes) == (0, [])
    lacking = set(server.lacking)
    hidden = _HIDDEN & lacking if lacking & _HIDES else set()
    modules = set[str]().union(*(SAID[each][0] for each in lacking - hidden))
    modules |= set[str]().union(*(SAID[each][0] - _BOARD for each in hidden))
    kinds = set[str]().union(*(SAID[each][1] for each in lacking - hidden))
    kinds |= set[str]().union(*(SAID[each][1] - _OF_BOARD for each in hidden))
    told = [each for each in second.changes if each["outcome"] == "unsupported"]
    assert {each["module"] for each in told} == modules
    assert {each.kind for each in verified.unsupported} == kinds
    assert all(each["reason"] for each in told)


def test_a_user_has_all_but_what_is_an_organizations(trial: Trial, tmp_path: Path) -> None:
    every = Every.of_user(trial, tmp_path)
    trial.sandbox.reset(seed=every.seed)
    first = every.run()
    assert first.code == 0, unlike(first)
    told = [each for each in first.changes if each["outcome"] == "unsupported"]
    of_organizations = {"issue_type", "issue_field", "project_field", "project_link"}
    assert {each["module"] for each in told} == of_organizations
    second = every.run()
    assert (second.code, second.writes) == (0, [])
    assert every.drift() == []
    hands = Hands(trial.gh, "octocat/rocket")
    groups = quick_yaml.load((FOLDER / "drift.yml").read_text().replace("acme", "octocat"))
    cases = [*groups["issues"]["cases"], *groups["the board"]["cases"]]
    cases = [case for case in cases if "Issue.type" not in case["keys"]]
    for case in cases:
        for each in case["do"]:
            hands.do(each)
    found = every.drift()
    for case in cases:
        assert set(found) >= set(case["drift"]), case["keys"]
    assert len(found) == sum(len(case["drift"]) for case in cases)
    assert every.run().code == 0
    assert every.drift() == []
    assert every.run().writes == []
