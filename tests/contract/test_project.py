"""Projects."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.github import GitHub, Issue

_STATUS = """query($id: ID!) { node(id: $id) { ... on ProjectV2 { field(name: "Status") {
  ... on ProjectV2SingleSelectField { id options { id name color description } } } } } }"""
_VALUE = """query($id: ID!) { node(id: $id) { ... on ProjectV2Item {
  fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } } } } }"""
_SET = """mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
  value: {singleSelectOptionId: $option}}) { projectV2Item { id } } }"""
_OPTIONS = """mutation($field: ID!, $options: [ProjectV2SingleSelectFieldOptionInput!]) {
  updateProjectV2Field(input: {fieldId: $field, singleSelectOptions: $options}) {
  clientMutationId } }"""


@dataclass(frozen=True)
class Project:
    """A project that a test made."""

    github: GitHub
    id: str

    def add(self, issue: Issue) -> str:
        """Put an issue on it and return the item."""
        add = "mutation($p: ID!, $c: ID!) { addProjectV2ItemById(input: "
        made = self.github.data(
            add + "{projectId: $p, contentId: $c}) { item { id } } }", p=self.id, c=issue.id
        )
        return str(made["addProjectV2ItemById"]["item"]["id"])

    def status(self) -> Any:
        """Return the Status field with its options."""
        return self.github.data(_STATUS, id=self.id)["node"]["field"]

    def set(self, item: str, option: str) -> None:
        """Set an item's Status."""
        field = self.status()
        id = next(each["id"] for each in field["options"] if each["name"] == option)
        self.github.data(_SET, project=self.id, item=item, field=field["id"], option=id)

    def value(self, item: str) -> str | None:
        """Return an item's Status."""
        found = self.github.data(_VALUE, id=item)["node"]["fieldValueByName"]
        return None if found is None else str(found["name"])


@pytest.fixture
def project(github: GitHub) -> Project:
    answer = github.graphql(
        "mutation($owner: ID!, $title: String!) { createProjectV2(input: {ownerId: $owner, "
        "title: $title}) { projectV2 { id } } }",
        owner=github.owner_id,
        title=github.name(),
    )
    if "errors" in answer and github.is_live:
        pytest.skip(f"no project can be made: {answer['errors'][0]['message']}")
    id = answer["data"]["createProjectV2"]["projectV2"]["id"]
    delete = "mutation($id: ID!) { deleteProjectV2(input: {projectId: $id}) { clientMutationId } }"
    github.on_end(lambda: github.graphql(delete, id=id))
    return Project(github, id)


def test_a_new_project_has_three_statuses_and_one_view(project: Project) -> None:
    """Reported."""
    assert [each["name"] for each in project.status()["options"]] == ["Todo", "In Progress", "Done"]
    views = "query($id: ID!) { node(id: $id) { ... on ProjectV2 { views(first: 5) "
    found = project.github.data(views + "{ nodes { name } } } } }", id=project.id)
    assert found["node"]["views"]["nodes"] == [{"name": "View 1"}]


def test_adding_an_issue_twice_gives_the_same_item(project: Project) -> None:
    """GitHub docs, "Using the API to manage Projects"."""
    issue = project.github.issue()
    assert project.add(issue) == project.add(issue)


def test_an_item_is_read_by_its_id_right_after_its_value_was_set(project: Project) -> None:
    """Reported: reads by id are current, lists of items follow in seconds."""
    item = project.add(project.github.issue())
    project.set(item, "In Progress")
    assert project.value(item) == "In Progress"


def test_options_sent_with_their_ids_keep_the_values(project: Project) -> None:
    """GitHub's GraphQL schema, `ProjectV2SingleSelectFieldOptionInput.id`."""
    item = project.add(project.github.issue())
    project.set(item, "In Progress")
    field = project.status()
    more = {"name": "Blocked", "color": "RED", "description": ""}
    project.github.data(_OPTIONS, field=field["id"], options=[*field["options"], more])
    names = [each["name"] for each in project.status()["options"]]
    assert names == ["Todo", "In Progress", "Done", "Blocked"]
    assert project.value(item) == "In Progress"


def test_options_sent_without_ids_lose_the_values(project: Project) -> None:
    """Reported."""
    item = project.add(project.github.issue())
    project.set(item, "Done")
    field = project.status()
    fresh = [
        {key: each[key] for key in ("name", "color", "description")} for each in field["options"]
    ]
    project.github.data(_OPTIONS, field=field["id"], options=fresh)
    assert project.github.until(lambda: project.value(item) is None)


def test_an_issue_is_put_on_a_project_while_it_is_created(project: Project) -> None:
    """GitHub's GraphQL schema, `CreateIssueInput.projectV2Ids`."""
    issue = project.github.issue(projectV2Ids=[project.id])
    fields = "projectItems(first: 5) { nodes { project { id } } }"
    wanted = {"projectItems": {"nodes": [{"project": {"id": project.id}}]}}
    assert project.github.until(lambda: project.github.read(issue, fields) == wanted)


def test_a_view_is_made_with_name_and_layout(project: Project) -> None:
    """GitHub's GraphQL schema, `createProjectV2View`."""
    made = project.github.data(
        'mutation($id: ID!) { createProjectV2View(input: {projectId: $id, name: "Board", '
        "layout: BOARD_LAYOUT}) { projectV2View { name layout } } }",
        id=project.id,
    )
    view = made["createProjectV2View"]["projectV2View"]
    assert view == {"name": "Board", "layout": "BOARD_LAYOUT"}


def test_no_mutation_creates_or_enables_a_workflow(github: GitHub) -> None:
    """GitHub's GraphQL schema: built-in workflows can only be deleted."""
    found = github.data('{ __type(name: "Mutation") { fields { name } } }')["__type"]["fields"]
    names = {each["name"] for each in found if "ProjectV2Workflow" in each["name"]}
    assert names == {"deleteProjectV2Workflow"}


@pytest.mark.unverified
def test_closing_an_issue_sets_its_item_done(project: Project) -> None:
    """GitHub docs, "Using the built-in automations"; others saw new projects with it off."""
    issue = project.github.issue()
    item = project.add(issue)
    project.github.rest("PATCH", f"issues/{issue.number}", {"state": "closed"})
    assert project.github.until(lambda: project.value(item) == "Done")
