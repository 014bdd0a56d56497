"""The search of issues: what each term of the language finds, and what is refused."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.seeding.seed import Issue, Owner, Repository, Seed
from tests.gh_sandbox.conftest import REPOSITORY, Local

PATH = "/search/issues?per_page=100&q="
IN = "repo:acme/rocket "


@pytest.fixture(scope="module")
def acme(stored: Local) -> Local:
    stored.sow(Path(__file__).with_name("search.yml"))
    return stored


def found(local: Local, query: str, **more: str) -> list[int]:
    answer = local.rest("GET", PATH + quote(query), **more)
    assert "items" in answer, answer
    assert answer["total_count"] == len(answer["items"])
    return sorted(each["number"] for each in answer["items"])


def refused(local: Local, path: str) -> tuple[int, Any]:
    answer = local.send("GET", path)
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("is:issue is:open", [1, 2]),
        ("is:pr", [4]),
        ("is:merged", [4]),
        ("is:pr is:unmerged", []),
        ("state:closed", [3, 4]),
        ("is:public", [1, 2, 3, 4]),
        ("is:private", []),
        ("is:blocked", [2]),
        ("is:blocking", [1]),
        ("archived:false", [1, 2, 3, 4]),
        ("is:locked", []),
        ("draft:false", [4]),
        ("-draft:true is:issue", [1, 2, 3]),
        ("review:none", [4]),
        ("review:required", []),
        ("review-requested:mikkel", []),
        ("reviewed-by:guest", []),
        ("status:success", []),
        ("linked:pr", [1]),
        ("linked:issue", [4]),
        ("-linked:pr is:issue", [2, 3]),
        ("label:bug", [1]),
        ('label:question,"urgent"', [1, 2]),
        ("-label:bug is:issue", [2, 3]),
        ("no:label is:issue", [3]),
        ("has:label", [1, 2]),
        ("no:assignee is:issue", [2, 3]),
        ("assignee:*", [1]),
        ("-assignee:* is:issue", [2, 3]),
        ("milestone:*", [1]),
        ("no:milestone is:issue", [2, 3]),
        ('milestone:"first flight"', [1]),
        ("no:type is:issue", [3]),
        ("type:task", [1]),
        ("type:Task,Bug", [1, 2]),
        ("no:parent-issue is:issue", [1, 3]),
        ("has:sub-issue", [1]),
        ("parent-issue:acme/rocket#1", [2]),
        ("sub-issue:acme/rocket#2", [1]),
        ("blocked-by:acme/rocket#1", [2]),
        ("has:project", [2]),
        ("project:acme/1", [2]),
        ("reason:not-planned", [3]),
        ('reason:"not planned"', [3]),
        ("author:mikkel", [2]),
        ("author:app/github-actions", [3]),
        ("author:@me", [1, 4]),
        ("assignee:mikkel", [1]),
        ("mentions:mikkel", [2]),
        ("commenter:guest", [1]),
        ("involves:mikkel", [1, 2]),
        ("involves:guest", [1]),
        ("head:fix", [4]),
        ("comments:3", [1]),
        ("comments:>3", []),
        ("comments:1..5", [1]),
        ("comments:0", [2, 3, 4]),
        ("created:2026-02-10", [2]),
        ("created:>2026-02-10", [4]),
        ("created:>=2026-02-10", [2, 4]),
        ("created:<2026-01-05", [3]),
        ("created:<=2026-01-05", [1, 3]),
        ("created:2026-01-01..2026-02-28", [1, 2]),
        ("created:*..2026-01-05", [1, 3]),
        ("created:2026-01-05T12:00:00+02:00", [1]),
        ("updated:>2026-02-28", [4]),
        ("closed:*..*", [3, 4]),
        ("merged:2026-11-23", [4]),
        ("engine", [1, 4]),
        ("engine in:title is:issue", [1]),
        ("leaks", [1]),
        ("leaks in:title,body", []),
        ('"the engine room"', [4]),
        ("the engine room", [4]),
        ("room engine", [4]),
        ("-engine is:issue", [2, 3]),
        ("NOT engine is:issue", [2, 3]),
        ("label:bug OR label:question", [1, 2]),
        ("is:issue (label:bug OR author:app/github-actions)", [1, 3]),
        ("is:issue AND (label:question OR (label:bug AND is:open))", [1, 2]),
        ("is:issue -(label:bug OR label:question)", [3]),
        ("(engine OR paint) is:issue", [1, 2]),
    ],
)
def test_a_query_finds(acme: Local, query: str, numbers: list[int]) -> None:
    wanted = f"{IN}({query})" if " OR " in query else IN + query
    assert found(acme, wanted) == numbers
    text = (
        "query($q: String!) { search(query: $q, type: ISSUE_ADVANCED, first: 50) { issueCount } }"
    )
    assert acme.graphql(text, q=wanted)["data"]["search"]["issueCount"] == len(numbers)


def test_pull_requests_are_found_by_their_reviews_and_statuses(acme: Local) -> None:
    """GitHub docs, "Searching issues and pull requests": who has reviewed is asked no longer."""
    pull = "/repos/acme/rocket/pulls/4"

    def review(event: str, token: str = "ghp_guest") -> None:
        made = acme.rest("POST", f"{pull}/reviews", token=token, event=event, body="Well")
        assert "id" in made, made

    acme.rest("PUT", "/repos/acme/rocket/collaborators/guest", permission="push")
    acme.rest("POST", f"{pull}/requested_reviewers", reviewers=["guest"])
    assert found(acme, f"{IN}review-requested:guest review:none") == [4]
    assert found(acme, f"{IN}user-review-requested:@me", token="ghp_guest") == [4]
    for event, decision in (
        ("COMMENT", "none"),
        ("REQUEST_CHANGES", "changes_requested"),
        ("APPROVE", "approved"),
    ):
        review(event)
        for each in ("changes_requested", "approved"):
            assert found(acme, f"{IN}review:{each}") == ([4] if each == decision else [])
    assert found(acme, f"{IN}reviewed-by:guest") == [4]
    assert found(acme, f"{IN}review-requested:guest") == found(acme, f"{IN}review:none") == []

    sha = acme.rest("GET", pull)["head"]["sha"]
    states = (("build", "pending", "pending"), ("build", "success", "success"))
    for context, state, worst in (
        *states,
        ("test", "pending", "pending"),
        ("x", "error", "failure"),
    ):
        acme.rest("POST", f"/repos/acme/rocket/statuses/{sha}", context=context, state=state)
        for each in ("pending", "success", "failure"):
            assert found(acme, f"{IN}status:{each}") == ([4] if each == worst else [])


def test_a_pull_request_is_found_by_its_commits(acme: Local) -> None:
    """GitHub docs, "Search by commit SHA": at least seven characters. Several of them, side by
    side, are any of them: semantic-release/github searches so for what a release has."""
    pull = acme.rest("GET", "/repos/acme/rocket/pulls/4")
    head, merged = pull["head"]["sha"], pull["merge_commit_sha"]
    for sha in (head, head[:7], merged, f"{head} {merged[:10]} {'0' * 40}"):
        assert found(acme, f"{IN}is:merged {sha}") == [4]
    assert found(acme, f"{IN}{head[:6]}") == found(acme, f"{IN}{'0' * 40}") == []
    assert found(acme, f"{IN}is:issue {head}") == []


def test_or_binds_weaker_than_what_stands_side_by_side(acme: Local) -> None:
    assert found(acme, f"{IN}label:bug OR repo:acme/yard label:bug") == [1, 1]


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("", [4, 2, 1, 3]),
        (" sort:created-asc", [3, 1, 2, 4]),
        (" sort:created", [4, 2, 1, 3]),
        (" sort:comments-desc", [1, 4, 3, 2]),
    ],
)
def test_results_are_in_order(acme: Local, order: str, numbers: list[int]) -> None:
    answer = acme.rest("GET", PATH + quote(IN + order))
    assert [each["number"] for each in answer["items"]] == numbers


def test_what_the_viewer_cannot_see_is_not_found(acme: Local) -> None:
    assert len(found(acme, "org:acme engine is:issue")) == 2
    assert found(acme, "org:acme engine is:issue", token="ghp_guest") == [1]
    assert found(acme, "is:private") == [1]
    for token, status in ((DEFAULT_TOKEN, 200), ("ghp_guest", 422)):
        answer = acme.send("GET", PATH + "repo:acme/secret", token=token)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("repo:acme/nothere is:issue", "The listed users and repositories cannot be searched"),
        ("org:nobody", "The listed users and repositories cannot be searched"),
        ("author:nobody", "The listed users cannot be searched"),
        ("(is:open", "lacks a closing parenthesis"),
        ("is:open)", "a closing parenthesis too many"),
        ("is:open OR", "nothing on one side of an OR"),
        ("is:open NOT", "nothing for its last operator"),
        ("a OR b OR c OR d OR e OR f OR g", "More than five AND / OR / NOT operators"),
        ("((((((a))))))", "nested more than 5 levels"),
        ("x" * 257, "longer than 256 characters"),
        ("created:yesterday", "is not a recognized date/time format"),
        ("comments:many", "is no number"),
    ],
)
def test_what_github_refuses_is_a_422_of_q(acme: Local, query: str, words: str) -> None:
    status, answer = refused(acme, PATH + quote(query))
    assert (status, answer["message"]) == (422, "Validation Failed")
    (error,) = answer["errors"]
    assert (error["resource"], error["field"], error["code"]) == ("Search", "q", "invalid")
    assert words in error["message"]


def test_one_repository_that_is_there_suffices(acme: Local) -> None:
    assert found(acme, "(repo:acme/nothere OR repo:acme/yard)") == [1]


@pytest.mark.parametrize("path", ["/search/issues", "/search/issues?q=", "/search/issues?q=%20"])
def test_a_search_for_nothing_is_refused(acme: Local, path: str) -> None:
    status, answer = refused(acme, path)
    assert (status, answer["errors"][0]["code"]) == (422, "missing")


@pytest.mark.parametrize(
    "query",
    [
        *("language:python", "is:queued", "in:attachments", "no:reaction", "sort:stars"),
        *("number:5", "team:acme/x", "reason:boredom", "project:12", "review:maybe", "foo:bar"),
    ],
)
def test_what_the_sandbox_does_not_know_it_names(acme: Local, query: str) -> None:
    status, answer = refused(acme, PATH + quote(IN + query))
    assert status == 422
    assert f"Search term {query.partition(':')[0]}" in answer["message"]
    assert "is not implemented by the sandbox" in answer["message"]


def test_several_repositories_mean_any_of_them_only_in_an_old_search(acme: Local) -> None:
    query = """query($q: String!, $t: SearchType!) {
      search(query: $q, type: $t, first: 9) { issueCount } }"""
    both = "repo:acme/rocket repo:acme/yard label:bug"
    counts = {
        type: acme.graphql(query, q=both, t=type)["data"]["search"]["issueCount"]
        for type in ("ISSUE", "ISSUE_ADVANCED")
    }
    assert counts == {"ISSUE": 2, "ISSUE_ADVANCED": 0}


def test_totals_are_true_beyond_what_can_be_had(stored: Local) -> None:
    issues = [Issue(title=f"Number {number}") for number in range(1, 1206)]
    crowd = Owner(login="octocat", repositories=[Repository(name="crowd", issues=issues)])
    stored.sow(Seed(owners=[crowd]))
    last = stored.send("GET", PATH + "repo:octocat/crowd&page=10")
    assert json.loads(bytes(last.body))["total_count"] == 1205
    assert len(json.loads(bytes(last.body))["items"]) == 100
    assert 'rel="next"' not in last.headers["link"]
    status, answer = refused(stored, PATH + "repo:octocat/crowd&page=11")
    assert status == 422
    assert answer["message"] == "Only the first 1000 search results are available"
    query = """query($after: String) { search(query: "repo:octocat/crowd", type: ISSUE, first: 100,
      after: $after) { issueCount pageInfo { hasNextPage endCursor } } }"""
    after, pages = None, 0
    while True:
        search = stored.graphql(query, after=after)["data"]["search"]
        assert search["issueCount"] == 1205
        pages += 1
        if not search["pageInfo"]["hasNextPage"]:
            break
        after = search["pageInfo"]["endCursor"]
    assert pages == 10


def test_a_search_tells_where_it_found_what(local: Local) -> None:
    """GitHub docs, "REST API endpoints for search", "Text match metadata"."""
    word = local.rest("GET", f"/repos/{REPOSITORY}/issues/3")["title"].split()[0].lower()
    path = f"/search/issues?q={quote(f'repo:{REPOSITORY} {word} in:title')}"
    answer = local.send("GET", path, accept="application/vnd.github.text-match+json")
    item = json.loads(bytes(answer.body))["items"][0]
    match = item["text_matches"][0]
    begin, end = match["matches"][0]["indices"]
    assert match["fragment"][begin:end].lower() == word
    assert match["object_url"] == item["url"]
    assert "text_matches" not in local.rest("GET", path)["items"][0]
