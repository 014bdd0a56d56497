"""How often a run compares a new thing: of 5,000 issues, each further time takes a second."""

from collections import Counter
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from gh_playbook.convergence.loop import engine
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.modules.comparison import compared, key_of
from tests.convergence.playing import WORLD, prepared

PLAYBOOK = """
- name: Labels
  label: "{{ item }}"
  loop: "{{ backlog.labels }}"
- name: Issues
  issue: "{{ item }}"
  loop: "{{ backlog.issues }}"
- name: Sub-issues
  sub_issue: "{{ item }}"
  loop: "{{ backlog.sub_issues }}"
- name: Dependencies
  dependency: "{{ item }}"
  loop: "{{ backlog.dependencies }}"
- name: The board
  project: "{{ backlog.project }}"
- name: Fields
  project_field: "{{ item }}"
  loop: "{{ backlog.project.fields }}"
- name: Cards
  project_item: "{{ item }}"
  loop: "{{ backlog.issues }}"
"""
BACKLOG = """
labels: [{name: bug}]
issues:
  - {key: closed, title: Closed, state: closed}
  - {key: plain, title: Plain, status: Todo}
  - {key: labelled, title: Labelled, labels: [bug]}
  - key: parent
    title: Parent
    sub_issues:
      - {key: first, title: First}
      - {key: second, title: Second, blocked_by: [first]}
project:
  title: Board
  fields: [{name: Status, value: status, options: [Todo, Done]}]
"""


@pytest.fixture
def times(tmp_path: Path, mocker: MockerFixture) -> Counter[tuple[str, str]]:
    """How often the plan of a first run compares each thing."""
    spy = mocker.patch.object(engine, "compared", side_effect=compared)
    make_plan(prepared(tmp_path, PLAYBOOK, BACKLOG), WORLD)
    calls = (each.args for each in spy.call_args_list)
    return Counter((module.name, key_of(module, desired)) for module, desired, *_ in calls)


@pytest.mark.parametrize(
    ("module", "key", "count"),
    [
        # Before it is sent, and once more at the end.
        ("issue", "plain", 2),
        # Once more for what it waits for: the label, the parent, or both issues.
        ("issue", "labelled", 3),
        ("sub_issue", "first", 3),
        ("dependency", "second ← first", 3),
        # For the board, for the card, for its values, and at the end.
        ("project_item", "plain", 4),
        # Created and closed, and compared after each, because what follows is not known.
        ("issue", "closed", 4),
    ],
)
def test_a_new_thing_is_compared_once_for_each_step_and_at_the_end(
    times: Counter[tuple[str, str]], module: str, key: str, count: int
) -> None:
    assert times[module, key] == count
