"""A project that a rule is tried on."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.contract.github import GitHub, Issue

_STATUS = """query($id: ID!) { node(id: $id) { ... on ProjectV2 { field(name: "Status") {
  ... on ProjectV2SingleSelectField { id options { id name color description } } } } } }"""
SET_OPTION = """mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
  value: {singleSelectOptionId: $option}}) { projectV2Item { id } } }"""
CREATE_FIELD = """mutation($project: ID!, $type: ProjectV2CustomFieldType!, $name: String!) {
  createProjectV2Field(input: {projectId: $project, dataType: $type, name: $name}) {
  projectV2Field { ... on ProjectV2FieldCommon { id } } } }"""
SET_VALUE = """mutation($project: ID!, $item: ID!, $field: ID!, $value: ProjectV2FieldValue!) {
  updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
  value: $value}) { projectV2Item { id } } }"""


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
        self.github.data(SET_OPTION, project=self.id, item=item, field=field["id"], option=id)

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


def make(github: GitHub) -> Project:
    """Make one, which goes when the test ends; skip the test where none can be made."""
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
