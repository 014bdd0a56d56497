"""Releases, statuses of commits, collaborators and stars, as clients of the sandbox use them."""

import json
from pathlib import Path

import pytest

from gh_sandbox.access.token_text import DEFAULT_TOKEN
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

PATH = f"/repos/{REPOSITORY}"
_STARS = """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
  stargazerCount viewerHasStarred viewerSubscription } }"""


def test_gh_releases(gh: Gh) -> None:
    of = ("-R", REPOSITORY)
    gh("release", "create", "v1.0.0", *of, "--title", "One", "--notes", "First")
    gh("release", "create", "v1.1.0-rc.1", *of, "--prerelease", "--notes", "")
    listed = json.loads(gh("release", "list", *of, "--json", "tagName,isLatest,isPrerelease"))
    assert [(each["tagName"], each["isLatest"]) for each in listed] == [
        ("v1.1.0-rc.1", False),
        ("v1.0.0", True),
    ]
    shown = json.loads(gh("release", "view", *of, "--json", "name,body,tagName"))
    assert shown == {"name": "One", "body": "First", "tagName": "v1.0.0"}
    gh("release", "edit", "v1.1.0-rc.1", *of, "--prerelease=false")
    assert json.loads(gh("release", "view", *of, "--json", "tagName"))["tagName"] == "v1.1.0-rc.1"
    gh("release", "delete", "v1.0.0", *of, "--yes")
    assert "release not found" in gh.run("release", "view", "v1.0.0", *of).error


def test_what_github_refuses_of_a_release_is_refused(local: Local) -> None:
    for given, code in (
        ({"tag_name": " "}, "missing_field"),
        ({"tag_name": "v2", "target_commitish": "nowhere"}, "invalid"),
    ):
        answer = local.rest("POST", f"{PATH}/releases", **given)
        assert answer["errors"][0]["code"] == code
    named = local.rest("POST", f"{PATH}/releases", tag_name="v2", discussion_category_name="News")
    assert "is not implemented by the sandbox" in named["message"]
    assert local.rest("GET", f"{PATH}/releases") == []


def test_a_property_that_is_not_served_may_be_empty(local: Local) -> None:
    """PyGithub, github3.py and others send properties of which they were told nothing."""
    made = local.rest(
        "POST", f"{PATH}/releases", tag_name="v9", draft=True, discussion_category_name=""
    )
    assert made["tag_name"] == "v9"


@pytest.mark.real_gh
def test_gh_uploads_and_downloads_files(gh: Gh, tmp_path: Path) -> None:
    of = ("-R", REPOSITORY)
    plan = tmp_path / "plan.bin"
    plan.write_bytes(bytes(range(256)))
    gh("release", "create", "v1", str(plan), *of, "--notes", "")
    plan.write_bytes(b"again")
    assert gh.run("release", "upload", "v1", str(plan), *of).code == 1
    gh("release", "upload", "v1", str(plan), *of, "--clobber")
    (asset,) = json.loads(gh("release", "view", "v1", *of, "--json", "assets"))["assets"]
    assert (asset["name"], asset["size"], asset["downloadCount"]) == ("plan.bin", 5, 0)
    gh("release", "download", "v1", *of, "--dir", str(tmp_path / "got"))
    assert (tmp_path / "got" / "plan.bin").read_bytes() == b"again"
    gh("release", "delete-asset", "v1", "plan.bin", *of, "--yes")
    assert json.loads(gh("release", "view", "v1", *of, "--json", "assets"))["assets"] == []


@pytest.mark.real_gh
def test_gh_lets_the_notes_be_written(gh: Gh) -> None:
    of = ("-R", REPOSITORY)
    gh("pr", "merge", "18", *of, "--squash")
    gh("release", "create", "v1", *of, "--generate-notes")
    notes = json.loads(gh("release", "view", "v1", *of, "--json", "body"))["body"]
    page = f"https://github.com/{REPOSITORY}"
    pull = gh.rest("GET", f"repos/{REPOSITORY}/pulls/18").json
    title, author = pull["title"], pull["user"]["login"]
    assert f"* {title} by @{author} in {page}/pull/18\n" in notes
    assert notes.endswith(f"**Full Changelog**: {page}/commits/v1")
    gh.rest("POST", f"repos/{REPOSITORY}/releases", tag_name="v2", generate_release_notes=True)
    assert gh.rest("GET", f"repos/{REPOSITORY}/releases/tags/v2").json["body"] == (
        f"**Full Changelog**: {page}/compare/v1...v2"
    )


def test_an_enterprise_server_has_its_own_address_for_uploads(local: Local) -> None:
    """GitHub docs, "Upload a release asset": the address comes from the release."""
    made = local.rest("POST", f"{PATH}/releases", tag_name="v1", draft=True)
    assert made["upload_url"].startswith("https://uploads.github.com/repos/")
    path = f"/api/v3{PATH}/releases/{made['id']}"
    shown = json.loads(bytes(local.send("GET", path, host="ghe.test").body))
    address = f"/api/uploads{PATH}/releases/{made['id']}/assets"
    assert shown["upload_url"] == f"https://ghe.test{address}{{?name,label}}"
    sent = local.send("POST", f"{address}?name=a.txt", content=b"one", host="ghe.test")
    assert json.loads(bytes(sent.body))["url"].startswith(f"https://ghe.test/api/v3{PATH}")


def test_notes_by_a_file_of_the_repository_are_named(local: Local) -> None:
    local.rest("PUT", f"{PATH}/contents/.github/release.yml", message="Notes", content="e30=")
    answer = local.rest("POST", f"{PATH}/releases/generate-notes", tag_name="v1")
    assert "not implemented by the sandbox" in answer["message"]


def test_drafts_are_for_those_who_can_push(local: Local) -> None:
    made = local.rest("POST", f"{PATH}/releases", tag_name="v3", draft=True)
    assert [each["id"] for each in local.rest("GET", f"{PATH}/releases")] == [made["id"]]
    assert local.rest("GET", f"{PATH}/releases", token="ghp_sandbox_reader") == []
    published = local.rest("PATCH", f"{PATH}/releases/{made['id']}", draft=False)
    assert published["published_at"] is not None
    assert local.rest("GET", f"{PATH}/releases/latest")["id"] == made["id"]


def test_statuses_show_on_pull_requests(gh: Gh) -> None:
    sha = gh.rest("GET", f"repos/{REPOSITORY}/pulls/18").json["head"]["sha"]
    for context, state in (("build", "success"), ("lint", "failure")):
        gh.rest("POST", f"repos/{REPOSITORY}/statuses/{sha}", state=state, context=context)
    checks = gh.run("pr", "checks", "18", "-R", REPOSITORY, "--json", "name,state")
    found = {each["name"]: each["state"] for each in json.loads(checks.out)}
    assert found == {"build": "SUCCESS", "lint": "FAILURE"}


def test_a_collaborator_comes_and_goes(local: Local) -> None:
    where = f"{PATH}/collaborators/passerby"
    assert local.send("PUT", where, content=b'{"permission": "triage"}').status_code == 204
    assert local.rest("GET", f"{where}/permission")["role_name"] == "triage"
    assert local.send("PUT", where, content=b'{"permission": "much"}').status_code == 422
    assert local.send("PUT", where, token="ghp_sandbox_reader").status_code == 403
    assert local.send("DELETE", where).status_code == 204
    assert local.rest("GET", f"{where}/permission")["role_name"] == "read"


def test_stars_are_counted_and_listed(local: Local) -> None:
    where = f"/user/starred/{REPOSITORY}"
    assert local.send("GET", where).status_code == 404
    for token in (DEFAULT_TOKEN, DEFAULT_TOKEN, "ghp_sandbox_reader"):
        assert local.send("PUT", where, token=token).status_code == 204
    assert local.send("GET", where).status_code == 204
    assert local.rest("GET", PATH)["stargazers_count"] == 2
    gazers = local.rest("GET", f"{PATH}/stargazers")
    assert [each["login"] for each in gazers] == ["octocat", "passerby"]
    assert [each["full_name"] for each in local.rest("GET", "/user/starred")] == [REPOSITORY]
    assert local.rest("GET", "/users/passerby/starred?sort=updated")[0]["full_name"] == REPOSITORY
    assert local.send("DELETE", where).status_code == 204
    shown = local.graphql(_STARS)["data"]["repository"]
    assert shown == {
        "stargazerCount": 1,
        "viewerHasStarred": False,
        "viewerSubscription": "UNSUBSCRIBED",
    }


@pytest.mark.usefixtures("unrecorded")  # The description has their shape by the media type alone.
def test_lists_of_stars_have_their_times_if_asked(local: Local) -> None:
    local.send("PUT", f"/user/starred/{REPOSITORY}")
    accept = "application/vnd.github.star+json"
    for path, name in ((f"{PATH}/stargazers", "user"), ("/user/starred", "repo")):
        (star,) = json.loads(bytes(local.send("GET", path, accept=accept).body))
        assert star.keys() == {"starred_at", name}


def test_a_repository_is_watched_and_ignored(local: Local) -> None:
    where = f"{PATH}/subscription"
    assert local.send("GET", where).status_code == 404
    assert local.rest("PUT", where, subscribed=True)["subscribed"] is True
    assert local.rest("PUT", where, ignored=True)["ignored"] is True
    assert local.graphql(_STARS)["data"]["repository"]["viewerSubscription"] == "IGNORED"
    assert local.send("DELETE", where).status_code == 204
    assert local.send("GET", where).status_code == 404


_REACTIONS = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { latestRelease {
  viewerCanReact reactionGroups { content viewerHasReacted subject { id }
    reactors(first: 1) { totalCount } }
  reactions(first: 1, content: HEART, orderBy: {field: CREATED_AT, direction: DESC}) {
    totalCount nodes { id content user { login } reactable { id } } } } } }"""


def test_people_react_to_a_release(local: Local) -> None:
    """GitHub's REST description, "Create reaction for a release": six contents, one of each."""
    made = local.rest("POST", f"{PATH}/releases", tag_name="v1")
    where = f"{PATH}/releases/{made['id']}/reactions"
    first = local.rest("POST", where, content="heart")
    content = b'{"content": "heart"}'
    assert local.send("POST", where, content=content).status_code == 200
    assert local.send("POST", where, content=content, token="ghp_sandbox_reader").status_code == 201
    assert local.rest("POST", where, content="confused")["status"] == "422"
    shown = local.rest("GET", f"{PATH}/releases/{made['id']}")["reactions"]
    assert (shown["total_count"], shown["heart"]) == (2, 2)
    assert [each["content"] for each in local.rest("GET", f"{where}?content=heart")] == [
        "heart"
    ] * 2
    release = local.graphql(_REACTIONS)["data"]["repository"]["latestRelease"]
    assert len(release["reactionGroups"]) == 6
    (heart,) = [each for each in release["reactionGroups"] if each["content"] == "HEART"]
    assert (heart["viewerHasReacted"], heart["reactors"]["totalCount"]) == (True, 2)
    assert heart["subject"] == {"id": made["node_id"]}
    assert release["reactions"]["totalCount"] == 2
    (latest,) = release["reactions"]["nodes"]
    assert latest == {
        "id": local.rest("GET", where)[1]["node_id"],
        "content": "HEART",
        "user": {"login": "passerby"},
        "reactable": {"id": made["node_id"]},
    }
    assert local.send("DELETE", f"{where}/{first['id']}").status_code == 204
    assert len(local.rest("GET", where)) == 1
    assert "reactions" not in made


@pytest.mark.usefixtures("unrecorded")  # The description does not have it.
def test_statuses_are_listed_at_the_legacy_route_too(local: Local) -> None:
    """GitHub docs, "List commit statuses for a reference"."""
    sha = local.rest("GET", f"{PATH}/git/ref/heads/main")["object"]["sha"]
    local.rest("POST", f"{PATH}/statuses/{sha}", state="success", context="build")
    listed = local.rest("GET", f"{PATH}/commits/main/statuses")
    assert [each["context"] for each in listed] == ["build"]
    for ref in ("main", sha):
        assert local.rest("GET", f"{PATH}/statuses/{ref}") == listed


def test_an_empty_repository_has_drafts_and_no_releases(local: Local) -> None:
    """conventional-github-releaser in a repository without commits."""
    path = "/repos/PimpMyNines/empty/releases"
    assert local.rest("POST", path, tag_name="v1", draft=True)["target_commitish"] == "main"
    assert local.rest("POST", path, tag_name="v1")["message"] == "Git Repository is empty."
