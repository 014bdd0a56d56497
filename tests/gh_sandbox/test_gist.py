"""Gists."""

import pytest

from tests.gh_sandbox.conftest import Local

_MADE = {"a.py": {"content": "print(1)\n"}, "notes.md": {"content": "# Notes"}}


def names(local: Local, path: str, *, token: str = "ghp_sandbox") -> list[str]:
    return [each["description"] for each in local.rest("GET", path, token=token)]


@pytest.mark.usefixtures("unrecorded")
def test_gh_changes_a_gist_in_a_way_that_is_not_documented(local: Local) -> None:
    """cli/cli, `gh gist rename` and `gh gist edit`: POST, with more of the gist than changes."""
    made = local.rest("POST", "/gists", files=_MADE, description="Mine")
    changes = {"a.py": {"content": ""}, "b.py": {"content": "print(1)\n"}, "notes.md": None}
    more = {"id": made["id"], "updated_at": made["updated_at"], "description": "Mine"}
    changed = local.rest("POST", f"/gists/{made['id']}", files=changes, **more)
    assert list(changed["files"]) == ["b.py"]


def test_a_gist_has_its_files_and_the_list_only_facts_about_them(local: Local) -> None:
    """GitHub's REST description, `gist-simple` and `base-gist`."""
    made = local.rest("POST", "/gists", files=_MADE, description="Mine", public=True)
    found = made["files"]["a.py"]
    assert (found["content"], found["language"], found["size"]) == ("print(1)\n", "Python", 9)
    assert made["files"]["notes.md"]["type"] == "text/markdown"
    listed = local.rest("GET", "/users/octocat/gists")[0]["files"]["a.py"]
    assert (listed["filename"], "content" in listed) == ("a.py", False)


@pytest.mark.usefixtures("unrecorded")
def test_files_are_changed_renamed_and_removed(local: Local) -> None:
    """GitHub docs, "Update a gist": null removes a file; the schema does not allow it."""
    path = f"/gists/{local.rest('POST', '/gists', files=_MADE)['id']}"
    changes = {"a.py": {"filename": "b.py"}, "notes.md": None, "c.txt": {"content": "c"}}
    changed = local.rest("PATCH", path, files=changes, description="Other")
    assert {name: each["content"] for name, each in changed["files"].items()} == {
        "b.py": "print(1)\n",
        "c.txt": "c",
    }
    gone = local.rest("PATCH", path, files={"b.py": None, "c.txt": None})
    assert gone["errors"] == [{"resource": "Gist", "field": "files", "code": "missing_field"}]
    assert local.rest("PATCH", path, files={"d.py": {"content": ""}})["status"] == "422"


def test_a_secret_gist_is_read_by_its_address_and_is_in_no_list_of_others(local: Local) -> None:
    """GitHub docs, "About gists"."""
    secret = local.rest("POST", "/gists", files=_MADE, description="secret")
    local.rest("POST", "/gists", files=_MADE, description="public", public=True)
    other = "ghp_sandbox_reader"
    assert sorted(names(local, "/gists")) == ["public", "secret"]
    assert names(local, "/users/octocat/gists", token=other) == ["public"]
    assert names(local, "/gists/public", token=other) == ["public"]
    path = f"/gists/{secret['id']}"
    assert local.rest("GET", path, token=other)["description"] == "secret"
    assert local.rest("GET", "/gists/0123")["status"] == "404"
    assert local.rest("POST", "/gists", token=other, files=_MADE)["status"] == "403"


def test_a_gist_has_comments_and_stars(local: Local) -> None:
    path = f"/gists/{local.rest('POST', '/gists', files=_MADE, description='Mine')['id']}"
    made = local.rest("POST", f"{path}/comments", body="Fine")
    assert (made["author_association"], local.rest("GET", path)["comments"]) == ("OWNER", 1)
    comment = f"{path}/comments/{made['id']}"
    assert local.rest("PATCH", comment, body="Better")["body"] == "Better"
    assert [each["body"] for each in local.rest("GET", f"{path}/comments")] == ["Better"]
    local.rest("DELETE", comment)
    assert local.rest("GET", comment)["status"] == "404"
    assert local.send("GET", f"{path}/star").status_code == 404
    local.rest("PUT", f"{path}/star")
    assert local.rest("GET", f"{path}/star") is None
    assert names(local, "/gists/starred") == ["Mine"]
    local.rest("DELETE", f"{path}/star")
    assert names(local, "/gists/starred") == []


def test_graphql_lists_gists_by_privacy(local: Local) -> None:
    local.rest("POST", "/gists", files=_MADE, description="secret")
    local.rest("POST", "/gists", files=_MADE, description="public", public=True)
    query = """query($privacy: GistPrivacy) { viewer { gists(first: 5, privacy: $privacy,
      orderBy: {field: CREATED_AT, direction: DESC}) { nodes { description isPublic name
      files { name text } } } } }"""

    def found(privacy: str) -> list[str]:
        answer = local.graphql(query, privacy=privacy)["data"]["viewer"]["gists"]["nodes"]
        assert all(each["files"][0]["text"] == "print(1)\n" for each in answer)
        return [each["description"] for each in answer]

    assert [found(each) for each in ("ALL", "PUBLIC", "SECRET")] == [
        ["public", "secret"],
        ["public"],
        ["secret"],
    ]
