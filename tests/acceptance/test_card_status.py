"""A card gets its declared Status, although a built-in workflow of the board sets another first.

Status is set once: on a card that is new. That it is new must not be forgotten where the answer
that told of it is lost, or where the run is killed before it could set it.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, do
from tests.reliability.killing import MOMENTS, Moment, Point, killed

DECLARED: dict[str, Any] = {
    "issues": [
        {"key": "old", "title": "Old", "status": "Ready"},
        {"key": "new", "title": "New", "status": "Ready"},
    ],
    "project": {
        "title": "Plan",
        "fields": [{"name": "Status", "value": "status", "options": ["Backlog", "Ready", "Done"]}],
    },
}
ADDING, SETTING = "addProjectV2ItemById", "updateProjectV2ItemFieldValue"
_CARDS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  fields(first: 20) { nodes { ... on ProjectV2SingleSelectField { id name options { id name } } } }
  items(first: 20) { nodes { id content { ... on Issue { title } }
    fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
} } } } } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    """A board whose workflow gives every card that is added the Status Backlog."""
    own = Own(trial, tmp_path)
    status = {"name": "Status", "type": "single_select", "options": ["Backlog", "Ready", "Done"]}
    workflows = {"Item added to project": {"status": "Backlog"}}
    project = {"title": "Plan", "repositories": ["rocket"], "fields": [status]}
    own.seed({"issues": [{"title": "Old"}]}, projects=[{**project, "workflows": workflows}])
    return own


def statuses(own: Own) -> dict[str, str | None]:
    return {
        each["content"]["title"]: (each["fieldValueByName"] or {}).get("name")
        for each in own.board(_CARDS)["items"]["nodes"]
    }


WANTED = {"Old": "Ready", "New": "Ready"}


def test_a_workflow_sets_another_status_first(own: Own) -> None:
    done = own.run(DECLARED)
    assert (done.code, statuses(own)) == (0, WANTED)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (ADDING, "drop-before"),
        (ADDING, "drop-after"),
        (ADDING, "html-502-after"),
        (SETTING, "drop-before"),
        (SETTING, "html-502-after"),
    ],
)
def test_it_gets_its_own_whichever_answer_is_lost(own: Own, operation: str, fault: str) -> None:
    own.trial.sandbox.set_faults([{"operation": operation, "fault": fault, "nth": 1}])
    assert own.run(DECLARED).code == 0
    own.trial.sandbox.set_faults(None)
    assert statuses(own) == WANTED
    assert own.run(DECLARED).writes == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_it_gets_its_own_wherever_a_run_is_killed(own: Own, moment: Moment) -> None:
    requests = own.run(DECLARED).requests
    struck = [n for n, each in enumerate(requests, 1) if {ADDING, SETTING} & {*each["mutations"]}]
    assert struck
    for request in struck:
        own.trial.sandbox.reset(seed=own.folder / "seed.yml")
        point = Point(request, moment)
        assert killed(lambda: own.run(DECLARED), point), f"it never got {point}"
        assert own.run(DECLARED).code == 0, f"killed {point}"
        assert statuses(own) == WANTED, f"killed {point}"


def test_what_people_set_since_is_theirs(own: Own) -> None:
    own.trial.sandbox.set_faults([{"operation": SETTING, "fault": "html-502"}])
    own.run(DECLARED)
    own.trial.sandbox.set_faults(None)
    assert set(statuses(own).values()) == {"Backlog"}
    own.trial.sandbox.advance(5)
    now = own.board(_CARDS)
    (field,) = [each for each in now["fields"]["nodes"] if each.get("name") == "Status"]
    (done,) = [each["id"] for each in field["options"] if each["name"] == "Done"]
    (card,) = [each["id"] for each in now["items"]["nodes"] if each["content"]["title"] == "Old"]
    where = f'projectId: "{now["id"]}", itemId: "{card}", fieldId: "{field["id"]}"'
    value = f'value: {{singleSelectOptionId: "{done}"}}'
    do(own, f"updateProjectV2ItemFieldValue(input: {{{where}, {value}}})")
    assert own.run(DECLARED).code == 0
    assert statuses(own) == {"Old": "Done", "New": "Ready"}
