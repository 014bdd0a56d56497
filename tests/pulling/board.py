"""A trial of pulls with a board, and how people change it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from gh_playbook.convergence.registering import things
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField, ExistingOption
from gh_playbook.model.register import Register, RegisterEntry
from tests.pulling.trial import Trial

BACKLOG = """\
repository: PimpMyNines/LLuMinary

defaults: {template: text.md.j2, priority: Soon}
labels_from: {priority: {Soon: urgent}}
labels: [urgent]

issue_types:
  - name: Task   # ours
    color: blue
    description: Work

issues:
  - key: guide
    title: Write a guide
    type: Task
    sprint: First
    fields: {Team: Hull, Skills: [Web]}
  - {key: other, title: Another, priority: Later}

project:
  title: Plan   # of all
  description: What we do
  readme: |
    Read this.
  public: false
  fields:
    - name: Priority
      value: priority
      options:
        - {name: Soon, color: red}   # at once
        - Later
        - {name: Never, description: Not at all}
    - {name: Team, options: [Hull, Power]}
    - {name: Skills, type: multi_select, options: [Web, Data]}
    - name: Sprint
      value: sprint
      type: iteration
      iterations:
        - {title: First, start: 2026-01-05, duration: 7}
        - {title: Second, start: 2026-01-12, duration: 7}   # the last
  views:
    # The first tab.
    - {name: All, layout: table, filter: "is:open", fields: [Title, Team]}
    - {name: Lanes, layout: board, columns: Team}
  drafts:
    - title: An idea
      body: To be thought about
      fields: {Team: Hull}
  status_updates:
    - {key: begin, status: on_track, body: We begin}
"""


def board_trial(path: Path) -> Trial:
    """Return a trial of the backlog whose board is as declared."""
    trial = Trial(path, BACKLOG)
    board = trial.world.project
    assert board is not None
    board = replace(
        board,
        id="P1",
        is_linked=True,
        fields=tuple(_with_ids(each, number) for number, each in enumerate(board.fields)),
        views=tuple(replace(each, id=f"V{n}", number=n) for n, each in enumerate(board.views, 1)),
    )
    trial.world.project = board
    known = Register(boards={"plan": RegisterEntry(1, "P1")}, is_found=True)
    trial.world.register = known.with_things(things(trial.world, trial.prepared.context))
    trial.pull()
    return trial


def _with_ids(field: ExistingField, number: int) -> ExistingField:
    options = tuple(replace(each, id=f"O{number}-{each.name}") for each in field.options)
    return replace(field, id=f"F{number}", options=options)


def board(trial: Trial) -> ExistingProject:
    """Return the existing board."""
    found = trial.world.project
    assert found is not None
    return found


def change(trial: Trial, **fields: Any) -> None:
    """Change the board as people would."""
    trial.world.project = replace(board(trial), **fields)


def change_field(trial: Trial, name: str, /, **fields: Any) -> None:
    """Change a field of the board."""
    found = board(trial).field(name)
    assert found is not None
    trial.world.project = board(trial).with_field(replace(found, **fields))


def change_view(trial: Trial, name: str, /, **fields: Any) -> None:
    """Change a view of the board."""
    views = (replace(each, **fields) if each.name == name else each for each in board(trial).views)
    change(trial, views=tuple(views))


def options(trial: Trial, field: str) -> dict[str, ExistingOption]:
    """Return the options of a field by name."""
    found = board(trial).field(field)
    assert found is not None
    return {each.name: each for each in found.options}
