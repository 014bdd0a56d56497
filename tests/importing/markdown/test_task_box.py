"""Boxes of task lists, with the marks that other tools put into them."""

import pytest

from gh_playbook.importing.markdown.markdown import read_markdown
from gh_playbook.importing.task_list import read_task_list
from tests.importing.outline import tree

_CANCELLED = {"state": "closed", "state_reason": "not_planned"}
_BOARD = "an issue is open or closed; on a board `status` says it"


@pytest.mark.parametrize(
    ("box", "fields", "lost"),
    [
        ("[ ]", {}, []),
        ("[]", {}, []),
        ("[x]", {"state": "closed"}, []),
        ("[-]", _CANCELLED, []),
        ("[~]", _CANCELLED, []),
        ("[/]", {}, [f"the mark [/] (begun): {_BOARD}"]),
        ("[>]", {}, [f"the mark [>] (moved): {_BOARD}"]),
        ("[*]", {}, [f"the mark [*]: {_BOARD}"]),
    ],
)
def test_a_box_is_the_state_of_an_issue_or_is_reported(
    box: str, fields: dict[str, str], lost: list[str]
) -> None:
    below = f"## Issue 1: A\n**Size**: M\n\n### Sub-issues\n- {box} B\n"
    child = read_markdown(below).issues[0].children[0]
    plain = read_markdown(f"# Plan\n- {box} B\n- [ ] C\n").issues[0]
    task = read_task_list(f"- {box} T001 B\n- [ ] T002 C\n").issues[0]
    for issue in (child, plain, task):
        assert (issue.title, issue.fields, issue.lost) == ("B", fields, lost)


def test_letters_in_brackets_are_names_and_marks_of_criteria_are_listed() -> None:
    text = "## Issue 1: A\n**Criteria**:\n- [/] Half\n- [-] Not\n- [P] Named\n"
    (issue,) = read_markdown(text).issues
    assert issue.fields["acceptance_criteria"] == ["Half", "Not", "[P] Named"]
    assert issue.lost == [
        "the mark [/] (begun) of Half: boxes of GitHub are ticked or not",
        "the mark [-] (cancelled) of Not: boxes of GitHub are ticked or not",
    ]


def test_where_only_some_items_have_a_box_and_all_are_ticked_the_others_are_issues_to_do() -> None:
    draft = read_markdown("# Today\n\n- Buy flour\n- [x] Bake bread\n- Eat it\n")
    assert tree(draft.issues) == ["Buy flour", "Bake bread", "Eat it"]
    assert [each.fields.get("state") for each in draft.issues] == [None, "closed", None]
    begun = read_markdown("# Today\n\n- [ ] Buy flour\n- [x] Bake bread\n- a note\n")
    assert tree(begun.issues) == ["Buy flour", "Bake bread"]
    assert [each.text for each in begun.unread] == ["# Today", "- a note"]
