"""Texts that only lack numbers: completed, they are what the template would make."""

from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence.location import SHIPPED_TEMPLATES
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.value import BODY_LIMIT
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World
from gh_playbook.modules import Context
from gh_playbook.modules.issues import text
from gh_playbook.settings import Settings
from tests.modules.worlds import put
from tests.support.github_in_memory import REPOSITORY

LLUMINARY = SHIPPED_TEMPLATES.parent / "playbooks" / "backlogs" / "lluminary.yml"
ALL = SHIPPED_TEMPLATES.parent / "playbooks" / "all.yml"
LINKED = """\
repository: octo/demo
issue_types: [{name: Task}, {name: Bug}]
issues:
  - key: a
    title: "A #0000001 [b](#2)"
    type: Task
    description: "\ue000 and #\ue000000001"
    blocked_by: [b]
  - {key: b, title: B, related_to: [c, octo/other#7, "#12"], blocked_by: [octo/other#8]}
  - {key: c, title: C, type: Bug, sub_issues: [{key: d, title: D, blocked_by: [a], estimate: 3}]}
"""


def context_of(folder: Path, backlog: str) -> Context:
    (folder / "backlog.yml").write_text(backlog)
    return prepare(Settings(ALL, backlog=folder / "backlog.yml")).context


@pytest.mark.parametrize("backlog", [LINKED, LLUMINARY.read_text()], ids=["linked", "LLuMinary"])
@pytest.mark.parametrize("features", [Features(), Features(issue_types=False, relations=False)])
def test_a_text_is_the_one_that_the_template_makes(
    tmp_path: Path, backlog: str, features: Features
) -> None:
    context = context_of(tmp_path, backlog)
    assert context.drafts
    world = World(REPOSITORY, features)
    for number in range(len(context.issues) + 1):
        for each in context.issues.values():
            plain = replace(context, texts={}, drafts={})
            assert text.write(each, world, context) == text.write(each, world, plain)
        if number < len(context.issues):
            key = [*context.issues][number]
            put(world, number + 100, key)


def test_what_uses_the_sign_of_a_place_is_no_draft(tmp_path: Path) -> None:
    context = context_of(tmp_path, LINKED)
    assert sorted(context.drafts) == ["b", "c", "d"]


@pytest.mark.parametrize(("spare", "fits"), [(0, True), (-1, False)])
def test_a_text_that_just_fits_is_accepted_and_one_more_is_refused(
    tmp_path: Path, spare: int, fits: bool
) -> None:
    """It is written with its type where the server has none, and with the widest number."""
    head = "repository: octo/demo\nissue_types: [{name: Task}]\n"
    start = f"{head}issues: [{{key: a, title: A, type: Task, description: "
    shortest = context_of(tmp_path, f"{start}x}}]\n")
    [issue] = shortest.issues.values()
    over = BODY_LIMIT - text._block_length(issue, text._longest(issue, shortest)) - spare
    backlog = f"{start}{'x' * (over + 1)}}}]\n"
    if fits:
        assert context_of(tmp_path, backlog).issues
    else:
        with pytest.raises(InputError, match=f"has {BODY_LIMIT + 1} characters"):
            context_of(tmp_path, backlog)


def test_a_marker_in_a_title_that_an_old_server_s_text_tells_is_found(tmp_path: Path) -> None:
    title = "<!-- gh-playbook:begin key=x -->"
    backlog = (
        "repository: octo/demo\n"
        f"issues: [{{key: a, title: A, related_to: [b]}}, {{key: b, title: '{title}'}}]\n"
    )
    with pytest.raises(InputError, match="the text of 'a' contains a marker"):
        context_of(tmp_path, backlog)
