"""Each kind of drift, made by plain gh, is named: what it is, and where, and nothing else."""

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.verification import Check
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.support import quick_yaml
from tests.verification.conftest import Verify

CASES = quick_yaml.load(Path("tests/cases/verification/drift.yml").read_text(encoding="utf-8"))
_PLACEHOLDER = re.compile(r"<(\w+ [^<>]+)>")
_WORKFLOW = ".github/workflows/project-automation.yml"
_IDS = """{
  organization(login: "PimpMyNines") {
    projectV2(number: 1) {
      id
      fields(first: 50) { nodes {
        ... on ProjectV2FieldCommon { id name }
        ... on ProjectV2SingleSelectField { options { id name } }
      } }
      views(first: 10) { nodes { id name } }
      items(first: 100) { nodes { id content { ... on Issue { number } } } }
    }
  }
  repository(owner: "PimpMyNines", name: "LLuMinary") {
    issues(first: 100) { nodes { id number title } }
    milestones(first: 20) { nodes { number title } }
  }
}"""


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_drift_is_named(case: dict[str, Any], gh: Gh, verification: Verify) -> None:
    do(gh, case["gh"])
    verified = verification()
    assert [said(check) for check in verified.drift] == case["drift"]
    assert verified.exit_code == 2
    assert not verified.unsupported


def do(gh: Gh, commands: list[str]) -> None:
    """Run gh's commands, with ids in the place of `<issue 13>`."""
    for command in commands:
        result = gh.run(*shlex.split(_with_ids(gh, command)), GH_REPO=REPOSITORY)
        assert result.code == 0, result


def _with_ids(gh: Gh, command: str) -> str:
    wanted = set(_PLACEHOLDER.findall(command))
    if not wanted:
        return command
    ids = _known_ids(gh)
    # What the case itself has made is not among those known.
    ids = ids if wanted <= ids.keys() else _ids(gh)
    return _PLACEHOLDER.sub(lambda found: ids[found[1]], command)


@cache
def _known_ids(gh: Gh) -> dict[str, str]:
    return _ids(gh)


def said(check: Check) -> str:
    """Return a check as the cases have it; of a long text the beginning."""
    what = f"{check.state.value} {check.kind} {check.key} / {check.property}"
    return f"{what}: {_short(check.actual)}, declared {_short(check.expected)}"


def _short(value: object) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value).strip()
    return text if len(text) <= 120 else f"{text[:40]!r}…"


def _ids(gh: Gh) -> dict[str, str]:
    data = gh.graphql(_IDS)["data"]
    project = data["organization"]["projectV2"]
    types = gh.rest("GET", "orgs/PimpMyNines/issue-types").json
    workflow = gh.rest("GET", f"repos/{REPOSITORY}/contents/{_WORKFLOW}").json
    found = {"project 1": project["id"], "sha workflow": workflow["sha"]}
    found |= {f"type {each['name']}": str(each["id"]) for each in types}
    for each in data["repository"]["issues"]["nodes"]:
        found[f"issue {each['number']}"] = found[f"issue {each['title']}"] = each["id"]
        found[f"number {each['title']}"] = str(each["number"])
    found |= {
        f"milestone {each['title']}": str(each["number"])
        for each in data["repository"]["milestones"]["nodes"]
    }
    for field in project["fields"]["nodes"]:
        found[f"field {field['name']}"] = field["id"]
        for option in field.get("options", ()):
            found[f"option {field['name']}/{option['name']}"] = option["id"]
    found |= {f"view {each['name']}": each["id"] for each in project["views"]["nodes"]}
    items = project["items"]["nodes"]
    return found | {f"item {each['content']['number']}": each["id"] for each in items}
