"""Secrets and variables of organizations."""

import json

import pytest

from gh_sandbox.access.tokens import Viewer
from gh_sandbox.rules.workflows import variable as variables
from gh_sandbox.session import Session
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

ORGANIZATION = "PimpMyNines"
PATH = f"/orgs/{ORGANIZATION}/actions"


@pytest.mark.real_gh
def test_gh_sets_lists_and_deletes_variables(gh: Gh) -> None:
    of = ("--org", ORGANIZATION)
    gh("variable", "set", "colour", "--body", "red", "--visibility", "all", *of)
    gh("variable", "set", "colour", "--body", "blue", "--repos", "empty", *of)
    assert gh("variable", "get", "COLOUR", *of).strip() == "blue"
    shown = "name,visibility,numSelectedRepos"
    found = gh.run("variable", "list", *of, "--json", shown).json
    assert found == [{"name": "COLOUR", "visibility": "selected", "numSelectedRepos": 1}]
    gh("variable", "delete", "COLOUR", *of)
    assert gh("variable", "list", *of, "--json", "name").strip() == "[]"


@pytest.mark.real_gh
def test_gh_sets_lists_and_deletes_secrets(gh: Gh) -> None:
    of = ("--org", ORGANIZATION)
    gh("secret", "set", "KEY", "--body", "very secret", *of)
    gh("secret", "set", "KEY", "--body", "more secret", "--repos", "empty", *of)
    found = gh.run("secret", "list", *of, "--json", "name,visibility,numSelectedRepos").json
    assert found == [{"name": "KEY", "visibility": "selected", "numSelectedRepos": 1}]
    gh("secret", "delete", "KEY", *of)
    assert gh("secret", "list", *of, "--json", "name").strip() == "[]"


def test_a_workflow_sees_what_reaches_its_repository(local: Local) -> None:
    """GitHub docs, "Configuration variable precedence": the repository's own comes first."""
    place = local.rest("GET", f"/repos/{REPOSITORY}")
    other = local.rest("GET", f"/repos/{ORGANIZATION}/empty")

    def make(name: str, reach: str, *ids: int) -> None:
        given = {"name": name, "value": "shared", "visibility": reach}
        content = json.dumps({**given, "selected_repository_ids": ids}).encode()
        local.send("POST", f"{PATH}/variables", content=content)

    make("EVERYWHERE", "all")
    make("OWN", "all")
    make("HIDDEN", "private")
    make("HERE", "selected", place["id"])
    make("THERE", "selected", other["id"])
    local.rest("POST", f"/repos/{REPOSITORY}/actions/variables", name="OWN", value="own")
    session = Session(local.store, local.clock, Viewer(0, "", ()))
    found = variables.values(session, place["id"])
    assert found == {"EVERYWHERE": "shared", "OWN": "own", "HERE": "shared"}
    listed = local.rest("GET", f"/repos/{REPOSITORY}/actions/organization-variables")
    assert [each["name"] for each in listed["variables"]] == ["EVERYWHERE", "HERE", "OWN"]


def test_repositories_are_selected(local: Local) -> None:
    ids = [local.rest("GET", f"/repos/{name}")["id"] for name in (REPOSITORY, "PimpMyNines/empty")]
    local.rest("POST", f"{PATH}/variables", name="V", value="1", visibility="selected")
    path = f"{PATH}/variables/V/repositories"

    def names() -> list[str]:
        return [each["name"] for each in local.rest("GET", path)["repositories"]]

    assert names() == []
    local.rest("PUT", path, selected_repository_ids=ids)
    assert names() == ["empty", "LLuMinary"]
    local.rest("DELETE", f"{path}/{ids[0]}")
    assert names() == ["empty"]
    local.rest("PUT", f"{path}/{ids[0]}")
    assert names() == ["empty", "LLuMinary"]
    for wrong in (1, "1", [0], None):
        assert local.rest("PUT", path, selected_repository_ids=[wrong])["status"] == "404"
    local.rest("PATCH", f"{PATH}/variables/V", visibility="all", value="2")
    assert local.rest("PUT", f"{path}/{ids[0]}")["status"] == "409"
    assert names() == []


def test_only_administrators_with_the_scope_may(local: Local) -> None:
    """cli/cli#8810, and #2845 for a token without the scope."""
    text = "You must be an org admin or have the actions {} fine-grained permission."
    for kind in ("secrets", "variables"):
        for token in ("ghp_sandbox_reader", "ghp_sandbox_no_org"):
            refused = local.rest("GET", f"{PATH}/{kind}", token=token)
            assert (refused["status"], refused["message"]) == ("403", text.format(kind))
    assert local.rest("GET", "/orgs/someone/actions/secrets")["status"] == "404"
    assert local.rest("GET", f"{PATH}/variables/NONE")["status"] == "404"
    local.rest("POST", f"{PATH}/variables", name="V", value="1", visibility="all")
    taken = local.rest("POST", f"{PATH}/variables", name="v", value="1", visibility="all")
    assert taken["status"] == "409"
