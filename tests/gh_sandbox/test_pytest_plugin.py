"""The fixture `github`, as others have it, and the state that is kept for it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox import SandboxError
from gh_sandbox.pytest_plugin import GitHub, unfitness

ROOT = Path(__file__).parents[2]

NUMBERS = ("issue", "list", "-R", "PimpMyNines/empty", "--json", "number", "--jq", ".[].number")
CREATE = ("issue", "create", "-R", "PimpMyNines/empty", "--title", "One", "--body", "")


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_a_github_of_its_own(github: GitHub, time: int) -> None:
    assert github.requests == []
    github.gh(*CREATE)
    assert github.gh(*NUMBERS) == "1"
    assert [each["mutations"] for each in github.writes] == [["createIssue"]]


@pytest.mark.parametrize("time", [1, 2])
def test_faults_end_with_their_test(github: GitHub, time: int) -> None:
    assert github.gh(*CREATE) != ""
    github.faults.add("drop-after", operation="createIssue")
    github.faults.add({"latency": 1}, writes=False)
    assert github.gh(*CREATE, check=False) == ""
    github.faults.clear()
    assert github.gh(*NUMBERS) == "2\n1"
    with pytest.raises(SandboxError, match="unknown fault nonsense"):
        github.faults.add("nonsense")
    with pytest.raises(SandboxError, match="mutation createIsue: did you mean createIssue"):
        github.faults.add("drop-after", operation="createIsue")


def test_what_a_test_starts_comes_to_its_github(github: GitHub) -> None:
    subprocess.run(["gh", *CREATE], check=True, capture_output=True)
    assert github.gh(*NUMBERS) == "1"
    assert github.environment.items() <= os.environ.items()


OTHERS = """
import pytest

@pytest.mark.github(nonsense=1)
def test_a_word_that_is_not_known(github): ...

@pytest.mark.github(seed="nowhere.yml")
def test_a_seed_that_is_not_there(github): ...

@pytest.mark.github(clock="2026-11-23T09:00:00Z", search_lag=5)
class TestMany:
    def test_what_its_class_wants(self, github):
        github.gh("api", "repos/someone/empty/issues", "-f", "title=Late")
        count = ("api", "search/issues?q=Late", "--jq", ".total_count")
        assert github.gh(*count) == "0"
        github.advance(5)
        assert github.gh(*count) == "1"

@pytest.mark.github(repository="acme/rocket")
def test_an_empty_repository_beside(github):
    github.gh("issue", "create", "-R", "acme/rocket", "--title", "One", "--body", "")
    github.gh("label", "list", "-R", "PimpMyNines/empty")

def test_a_gh_that_fails(github):
    github.gh("issue", "list", "-R", "acme/rocket")

@pytest.mark.github(seed="mine.yml")
def test_a_seed_beside_the_test(github):
    assert github.gh("api", "user", "--jq", ".login") == "octocat"
    assert github.gh("api", "users/mona", "--jq", ".login") == "mona"
"""


# Servers are forked, as they are for the tests here.
FORKING = """
import pytest
from tests.support import prepared_server

@pytest.fixture(scope="session", autouse=True)
def forking():
    with pytest.MonkeyPatch.context() as patch, prepared_server.installed(patch):
        yield
"""


def test_markers_say_what_it_is_to_be_like(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "conftest.py").write_text(FORKING)
    (folder / "test_others.py").write_text(OTHERS)
    (folder / "mine.yml").write_text("owners: [{login: octocat}, {login: mona}]")
    done = subprocess.run(
        [
            sys.executable,
            *["-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp=its", "own"],
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "1 failed, 3 passed, 2 errors" in done.stdout, done.stdout
    assert "gh issue list -R acme/rocket ended with 1: GraphQL: Could not resolve" in done.stdout
    assert "communicate" not in done.stdout, "nothing of the inside of subprocess"
    assert "the marker `github` has no option nonsense, only seed, repository, " in done.stdout
    assert "no seed nowhere.yml" in done.stdout


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("latency", "fast"),
        ("latency", -5),
        ("latency", True),
        ("search_lag", float("nan")),
        ("search_lag", float("inf")),
        ("limits", "no"),
        ("actions", 1),
        ("clock", "yesterday"),
        ("clock", 20261123),
        ("seed", 3),
        ("seed", ""),
        ("seed", ["a.yml"]),
        ("repository", 7),
        ("without", 3),
        ("without", [3]),
        ("like", 3.2),
    ],
)
def test_a_marker_s_value_of_a_wrong_kind_is_named(word: str, value: object) -> None:
    told = unfitness(word, value)
    assert told is not None
    assert told.startswith(f"{word} is ")
    assert told.endswith(repr(value))


def test_values_that_a_marker_may_have_are_taken() -> None:
    fit = {"latency": 0, "search_lag": 1.5, "limits": False, "clock": "2026-11-23T09:00:00Z"}
    fit |= {"seed": Path("a.yml"), "repository": "a/b", "without": ["issue_types"], "like": "x"}
    assert [unfitness(word, value) for word, value in fit.items()] == [None] * len(fit)


def test_a_clock_is_not_moved_by_what_is_no_time(github: GitHub) -> None:
    no_times: tuple[Any, ...] = (-1, float("nan"), float("inf"), 1e12, "5")
    for seconds in no_times:
        with pytest.raises(SandboxError, match="moves the clock forward"):
            github.advance(seconds)
    assert github.gh("api", "user", "--jq", ".login") == "octocat"
