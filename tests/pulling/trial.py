"""A backlog file, and a GitHub in memory that is as the file says until people change it."""

import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from gh_playbook.convergence.location import DEFAULTS
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.exporting import Choice
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.model.existing import (
    ExistingAccount,
    ExistingContent,
    ExistingIssue,
    Features,
    Login,
)
from gh_playbook.model.identity import identify
from gh_playbook.model.project import ExistingSorting
from gh_playbook.model.world import World
from gh_playbook.pulling.pulling import Pulling
from gh_playbook.pulling.summary import Pull
from gh_playbook.run.pull import decider
from gh_playbook.settings import Settings
from tests.support.github_in_memory import OWN, REPOSITORY

BACKLOG = """\
# The plan.
repository: PimpMyNines/LLuMinary

defaults: {template: text.md.j2}

labels:
  - {name: bug, color: d73a4a}  # ours
  - help   # as it is

milestones: [v1, v2]
issue_types: [Bug, Task]

issues:
  # The first.
  - key: guide
    title: Write a guide   # soon
    type: Task
    labels: [bug]
    milestone: v1
    assignees: ["@me", hubot]
    priority: P1
    fields: {Team: Hull, Cost: 5, Skills: [Web]}
    pinned: true
    blocked_by: [other]   # it waits
    sub_issues:
      - {key: outline, title: Outline it, related_to: [twin]}
  - key: other
    title: Something else
    state_reason: not_planned
  - key: third
    title: A third one
    parent: other
    blocked_by:
      - guide
      - outline   # last
  - {key: twin, title: A twin, duplicate_of: third}

project:
  title: Plan
  fields:
    - {name: Priority, value: priority, options: [P0, P1]}
    - {name: Team, options: [Hull, Power]}
    - {name: Cost, type: number}
    - {name: Skills, type: multi_select, options: [Web, Data]}
"""


class Trial:
    """A backlog file and a GitHub that is as it says; `world` can be changed."""

    def __init__(
        self, folder: Path, text: str = BACKLOG, *, has_issue_fields: bool = False
    ) -> None:
        self.path = folder / "backlog.yml"
        self.path.write_text(text)
        self.settings = Settings(
            DEFAULTS / "playbooks" / "all.yml",
            backlog=self.path,
            sandbox=True,
            sandbox_dir=folder,
        )
        features = Features(issue_fields=has_issue_fields)
        world = World(REPOSITORY, features, Login("octocat", id="U1"))
        self.detail = BoardDetail({"R7": "acme/moon"}, {})
        world.link_ends = {"acme/moon": "R7", "acme/sun": "R8"}
        world.contents = {"acme/moon#3": ExistingContent("F3", 3, "Far")}
        for name in ("octocat", "hubot", "monalisa"):
            world.accounts[name] = ExistingAccount(f"U-{name}", name)
        self.world = born_of(make_plan(self.prepared, world).world)
        assert self.changes() == []
        found, now = self.pull()
        assert (found.taken, found.conflicts, now) == ((), (), text)

    def again(self, folder: Path) -> "Trial":
        """Return the same in another folder, which is quicker than to begin again."""
        other = copy(self)
        shutil.copytree(self.path.parent, folder, dirs_exist_ok=True)
        other.path, other.world = folder / self.path.name, self.world.copy()
        other.settings = replace(self.settings, backlog=other.path, sandbox_dir=folder)
        return other

    @property
    def prepared(self) -> Prepared:
        return prepare(self.settings)

    def pull(
        self,
        prefer: str | None = None,
        choice: str | None = None,
        *,
        parents: bool = False,
        sorted_by: str | None = None,
    ) -> tuple[Pull, str]:
        """Pull; return the result and the file. `sorted_by` is that of the first declared view."""
        self._bind()
        elsewhere = {"F1": "acme/moon#7"}
        if sorted_by:
            name = sorted_by.removesuffix(" desc")
            sorting = ExistingSorting(name, "asc" if name == sorted_by else "desc")
            project, board = self.prepared.backlog.project, self.world.project
            view = board.view(project.views[0].name) if project and board else None
            assert view is not None
            self.detail = replace(self.detail, sortings={view.id: (sorting,)})
        pulling = Pulling(
            self.settings, self.prepared, self.world, elsewhere, decider(prefer), self.detail
        )
        chosen = Choice.parse(choice) if choice else None
        return pulling.run(chosen, parents=parents), self.path.read_text()

    def changes(self) -> list[str]:
        """Return what a run would do."""
        self._bind()
        plan = make_plan(self.prepared, self.world)
        return [f"{each.module} {each.key}: {each.reason}" for each in plan.changes]

    def _bind(self) -> None:
        prepared = self.prepared
        self.world.references = {"#9": "I9"} if "I9" in self.world.issues else {}
        self.world.foreign = {"F1": ExistingIssue("F1", 7, "Far", "")}
        self.world.references["acme/moon#7"] = "F1"
        self.world.bound.clear()
        identify(prepared.context.issues.values(), self.world)

    def issue(self, key: str) -> ExistingIssue:
        found = self.world.issue(key)
        assert found is not None
        return found

    def set(self, key: str, **fields: Any) -> None:
        self.world.put_issue(replace(self.issue(key), **fields))

    def move(self, key: str, parent: str | None) -> None:
        self.set(key, parent=self.issue(parent).id if parent else None)

    def value(self, key: str, **values: Any) -> None:
        project = self.world.project
        assert project is not None
        item = project.items[self.issue(key).id]
        self.world.put_item(self.issue(key).id, replace(item, values={**item.values, **values}))

    def delete(self, name: str, option: str | None) -> None:
        """Delete a field of the board, or one of its options, with all values."""
        project = self.world.project
        assert project is not None
        fields, items = [], {}
        for each in project.fields:
            if each.name != name:
                fields.append(each)
            elif option:
                kept = tuple(one for one in each.options if one.name != option)
                fields.append(replace(each, options=kept))
        for id, item in project.items.items():
            values = {
                each: value
                for each, value in item.values.items()
                if each != name or option not in {None, value, *_chosen(value)}
            }
            items[id] = replace(item, values=values)
        self.world.project = replace(project, fields=tuple(fields), items=items)


def _chosen(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def born_of(world: World) -> World:
    """Give everything that a plan has made the ids and numbers that GitHub gives."""
    ids = {id: f"I{number}" for number, id in enumerate(world.issues, 1)}

    def born(id: str | None) -> str | None:
        return ids.get(id, id) if id else id

    def all_born(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(born(each)) for each in ids)

    issues = {}
    for number, issue in enumerate(world.issues.values(), 1):
        issues[f"I{number}"] = replace(
            issue,
            id=f"I{number}",
            number=number,
            author=OWN,
            parent=born(issue.parent),
            duplicate_of=born(issue.duplicate_of),
            sub_issues=all_born(issue.sub_issues),
            blocked_by=all_born(issue.blocked_by),
            related_to=all_born(issue.related_to),
        )
    project = world.project
    assert project is not None
    items = {str(born(id)): item for id, item in project.items.items()}
    return replace(world, issues=issues, project=replace(project, items=items, is_new=False))
