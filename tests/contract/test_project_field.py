"""Fields of a project: options, iterations, names."""

from typing import Any

import pytest

from tests.contract.github import GitHub
from tests.contract.project import CREATE_FIELD, SET_VALUE, Project

_OPTIONS = """mutation($field: ID!, $options: [ProjectV2SingleSelectFieldOptionInput!]) {
  updateProjectV2Field(input: {fieldId: $field, singleSelectOptions: $options}) {
  clientMutationId } }"""


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


@pytest.mark.unverified
def test_a_field_of_a_taken_name_is_refused(project: Project) -> None:
    """Not known to us; the tool looks for the name before it makes a field."""
    refused = project.github.errors(CREATE_FIELD, project=project.id, type="TEXT", name="Status")
    assert refused[0]["path"] == ["createProjectV2Field"]


def test_a_multi_select_holds_several_options(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema: `multiSelectOptions`, `multiSelectOptionIds`, since 2026-06."""
    options = [{"name": name, "color": "GRAY", "description": ""} for name in ("A", "B")]
    given = {"projectId": project.id, "dataType": "MULTI_SELECT", "name": "Many"}
    made = github.data(
        "mutation($i: CreateProjectV2FieldInput!) { createProjectV2Field(input: $i) { "
        "projectV2Field { ... on ProjectV2MultiSelectField { id multiSelectOptions { id } } } } }",
        i={**given, "multiSelectOptions": options},
    )["createProjectV2Field"]["projectV2Field"]
    item = project.add(github.issue())
    value = {"multiSelectOptionIds": [each["id"] for each in made["multiSelectOptions"]]}
    github.data(SET_VALUE, project=project.id, item=item, field=made["id"], value=value)
    found = github.data(
        'query($id: ID!) { node(id: $id) { ... on ProjectV2Item { fieldValueByName(name: "Many") { '
        "... on ProjectV2ItemFieldMultiSelectValue { options { name } } } } } }",
        id=item,
    )["node"]["fieldValueByName"]
    assert found == {"options": [{"name": "A"}, {"name": "B"}]}


def test_new_iterations_take_the_old_ones_from_the_cards(github: GitHub, project: Project) -> None:
    """Reported (github/github-mcp-server#2953): all get new ids, and every card loses its value."""
    week = {"startDate": "2026-11-23", "duration": 7}
    iterations = [{"title": "One", **week}]
    shown = (
        "projectV2Field { ... on ProjectV2IterationField { id configuration { "
        "iterations { id title } completedIterations { id title } } } }"
    )

    def all_of(field: dict[str, Any]) -> dict[str, str]:
        found = field["configuration"]
        every = [*found["completedIterations"], *found["iterations"]]
        return {each["title"]: each["id"] for each in every}

    given = {"projectId": project.id, "dataType": "ITERATION", "name": "Sprint"}
    made = github.data(
        "mutation($i: CreateProjectV2FieldInput!) { createProjectV2Field(input: $i) "
        f"{{ {shown} }} }}",
        i={**given, "iterationConfiguration": {**week, "iterations": iterations}},
    )["createProjectV2Field"]["projectV2Field"]
    item = project.add(github.issue())
    value = {"iterationId": all_of(made)["One"]}
    github.data(SET_VALUE, project=project.id, item=item, field=made["id"], value=value)
    more = [*iterations, {"title": "Two", "startDate": "2026-11-30", "duration": 7}]
    changed = github.data(
        "mutation($i: UpdateProjectV2FieldInput!) { updateProjectV2Field(input: $i) "
        f"{{ {shown} }} }}",
        i={"fieldId": made["id"], "iterationConfiguration": {**week, "iterations": more}},
    )["updateProjectV2Field"]["projectV2Field"]
    assert all_of(changed)["One"] != all_of(made)["One"]
    fragment = "... on ProjectV2ItemFieldIterationValue { title }"
    assert project.item(item, f'fieldValueByName(name: "Sprint") {{ {fragment} }}') is None


@pytest.mark.unverified
def test_no_iterations_at_all_leave_those_that_are_there(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `UpdateProjectV2FieldInput`: "empty input is ignored".

    It may mean the configuration as a whole: that has "zero or more iterations".
    """
    shown = "projectV2Field { ... on ProjectV2IterationField { id configuration { "
    shown += "duration iterations { title } completedIterations { title } } } }"
    week = {"startDate": "2026-11-23", "duration": 7}
    given = {"projectId": project.id, "dataType": "ITERATION", "name": "Sprint"}
    made = github.data(
        "mutation($i: CreateProjectV2FieldInput!) { createProjectV2Field(input: $i) "
        f"{{ {shown} }} }}",
        i={**given, "iterationConfiguration": {**week, "iterations": [{"title": "One", **week}]}},
    )["createProjectV2Field"]["projectV2Field"]
    none = {**week, "duration": 14, "iterations": []}
    left = github.data(
        "mutation($i: UpdateProjectV2FieldInput!) { updateProjectV2Field(input: $i) "
        f"{{ {shown} }} }}",
        i={"fieldId": made["id"], "iterationConfiguration": none},
    )["updateProjectV2Field"]["projectV2Field"]["configuration"]
    titles = [each["title"] for each in (*left["completedIterations"], *left["iterations"])]
    assert (titles, left["duration"]) == (["One"], 14)
