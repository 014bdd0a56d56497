"""Projects."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.github import GitHub, Issue

_STATUS = """query($id: ID!) { node(id: $id) { ... on ProjectV2 { field(name: "Status") {
  ... on ProjectV2SingleSelectField { id options { id name color description } } } } } }"""
_SET = """mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
  value: {singleSelectOptionId: $option}}) { projectV2Item { id } } }"""
_CREATE_FIELD = """mutation($project: ID!, $type: ProjectV2CustomFieldType!, $name: String!) {
  createProjectV2Field(input: {projectId: $project, dataType: $type, name: $name}) {
  projectV2Field { ... on ProjectV2FieldCommon { id } } } }"""
_SET_ANY = """mutation($project: ID!, $item: ID!, $field: ID!, $value: ProjectV2FieldValue!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
  value: $value}) { projectV2Item { id } } }"""
_CLEAR = """mutation($project: ID!, $item: ID!, $field: ID!) { clearProjectV2ItemFieldValue(input: {
  projectId: $project, itemId: $item, fieldId: $field}) { projectV2Item { id } } }"""
_OPTIONS = """mutation($field: ID!, $options: [ProjectV2SingleSelectFieldOptionInput!]) {
  updateProjectV2Field(input: {fieldId: $field, singleSelectOptions: $options}) {
  clientMutationId } }"""

_ARCHIVE = """mutation($project: ID!, $item: ID!) {
  %sProjectV2Item(input: {projectId: $project, itemId: $item}) { clientMutationId } }"""


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
        fragment = "... on ProjectV2ItemFieldSingleSelectValue { name }"
        found = self.item(item, f'fieldValueByName(name: "Status") {{ {fragment} }}')
        return None if found is None else str(found["name"])

    def item(self, item: str, field: str) -> Any:
        """Return the one field that is asked for of an item."""
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on ProjectV2Item {{ {field} }} }} }}"
        return next(iter(self.github.data(query, id=item)["node"].values()))

    def read(self, fields: str) -> Any:
        """Return fields of the project."""
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on ProjectV2 {{ {fields} }} }} }}"
        return self.github.data(query, id=self.id)["node"]


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
    assert project.read("views(first: 5) { nodes { name } }") == {
        "views": {"nodes": [{"name": "View 1"}]}
    }


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


def test_a_views_filter_can_be_changed(project: Project) -> None:
    """GitHub's GraphQL schema, `UpdateProjectV2ViewInput`."""
    view = project.read("views(first: 1) { nodes { id } }")["views"]["nodes"][0]["id"]
    changed = project.github.data(
        'mutation($id: ID!) { updateProjectV2View(input: {viewId: $id, filter: "is:open"}) '
        "{ projectV2View { filter } } }",
        id=view,
    )
    assert changed["updateProjectV2View"]["projectV2View"] == {"filter": "is:open"}


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
    made = github.data(_CREATE_FIELD, project=project.id, type=data_type, name="Measure")
    field = made["createProjectV2Field"]["projectV2Field"]["id"]
    item = project.add(github.issue())
    github.data(_SET_ANY, project=project.id, item=item, field=field, value=value)
    asked = f'fieldValueByName(name: "Measure") {{ ... on {fragment} }}'
    assert project.item(item, asked) == shown
    github.data(_CLEAR, project=project.id, item=item, field=field)
    assert github.until(lambda: project.item(item, asked) is None)


def test_a_project_is_linked_to_the_repository(project: Project) -> None:
    """GitHub's GraphQL schema, `linkProjectV2ToRepository`."""
    link = "mutation($p: ID!, $r: ID!) { linkProjectV2ToRepository(input: {projectId: $p, "
    github = project.github
    github.data(link + "repositoryId: $r}) { repository { id } } }", p=project.id, r=github.id)
    linked = project.read("repositories(first: 5) { nodes { id } }")
    assert linked == {"repositories": {"nodes": [{"id": github.id}]}}


@pytest.mark.unverified
def test_a_field_of_a_taken_name_is_refused(project: Project) -> None:
    """Not known to us; the tool looks for the name before it makes a field."""
    refused = project.github.errors(_CREATE_FIELD, project=project.id, type="TEXT", name="Status")
    assert refused[0]["path"] == ["createProjectV2Field"]


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
    github.data(_SET_ANY, project=project.id, item=item, field=made["id"], value=value)
    found = github.data(
        'query($id: ID!) { node(id: $id) { ... on ProjectV2Item { fieldValueByName(name: "Many") { '
        "... on ProjectV2ItemFieldMultiSelectValue { options { name } } } } } }",
        id=item,
    )["node"]["fieldValueByName"]
    assert found == {"options": [{"name": "A"}, {"name": "B"}]}


def test_a_project_tells_how_it_stands(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `createProjectV2StatusUpdate`; the latest comes first."""
    for status in ("ON_TRACK", "AT_RISK"):
        github.data(
            "mutation($i: CreateProjectV2StatusUpdateInput!) { "
            "createProjectV2StatusUpdate(input: $i) { statusUpdate { id } } }",
            i={"projectId": project.id, "status": status},
        )
    found = github.data(
        "query($id: ID!) { node(id: $id) { ... on ProjectV2 { statusUpdates(first: 5) { nodes { "
        "status } } } } }",
        id=project.id,
    )["node"]["statusUpdates"]["nodes"]
    assert [each["status"] for each in found] == ["AT_RISK", "ON_TRACK"]


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
    github.data(_SET_ANY, project=project.id, item=item, field=made["id"], value=value)
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


def test_a_draft_is_made_with_its_text_and_told_as_a_card(github: GitHub, project: Project) -> None:
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


def test_a_project_becomes_public_and_private_again(project: Project) -> None:
    """GitHub's GraphQL schema, `updateProjectV2(public:)`."""
    change = (
        "mutation($id: ID!, $public: Boolean!) { updateProjectV2(input: {projectId: $id, "
        "public: $public}) { projectV2 { public } } }"
    )
    for public in (True, False):
        made = project.github.data(change, id=project.id, public=public)["updateProjectV2"]
        assert made == {"projectV2": {"public": public}}


def test_what_is_archived_takes_no_values(github: GitHub, project: Project) -> None:
    """Reported: gr2m/github-project#96."""
    item = project.add(github.issue())
    github.data(_ARCHIVE % "archive", project=project.id, item=item)
    status = project.status()
    given = {"project": project.id, "item": item, "field": status["id"]}
    refused = github.graphql(_SET, **given, option=status["options"][0]["id"])
    (error,) = refused["errors"]
    assert "The item is archived and cannot be updated" in error["message"]
    github.data(_ARCHIVE % "unarchive", project=project.id, item=item)
    project.set(item, "Todo")
    assert project.value(item) == "Todo"


@pytest.mark.unverified
def test_a_closed_project_takes_cards_and_values(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema has `closed` in `updateProjectV2`, and no rule about the cards.

    Against it: one report that GitHub's page adds no issue to a closed project
    (Expensify/App#50841).
    """
    change = "mutation($id: ID!) { updateProjectV2(input: {projectId: $id, closed: true}) "
    made = github.data(change + "{ projectV2 { closed } } }", id=project.id)["updateProjectV2"]
    assert made == {"projectV2": {"closed": True}}
    item = project.add(github.issue())
    project.set(item, "Done")
    assert project.value(item) == "Done"


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


def test_a_project_is_linked_to_a_team(github: GitHub, project: Project) -> None:
    """GitHub's GraphQL schema, `linkProjectV2ToTeam`, `ProjectV2.teams`."""
    if not github.is_organization:
        pytest.skip("teams are an organization's")
    found = github.data(
        'query($login: String!) { organization(login: $login) { team(slug: "crew") { id } } }',
        login=github.owner,
    )["organization"]["team"]
    if found is None:
        pytest.skip(f"{github.owner} has no team crew")
    for name, expected in (("linkProjectV2ToTeam", ["crew"]), ("unlinkProjectV2FromTeam", [])):
        document = f"mutation($i: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $i) "
        given = {"projectId": project.id, "teamId": found["id"]}
        github.data(document + "{ team { slug } } }", i=given)
        teams = project.read("teams(first: 5) { nodes { slug } }")["teams"]["nodes"]
        assert [each["slug"] for each in teams] == expected


_MOVES = """query($id: ID!) { node(id: $id) { ... on Issue { timelineItems(first: 20,
  itemTypes: [PROJECT_V2_ITEM_STATUS_CHANGED_EVENT]) { nodes {
  ... on ProjectV2ItemStatusChangedEvent { previousStatus status } } } } } }"""


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
