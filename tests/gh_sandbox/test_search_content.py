"""The searches of code and commits."""

import base64
import json
from urllib.parse import quote

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("Needle repo:PimpMyNines/LLuMinary", {"docs/a.py"}),
        ("needle extension:py", {"docs/a.py"}),
        ("needle extension:md", set()),
        ("needle language:python filename:a", {"docs/a.py"}),
        ("needle path:docs", {"docs/a.py"}),
        ("docs/a in:path", {"docs/a.py"}),
        ("needle org:PimpMyNines size:<5", set()),
    ],
)
def test_code_is_searched_for(local: Local, query: str, paths: set[str]) -> None:
    """GitHub docs, "Searching code (legacy)"."""
    text = base64.b64encode(b"def needle(): ...").decode()
    local.rest("PUT", f"/repos/{REPOSITORY}/contents/docs/a.py", message="Find me", content=text)
    found = local.rest("GET", f"/search/code?q={quote(query)}")
    assert {each["path"] for each in found["items"]} == paths
    assert found["total_count"] == len(paths)


def test_a_search_of_code_shows_its_matches(local: Local) -> None:
    text = base64.b64encode(b"def needle(): ...").decode()
    local.rest("PUT", f"/repos/{REPOSITORY}/contents/a.py", message="Find me", content=text)
    wanted = "application/vnd.github.text-match+json"
    answer = local.send("GET", "/search/code?q=needle", accept=wanted)
    [match] = json.loads(bytes(answer.body))["items"][0]["text_matches"]
    assert (match["property"], match["fragment"]) == ("content", "def needle(): ...")
    assert match["matches"] == [{"text": "needle", "indices": [4, 10]}]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("rare", 1),
        ("rare author:octocat", 1),
        ("rare author:mikkel", 0),
        ("rare author-name:bot", 1),
        ("rare author-email:bot@example.com committer:octocat", 1),
        ("rare author-date:>2026-03-01", 0),
        ("rare author-date:<2026-03-01 merge:false repo:PimpMyNines/LLuMinary", 1),
        ("rare merge:true", 0),
    ],
)
def test_commits_are_searched_for(local: Local, query: str, number: int) -> None:
    """GitHub docs, "Searching commits"."""
    who = {"name": "Release bot", "email": "bot@example.com"}
    git = f"/repos/{REPOSITORY}/git"
    head = local.rest("GET", f"{git}/ref/heads/main")["object"]["sha"]
    tree = local.rest("GET", f"{git}/commits/{head}")["tree"]["sha"]
    given = {"message": "A rare word", "tree": tree, "parents": [head]}
    viewer = {"name": "octocat", "email": "octocat@users.noreply.github.com"}
    author = viewer if "author:" in query else {**who, "date": "2026-02-01T00:00:00Z"}
    made = local.rest("POST", f"{git}/commits", **given, author=author, committer=viewer)
    local.rest("PATCH", f"{git}/refs/heads/main", sha=made["sha"])
    found = local.rest("GET", f"/search/commits?q={quote(query)}&sort=author-date")
    assert [each["sha"] for each in found["items"]] == [made["sha"]] * number


def test_what_a_search_of_content_does_not_know_is_named(local: Local) -> None:
    for kind, query in (("code", "x is:fork"), ("commits", "x size:7"), ("code", "x in:title")):
        found = local.rest("GET", f"/search/{kind}?q={quote(query)}")
        assert "is not implemented by the sandbox" in found["message"]
    nowhere = local.rest("GET", "/search/commits?q=x+repo:acme/nothere")
    assert nowhere["errors"][0]["message"].startswith("The listed users and repositories")
    assert local.rest("GET", "/search/code?q=repo:PimpMyNines/LLuMinary")["status"] == "422"
