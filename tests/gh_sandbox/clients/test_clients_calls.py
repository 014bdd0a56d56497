"""calls.yml: what other people's clients are answered, call by call."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.gh_sandbox.clients import callers
from tests.gh_sandbox.clients.callers import Caller, Octokit
from tests.support import quick_yaml

CALLS: list[dict[str, Any]] = quick_yaml.load(Path(__file__).with_name("calls.yml").read_text())
DEFAULTS = {"owner": "PimpMyNines", "org": "PimpMyNines", "repo": "LLuMinary"}


@pytest.fixture(scope="module")
def ported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox that is asked over TCP."""
    sandbox = Sandbox(tmp_path_factory.mktemp("ported"))
    sandbox.start(port=0)
    sandbox.keep()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def address(ported: Sandbox) -> str:
    ported.restore()
    return str(ported.status().api)


@pytest.fixture(params=["octokit", "githubkit", "ghapi"])
def caller(request: pytest.FixtureRequest, address: str) -> Iterator[Caller]:
    with callers.started(str(request.param), address) as found:
        yield found


def test_each_client_is_answered_as_the_table_says(caller: Caller) -> None:
    answers: dict[str, Any] = {}
    for place, entry in enumerate(CALLS, start=1):
        what = callers.named(entry["call"])
        places = set(re.findall(r"\{(\w+)\}", what.path))
        defaults = {name: value for name, value in DEFAULTS.items() if name in places}
        given = resolved({**defaults, **entry.get("with", {})}, answers)
        status, answer = caller.call(what, given)
        said = f"call {place}, {entry['call']} with {given}: {status} {answer}"
        assert (status if status >= 400 else None) == entry.get("fails"), said
        assert len(answer or []) == entry["count"] if "count" in entry else True, said
        assert has(answer, resolved(entry.get("is", {}), answers)), said
        if "as" in entry:
            answers[entry["as"]] = answer


def test_the_table_and_that_of_gh_hold_many_calls() -> None:
    steps = quick_yaml.load(Path(__file__).with_name("clients.yml").read_text())
    assert len(CALLS) + sum(len(each["steps"]) for each in steps) >= 265


def test_octokit_goes_through_all_pages(address: str) -> None:
    with callers.started("octokit", address) as octokit:
        assert isinstance(octokit, Octokit)
        route = "GET /repos/{owner}/{repo}/issues"
        parameters = {"owner": "PimpMyNines", "repo": "LLuMinary", "state": "all", "per_page": 2}
        _, listed = octokit.send(route=route, parameters=parameters, paginate=True)
        asked = {"q": "repo:PimpMyNines/LLuMinary", "per_page": 2}
        _, searched = octokit.send(route="GET /search/issues", parameters=asked, paginate=True)
        assert len(searched) == len(listed)
        query = """query($cursor: String) { repository(owner: "PimpMyNines", name: "LLuMinary") {
          issues(first: 3, after: $cursor) { nodes { number }
            pageInfo { hasNextPage endCursor } } } }"""
        _, found = octokit.send(query=query, parameters={})
        assert isinstance(found, dict), found
        numbers = {each["number"] for each in found["repository"]["issues"]["nodes"]}
        assert len(numbers) == 11
        assert numbers <= {each["number"] for each in listed}


LABELS = {"bug": "d73a4a", "typing": "5ebeff", "new": "0e8a16"}


def test_a_sync_of_labels_flows_through_each_client(caller: Caller) -> None:
    """What github-label-sync does: all pages, then a change, a new name, an addition, the rest."""

    def call(id: str, **given: object) -> tuple[int, Any]:
        return caller.call(callers.named(id), {**DEFAULTS_OF_REPOSITORY, **given})

    _, found = call("issues/list-labels-for-repo", per_page=100, page=1)
    present = {each["name"]: each["color"] for each in found}
    call("issues/update-label", name="streaming", new_name="STREAMING", color="111111")
    for name, color in LABELS.items():
        if name not in present:
            call("issues/create-label", name=name, color=color)
        elif present[name] != color:
            call("issues/update-label", name=name, color=color)
    carried = set()
    for name in present.keys() - LABELS.keys() - {"streaming"}:
        _, wearing = call("issues/list-for-repo", labels=name, state="all", per_page=100)
        for issue in wearing:
            carried.add(issue["number"])
            call("issues/add-labels", issue_number=issue["number"], labels=["new"])
        call("issues/delete-label", name=name)
    _, found = call("issues/list-labels-for-repo", per_page=100)
    assert {each["name"]: each["color"] for each in found} == {**LABELS, "STREAMING": "111111"}
    _, worn = call("issues/list-for-repo", labels="new", state="all", per_page=100)
    assert {each["number"] for each in worn} == carried
    assert len(carried) > 5


DEFAULTS_OF_REPOSITORY = {"owner": "PimpMyNines", "repo": "LLuMinary"}


def resolved(value: Any, answers: dict[str, Any]) -> Any:
    """Put what earlier answers had in the places of `$name.part.part`."""
    if isinstance(value, dict):
        return {key: resolved(each, answers) for key, each in value.items()}
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name, *parts = value[1:].split(".")
    found = answers[name]
    for part in parts:
        found = found[part]
    return found


def has(answer: Any, wanted: dict[str, Any]) -> bool:
    """Tell whether an answer, or an entry of a list, has all that is wanted."""
    if isinstance(answer, list):
        return not wanted or any(has(each, wanted) for each in answer)
    return all((answer or {}).get(name) == value for name, value in wanted.items())
