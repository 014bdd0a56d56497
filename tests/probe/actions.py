"""GitHub Actions for the sandbox: notices what happened, and runs the repository's workflow."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.modules.repository.workflow import Runner, load

OWNER, NAME = REPOSITORY.split("/")
_FILE = ".github/workflows/project-automation.yml"
_STATE = """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
  issues(first: 100, orderBy: {field: CREATED_AT, direction: DESC}) { nodes {
    number state labels(first: 50) { nodes { name } }
  } }
  pullRequests(last: 50) { nodes { number state merged } }
} }"""
# What an event is called, its action, and the rest of its payload.
Event = tuple[str, str, dict[str, Any]]


class Actions:
    """Runs the workflow that the repository holds for what happened since it last looked."""

    def __init__(self, gh: Gh, folder: Path) -> None:
        content = gh.rest("GET", f"repos/{REPOSITORY}/contents/{_FILE}").json["content"]
        self._workflow = load(base64.b64decode(content).decode())
        self._gh = gh
        self._folder = folder
        self._seen = self._look()

    def catch_up(self) -> None:
        """Run the workflow once for each event that it is there for."""
        before, self._seen = self._seen, self._look()
        for name, action, payload in _events(before, self._seen):
            if action in self._workflow["on"].get(name, {}).get("types", ()):
                self._run(name, {"action": action, **payload})

    def _run(self, name: str, payload: dict[str, Any]) -> None:
        environment = self._gh.sandbox.environment()
        event = {"repository": {"name": NAME}, **payload}
        contexts = {
            "github": {"event_name": name, "repository_owner": OWNER, "event": event},
            "secrets": {"PROJECT_TOKEN": environment["GH_TOKEN"]},
        }
        Runner(self._workflow, contexts, environment, self._folder).run()

    def _look(self) -> dict[str, dict[int, Any]]:
        found = self._gh.graphql(_STATE)["data"]["repository"]
        issues, pull_requests = found["issues"]["nodes"], found["pullRequests"]["nodes"]
        return {
            "issues": {
                each["number"]: (
                    each["state"],
                    frozenset(label["name"] for label in each["labels"]["nodes"]),
                )
                for each in issues
            },
            "pull requests": {each["number"]: each for each in pull_requests},
        }


def _events(before: dict[str, dict[int, Any]], now: dict[str, dict[int, Any]]) -> Iterator[Event]:
    for number, (state, labels) in now["issues"].items():
        old_state, old_labels = before["issues"].get(number, ("OPEN", frozenset()))
        issue = {"issue": {"number": number}}
        yield from (("issues", "labeled", _labeled(issue, each)) for each in labels - old_labels)
        yield from (("issues", "unlabeled", _labeled(issue, each)) for each in old_labels - labels)
        if (old_state, state) == ("OPEN", "CLOSED"):
            yield "issues", "closed", issue
    for number, node in now["pull requests"].items():
        old = before["pull requests"].get(number)
        state = "open" if node["state"] == "OPEN" else "closed"
        pull_request = {
            "pull_request": {"number": number, "state": state, "merged": node["merged"]}
        }
        if old is None:
            yield "pull_request_target", "opened", pull_request
        elif old["state"] == "OPEN" and node["state"] != "OPEN":
            yield "pull_request_target", "closed", pull_request


def _labeled(issue: dict[str, Any], name: str) -> dict[str, Any]:
    return {**issue, "label": {"name": name}}
