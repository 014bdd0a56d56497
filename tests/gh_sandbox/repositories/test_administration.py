"""Making, changing and deleting repositories and what their owners say of themselves."""

import json
from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local


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
    done = gh.rest("PATCH", f"repos/{REPOSITORY}", security_and_analysis={})
    assert done.json["message"] == (
        "The parameter security_and_analysis of PATCH /repos/{owner}/{repo} is not implemented by "
        "the sandbox."
    )


def test_settings_are_kept_and_shown_to_those_who_can_push(gh: Gh) -> None:
    path = f"repos/{REPOSITORY}"
    given: dict[str, Any] = {"allow_squash_merge": False, "merge_commit_title": "PR_TITLE"}
    given["has_projects"] = False
    assert given.items() <= gh.rest("PATCH", path, **given).json.items()
    shown = gh.rest("GET", path).json
    assert (shown["allow_squash_merge"], shown["allow_merge_commit"]) == (False, True)
    assert shown["organization"]["login"] == "PimpMyNines"
    hidden = gh.rest("GET", path, token="ghp_sandbox_reader").json
    assert "allow_squash_merge" not in hidden
    assert hidden["has_projects"] is False
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { squashMergeAllowed
      mergeCommitAllowed hasProjectsEnabled } }"""
    found = gh.graphql(query)["data"]["repository"]
    assert found == {
        "squashMergeAllowed": False,
        "mergeCommitAllowed": True,
        "hasProjectsEnabled": False,
    }


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        (
            "allow_squash_merge",
            "no",
            "For 'properties/allow_squash_merge', \"no\" is not a boolean.",
        ),
        ("private", "true", "For 'properties/private', \"true\" is not a boolean."),
        (
            "merge_commit_title",
            "WRONG",
            'WRONG is not a member of ["MERGE_MESSAGE", "PR_TITLE"].',
        ),
        ("visibility", "pub", 'pub is not a member of ["public", "private", "internal"].'),
    ],
)
def test_a_setting_has_a_value_of_its_own(gh: Gh, name: str, value: str, fault: str) -> None:
    answer = gh.rest("PATCH", f"repos/{REPOSITORY}", **{name: value}).json
    assert answer["message"] == f"Invalid request.\n\n{fault}"


def test_a_name_is_spelt_as_github_spells_it(gh: Gh) -> None:
    made = gh.rest("POST", "user/repos", name="To the moon, now!").json
    assert made["full_name"] == "octocat/To-the-moon-now-"
    again = gh.rest("POST", "user/repos", name="To the moon-now?").json
    assert (again["message"], again["errors"][0]["message"]) == (
        "Repository creation failed.",
        "name already exists on this account",
    )
    refused = gh.rest("PATCH", f"repos/{made['full_name']}", name="").json
    assert refused["errors"][0]["code"] == "missing_field"


def test_a_default_branch_has_to_be_there(gh: Gh) -> None:
    refused = gh.rest("PATCH", f"repos/{REPOSITORY}", default_branch="nowhere").json
    assert "The branch nowhere was not found." in refused["errors"][0]["message"]
    refused = gh.rest("PATCH", "repos/PimpMyNines/empty", default_branch="main").json
    assert "for an empty repository" in refused["errors"][0]["message"]


def test_pull_requests_merge_as_the_settings_allow(gh: Gh) -> None:
    path = f"repos/{REPOSITORY}"
    gh.rest("PATCH", path, allow_squash_merge=False, delete_branch_on_merge=True)
    pull = gh.rest("GET", f"{path}/pulls/18").json
    refused = gh.rest("PUT", f"{path}/pulls/18/merge", merge_method="squash").json
    assert refused["status"] == "405"
    assert refused["message"] == "Squash merges are not allowed on this repository."
    assert gh.rest("PUT", f"{path}/pulls/18/merge", merge_method="merge").json["merged"]
    branch = gh.rest("GET", f"{path}/git/ref/heads/{pull['head']['ref']}")
    assert branch.json["status"] == "404"


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


def test_gh_gives_a_repository_topics(gh: Gh) -> None:
    gh("repo", "edit", REPOSITORY, "--add-topic", "moon,rocket")
    gh("repo", "edit", REPOSITORY, "--remove-topic", "moon")
    shown = gh(
        "repo", "view", REPOSITORY, "--json", "repositoryTopics", "--jq", ".repositoryTopics[].name"
    )
    assert shown.split() == ["rocket"]
    assert gh.rest("GET", f"repos/{REPOSITORY}").json["topics"] == ["rocket"]
    refused = gh.rest("PUT", f"repos/{REPOSITORY}/topics", names=["No spaces"]).json
    assert refused["status"] == "422"
    update = """mutation($id: ID!) { updateTopics(input: {repositoryId: $id, topicNames: ["a b"]}) {
      invalidTopicNames } }"""
    id = gh.rest("GET", f"repos/{REPOSITORY}").json["node_id"]
    assert gh.graphql(update, id=id)["data"]["updateTopics"] == {"invalidTopicNames": ["a b"]}


def test_gh_shows_all_that_it_asks_of_a_repository(gh: Gh) -> None:
    listed = gh.run("repo", "view", REPOSITORY, "--json", "none").error
    fields = [line.strip() for line in listed.splitlines()[1:] if line.startswith("  ")]
    # Projects of the old kind are gone from GitHub's schema.
    known = [name for name in fields if name != "projects"]
    assert len(known) > 60
    gh("repo", "view", REPOSITORY, "--json", ",".join(known))


def test_what_is_not_served_may_be_given_empty(local: Local) -> None:
    """github3.py sends every property of a new repository."""
    given = {"name": "rocket", "gitignore_template": "", "license_template": ""}
    assert local.rest("POST", "/user/repos", **given)["name"] == "rocket"


def test_an_email_address_is_a_text(local: Local) -> None:
    """GitHub's REST description, "Update the authenticated user" and "Update an organization"."""
    for path in ("/user", "/orgs/PimpMyNines"):
        answer = local.rest("PATCH", path, email=None)
        assert (answer["status"], "nil is not a string" in answer["message"]) == ("422", True)
