"""The subject of a probe: an issue with a card, and a pull request that fixes it."""

from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Writer
from gh_playbook.model.change import Call, Mutation, Operation
from gh_playbook.probe.place import Place
from gh_playbook.probe.remains import BRANCH, EMPTY, MARK, TITLE, message
from gh_playbook.probe.rule import Expectation

_STATUS = """query ProbeStatus($card: ID!, $field: String!) {
  card: node(id: $card) { ... on ProjectV2Item { value: fieldValueByName(name: $field) {
    ... on ProjectV2ItemFieldSingleSelectValue { name }
  } } }
}"""
_ARRIVAL = """query ProbeArrival($issue: ID!, $field: String!) {
  issue: node(id: $issue) { ... on Issue { projectItems(first: 20) { nodes {
    project { id }
    value: fieldValueByName(name: $field) { ... on ProjectV2ItemFieldSingleSelectValue { name } }
  } } } }
}"""
_MERGEABLE = """query ProbeMergeable($id: ID!) {
  node(id: $id) { ... on PullRequest { mergeable } }
}"""
_STATE = "query ProbeState($id: ID!) { node(id: $id) { ... on Issue { state } } }"
_BODY = f"""{MARK}
`verify --automations` of gh-playbook made this to see cards of the board move. It removes it again.
"""


@dataclass
class Subject:
    """The things that a probe creates and moves; `token` distinguishes them from other probes.

    Every method raises GitHubError. The card's id and the pull request are empty until they exist.
    """

    place: Place
    reader: Reader
    writer: Writer
    token: str
    issue_id: str = ""
    number: int = 0
    card_id: str = ""
    pull_request_id: str = ""
    pull_request: int = 0

    @property
    def branch(self) -> str:
        """The branch of the pull request."""
        return BRANCH + self.token

    def make_branch(self) -> None:
        """Make the branch: a commit without any change on top of the default branch."""
        git = f"repos/{self.place.repository}/git"
        last = self.reader.get(f"{git}/commits/{self.place.commit}", request="probe commit")
        text = message(self.place.target.login)
        body = {"message": text, "tree": last["tree"]["sha"], "parents": [self.place.commit]}
        made = self._send(Call("POST", f"{git}/commits", body))
        ref = {"ref": f"refs/heads/{self.branch}", "sha": made["sha"]}
        self._send(Call("POST", f"{git}/refs", ref))

    def make_issue(self) -> None:
        """Open the issue."""
        self.issue_id, self.number = self._opened()

    def put_on_board(self) -> None:
        """Put the issue on the board, unless it already has its card."""
        if self.card_id:
            return
        card = {"projectId": self.place.project_id, "contentId": self.issue_id}
        added = self._send(Mutation("addProjectV2ItemById", card, "item { id }"))
        self.card_id = added["item"]["id"]

    def open(self, expectation: Expectation) -> str:
        """Open an issue that a rule should bring onto the board; return its id.

        If the rule is about every issue, the issue of the probe itself is used.
        """
        opening = expectation.opening
        if expectation.is_about_any_issue:
            return self.issue_id
        if opening is None:
            return self._opened(parentIssueId=self.issue_id)[0]
        body: dict[str, Any] = {"title": TITLE + self.token, "body": _BODY}
        body |= {"labels": [opening.label]} if opening.label else {}
        body |= {"type": opening.type} if opening.type else {}
        made = self._send(Call("POST", f"repos/{self.place.repository}/issues", body))
        return str(made["node_id"])

    def arrival(self, issue: str) -> str | None:
        """Return the Status of an issue's card, empty without a Status; None if it has no card."""
        given = {"issue": issue, "field": self.place.field}
        data = self.reader.query(_ARRIVAL, given, request="probe arrival")
        for card in ((data["issue"] or {}).get("projectItems") or {}).get("nodes") or ():
            if card["project"]["id"] == self.place.project_id:
                return str((card["value"] or {}).get("name") or "")
        return None

    def open_pull_request(self) -> None:
        """Open the pull request that fixes the issue, unless it is open already."""
        if self.pull_request_id:
            return
        body = {
            "title": TITLE + self.token,
            "body": f"Fixes #{self.number}\n\n{_BODY}",
            "head": self.branch,
            "base": self.place.branch,
        }
        made = self._send(Call("POST", f"repos/{self.place.repository}/pulls", body))
        self.pull_request_id, self.pull_request = made["node_id"], made["number"]

    def merge(self) -> None:
        """Merge the pull request."""
        path = f"repos/{self.place.repository}/pulls/{self.pull_request}/merge"
        how = {"merge_method": self.place.merge_method, "commit_message": EMPTY}
        self._send(Call("PUT", path, how))

    def mergeable(self) -> str:
        """Return MERGEABLE, CONFLICTING, or UNKNOWN as long as GitHub does not know."""
        data = self.reader.query(
            _MERGEABLE, {"id": self.pull_request_id}, request="probe mergeable"
        )
        return str(data["node"]["mergeable"])

    def put_label(self) -> None:
        """Add the label for blocked issues."""
        self._label("addLabelsToLabelable")

    def take_label(self) -> None:
        """Remove the label for blocked issues."""
        self._label("removeLabelsFromLabelable")

    def close(self) -> None:
        """Close the issue."""
        self._send(Mutation("closeIssue", {"issueId": self.issue_id}, "clientMutationId"))

    def reopen(self) -> None:
        """Reopen the issue, unless it is open."""
        data = self.reader.query(_STATE, {"id": self.issue_id}, request="probe state")
        if data["node"]["state"] == "CLOSED":
            self._send(Mutation("reopenIssue", {"issueId": self.issue_id}, "clientMutationId"))

    def status(self) -> str | None:
        """Return the card's Status; None if it has none, or cannot be seen yet."""
        given = {"card": self.card_id, "field": self.place.field}
        try:
            data = self.reader.query(_STATUS, given, request="probe status")
        except GitHubError as error:
            if error.kind != "NOT_FOUND":
                raise
            return None
        return ((data["card"] or {}).get("value") or {}).get("name")

    def set_status(self, name: str | None) -> None:
        """Set the card's Status; None clears it."""
        given: dict[str, Any] = {
            "projectId": self.place.project_id,
            "itemId": self.card_id,
            "fieldId": self.place.field_id,
        }
        if name is None:
            self._send(Mutation("clearProjectV2ItemFieldValue", given, "clientMutationId"))
            return
        given["value"] = {"singleSelectOptionId": self.place.options[name]}
        self._send(Mutation("updateProjectV2ItemFieldValue", given, "clientMutationId"))

    def _opened(self, **more: str) -> tuple[str, int]:
        given = {
            "repositoryId": self.place.repository_id,
            "title": TITLE + self.token,
            "body": _BODY,
            **more,
        }
        made = self._send(Mutation("createIssue", given, "issue { id number }"))["issue"]
        return made["id"], made["number"]

    def _label(self, mutation: str) -> None:
        given = {"labelableId": self.issue_id, "labelIds": [self.place.label_id]}
        self._send(Mutation(mutation, given, "clientMutationId"))

    def _send(self, operation: Operation) -> Any:
        (reply,) = self.writer.send([operation])
        if isinstance(reply, GitHubError):
            raise reply
        return reply.payload
