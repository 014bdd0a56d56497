"""Backlogs that declare little, or what the plan does not have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.run.flow import run
from gh_playbook.verification import CheckState, Verification, verify
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.gh_sandbox.conftest import Gh
from tests.support.seeded import seeded
from tests.verification.conftest import settings
from tests.verification.test_drift import said

LABELS = """
repository: PimpMyNines/empty
labels:
  - {name: urgent, color: d73a4a}
"""
BOARD = """
repository: octocat/mine
issues:
  - {key: one, title: The first, sprint: This, type: Bug}
issue_types:
  - {name: Bug, color: red}
project:
  title: Mine
  fields:
    - {name: type, type: single_select, value: type, options: [Bug]}
    - name: Sprint
      type: iteration
      value: sprint
      iterations:
        - {title: This, start: 2026-11-23, duration: 14}
        - {title: Next, start: 2026-12-07, duration: 14}
  views:
    - {name: All, layout: table, fields: [title, SPRINT], group_by: sprint}
"""
SEED = """
owners:
  - login: octocat
    repositories: [{name: mine}, {name: waiting}]
  - {login: PimpMyNines, type: Organization, members: {octocat: ADMIN},
     repositories: [{name: empty}]}
"""
WAITING = """
repository: octocat/waiting
project:
  title: Waiting
  fields: [{name: Dependencies, type: text, value: blocked_by}]
issues:
"""
_TEXT = """{ user(login: "octocat") { projectsV2(first: 1, query: "Waiting") { nodes {
  items(last: 1) { nodes {
    fieldValueByName(name: "Dependencies") { ... on ProjectV2ItemFieldTextValue { text } }
  } }
} } } }"""
_ITERATIONS = """mutation($field: ID!) { updateProjectV2Field(input: {
  fieldId: $field, iterationConfiguration: {startDate: "2026-11-23", duration: 7, iterations: [
    {title: "This", startDate: "2026-11-23", duration: 7}
  ]}
}) { clientMutationId } }"""
_FIELD = """{ user(login: "octocat") { projectV2(number: 1) { field(name: "Sprint") {
  ... on ProjectV2IterationField { id } } } } }"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("small"), SEED, limits=False) as sandbox:
        yield sandbox


def _verify(sandbox: Sandbox, tmp_path: Path, text: str, *, apply: bool) -> Verification:
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(text)
    chosen = settings(sandbox, backlog=backlog)
    if apply:
        run(chosen, Quiet())
    return verify(chosen)


def test_a_backlog_without_a_board_asks_for_none(small: Sandbox, tmp_path: Path) -> None:
    before = len(request_log.read(small.requests_log))
    verified = _verify(small, tmp_path, LABELS, apply=False)
    sent = request_log.read(small.requests_log)[before:]
    assert len(sent) == 2
    assert not any("node" in entry["operations"] for entry in sent)
    assert [said(check) for check in verified.drift] == [
        "missing label urgent / existence: None, declared exists"
    ]
    assert not _verify(small, tmp_path, LABELS, apply=True).drift


def test_a_users_board_with_iterations(small: Sandbox, tmp_path: Path) -> None:
    verified = _verify(small, tmp_path, BOARD, apply=True)
    assert [said(check) for check in verified.drift] == []
    assert {(each.kind, each.key) for each in verified.unsupported} == {
        ("issue type", "Bug"),
        # GitHub keeps the name for a field that only organizations' projects have.
        ("field", "type"),
    }
    states = {(each.kind, each.key, each.property): each.state for each in verified.checks}
    assert states["card", "one", "Sprint"] is CheckState.MATCH
    assert states["view", "All", "fields"] is CheckState.MATCH
    gh = Gh(small)
    field = gh.graphql(_FIELD)["data"]["user"]["projectV2"]["field"]["id"]
    gh.graphql(_ITERATIONS, field=field)
    changed = _verify(small, tmp_path, BOARD, apply=False)
    assert [said(check) for check in changed.drift] == [
        (
            "mismatch iteration Sprint: This / days: "
            "This: 2026-11-23, 7 days, declared This: 2026-11-23, 14 days"
        ),
        "missing iteration Sprint: Next / days: None, declared Next: 2026-12-07, 14 days",
        "missing card one / Sprint: None, declared This",
    ]


def test_links_that_a_card_cannot_hold_are_numbers(small: Sandbox, tmp_path: Path) -> None:
    keys = [f"k{index}" for index in range(30)]
    lines = [f"- {{key: {key}, title: The {key}}}\n" for key in keys]
    last = f"- {{key: last, title: What waits, blocked_by: [{', '.join(keys)}]}}\n"
    verified = _verify(small, tmp_path, WAITING + "".join(lines) + last, apply=True)
    assert [said(check) for check in verified.drift] == []
    (board,) = Gh(small).graphql(_TEXT)["data"]["user"]["projectsV2"]["nodes"]
    (card,) = board["items"]["nodes"]
    numbers = [each.removeprefix("#") for each in card["fieldValueByName"]["text"].split()]
    assert len(numbers) == len(keys)
    assert all(each.isdecimal() for each in numbers)
