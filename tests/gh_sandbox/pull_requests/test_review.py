"""Reviews of pull requests, and the people who are asked for one."""

import json
from typing import Any

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

PULL = f"/repos/{REPOSITORY}/pulls/18"


def review(local: Local, event: str, body: str = "") -> Any:
    return local.rest("POST", f"{PULL}/reviews", event=event, body=body)


def decision(local: Local) -> Any:
    owner, name = REPOSITORY.split("/")
    query = """query($o: String!, $n: String!) { repository(owner: $o, name: $n) {
      pullRequest(number: 18) { reviewDecision latestReviews(first: 5) { nodes { state } }
        latestOpinionatedReviews(first: 5) { nodes { state } }
        reviews(first: 5, states: [COMMENTED]) { totalCount } } } }"""
    return local.graphql(query, o=owner, n=name)["data"]["repository"]["pullRequest"]


def test_a_pull_request_is_reviewed_and_the_latest_opinion_counts(local: Local) -> None:
    assert decision(local)["reviewDecision"] is None
    made = review(local, "REQUEST_CHANGES", "Please")
    assert (made["state"], made["user"]["login"]) == ("CHANGES_REQUESTED", "octocat")
    assert decision(local)["reviewDecision"] == "CHANGES_REQUESTED"
    review(local, "APPROVE")
    review(local, "COMMENT", "By the way")
    assert decision(local) == {
        "reviewDecision": "APPROVED",
        "latestReviews": {"nodes": [{"state": "COMMENTED"}]},
        "latestOpinionatedReviews": {"nodes": [{"state": "APPROVED"}]},
        "reviews": {"totalCount": 1},
    }
    listed = local.rest("GET", f"{PULL}/reviews")
    assert [each["state"] for each in listed] == ["CHANGES_REQUESTED", "APPROVED", "COMMENTED"]
    dismissed = local.rest("PUT", f"{PULL}/reviews/{listed[1]['id']}/dismissals", message="No")
    assert dismissed["state"] == "DISMISSED"
    assert local.rest("GET", f"{PULL}/reviews/{listed[1]['id']}") == dismissed
    assert decision(local)["reviewDecision"] is None


def test_a_review_may_have_an_empty_list_of_comments(local: Local) -> None:
    """github3.py sends one with every review."""
    path = f"{PULL}/reviews"
    assert local.rest("POST", path, event="COMMENT", body="Good", comments=[])["body"] == "Good"


def test_what_github_refuses_of_a_review_is_refused(local: Local) -> None:
    """Reported: nobody approves an own pull request, and a comment has a text."""
    own = f"/repos/{REPOSITORY}/pulls/19"
    me = local.rest("GET", "/user")["id"]
    local.store.execute("UPDATE issue SET author_id = ? WHERE number = 19", me)
    refused = local.rest("POST", f"{own}/reviews", event="APPROVE")
    assert refused["errors"] == ["Can not approve your own pull request"]
    assert review(local, "COMMENT")["status"] == "422"
    assert (
        "is not implemented by the sandbox"
        in local.rest("POST", f"{PULL}/reviews", body="later")["message"]
    )
    assert review(local, "LIKE")["message"].startswith(
        "Invalid request.\n\nLIKE is not a member of"
    )


def test_reviewers_are_asked_and_are_so_until_they_review(local: Local) -> None:
    path = f"{PULL}/requested_reviewers"

    def asked() -> list[str]:
        return [each["login"] for each in local.rest("GET", path)["users"]]

    made = local.rest("POST", path, reviewers=["octocat", "dana-w"])
    assert [each["login"] for each in made["requested_reviewers"]] == asked()
    assert sorted(asked()) == ["dana-w", "octocat"]
    review(local, "APPROVE")
    assert asked() == ["dana-w"]
    local.rest("DELETE", path, reviewers=["dana-w"])
    assert asked() == []
    for login, words in (
        ("mikkel", "Review cannot be requested from pull request author."),
        ("nobody-x", "Reviews may only be requested from collaborators."),
    ):
        assert local.rest("POST", path, reviewers=[login])["message"].startswith(words)


def test_gh_asks_for_reviews_and_gives_them(gh: Gh) -> None:
    of = ("18", "-R", REPOSITORY)

    def shown(name: str) -> list[Any]:
        return list(json.loads(gh("pr", "view", *of, "--json", name))[name])

    gh("pr", "edit", *of, "--add-reviewer", "dana-w")
    assert [each["login"] for each in shown("reviewRequests")] == ["dana-w"]
    gh("pr", "review", *of, "--request-changes", "--body", "Please")
    gh("pr", "review", *of, "--approve", "--body", "Nice")
    found = [(each["state"], each["body"]) for each in shown("reviews")]
    assert found == [("CHANGES_REQUESTED", "Please"), ("APPROVED", "Nice")]
    gh("pr", "edit", *of, "--remove-reviewer", "dana-w")
    assert shown("reviewRequests") == []
    refused = gh.run("pr", "edit", *of, "--add-reviewer", "mikkel")
    assert "Review cannot be requested from pull request author." in refused.error


def test_the_timeline_tells_of_reviews_and_commits(local: Local) -> None:
    for name, method in (("asked", "POST"), ("asked no longer", "DELETE")):
        given = local.rest(method, f"{PULL}/requested_reviewers", reviewers=["dana-w"])
        assert "id" in given, name
    made = review(local, "APPROVE", "Fine")
    local.rest("PUT", f"{PULL}/reviews/{made['id']}/dismissals", message="Not yet")
    found = local.rest("GET", f"{PULL.replace('/pulls/', '/issues/')}/timeline?per_page=100")
    told = {each["event"]: each for each in found}
    assert found[0]["event"] == "committed"
    assert told["review_requested"]["requested_reviewer"]["login"] == "dana-w"
    assert told["review_request_removed"]["review_requester"]["login"] == "octocat"
    assert told["reviewed"]["state"] == "dismissed"
    assert told["review_dismissed"]["dismissed_review"] == {
        "state": "approved",
        "review_id": made["id"],
        "dismissal_message": "Not yet",
    }
