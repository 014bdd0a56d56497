"""GitHub, real or the sandbox, asked through `gh api`; and things that go when a test ends."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.live.record import current
from tests.support import direct

_REPOSITORY = """query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { id owner { id login __typename
  ... on User { databaseId } ... on Organization { databaseId } } } }"""
_CREATE = """mutation($input: CreateIssueInput!) {
  createIssue(input: $input) { issue { id number fullDatabaseId } } }"""


# The environment variable that says how many seconds to wait after a write.
PAUSE = "GH_PLAYBOOK_LIVE_PAUSE"
# What GitHub says to who has asked too much; it tells nothing of a rule.
_LIMIT = re.compile(r'"message": ?"[^"]*(API rate limit exceeded|secondary rate limit)')


class UnreachedError(Exception):
    """GitHub did not answer, or has had enough of us."""


@dataclass(frozen=True)
class Answer:
    """What a REST request was answered."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def errors(self) -> list[Any]:
        """The entries of a 422."""
        found: list[Any] = self.body.get("errors", [])
        return found

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The field and code of each entry."""
        return [(each["field"], each["code"]) for each in self.errors]


def _answer(out: str) -> Answer:
    """Read what `gh api -i` prints."""
    head, _, content = re.sub(r"\r\n", "\n", out).partition("\n\n")
    status, *lines = head.splitlines()
    found = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
    return Answer(int(status.split()[1]), found, json.loads(content) if content else None)


@dataclass(frozen=True)
class Issue:
    """An issue that a test made."""

    id: str
    number: int
    database_id: int


@dataclass
class GitHub:
    """One repository to try things in; `repository` is `owner/name`."""

    repository: str
    environment: Mapping[str, str]
    is_live: bool
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        owner, name = self.repository.split("/")
        found = self.data(_REPOSITORY, owner=owner, name=name)["repository"]
        self.id: str = found["id"]
        self.owner: str = found["owner"]["login"]
        self.owner_id: str = found["owner"]["id"]
        self.owner_number: int = found["owner"]["databaseId"]
        self.is_organization = found["owner"]["__typename"] == "Organization"

    def rest(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Ask REST; a path without a slash in front is one of the repository.

        In the name of a header `_` stands for a dash.
        """
        where = path if path.startswith("/") else f"/repos/{self.repository}/{path}".rstrip("/")
        text = "" if body is None else json.dumps(body)
        given = ["--input", "-"] if text else []
        for name, value in headers.items():
            given += ["-H", f"{name.replace('_', '-')}: {value}"]
        out = self._gh("api", "-i", "-X", method, where.removeprefix("/"), *given, text=text)
        self._pause(wrote=method != "GET")
        return _answer(out)

    def upload(self, url: str, text: str) -> Answer:
        """Send a file of plain text to an address that GitHub named."""
        given = ["--input", "-", "-H", "content-type: text/plain"]
        out = self._gh("api", "-i", "-X", "POST", url, *given, text=text)
        self._pause(wrote=True)
        return _answer(out)

    def graphql(self, query: str, **variables: object) -> Any:
        """Ask GraphQL and return the whole answer."""
        text = json.dumps({"query": query, "variables": variables})
        out = self._gh("api", "graphql", "--input", "-", text=text)
        self._pause(wrote=query.lstrip().startswith("mutation"))
        return json.loads(out)

    def data(self, query: str, **variables: object) -> Any:
        """Ask GraphQL what has to be answered."""
        answer = self.graphql(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def errors(self, query: str, **variables: object) -> list[Any]:
        """Ask GraphQL what has to be refused, and return the errors."""
        found: list[Any] = self.graphql(query, **variables)["errors"]
        return found

    def on_end(self, undo: Callable[[], object]) -> None:
        """Do this when the test ends."""
        self._undo.append(undo)

    def clean(self) -> None:
        """Undo what the test made, the latest first."""
        while self._undo:
            self._undo.pop()()

    def name(self, text: str = "contract") -> str:
        """Return a name that nothing else has; a live run knows its things by it."""
        found = f"{text}-{uuid4().hex[:8]}"
        record = current()
        if record is not None:
            record.note_name(found)
        return found

    def label(self, **more: object) -> Any:
        """Make a label that goes when the test ends."""
        made = self.rest("POST", "labels", {"name": self.name(), "color": "ededed", **more})
        assert made.status == 201, made
        self.on_end(lambda: self.rest("DELETE", f"labels/{made.body['name']}"))
        return made.body

    def milestone(self, **more: object) -> Any:
        """Make a milestone that goes when the test ends."""
        made = self.rest("POST", "milestones", {"title": self.name(), **more})
        assert made.status == 201, made
        self.on_end(lambda: self.rest("DELETE", f"milestones/{made.body['number']}"))
        return made.body

    def issue(self, **more: object) -> Issue:
        """Make an issue that goes when the test ends; what is given is GraphQL's input."""
        given = {"repositoryId": self.id, "title": self.name(), **more}
        made = self.data(_CREATE, input=given)["createIssue"]["issue"]
        return self.keep(Issue(made["id"], made["number"], int(made["fullDatabaseId"])))

    def keep(self, issue: Issue) -> Issue:
        """Delete an issue when the test ends, or close it where that is not allowed."""

        def remove() -> None:
            delete = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { __typename } }"
            if "errors" in self.graphql(delete, id=issue.id):
                self.rest("PATCH", f"issues/{issue.number}", {"state": "closed"})

        self.on_end(remove)
        return issue

    def file(self) -> str:
        """Return the path of a file that goes when the test ends, if the test writes it."""
        path = f"contract/{self.name()}.txt"

        def remove() -> None:
            found = self.rest("GET", f"contents/{path}")
            if found.status == 200:
                given = {"message": "Clean up", "sha": found.body["sha"]}
                self.rest("DELETE", f"contents/{path}", given)

        self.on_end(remove)
        return path

    def read(self, issue: Issue, fields: str) -> Any:
        """Return fields of an issue."""
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on Issue {{ {fields} }} }} }}"
        return self.data(query, id=issue.id)["node"]

    def until(self, read: Callable[[], object], seconds: float = 30.0) -> bool:
        """Tell whether something becomes true in time: what GitHub does, it may do later."""
        deadline = time.monotonic() + (seconds if self.is_live else 0.0)
        while not read():
            if time.monotonic() >= deadline:
                return False
            time.sleep(1.0)
        return True

    def _gh(self, *arguments: str, text: str) -> str:
        out, error = self._answered(arguments, text)
        if not out or (self.is_live and _LIMIT.search(out)):
            raise UnreachedError(error.strip() or out[:200])
        return out

    def _answered(self, arguments: Sequence[str], text: str) -> tuple[str, str]:
        """Return what `gh` prints: of a sandbox, by the tests' own transport."""
        environment = {**os.environ, **self.environment}
        answered = None if self.is_live else direct.call(arguments, text, environment)
        if answered:
            return answered.out, answered.error
        done = subprocess.run(
            ["gh", *arguments],
            capture_output=True,
            text=True,
            input=text,
            env=environment,
            timeout=60,
            check=False,
        )
        return done.stdout, done.stderr

    def _pause(self, *, wrote: bool) -> None:
        """Keep GitHub's distance between writes (its REST best practices: a second)."""
        if wrote and self.is_live:
            time.sleep(float(os.environ.get(PAUSE, "1")))
