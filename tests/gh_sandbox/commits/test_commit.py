"""Branches and commits, what they change, and git's objects."""

import base64
import json
import re
from typing import Any

import pytest

from gh_sandbox import patch
from tests.gh_sandbox.conftest import REPOSITORY, Local

REPO = f"/repos/{REPOSITORY}"


def write(local: Local, path: str, text: str, **more: str) -> str:
    content = base64.b64encode(text.encode()).decode()
    made = local.rest("PUT", f"{REPO}/contents/{path}", message="Write", content=content, **more)
    return str(made["commit"]["sha"])


@pytest.fixture
def topic(local: Local) -> str:
    """Return the head of a branch that adds a file and changes nothing else."""
    main = local.rest("GET", f"{REPO}/git/ref/heads/main")["object"]["sha"]
    local.rest("POST", f"{REPO}/git/refs", ref="refs/heads/a/topic", sha=main)
    return write(local, "new.txt", "one\ntwo\n", branch="a/topic")


def test_a_branch_is_found_by_its_name(local: Local, topic: str) -> None:
    found = local.rest("GET", f"{REPO}/branches/a/topic")
    assert (found["name"], found["commit"]["sha"]) == ("a/topic", topic)
    assert local.rest("GET", f"{REPO}/branches/none")["message"] == "Branch not found"


def test_a_commit_tells_what_it_changes(local: Local, topic: str) -> None:
    found = local.rest("GET", f"{REPO}/commits/a/topic")
    assert found["sha"] == topic
    assert found["stats"] == {"additions": 2, "deletions": 0, "total": 2}
    (file,) = found["files"]
    assert (file["filename"], file["status"]) == ("new.txt", "added")
    assert file["patch"] == "@@ -0,0 +1,2 @@\n+one\n+two"
    assert found["author"]["login"] == "octocat"


def test_commits_are_listed_by_branch_path_author_and_time(local: Local, topic: str) -> None:
    def shas(query: str = "") -> list[str]:
        return [each["sha"] for each in local.rest("GET", f"{REPO}/commits{query}")]

    main = shas()
    assert shas("?sha=a/topic") == [topic, *main]
    assert shas("?sha=a/topic&path=new.txt") == [topic]
    assert shas("?sha=a/topic&author=octocat&per_page=1") == [topic]
    assert shas("?author=nobody") == []
    assert shas("?until=2000-01-01T00:00:00Z") == []


def test_two_commits_are_compared(local: Local, topic: str) -> None:
    ahead = local.rest("GET", f"{REPO}/compare/main...a/topic")
    assert (ahead["status"], ahead["ahead_by"], ahead["behind_by"]) == ("ahead", 1, 0)
    assert [each["sha"] for each in ahead["commits"]] == [topic]
    assert [each["filename"] for each in ahead["files"]] == ["new.txt"]
    assert local.rest("GET", f"{REPO}/compare/a/topic...main")["status"] == "behind"
    assert local.rest("GET", f"{REPO}/compare/main...main")["status"] == "identical"
    write(local, "other.txt", "x\n")
    assert local.rest("GET", f"{REPO}/compare/main...a/topic")["status"] == "diverged"
    assert local.rest("GET", f"{REPO}/compare/main...none")["status"] == "404"


def test_a_pull_request_lists_its_commits_and_files(local: Local, topic: str) -> None:
    made = local.rest("POST", f"{REPO}/pulls", title="New", head="a/topic", base="main")
    path = f"{REPO}/pulls/{made['number']}"
    assert [each["sha"] for each in local.rest("GET", f"{path}/commits")] == [topic]
    assert [each["filename"] for each in local.rest("GET", f"{path}/files")] == ["new.txt"]
    of_commit = local.rest("GET", f"{REPO}/commits/{topic}/pulls")
    assert [each["number"] for each in of_commit] == [made["number"]]
    answer = local.send("GET", path, accept="application/vnd.github.v3.diff")
    assert bytes(answer.body).decode() == (
        "diff --git a/new.txt b/new.txt\nnew file mode 100644\nindex 0000000..814f4a4\n"
        "--- /dev/null\n+++ b/new.txt\n@@ -0,0 +1,2 @@\n+one\n+two\n"
    )
    mail = local.send("GET", path, accept="application/vnd.github.v3.patch")
    assert mail.headers["content-type"] == "application/vnd.github.v3.patch; charset=utf-8"
    text = bytes(mail.body).decode()
    assert text.startswith(f"From {topic} Mon Sep 17 00:00:00 2001\nFrom: The Octocat <")
    assert "\nSubject: [PATCH] " in text
    assert text.endswith(
        f"\n---\n new.txt | 2 ++\n 1 file changed, 2 insertions(+)\n create mode 100644 new.txt\n\n"
        f"{bytes(answer.body).decode()}"
    )
    sha = local.send("GET", f"{REPO}/commits/a/topic", accept="application/vnd.github.sha")
    assert bytes(sha.body).decode() == topic


def test_several_commits_are_several_mails(local: Local, topic: str) -> None:
    """Source: the documentation of git, "git format-patch"."""
    write(local, "more.txt", "x\n", branch="a/topic")
    path, accept = f"{REPO}/compare/main...a/topic", "application/vnd.github.patch"
    text = bytes(local.send("GET", path, accept=accept).body).decode()
    assert re.findall(r"^Subject: \[(.*?)\]", text, re.MULTILINE) == ["PATCH 1/2", "PATCH 2/2"]
    alone = local.send("GET", f"{REPO}/commits/{topic}", accept=accept)
    assert bytes(alone.body).decode().count("diff --git") == 1


@pytest.mark.parametrize(
    ("old", "new", "hunks"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c"),
        ("a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file"),
        ("", "a", "@@ -0,0 +1 @@\n+a\n\\ No newline at end of file"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a"),
        ("a\n", "a\n", ""),
    ],
)
def test_differences_are_written_as_git_writes_them(old: str, new: str, hunks: str) -> None:
    """Source: `git diff --no-index` of git 2.39."""
    found = patch.between(old.encode(), new.encode())
    assert found is not None
    assert found.hunks == hunks


def test_what_is_no_text_has_no_patch() -> None:
    assert patch.between(b"", b"\xff\xfe") is None
    text = patch.as_git("a.bin", None, "f" * 40, None)
    assert text.endswith("Binary files /dev/null and b/a.bin differ\n")


def test_trees_and_blobs_are_made_and_read(local: Local) -> None:
    """PyGithub's recorded GitRef.testExample of 2026: many files in one commit."""
    main = local.rest("GET", f"{REPO}/git/ref/heads/main")["object"]["sha"]
    base = local.rest("GET", f"{REPO}/git/commits/{main}")["tree"]["sha"]
    blob = local.rest("POST", f"{REPO}/git/blobs", content="aGk=", encoding="base64")["sha"]
    entries: list[dict[str, Any]] = [
        {"path": "a/one.txt", "mode": "100644", "type": "blob", "content": "one"},
        {"path": "a/two.txt", "mode": "100644", "type": "blob", "sha": blob},
        {"path": "README.md", "mode": "100644", "type": "blob", "sha": None},
    ]
    made = local.rest("POST", f"{REPO}/git/trees", base_tree=base, tree=entries)
    whole = local.rest("GET", f"{REPO}/git/trees/{made['sha']}?recursive=1")["tree"]
    paths = {each["path"]: each["type"] for each in whole}
    assert paths["a"] == "tree"
    assert paths["a/two.txt"] == "blob"
    assert "README.md" not in paths
    found = local.rest("GET", f"{REPO}/git/blobs/{blob}")
    assert base64.b64decode(found["content"]) == b"hi"
    commit = local.rest(
        "POST", f"{REPO}/git/commits", message="Many", tree=made["sha"], parents=[main]
    )
    local.rest("PATCH", f"{REPO}/git/refs/heads/main", sha=commit["sha"])
    read = local.rest("GET", f"{REPO}/contents/a/one.txt")
    assert base64.b64decode(read["content"]) == b"one"
    assert local.rest("GET", f"{REPO}/git/trees/main")["sha"] == made["sha"]


EITHER = (
    "Must supply either tree.sha or tree.content. Request will be rejected if both are present."
)


@pytest.mark.parametrize(
    "more", [{}, {"mode": "100755", "type": "blob"}, {"mode": "120000"}], ids=str
)
def test_a_file_of_a_tree_is_removed_whatever_mode_it_is_given(
    local: Local, more: dict[str, str]
) -> None:
    """hub4j/github-api#1678 gives the mode of an executable file; all but the path is optional."""
    base = local.rest("GET", f"{REPO}/git/trees/main")
    assert "README.md" in [each["path"] for each in base["tree"]]
    entry = {"path": "README.md", "sha": None, **more}
    made = local.rest("POST", f"{REPO}/git/trees", base_tree=base["sha"], tree=[entry])
    assert "README.md" not in [each["path"] for each in made["tree"]]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"path": ""}, "tree.path cannot be blank"),
        ({"path": "/a"}, "tree.path cannot start with a slash"),
        ({"path": "../a"}, "tree.path contains a malformed path component"),
        ({"path": "a//b"}, "tree.path contains a malformed path component"),
        ({"path": "a", "mode": "100755"}, "mode 100755 is not implemented by the sandbox."),
        ({"path": "a", "mode": "120000"}, "mode 120000 is not implemented by the sandbox."),
        ({"path": "a", "sha": None}, EITHER),
        ({"path": "a", "content": ...}, EITHER),
        ({"path": "nothing", "content": ..., "sha": None}, "GitRPC::BadObjectState"),
    ],
)
def test_a_tree_is_refused_rather_than_made_otherwise(
    local: Local, entry: dict[str, Any], told: str
) -> None:
    """Sources: osunyorg/admin#105, hub4j/github-api#1217, joshcai/leetcode-sync#22.

    GitHub's documentation: either sha or content, and a file to remove must exist.
    """
    given = {"mode": "100644", "type": "blob", "content": "x", **entry}
    given = {name: value for name, value in given.items() if value is not ...}
    assert local.rest("POST", f"{REPO}/git/trees", tree=[given])["message"] == told


def test_the_readme_is_found_where_it_is(local: Local) -> None:
    found = local.rest("GET", f"{REPO}/readme")
    assert found["path"] == "README.md"
    assert local.rest("GET", "/repos/PimpMyNines/empty/readme")["message"] == "Not Found"


def test_a_form_that_an_endpoint_does_not_have_is_ignored(local: Local, topic: str) -> None:
    """Source: danger/danger-js asks for the files of a pull request so, and reads JSON."""
    made = local.rest("POST", f"{REPO}/pulls", title="New", head="a/topic", base="main")
    files = f"{REPO}/pulls/{made['number']}/files"
    answer = local.send("GET", files, accept="application/vnd.github.v3.diff")
    assert [each["sha"] for each in json.loads(bytes(answer.body))]
    for form in ("diff", "patch", "sha", "star", "text-match"):
        answer = local.send("GET", f"{REPO}/issues/3", accept=f"application/vnd.github.{form}")
        assert json.loads(bytes(answer.body))["number"] == 3


def test_tags_are_listed(local: Local, topic: str) -> None:
    local.rest("POST", f"{REPO}/git/refs", ref="refs/tags/v1", sha=topic)
    (tag,) = local.rest("GET", f"{REPO}/tags")
    assert (tag["name"], tag["commit"]["sha"]) == ("v1", topic)
