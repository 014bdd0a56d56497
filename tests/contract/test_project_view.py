"""Views of a project."""

from tests.contract.project import Project


def test_a_view_is_made_with_name_and_layout(project: Project) -> None:
    """GitHub's GraphQL schema, `createProjectV2View`."""
    made = project.github.data(
        'mutation($id: ID!) { createProjectV2View(input: {projectId: $id, name: "Board", '
        "layout: BOARD_LAYOUT}) { projectV2View { name layout } } }",
        id=project.id,
    )
    view = made["createProjectV2View"]["projectV2View"]
    assert view == {"name": "Board", "layout": "BOARD_LAYOUT"}


def test_rest_makes_a_view_with_filter_columns_and_fields(project: Project) -> None:
    """GitHub's REST description: what GraphQL cannot give a view, REST does at its creation."""
    github = project.github
    asked = 'number field(name: "Status") { ... on ProjectV2SingleSelectField { databaseId } }'
    found = project.read(asked)
    owner = f"orgs/{github.owner}" if github.is_organization else f"users/{github.owner_number}"
    status = found["field"]["databaseId"]
    given = {"name": "Board", "layout": "board", "filter": "is:open", "vertical_group_by": [status]}
    made = github.rest("POST", f"/{owner}/projectsV2/{found['number']}/views", given)
    assert made.status == 201, made
    names = "{ nodes { ... on ProjectV2FieldCommon { name } } }"
    asked = f"views(first: 5) {{ nodes {{ name filter verticalGroupByFields(first: 5) {names} }} }}"
    assert project.read(asked)["views"]["nodes"][-1] == {
        "name": "Board",
        "filter": "is:open",
        "verticalGroupByFields": {"nodes": [{"name": "Status"}]},
    }


def test_rest_makes_a_view_that_is_sorted_in_a_direction(project: Project) -> None:
    """GitHub's REST description: `sort_by` is pairs of a field's id and `asc` or `desc`."""
    github = project.github
    asked = (
        'number status: field(name: "Status") { ... on ProjectV2SingleSelectField { databaseId } } '
        'title: field(name: "Title") { ... on ProjectV2Field { databaseId } }'
    )
    found = project.read(asked)
    owner = f"orgs/{github.owner}" if github.is_organization else f"users/{github.owner_number}"
    sorting = [[found["status"]["databaseId"], "desc"], [found["title"]["databaseId"], "asc"]]
    given = {"name": "Plan", "layout": "table", "sort_by": sorting}
    made = github.rest("POST", f"/{owner}/projectsV2/{found['number']}/views", given)
    assert made.status == 201, made
    asked = (
        "views(first: 5) { nodes { sortByFields(first: 5) { nodes { direction "
        "field { ... on ProjectV2FieldCommon { name } } } } } }"
    )
    assert project.read(asked)["views"]["nodes"][-1]["sortByFields"]["nodes"] == [
        {"direction": "DESC", "field": {"name": "Status"}},
        {"direction": "ASC", "field": {"name": "Title"}},
    ]


def test_a_views_filter_can_be_changed(project: Project) -> None:
    """GitHub's GraphQL schema, `UpdateProjectV2ViewInput`."""
    view = project.read("views(first: 1) { nodes { id } }")["views"]["nodes"][0]["id"]
    changed = project.github.data(
        'mutation($id: ID!) { updateProjectV2View(input: {viewId: $id, filter: "is:open"}) '
        "{ projectV2View { filter } } }",
        id=view,
    )
    assert changed["updateProjectV2View"]["projectV2View"] == {"filter": "is:open"}
