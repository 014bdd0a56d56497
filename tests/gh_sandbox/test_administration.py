"""Making, changing and deleting repositories and what their owners say of themselves."""

import json

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh


def test_a_repository_is_made_with_the_first_labels_and_used(gh: Gh) -> None:
    assert gh("repo", "create", "octocat/fresh", "--public", "--add-readme")
    labels = json.loads(gh("label", "list", "-R", "octocat/fresh", "--json", "name"))
    assert len(labels) == 9
    content = gh.rest("GET", "repos/octocat/fresh/contents/README.md").json
    assert content["path"] == "README.md"
    made = gh.rest("POST", "orgs/PimpMyNines/repos", name="second", private=True).json
    assert (made["full_name"], made["private"]) == ("PimpMyNines/second", True)


def test_a_name_that_is_taken_is_refused(gh: Gh) -> None:
    done = gh.rest("POST", "orgs/PimpMyNines/repos", name="lluminary")
    assert done.code == 1
    assert done.json["errors"][0]["message"] == "name already exists on this account"


def test_a_repository_is_renamed_archived_and_deleted(gh: Gh) -> None:
    path = "repos/PimpMyNines/empty"
    assert gh.rest("PATCH", path, name="full", description="Now full").json["name"] == "full"
    assert gh.rest("PATCH", "repos/PimpMyNines/full", archived=True).json["archived"]
    assert gh.rest("DELETE", "repos/PimpMyNines/full").code == 0
    assert "Not Found" in gh.rest("GET", "repos/PimpMyNines/full").error
    assert gh("issue", "list", "-R", REPOSITORY)


def test_what_the_sandbox_does_not_keep_is_refused_by_name(gh: Gh) -> None:
    done = gh.rest("PATCH", f"repos/{REPOSITORY}", allow_forking=True)
    assert done.json["message"] == "the sandbox does not keep allow_forking"


def test_owners_say_what_they_want_of_themselves(gh: Gh) -> None:
    assert gh.rest("PATCH", "user", name="Octo").json["name"] == "Octo"
    edited = gh.rest("PATCH", "orgs/PimpMyNines", description="More nines").json
    assert edited["description"] == "More nines"


def test_an_organization_is_deleted_with_its_repositories(gh: Gh) -> None:
    assert gh.rest("DELETE", "orgs/PimpMyNines").code == 0
    assert "Not Found" in gh.rest("GET", f"repos/{REPOSITORY}").error


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_only_an_owner_may(gh: Gh, method: str) -> None:
    for path in (f"repos/{REPOSITORY}", "orgs/PimpMyNines"):
        done = gh.rest(method, path, token="ghp_sandbox_reader", description="mine")
        assert done.code == 1, path
