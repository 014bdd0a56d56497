"""What people do between two runs, as tables of tests say it.

`PATCH labels/bug {color: "000000"}` is a request of REST, of the repository if its path is no
other's; `pinIssue {issueId: <issue Build it>}` a mutation with its input. `<issue TITLE>` is an id.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.acceptance.conftest import Gh
from tests.support import quick_yaml

_PLACEHOLDER = re.compile(r"<([^<>!]+)>")
# What stands in paths and in inputs as it is; ids are texts.
_NUMBERS = {"number", "milestone", "type", "workflow"}
_IDS = """query($owner: String!, $name: String!) {
  repositoryOwner(login: $owner) { ... on ProjectV2Owner { projectsV2(first: 1) { nodes {
    id
    fields(first: 50) { nodes {
      ... on ProjectV2FieldCommon { id name }
      ... on ProjectV2SingleSelectField { options { id name } }
      ... on ProjectV2IterationField { configuration { iterations { id title } } }
    } }
    views(first: 20) { nodes { id name } }
    statusUpdates(first: 5) { nodes { id } }
    items(first: 50, archivedStates: [ARCHIVED, NOT_ARCHIVED]) { nodes { id
      content { ... on Issue { title } ... on PullRequest { title } ... on DraftIssue { id title } }
    } }
  } } } }
  organization(login: $owner) { team(slug: "crew") { id } }
  base: repository(owner: $owner, name: "base") { id issues(first: 5) { nodes { id title } } }
  repository(owner: $owner, name: $name) {
    issues(first: 50) { nodes { id number title } }
    milestones(first: 20) { nodes { number title } }
    assignableUsers(first: 20) { nodes { id login } }
    workflow: object(expression: "HEAD:.github/workflows/board.yml") { oid }
  }
}"""


@dataclass(frozen=True)
class Hands:
    """Somebody who changes things in a repository; ids are those of when it was first asked."""

    gh: Gh
    repository: str

    def do(self, what: str) -> None:
        """Do one thing, which must succeed."""
        word, _, rest = _PLACEHOLDER.sub(self._id, what).partition(" ")
        if not word.isupper():
            self._mutate(word, quick_yaml.load(rest))
            return
        path, _, given = rest.partition(" ")
        is_other = path.startswith(("orgs/", "repos/", "user/"))
        path = path if is_other else f"repos/{self.repository}/{path}"
        done = self.gh.rest(word, path, **(quick_yaml.load(given) if given else {}))
        assert done.code == 0, (what, done)

    def _id(self, found: re.Match[str]) -> str:
        id = self.ids[found[1]]
        return id if found[1].split(" ")[0] in _NUMBERS else f'"{id}"'

    def _mutate(self, name: str, input: dict[str, Any]) -> None:
        type = f"{name[0].upper()}{name[1:]}Input!"
        document = f"mutation($input: {type}) {{ {name}(input: $input) {{ clientMutationId }} }}"
        answer = self.gh.graphql(document, input=input)
        assert "errors" not in answer, (name, answer)

    @cached_property
    def ids(self) -> dict[str, str]:
        """The ids of all that there is: `issue TITLE`, `field NAME`, `option FIELD/NAME`, …."""
        owner, name = self.repository.split("/")
        data = self.gh.graphql(_IDS, owner=owner, name=name)["data"]
        repository = data["repository"]
        found: dict[str, str] = {}
        for each in repository["issues"]["nodes"]:
            found[f"issue {each['title']}"] = each["id"]
            found[f"number {each['title']}"] = str(each["number"])
        found["repository base"] = (data["base"] or {}).get("id", "")
        found["team"] = ((data["organization"] or {}).get("team") or {}).get("id", "")
        for each in (data["base"] or {"issues": {"nodes": []}})["issues"]["nodes"]:
            found[f"issue {each['title']}"] = each["id"]
        for each in repository["milestones"]["nodes"]:
            found[f"milestone {each['title']}"] = str(each["number"])
        for each in repository["assignableUsers"]["nodes"]:
            found[f"user {each['login']}"] = each["id"]
        found["workflow"] = (repository["workflow"] or {}).get("oid", "")
        types = self.gh.rest("GET", f"orgs/{owner}/issue-types").json
        if isinstance(types, list):
            found |= {f"type {each['name']}": str(each["id"]) for each in types}
        fields = self.gh.rest("GET", f"orgs/{owner}/issue-fields").json
        if isinstance(fields, list):
            found |= {f"issue field {each['name']}": each["node_id"] for each in fields}
        for project in data["repositoryOwner"]["projectsV2"]["nodes"]:
            found |= _of_board(project)
        return found


def _of_board(project: dict[str, Any]) -> dict[str, str]:
    found = {"project": project["id"]}
    for field in project["fields"]["nodes"]:
        found[f"field {field['name']}"] = field["id"]
        for option in field.get("options", ()):
            found[f"option {field['name']}/{option['name']}"] = option["id"]
        for iteration in field.get("configuration", {}).get("iterations", ()):
            found[f"iteration {field['name']}/{iteration['title']}"] = iteration["id"]
    found |= {f"view {each['name']}": each["id"] for each in project["views"]["nodes"]}
    for update in project["statusUpdates"]["nodes"]:
        found["status update"] = update["id"]
    for card in project["items"]["nodes"]:
        title = card["content"]["title"]
        found[f"card {title}"] = card["id"]
        if "id" in card["content"]:
            found[f"draft {title}"] = card["content"]["id"]
    return found
