"""One fault is one fault: what of a backlog cannot be read makes nothing else seem wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.consistency.consistency import check
from gh_playbook.declaration.consistency.declarations import Declarations
from gh_playbook.declaration.located import LocatedList, LocatedMapping
from gh_playbook.declaration.recovery import recover
from gh_playbook.declaration.yaml.located_yaml import parse

GOOD = """\
repository: octo/demo
labels:
  - {name: bug, color: d73a4a, previously: [defect]}
  - {name: "status:blocked", color: d73a4a}
milestones: [{title: v1, due_on: 2026-12-31}, {title: v2}]
issue_types: [{name: Task, color: red}]
set_once: {labels: ["status:*"], fields: [state], board: [Status, Size]}
issues:
  - key: a
    title: Same
    type: Task
    labels: [bug]
    milestone: v1
    size: S
    sprint: One
    status: Todo
    sub_issues:
      - {key: a1, title: Same, labels: [bug], milestone: v2}
  - {key: b, title: B, blocked_by: [a, a1], related_to: [c]}
  - {key: c, title: Same, parent: b, size: M}
project:
  title: Board
  fields:
    - name: Status
      type: single_select
      value: status
      options: [Todo, {name: Blocked, color: red}, Done]
    - {name: Size, type: single_select, value: size, options: [S, M]}
    - name: Sprint
      type: iteration
      value: sprint
      iterations: [{title: One, start: 2026-11-23}]
  views:
    - {name: Plan, layout: board, columns: Status, fields: [Size, Sprint], sort_by: [Size]}
  automations: {linked: Todo, blocked_label: "status:blocked", blocked: Blocked, unblocked: Todo}
"""


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = data.items() if isinstance(data, LocatedMapping) else enumerate(data)
    for step, value in entries:
        yield (*path, step)
        if isinstance(value, LocatedMapping | LocatedList):
            yield from paths(value, (*path, step))


def parsed(path: tuple[Any, ...] = ()) -> tuple[Any, Any]:
    """Return the good backlog, and of it what holds the path's end."""
    holder = data = parse(GOOD, "f.yml")
    for step in path[:-1]:
        holder = holder[step]
    return data, holder


def test_what_is_good_is_whole() -> None:
    found = recover(Backlog, parsed()[0])
    assert (found.faults, found.lost, found.damaged) == ((), frozenset(), frozenset())
    assert check(Declarations.of(found.model)) == []


@pytest.mark.parametrize("path", paths(parsed()[0]), ids=lambda path: ".".join(map(str, path)))
def test_a_value_that_does_not_fit_is_all_that_is_wrong(path: tuple[Any, ...]) -> None:
    data, holder = parsed(path)
    holder[path[-1]] = 5.5 if isinstance(holder[path[-1]], LocatedMapping) else {"zzz": 1}
    found = recover(Backlog, data)
    assert found.faults
    assert check(Declarations.of(found.model, lost=found.lost)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in paths(parsed()[0]) if isinstance(path[-1], str)],
    ids=lambda path: ".".join(map(str, path)),
)
def test_a_key_that_is_misspelt_is_all_that_is_wrong(path: tuple[Any, ...]) -> None:
    data, holder = parsed(path)
    key = path[-1]
    at, key_at = holder.at.pop(key), holder.keys_at.pop(key)
    holder.put(f"{key}q", holder.pop(key), at=at, key_at=key_at)
    found = recover(Backlog, data)
    assert found.faults
    assert check(Declarations.of(found.model, lost=found.lost)) == []
