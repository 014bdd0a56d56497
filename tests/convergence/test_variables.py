"""Variables of an issue, of a step and of the command line reach the issue's template."""

from pathlib import Path

import pytest

from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World
from gh_playbook.modules.issues import text
from gh_playbook.settings import Settings
from tests.support.github_in_memory import REPOSITORY

BACKLOG = """\
repository: octo/demo
defaults: {template: own.md.j2, vars: {goal: speed}}
issues:
  - {key: a, title: A, vars: {team: Web}}
  - {key: b, title: B}
"""
PLAYBOOK = """\
- issue: "{{ item }}"
  loop: "{{ backlog.issues }}"
  vars: {team: "{{ item.title }}-team", phase: one}
"""


def bodies(folder: Path, *extra: str) -> list[str]:
    """Return the bodies that the issues would have."""
    for name, content in (
        ("playbooks/all.yml", PLAYBOOK),
        ("backlog.yml", BACKLOG),
        ("templates/own.md.j2", "{{ team }}, {{ phase }}, {{ goal }}, {{ issue.key }}"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    settings = Settings(
        folder / "playbooks/all.yml", backlog=folder / "backlog.yml", extra_vars=extra
    )
    context = prepare(settings).context
    world = World(REPOSITORY, Features())
    return [text.write(each, world, context).content for each in context.issues.values()]


def test_the_issue_s_own_win_over_the_step_s_and_the_command_line_s_over_both(
    tmp_path: Path,
) -> None:
    assert bodies(tmp_path) == ["Web, one, speed, a", "B-team, one, speed, b"]
    assert bodies(tmp_path, "team=X phase=two") == ["X, two, speed, a", "X, two, speed, b"]


def test_none_of_them_hides_the_issue(tmp_path: Path) -> None:
    assert bodies(tmp_path, "issue=other")[0].endswith(", a")


def test_a_name_that_is_none_is_reported_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "backlog.yml").write_text("issues: [{key: a, title: A, vars: {a-b: 1}}]\n")
    (tmp_path / "all.yml").write_text("[]\n")
    with pytest.raises(InputError, match=r"backlog.yml:1:36: vars: a variable's name is letters"):
        prepare(Settings(tmp_path / "all.yml", backlog=tmp_path / "backlog.yml", repo="a/b"))
