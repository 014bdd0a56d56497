"""The real `gh project` commands, and `gh issue` where it speaks of projects."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh

pytestmark = pytest.mark.real_gh

R = ("-R", REPOSITORY)
OWNER = ("--owner", "PimpMyNines")
ISSUE = f"https://github.com/{REPOSITORY}/issues/%d"


def project(gh: Gh, *arguments: str) -> Any:
    result = gh.run("project", *arguments, "--format", "json")
    assert result.code == 0, result
    return result.json


@pytest.fixture
def made(gh: Gh) -> str:
    """The node id of a new project of the organization, number 1."""
    owner = gh.graphql('{ organization(login: "PimpMyNines") { id } }')["data"]["organization"]
    create = """mutation($owner: ID!) {
      createProjectV2(input: {ownerId: $owner, title: "LLuMinary"}) { projectV2 { id } } }"""
    made = gh.graphql(create, owner=owner["id"])["data"]["createProjectV2"]["projectV2"]
    return str(made["id"])


def fields(gh: Gh) -> dict[str, Any]:
    return {each["name"]: each for each in project(gh, "field-list", "1", *OWNER)["fields"]}


def items(gh: Gh, *arguments: str) -> list[Any]:
    return list(project(gh, "item-list", "1", *OWNER, *arguments)["items"])


@pytest.mark.parametrize("login", ["PimpMyNines", "@me"])
def test_a_project_from_its_creation_to_its_end(gh: Gh, login: str) -> None:
    owner = ("--owner", login)
    made = project(gh, "create", *owner, "--title", "Board")
    assert (made["number"], made["title"], made["closed"]) == (1, "Board", False)
    assert made["fields"]["totalCount"] == (11 if login == "PimpMyNines" else 10)
    assert made["owner"]["type"] == ("Organization" if login == "PimpMyNines" else "User")
    assert gh("project", "list", *owner).startswith("1\tBoard\topen\tPVT_")
    assert project(gh, "view", "1", *owner) == made
    assert "Board" in gh("project", "view", "1", *owner)
    text = ("--title", "Plan", "--description", "Short", "--readme", "# Long")
    changed = project(gh, "edit", "1", *owner, *text, "--visibility", "PUBLIC")
    assert (changed["title"], changed["shortDescription"]) == ("Plan", "Short")
    assert (changed["readme"], changed["public"]) == ("# Long", True)
    assert project(gh, "close", "1", *owner)["closed"] is True
    assert project(gh, "list", *owner)["projects"] == []
    assert gh("project", "list", *owner, "--closed").startswith("1\tPlan\tclosed\tPVT_")
    assert project(gh, "close", "1", *owner, "--undo")["closed"] is False
    assert project(gh, "delete", "1", *owner)["title"] == "Plan"
    assert project(gh, "list", *owner)["totalCount"] == 0
    refused = gh.run("project", "view", "1", *owner)
    assert refused.code == 1
    assert "Could not resolve to a ProjectV2 with the number 1." in refused.error


def test_an_owner_who_is_not_there_is_refused(gh: Gh) -> None:
    refused = gh.run("project", "list", "--owner", "nobody")
    assert refused.code == 1
    assert "unknown owner type" in refused.error


def test_fields_are_created_listed_and_deleted(gh: Gh, made: str) -> None:
    options = ("--single-select-options", "P0,P1")
    create = ("field-create", "1", *OWNER, "--name")
    choice = project(gh, *create, "Priority", "--data-type", "SINGLE_SELECT", *options)
    assert [option["name"] for option in choice["options"]] == ["P0", "P1"]
    project(gh, *create, "Estimate", "--data-type", "NUMBER")
    found = fields(gh)
    assert list(found)[-2:] == ["Priority", "Estimate"]
    assert found["Priority"] == choice
    assert [option["name"] for option in found["Status"]["options"]] == [
        *("Todo", "In Progress", "Done")
    ]
    project(gh, "field-delete", "--id", choice["id"])
    left = gh("project", "field-list", "1", *OWNER)
    assert "Priority" not in left
    assert "Estimate\tProjectV2Field" in left
    refused = gh.run("project", *create, "Type", "--data-type", "TEXT")
    assert refused.code == 1
    assert "reserved" in refused.error
    assert gh.run("project", "field-delete", "--id", found["Title"]["id"]).code == 1


def test_items_are_added_edited_listed_archived_and_deleted(gh: Gh, made: str) -> None:
    for name, data_type in (("Estimate", "NUMBER"), ("Due", "DATE"), ("Note", "TEXT")):
        create = ("--name", name, "--data-type", data_type)
        project(gh, "field-create", "1", *OWNER, *create)
    item = project(gh, "item-add", "1", *OWNER, "--url", ISSUE % 14)
    assert item["type"] == "Issue"
    assert project(gh, "item-add", "1", *OWNER, "--url", ISSUE % 14)["id"] == item["id"]
    known = fields(gh)
    edit = ("item-edit", "--id", item["id"], "--project-id", made, "--field-id")
    progress = known["Status"]["options"][1]["id"]
    project(gh, *edit, known["Status"]["id"], "--single-select-option-id", progress)
    project(gh, *edit, known["Estimate"]["id"], "--number", "2.5")
    project(gh, *edit, known["Due"]["id"], "--date", "2026-12-24")
    project(gh, *edit, known["Note"]["id"], "--text", "Soon")
    (shown,) = items(gh)
    assert (shown["status"], shown["estimate"], shown["due"]) == ("In Progress", 2.5, "2026-12-24")
    assert (shown["note"], shown["content"]["number"]) == ("Soon", 14)
    assert "build" in shown["labels"]
    assert shown["linked pull requests"] == [f"https://github.com/{REPOSITORY}/pull/18"]
    project(gh, *edit, known["Note"]["id"], "--clear")
    assert "note" not in items(gh)[0]
    refused = gh.run("project", *edit, known["Title"]["id"], "--text", "Other")
    assert refused.code == 1
    assert len(items(gh, "--query", 'status:"In Progress"')) == 1
    assert items(gh, "--query", "-status:Todo is:pr") == []
    archive = ("item-archive", "1", *OWNER, "--id", item["id"])
    project(gh, *archive)
    assert items(gh) == []
    project(gh, *archive, "--undo")
    gh("project", "item-delete", "1", *OWNER, "--id", item["id"])
    assert items(gh) == []


def test_a_value_is_set_by_address_and_names(gh: Gh, made: str) -> None:
    project(gh, "item-add", "1", *OWNER, "--url", ISSUE % 13)
    named = ("--field", "Status", "--value", "In Progress")
    gh("project", "item-edit", "1", *OWNER, "--url", ISSUE % 13, *named)
    assert items(gh)[0]["status"] == "In Progress"


def test_drafts_are_created_and_edited(gh: Gh, made: str) -> None:
    create = ("item-create", "1", *OWNER, "--title", "Idea", "--body", "Text")
    assert project(gh, *create)["type"] == "DraftIssue"
    (shown,) = items(gh)
    draft = shown["content"]["id"]
    edited = project(gh, "item-edit", "--id", draft, "--title", "Better", "--body", "More")
    assert (edited["title"], edited["body"]) == ("Better", "More")
    assert items(gh)[0]["title"] == "Better"


def test_a_project_is_linked_and_unlinked(gh: Gh, made: str) -> None:
    query = """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
      projectsV2(first: 5) { nodes { title } } } }"""

    def linked() -> list[str]:
        nodes = gh.graphql(query)["data"]["repository"]["projectsV2"]["nodes"]
        return [node["title"] for node in nodes]

    gh("project", "link", "1", *OWNER, "--repo", REPOSITORY)
    assert linked() == ["LLuMinary"]
    gh("project", "unlink", "1", *OWNER, "--repo", REPOSITORY)
    assert linked() == []


def test_a_project_is_copied_and_made_a_template(gh: Gh, made: str) -> None:
    project(gh, "item-create", "1", *OWNER, "--title", "Idea")
    source = ("--source-owner", "PimpMyNines", "--target-owner", "@me")
    copy = project(gh, "copy", "1", *source, "--title", "Copy", "--drafts")
    assert (copy["owner"]["login"], copy["items"]["totalCount"]) == ("octocat", 1)
    assert project(gh, "mark-template", "1", *OWNER)["number"] == 1
    assert project(gh, "mark-template", "1", *OWNER, "--undo")["number"] == 1


def test_issues_are_put_on_projects_by_title(gh: Gh, made: str) -> None:
    gh("issue", "create", *R, "--title", "New", "--body", "", "--project", "LLuMinary")
    gh("issue", "edit", "13", *R, "--add-project", "LLuMinary")
    assert [item["content"]["number"] for item in items(gh)] == [21, 13]
    view = gh.run("issue", "view", "13", *R, "--json", "projectItems").json
    assert view["projectItems"] == [{"status": {"optionId": "", "name": ""}, "title": "LLuMinary"}]
    assert "projects:\tLLuMinary (No Status)" in gh("issue", "view", "13", *R)
    gh("issue", "close", "13", *R)
    view = gh.run("issue", "view", "13", *R, "--json", "projectItems").json
    assert view["projectItems"][0]["status"]["name"] == "Done"
    gh("issue", "edit", "13", *R, "--remove-project", "LLuMinary")
    assert [item["content"]["number"] for item in items(gh)] == [21]


def test_the_error_for_a_token_without_the_scope_names_the_missing_one(gh: Gh, made: str) -> None:
    token = "ghp_sandbox_no_project"
    for arguments, scope in (
        (("list", *OWNER), "read:project"),
        (("view", "1", *OWNER), "read:project"),
        (("create", *OWNER, "--title", "X"), "project"),
    ):
        refused = gh.run("project", *arguments, token=token)
        assert refused.code == 1
        assert f"missing required scopes [{scope}]" in refused.error
    assert gh.run("issue", "view", "13", *R, token=token).code == 0
    assert "Dockerfile" in gh.run("issue", "view", "13", *R, token=token).out


def test_rest_reaches_projects_through_gh_api(gh: Gh, made: str) -> None:
    project(gh, "item-add", "1", *OWNER, "--url", ISSUE % 13)
    path = "orgs/PimpMyNines/projectsV2/1"
    assert gh.rest("GET", path).json["title"] == "LLuMinary"
    listed = gh("api", "--paginate", f"{path}/fields?per_page=4", "--jq", ".[].name")
    assert len(listed.splitlines()) == 11
    view = gh.rest("POST", f"{path}/views", name="Board", layout="board").json
    assert (view["number"], len(view["vertical_group_by"])) == (2, 1)
    assert gh.rest("GET", f"{path}/items").json[0]["content"]["number"] == 13
