"""Comments on lines and files of pull requests."""

from typing import Any

import pytest

from gh_sandbox import patch
from tests.gh_sandbox.conftest import REPOSITORY, Local
from tests.gh_sandbox.pull_requests.test_pull_request import open_one, push

REPO = f"/repos/{REPOSITORY}"
READER = "ghp_sandbox_reader"


@pytest.fixture
def pull(local: Local) -> Any:
    """A pull request that adds a.txt with two lines."""
    return open_one(local)


def comment(local: Local, pull: Any, text: str = "Why?", **more: Any) -> Any:
    given = {"path": "a.txt", "line": 2, "commit_id": pull["head"]["sha"], "body": text, **more}
    return local.rest("POST", f"{REPO}/pulls/{pull['number']}/comments", **given)


def test_a_line_is_commented_answered_and_edited(local: Local, pull: Any) -> None:
    made = comment(local, pull)
    assert (made["line"], made["side"], made["position"]) == (2, "RIGHT", 2)
    assert made["diff_hunk"] == "@@ -0,0 +1,2 @@\n+one\n+two"
    where = f"{REPO}/pulls/{pull['number']}"
    answer = local.rest("POST", f"{where}/comments/{made['id']}/replies", body="So")
    other = comment(local, pull, "Yes", in_reply_to=answer["id"])
    assert answer["in_reply_to_id"] == other["in_reply_to_id"] == made["id"]
    assert (answer["line"], answer["path"]) == (2, "a.txt")
    one = f"{REPO}/pulls/comments/{made['id']}"
    assert local.rest("PATCH", one, body="How?")["body"] == "How?"
    listed = local.rest("GET", f"{where}/comments")
    assert [each["body"] for each in listed] == ["How?", "So", "Yes"]
    assert local.rest("GET", f"{REPO}/pulls/comments?direction=desc") == listed[::-1]
    assert local.rest("GET", where)["review_comments"] == 3
    assert local.send("PATCH", one, token=READER, content=b'{"body": "x"}').status_code == 403
    assert local.send("DELETE", one).status_code == 204
    assert local.send("GET", one).status_code == 404


def test_people_react_to_a_comment_on_a_line(local: Local, pull: Any) -> None:
    made = comment(local, pull)
    assert made["reactions"]["total_count"] == 0
    one = f"{REPO}/pulls/comments/{made['id']}"
    local.rest("POST", f"{one}/reactions", content="confused")
    local.rest("POST", f"{one}/reactions", token=READER, content="+1")
    again = local.send("POST", f"{one}/reactions", content=b'{"content": "confused"}')
    assert again.status_code == 200
    rollup = local.rest("GET", one)["reactions"]
    assert (rollup["+1"], rollup["confused"], rollup["total_count"]) == (1, 1, 2)
    assert rollup["url"] == f"{made['url']}/reactions"
    (liked,) = local.rest("GET", f"{one}/reactions?content=%2B1")
    assert local.send("DELETE", f"{one}/reactions/{liked['id']}").status_code == 403
    own = local.rest("GET", f"{one}/reactions")[0]["id"]
    assert local.send("DELETE", f"{one}/reactions/{own}").status_code == 204
    assert local.send("GET", f"{REPO}/pulls/comments/1/reactions").status_code == 404
    assert local.send("GET", f"{REPO}/issues/comments/{made['id']}/reactions").status_code == 404
    local.send("DELETE", one)
    assert local.store.number("SELECT COUNT(*) FROM reaction") == 0


def test_a_comment_alone_is_in_a_review_of_its_own(local: Local, pull: Any) -> None:
    made = comment(local, pull)
    (review,) = local.rest("GET", f"{REPO}/pulls/{pull['number']}/reviews")
    assert (review["id"], review["state"], review["body"]) == (
        made["pull_request_review_id"],
        "COMMENTED",
        "",
    )
    where = f"{REPO}/pulls/{pull['number']}/reviews/{review['id']}/comments"
    assert [each["id"] for each in local.rest("GET", where)] == [made["id"]]


def test_a_review_brings_its_comments_or_none(local: Local, pull: Any) -> None:
    where = f"{REPO}/pulls/{pull['number']}"
    good, bad = {"path": "a.txt", "line": 1, "body": "One"}, {"path": "a.txt", "body": "No line"}
    refused = local.rest("POST", f"{where}/reviews", event="COMMENT", comments=[good, bad])
    (told,) = refused["errors"]
    assert told == (
        "Pull request review thread line must be part of the diff and "
        "Pull request review thread diff hunk can't be blank"
    )
    assert local.rest("GET", f"{where}/reviews") == []
    by_place = {"path": "a.txt", "position": 2, "body": "Two"}
    local.rest("POST", f"{where}/reviews", event="COMMENT", comments=[good, by_place])
    assert [each["line"] for each in local.rest("GET", f"{where}/comments")] == [1, 2]


def test_a_comment_has_a_place_in_the_difference(local: Local, pull: Any) -> None:
    """cli/cli#5746 for the words of a line outside."""
    answer = comment(local, pull, line=9)
    assert answer["errors"] == [
        {
            "resource": "PullRequestReviewComment",
            "field": "pull_request_review_thread.line",
            "code": "custom",
            "message": "pull_request_review_thread.line must be part of the diff",
        },
        {
            "resource": "PullRequestReviewComment",
            "field": "pull_request_review_thread.diff_hunk",
            "code": "missing_field",
        },
    ]
    assert comment(local, pull, side="LEFT")["status"] == "422"
    assert comment(local, pull, path="b.txt")["status"] == "422"
    assert comment(local, pull, start_line=2)["status"] == "422"
    assert comment(local, pull, commit_id="0" * 40)["status"] == "422"
    assert comment(local, pull, start_line=1)["start_line"] == 1
    assert comment(local, pull, subject_type="file")["subject_type"] == "file"


def test_an_earlier_commit_is_commented_as_it_was(local: Local, pull: Any) -> None:
    push(local, "c.txt", "three\n")
    assert comment(local, pull, path="c.txt", line=1)["status"] == "422"
    assert comment(local, pull)["commit_id"] == pull["head"]["sha"]


def test_the_lines_of_a_patch_have_positions_and_numbers() -> None:
    old = "".join(f"{number}\n" for number in range(1, 31))
    new = old.replace("2\n", "two\n", 1).replace("\n28\n", "\n")
    found = patch.between(old.encode(), new.encode())
    assert found is not None
    places = {each.position: (each.before, each.after) for each in patch.places(found)}
    lines = found.hunks.split("\n")
    heads = [position for position, line in enumerate(lines) if line.startswith("@@")]
    assert places.keys() == set(range(len(lines))) - set(heads)
    assert places[lines.index("-2")] == (2, None)
    assert places[lines.index("+two")] == (None, 2)
    assert places[lines.index("-28")] == (28, None)
