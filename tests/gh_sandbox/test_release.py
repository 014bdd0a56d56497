"""Releases, statuses of commits and collaborators, as clients of the sandbox use them."""

import json

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

PATH = f"/repos/{REPOSITORY}"


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
    named = local.rest("POST", f"{PATH}/releases", tag_name="v2", generate_release_notes=True)
    assert "is not implemented by the sandbox" in named["message"]
    assert local.rest("GET", f"{PATH}/releases") == []


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
