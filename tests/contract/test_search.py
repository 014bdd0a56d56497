"""Search over REST: what is refused. What it finds, the index tells later."""

import pytest

from tests.contract.github import GitHub


def _refused(github: GitHub, query: str) -> tuple[int, str, str]:
    answer = github.rest("GET", f"/search/issues{query}")
    error = answer.errors[0]
    return answer.status, error["code"], error.get("message", "")


def test_a_search_needs_a_query(github: GitHub) -> None:
    """GitHub's REST description: `q` is required; the code as in any 422."""
    assert _refused(github, "")[:2] == (422, "missing")


def test_a_repository_that_is_not_there_cannot_be_searched(github: GitHub) -> None:
    """changesets/action#252, github/github-mcp-server#2206."""
    status, code, message = _refused(github, f"?q=repo:{github.owner}/{github.name()}+is:issue")
    assert (status, code) == (422, "invalid")
    assert message.startswith("The listed users and repositories cannot be searched")


def test_repositories_of_nobody_cannot_be_searched(github: GitHub) -> None:
    """As of issues; GitHub docs, "Access errors or missing search results"."""
    answer = github.rest("GET", f"/search/repositories?q=user:{github.name('nobody')}")
    assert (answer.status, answer.codes) == (422, [("q", "invalid")])


def test_people_that_are_not_there_cannot_be_searched(github: GitHub) -> None:
    """As reported of `author:` by users of github-readme-stats."""
    status, code, message = _refused(github, f"?q=author:{github.name('nobody')}")
    assert (status, code) == (422, "invalid")
    assert message.startswith("The listed users cannot be searched")


@pytest.mark.unverified
def test_what_has_no_milestone_is_not_in_a_certain_one(github: GitHub) -> None:
    """GitHub docs, "Excluding results that match a qualifier"; the index may lag behind."""
    title, number = github.milestone()["title"], github.issue().number
    query = f"repo:{github.repository}+-milestone:{title}&sort=created&per_page=3"
    assert github.until(lambda: number in _numbers(github, query))


@pytest.mark.parametrize("term", ["reactions:%3E100000", "interactions:%3E100000"])
def test_reactions_and_interactions_are_counted(github: GitHub, term: str) -> None:
    """GitHub docs, "Searching issues and pull requests", "Search by number of reactions"."""
    assert _numbers(github, f"repo:{github.repository}+{term}&sort=reactions-%2B1") == []


def _numbers(github: GitHub, query: str) -> list[int]:
    answer = github.rest("GET", f"/search/issues?q={query}")
    return [each["number"] for each in answer.body["items"]]


def test_the_results_come_next_to_the_counts(github: GitHub) -> None:
    """octokit's paginate-rest takes the first property after the counts for the list."""
    assert list(github.rest("GET", "/search/issues?q=is:issue").body)[:3] == [
        "total_count",
        "incomplete_results",
        "items",
    ]


def test_only_the_first_1000_results_can_be_had(github: GitHub) -> None:
    """GitHub docs, "REST API endpoints for search"; the words as in microsoft/vscode#93983."""
    answer = github.rest("GET", "/search/issues?q=is:issue&per_page=100&page=11")
    assert answer.status == 422
    assert answer.body["message"] == "Only the first 1000 search results are available"


def test_too_many_operators_are_refused(github: GitHub) -> None:
    """GitHub docs, "REST API endpoints for search", "Limitations on query length"."""
    assert _refused(github, "?q=a+OR+b+OR+c+OR+d+OR+e+OR+f+OR+g")[0] == 422


@pytest.mark.unverified
def test_graphql_finds_nothing_in_a_repository_that_is_not_there(github: GitHub) -> None:
    """Nobody reported an error of GraphQL's."""
    query = "query($q: String!) { search(query: $q, type: ISSUE, first: 1) { issueCount } }"
    found = github.data(query, q=f"repo:{github.owner}/{github.name()}")
    assert found == {"search": {"issueCount": 0}}


@pytest.mark.parametrize(
    "term",
    ["reviewed-by:@me", "review-requested:@me", "review:approved", "status:failure", "draft:true"],
)
def test_what_is_asked_of_pull_requests_finds_no_issue(github: GitHub, term: str) -> None:
    """GitHub docs, "Searching issues and pull requests": each of them "matches pull requests"."""
    assert _numbers(github, f"repo:{github.repository}+is:issue+{term}") == []
