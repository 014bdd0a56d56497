"""Comments on commits."""

import pytest

from tests.contract.github import GitHub


def test_a_commit_is_commented(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Commit comments", `commit-comment`."""
    before = github.rest("GET", f"commits/{head}").body["commit"]["comment_count"]
    made = github.rest("POST", f"commits/{head}/comments", {"body": "Well done"})
    path = f"comments/{made.body['id']}"
    github.on_end(lambda: github.rest("DELETE", path))
    assert (made.status, made.body["commit_id"], made.body["path"]) == (201, head, None)
    assert made.headers["location"] == made.body["url"].lower()
    assert made.body["html_url"].endswith(f"/commit/{head}#commitcomment-{made.body['id']}")
    for listed in (f"commits/{head}/comments", "comments"):
        ids = [each["id"] for each in github.rest("GET", listed).body]
        assert made.body["id"] in ids
    assert github.rest("PATCH", path, {"body": "Better"}).body["body"] == "Better"
    after = github.rest("GET", f"commits/{head}").body["commit"]["comment_count"]
    assert after == before + 1


def test_a_comment_on_a_commit_has_reactions(github: GitHub, head: str) -> None:
    """GitHub's REST description, "Reactions": 201 where it is new, 200 where it was there."""
    made = github.rest("POST", f"commits/{head}/comments", {"body": "Well done"}).body
    path = f"comments/{made['id']}"
    github.on_end(lambda: github.rest("DELETE", path))
    answers = [github.rest("POST", f"{path}/reactions", {"content": "-1"}) for _ in range(2)]
    assert [each.status for each in answers] == [201, 200]
    assert github.rest("GET", path).body["reactions"]["-1"] == 1
    assert github.rest("GET", f"{path}/reactions").body[0]["content"] == "-1"
    gone = github.rest("DELETE", f"{path}/reactions/{answers[0].body['id']}")
    assert (gone.status, github.rest("GET", f"{path}/reactions").body) == (204, [])


@pytest.mark.unverified
def test_a_comment_is_on_a_commit_that_exists(github: GitHub) -> None:
    """As GitHub answers for the commit itself; of comments not seen."""
    given = {"body": "x"}
    assert github.rest("POST", f"commits/{'0' * 40}/comments", given).status == 422
    assert github.rest("GET", "comments/1").status == 404
