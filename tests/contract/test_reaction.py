"""Reactions."""

from tests.contract.github import GitHub


def test_a_reaction_is_made_once(github: GitHub) -> None:
    """GitHub's REST description: 201 where it is new, 200 where it was there."""
    path = f"issues/{github.issue().number}/reactions"
    made = github.rest("POST", path, {"content": "heart"})
    again = github.rest("POST", path, {"content": "heart"})
    assert (made.status, again.status) == (201, 200)
    assert made.body["id"] == again.body["id"]
    assert github.rest("DELETE", f"{path}/{made.body['id']}").status == 204


def test_an_issue_counts_its_reactions(github: GitHub) -> None:
    """GitHub's REST description, `reaction-rollup`; recorded for comments too."""
    issue = github.issue()
    github.rest("POST", f"issues/{issue.number}/reactions", {"content": "rocket"})
    comment = github.rest("POST", f"issues/{issue.number}/comments", {"body": "x"}).body
    path = f"issues/{issue.number}"
    assert github.until(lambda: github.rest("GET", path).body["reactions"]["rocket"] == 1)
    assert github.rest("GET", path).body["reactions"]["total_count"] == 1
    assert comment["reactions"]["total_count"] == 0
