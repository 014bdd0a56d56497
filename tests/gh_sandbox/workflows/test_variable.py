"""Variables of a repository's workflows."""

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

VARIABLES = f"/repos/{REPOSITORY}/actions/variables"


def test_gh_sets_lists_and_deletes_variables(gh: Gh) -> None:
    of = ("-R", REPOSITORY)
    gh("variable", "set", "colour", "--body", "red", *of)
    gh("variable", "set", "COLOUR", "--body", "blue", *of)
    assert gh("variable", "get", "COLOUR", *of).strip() == "blue"
    assert gh("variable", "list", *of, "--json", "name", "--jq", ".[].name").split() == ["COLOUR"]
    gh("variable", "delete", "COLOUR", *of)
    assert gh("variable", "list", *of, "--json", "name").strip() == "[]"


def test_what_is_no_variable_is_refused(local: Local) -> None:
    assert local.rest("GET", f"{VARIABLES}/NONE")["status"] == "404"
    assert local.rest("POST", VARIABLES, name="GITHUB_X", value="1")["status"] == "422"
    assert local.rest("POST", VARIABLES, name="two words", value="1")["status"] == "422"
    local.rest("POST", VARIABLES, name="one", value="1")
    assert local.rest("POST", VARIABLES, name="ONE", value="2")["status"] == "409"
    local.rest("PATCH", f"{VARIABLES}/ONE", name="two", value="3")
    found = local.rest("GET", VARIABLES)
    assert [(each["name"], each["value"]) for each in found["variables"]] == [("TWO", "3")]
    assert local.rest("GET", VARIABLES, token="ghp_sandbox_reader")["status"] == "403"
