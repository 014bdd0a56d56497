"""Issues that texts name by titles, also by titles with the words that stand between names."""

from pathlib import Path

import pytest

from gh_playbook.importing import import_plan, write
from gh_playbook.importing.draft import DraftIssue, Names, PlanDraft
from gh_playbook.importing.markdown.named_issue import names_in

SOW, SALT = "Sow, water and reap", "Salt & pepper"
NAMES = Names([DraftIssue(each, 1) for each in ("Sow", SOW, SALT, "Reap")])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SOW, [SOW]),
        ("Salt & pepper, Sow, water and reap and Reap", [SALT, SOW, "Reap"]),
        ("Sow and Reap", ["Sow", "Reap"]),
        ('"sow,  water and reap" und Reap', ["sow,  water and reap", "Reap"]),
        ("Dig; Sow, water", ["Dig", "Sow", "water"]),
        ("none, Sow,", ["Sow"]),
        ("Sow, Reap, and Dig", ["Sow", "Reap", "Dig"]),
        ("rock-and-roll/songs#7, R&D", ["rock-and-roll/songs#7", "R&D"]),
        ("Sow, " * 30 + "Reap", ["Sow"] * 30 + ["Reap"]),
    ],
)
def test_the_longest_title_counts_and_other_parts_stand_alone(text: str, names: list[str]) -> None:
    assert list(names_in(text, NAMES)) == names


@pytest.mark.parametrize("word", ["Waits for", "waiting for", "Is blocked by", "Wartet auf"])
def test_the_words_of_a_list_of_dependencies_are_names_of_fields_too(
    word: str, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(f"## Sow\nEstimate: 1\n\n## Reap\n- {word}: Sow\n")
    assert waits(import_plan(plan)) == [[], ["Sow"]]


def waits(draft: PlanDraft) -> list[list[str]]:
    written = write(draft)
    assert not written.lost
    return [each.waits_for for each in draft.all_issues()]


def test_a_plan_in_markdown_names_issues_by_any_title(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(
        "## Record drums and bass\nEstimate: 5\n\n## Book A, B & C\nEstimate: 1\n\n"
        "## Mix\nBlocked by: Record drums and bass, Book A, B & C and #4\n\n## Issue #4: Press\n"
    )
    assert waits(import_plan(plan))[2] == ["Record drums and bass", "Book A, B & C", "#4"]


def test_a_list_of_dependencies_names_issues_by_any_title(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(
        "- [ ] Drums and bass\n- [ ] Vocals\n- [ ] Mix\n\n## Dependencies\n\n"
        "- Mix depends on Drums and bass and Vocals\n"
    )
    assert waits(import_plan(plan)) == [[], [], ["Drums and bass", "Vocals"]]


def test_a_table_names_issues_by_any_title(tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "Task;Depends on\nDrums and bass;\nVocals, loud;\nMix;Drums and bass, Vocals, loud\n"
    )
    assert waits(import_plan(plan)) == [[], [], ["Drums and bass", "Vocals, loud"]]


def test_a_reference_may_have_an_and_in_it(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text("## Mix\nBlocked by: rock-and-roll/songs#7, PROJ-1 and T001\n")
    (mix,) = import_plan(plan).issues
    assert mix.waits_for == ["rock-and-roll/songs#7", "PROJ-1", "T001"]


def test_what_an_issue_needs_and_what_it_blocks_is_a_dependency_of_either(tmp_path: Path) -> None:
    plan = tmp_path / "plan.md"
    plan.write_text(
        "## Ship it\n\nSize: M\n\n## Build the pump\n\nNeeds: Make a plan\n"
        "Blocks: Ship it, Paint it\n\n## Make a plan\n\nNeeds: nothing\nBlocks: Build the pump\n"
    )
    draft = import_plan(plan)
    waits = {each.title: each.waits_for for each in draft.issues}
    assert waits == {
        "Ship it": ["Build the pump"],
        "Build the pump": ["Make a plan"],
        "Make a plan": [],
    }
    lost = [text for each in draft.issues for text in each.lost]
    assert lost == ["blocks Paint it: the plan has no such issue"]
    assert draft.unread == []
