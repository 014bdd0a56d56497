"""The project that `board.yml` declares, for tests that ask the application in this process."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.gh_sandbox.conftest import Local

_VALUE = """
  ... on ProjectV2ItemFieldTextValue { text field { ...name } }
  ... on ProjectV2ItemFieldNumberValue { number field { ...name } }
  ... on ProjectV2ItemFieldDateValue { date field { ...name } }
  ... on ProjectV2ItemFieldSingleSelectValue { name optionId field { ...name } }
  ... on ProjectV2ItemFieldIterationValue { title iterationId field { ...name } }
"""
_ITEMS = """
query($id: ID!, $filter: String, $states: [ProjectV2ItemArchivedState!]) { node(id: $id) {
  ... on ProjectV2 { items(first: 100, query: $filter, archivedStates: $states) { nodes {
    id isArchived type content {
      ... on Issue { number title } ... on PullRequest { number title } ... on DraftIssue { title }
    }
    fieldValues(first: 50) { nodes {%s} }
  } } }
} }
fragment name on ProjectV2FieldCommon { name }
"""
_FIELDS = """
query($id: ID!) { node(id: $id) { ... on ProjectV2 { fields(first: 50) { nodes {
  ... on ProjectV2FieldCommon { id name dataType databaseId }
  ... on ProjectV2SingleSelectField { options { id name color description } }
  ... on ProjectV2IterationField { configuration {
    duration startDay iterations { id title startDate duration } completedIterations { title }
  } }
} } } } }
"""
_PROJECT = """
query($login: String!, $number: Int!) {
  repositoryOwner(login: $login) { ... on ProjectV2Owner { projectV2(number: $number) { id } } }
}
"""


@dataclass(frozen=True)
class Board:
    """Asks about one project."""

    local: "Local"
    login: str = "PimpMyNines"
    number: int = 9

    def ask(self, document: str, /, **variables: Any) -> Any:
        """Return the data of a document that must succeed."""
        answer = self.local.graphql(document, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def send(self, mutation: str, payload: str = "clientMutationId", **given: Any) -> Any:
        """Send a mutation and return the whole answer."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {payload} }} }}"
        return self.local.graphql(document, input=given)

    def do(self, mutation: str, payload: str = "clientMutationId", **given: Any) -> Any:
        """Send a mutation that must succeed and return its payload."""
        answer = self.send(mutation, payload, **given)
        assert "errors" not in answer, answer["errors"]
        return answer["data"][mutation]

    def refusal(self, mutation: str, **given: Any) -> tuple[str, str]:
        """Send a mutation that must be refused and return the error's type and message."""
        (error,) = self.send(mutation, **given)["errors"]
        return error["type"], error["message"]

    @property
    def id(self) -> str:
        """The project's node id."""
        owner = self.ask(_PROJECT, login=self.login, number=self.number)["repositoryOwner"]
        return str(owner["projectV2"]["id"])

    def fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        nodes = self.ask(_FIELDS, id=self.id)["node"]["fields"]["nodes"]
        return {node["name"]: node for node in nodes}

    def options(self, field: str) -> dict[str, str]:
        """Return a field's options: ids by name, in their order."""
        return {option["name"]: option["id"] for option in self.fields()[field]["options"]}

    def items(self, query: str = "", states: tuple[str, ...] = ("NOT_ARCHIVED",)) -> list[Any]:
        """Return the items in their order."""
        data = self.ask(_ITEMS % _VALUE, id=self.id, filter=query, states=list(states))
        return list(data["node"]["items"]["nodes"])

    def shown(self, query: str = "") -> list[int | str]:
        """Return the items' numbers, and the titles of drafts."""
        contents = [item["content"] for item in self.items(query)]
        return [content.get("number") or content["title"] for content in contents]

    def item(self, number: int | str) -> Any:
        """Return the item of an issue by number, or of a draft by title."""
        return next(
            item
            for item in self.items(states=("NOT_ARCHIVED", "ARCHIVED"))
            if number in (item["content"].get("number"), item["content"]["title"])
        )

    def values(self, number: int | str) -> dict[str, Any]:
        """Return an item's stored values by field, its title left out."""
        found: dict[str, Any] = {}
        for node in self.item(number)["fieldValues"]["nodes"]:
            if node:
                name = node.pop("field")["name"]
                node.pop("optionId", None)
                node.pop("iterationId", None)
                (found[name],) = node.values()
        del found["Title"]
        return found

    def put(self, content: int | str, field: str, /, **value: object) -> None:
        """Set a value."""
        self.do(
            "updateProjectV2ItemFieldValue",
            projectId=self.id,
            itemId=self.item(content)["id"],
            fieldId=self.fields()[field]["id"],
            value=value,
        )

    def issue(self, number: int) -> str:
        """Return the node id of an issue or pull request of the repository."""
        query = """query($number: Int!) { repository(owner: "PimpMyNines", name: "LLuMinary") {
          issueOrPullRequest(number: $number) { ... on Node { id } } } }"""
        return str(self.ask(query, number=number)["repository"]["issueOrPullRequest"]["id"])
