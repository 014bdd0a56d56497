"""Plans of other shapes: each line is in the backlog or named; twice is as once."""

from pathlib import Path

import pytest

from gh_playbook.formatting import formatted
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.markdown import read_markdown
from tests.importing.outline import PLANS, declared, tree

ALL = sorted(PLANS.iterdir())


@pytest.mark.parametrize("plan", ALL, ids=lambda plan: plan.name)
def test_a_plan_becomes_a_backlog_that_a_second_import_leaves_as_it_is(
    plan: Path, tmp_path: Path
) -> None:
    once = write(import_plan(plan))
    assert declared(once.text, tmp_path).all_issues
    assert formatted(once.text, "backlog.yml") == once.text
    again = write(import_plan(plan), once.text)
    assert (again.text, again.changes) == (once.text, ())


def test_issues_under_headings_have_their_fields_criteria_and_sub_issues(tmp_path: Path) -> None:
    written = write(import_plan(PLANS / "headed.md"))
    first, second = declared(written.text, tmp_path).issues
    assert (first.title, first.labels, first.milestone, first.priority) == (
        *("Set up continuous integration", ("ci", "infra"), "v1.0", "High"),
    )
    assert first.description == "We need CI before anything else.\n\nMore text here."
    assert first.acceptance_criteria == ("Tests run on push", "Lint runs on push")
    assert [child.title for child in first.sub_issues] == ["Write workflow", "Add badge"]
    assert second.blocked_by == (first.key,)


NAMED = """\
## 1. Build it
**Labels**: a

**Acceptance criteria**

- [ ] It is built
- [x] It is tried

**Sub-issues:**

- [ ] Draw it
- [x] Order what it takes

Some prose.

**Notes**

Ask Maria.

## 2. Ship it
Labels: a

Depends on:
1. #1
"""


def test_a_list_below_a_name_in_a_paragraph_is_that_fields(tmp_path: Path) -> None:
    draft = read_markdown(NAMED)
    build, ship = declared(write(draft).text, tmp_path).issues
    assert draft.unread == []
    assert build.acceptance_criteria == ("It is built", "It is tried")
    assert [(each.title, each.state) for each in build.sub_issues] == [
        ("Draw it", None),
        ("Order what it takes", "closed"),
    ]
    assert (build.description, build.implementation_notes) == ("Some prose.", ("Ask Maria.",))
    assert (ship.blocked_by, ship.sub_issues) == ((build.key,), ())


def test_a_changed_plan_changes_only_what_it_says_and_keeps_keys_and_comments(
    tmp_path: Path,
) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("## 1. Build it\nEstimate: 5 points\n\n## 2. Ship it\nEstimate: 3\n")
    text = write(import_plan(plan)).text
    edited = text.replace("key: build-it", "key: build # ours").replace(
        "    title: Ship it\n", "    title: Ship it\n    sprint: Next # by hand\n"
    )
    plan.write_text("## 1. Build it\nEstimate: 8 points\n\n## 2. Ship it\nEstimate: 3\n")
    written = write(import_plan(plan), edited)
    assert written.text == edited.replace("estimate: 5", "estimate: 8")
    assert written.changes == ("build: estimate 5 -> 8",)


def test_a_task_list_becomes_phases_with_their_tasks(tmp_path: Path) -> None:
    model = declared(write(import_plan(PLANS / "tasks.md")).text, tmp_path)
    assert [issue.title for issue in model.issues] == ["Phase 1: Setup", "Phase 2: Foundational"]
    states = {issue.title: issue.state for issue in model.sub_issues}
    assert states["Create project structure"] == "closed"
    waits = {issue.key: issue.blocked_by for issue in model.sub_issues}
    assert waits["build-model-src-models-user"] == ("create-project-structure",)
    assert waits["tests"] == ("build-model-src-models-user",)


def test_plans_of_nothing_but_lists_are_issues_with_those_below_them() -> None:
    boxes = "# Sprint\n\n- [ ] One\n  - [ ] Two\n    - [x] Three\n  - a note\n- [x] Four\n"
    draft = read_markdown(boxes)
    assert tree(draft.issues) == [("One", [("Two", ["Three"])]), "Four"]
    assert draft.issues[0].fields["description"] == "- a note"
    assert [each.title for each in draft.all_issues() if "state" in each.fields] == [
        *("Three", "Four"),
    ]
    numbers = read_markdown(
        "1. [Build](http://x) it\n   in two lines\n2) **Ship it**\n\n- by hand\n"
    )
    assert tree(numbers.issues) == ["Build it", "Ship it"]
    assert numbers.issues[0].fields == {"description": "[Build](http://x) it\n\nin two lines"}
    assert [each.text for each in numbers.unread] == ["- by hand"]


def test_what_an_issue_holds_beside_fields_is_its_description() -> None:
    text = "## Issue 1: A\nSize: M\n\n```gherkin\nGiven x\n  When y\n```\n\n### More\n\n> Quoted\n"
    (issue,) = read_markdown(text).issues
    assert issue.fields["size"] == "M"
    fence = "```gherkin\nGiven x\n  When y\n```"
    assert issue.fields["description"] == f"{fence}\n\n### More\n\n> Quoted"
