"""Cards of a project: their values, their order, their end."""

import pytest

from tests.contract.github import GitHub
from tests.contract.project import CREATE_FIELD, SET_OPTION, SET_VALUE, Project

_CLEAR = """mutation($project: ID!, $item: ID!, $field: ID!) { clearProjectV2ItemFieldValue(input: {
  projectId: $project, itemId: $item, fieldId: $field}) { projectV2Item { id } } }"""
_ARCHIVE = """mutation($project: ID!, $item: ID!) {
  %sProjectV2Item(input: {projectId: $project, itemId: $item}) { clientMutationId } }"""
_MOVES = """query($id: ID!) { node(id: $id) { ... on Issue { timelineItems(first: 20,
  itemTypes: [PROJECT_V2_ITEM_STATUS_CHANGED_EVENT]) { nodes {
  ... on ProjectV2ItemStatusChangedEvent { previousStatus status } } } } } }"""


def test_adding_an_issue_twice_gives_the_same_item(project: Project) -> None:
    """GitHub docs, "Using the API to manage Projects"."""
    issue = project.github.issue()
    assert project.add(issue) == project.add(issue)


def test_an_item_is_read_by_its_id_right_after_its_value_was_set(project: Project) -> None:
    """Reported: reads by id are current, lists of items follow in seconds."""
    item = project.add(project.github.issue())
    project.set(item, "In Progress")
    assert project.value(item) == "In Progress"


def test_an_issue_is_put_on_a_project_while_it_is_created(project: Project) -> None:
    """GitHub's GraphQL schema, `CreateIssueInput.projectV2Ids`."""
    issue = project.github.issue(projectV2Ids=[project.id])
    fields = "projectItems(first: 5) { nodes { project { id } } }"
    wanted = {"projectItems": {"nodes": [{"project": {"id": project.id}}]}}
    assert project.github.until(lambda: project.github.read(issue, fields) == wanted)


@pytest.mark.parametrize(
    ("data_type", "value", "fragment", "shown"),
    [
        ("NUMBER", {"number": 3}, "ProjectV2ItemFieldNumberValue { number }", {"number": 3}),
        ("TEXT", {"text": "a"}, "ProjectV2ItemFieldTextValue { text }", {"text": "a"}),
        (
            "DATE",
            {"date": "2027-03-31"},
            "ProjectV2ItemFieldDateValue { date }",
            {"date": "2027-03-31"},
        ),
    ],
)
def test_a_value_is_set_and_cleared(
    project: Project, data_type: str, value: object, fragment: str, shown: object
) -> None:
    """GitHub's GraphQL schema, `ProjectV2FieldValue`: one field in a call."""
    github = project.github
    made = github.data(CREATE_FIELD, project=project.id, type=data_type, name="Measure")
    field = made["createProjectV2Field"]["projectV2Field"]["id"]
    item = project.add(github.issue())
    github.data(SET_VALUE, project=project.id, item=item, field=field, value=value)
    asked = f'fieldValueByName(name: "Measure") {{ ... on {fragment} }}'
    assert project.item(item, asked) == shown
    github.data(_CLEAR, project=project.id, item=item, field=field)
    assert github.until(lambda: project.item(item, asked) is None)


@pytest.mark.unverified
def test_closing_an_issue_sets_its_item_done(project: Project) -> None:
    """GitHub docs, "Using the built-in automations"; others saw new projects with it off."""
    issue = project.github.issue()
    item = project.add(issue)
    project.github.rest("PATCH", f"issues/{issue.number}", {"state": "closed"})
    assert project.github.until(lambda: project.value(item) == "Done")


def test_a_draft_is_created_with_its_text_and_listed_as_a_card(
    github: GitHub, project: Project
) -> None:
    """GitHub's GraphQL schema, `addProjectV2DraftIssue` and `updateProjectV2DraftIssue`."""
    made = github.data(
        "mutation($i: AddProjectV2DraftIssueInput!) { addProjectV2DraftIssue(input: $i) "
        "{ projectItem { id content { ... on DraftIssue { id } } } } }",
        i={"projectId": project.id, "title": "Later", "body": "Perhaps"},
    )["addProjectV2DraftIssue"]["projectItem"]
    fields = "content { ... on DraftIssue { id title body } }"
    draft = made["content"]["id"]
    told = {"id": draft, "title": "Later", "body": "Perhaps"}
    assert project.item(made["id"], fields) == told
    github.data(
        "mutation($i: UpdateProjectV2DraftIssueInput!) { updateProjectV2DraftIssue(input: $i) "
        "{ clientMutationId } }",
        i={"draftIssueId": draft, "body": "Surely"},
    )
    assert project.item(made["id"], fields) == {**told, "body": "Surely"}


def test_what_is_archived_takes_no_values(github: GitHub, project: Project) -> None:
    """Reported: gr2m/github-project#96."""
    item = project.add(github.issue())
    github.data(_ARCHIVE % "archive", project=project.id, item=item)
    status = project.status()
    given = {"project": project.id, "item": item, "field": status["id"]}
    refused = github.graphql(SET_OPTION, **given, option=status["options"][0]["id"])
    (error,) = refused["errors"]
    assert "The item is archived and cannot be updated" in error["message"]
    github.data(_ARCHIVE % "unarchive", project=project.id, item=item)
    project.set(item, "Todo")
    assert project.value(item) == "Todo"


def test_an_item_is_moved_behind_another_or_to_the_top(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `updateProjectV2ItemPosition`: without `afterId`, to the top."""
    first, second, third = (project.add(github.issue()) for _ in range(3))

    def order(**after: str) -> list[str]:
        github.data(
            "mutation($i: UpdateProjectV2ItemPositionInput!) { updateProjectV2ItemPosition("
            "input: $i) { clientMutationId } }",
            i={"projectId": project.id, **after},
        )
        found = project.read("items(first: 9) { nodes { id } }")["items"]["nodes"]
        return [each["id"] for each in found]

    assert order(itemId=third) == [third, first, second]
    assert order(itemId=third, afterId=first) == [first, third, second]


@pytest.mark.unverified
def test_a_new_item_is_the_last(github: GitHub, project: Project) -> None:
    """Nobody says where a new one comes; an order that is declared is right after one more run."""
    made = [project.add(github.issue()) for _ in range(2)]
    found = project.read("items(first: 9) { nodes { id } }")["items"]["nodes"]
    assert [each["id"] for each in found] == made


def test_the_issue_tells_what_happens_to_its_card(github: GitHub, project: Project) -> None:
    """GitHub docs, "Issue event types"; seen in archives, as of microsoft/terminal#18903."""
    issue = github.issue()
    item = project.add(issue)
    first, second = (each["name"] for each in project.status()["options"][:2])
    for option in (first, second, second):
        project.set(item, option)
    moves = github.data(_MOVES, id=issue.id)["node"]["timelineItems"]["nodes"]
    assert [(each["previousStatus"], each["status"]) for each in moves] == [
        ("", first),
        (first, second),
    ]
    found = github.rest("GET", f"issues/{issue.number}/events").body
    assert "added_to_project_v2" in [each["event"] for each in found]
