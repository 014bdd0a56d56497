"""What headings say of the lists below them: labels, milestones, columns, links, or no work."""

import pytest

from gh_playbook.importing import write
from gh_playbook.importing.draft import PlanDraft
from gh_playbook.importing.markdown.markdown import read_markdown


def titles(draft: PlanDraft) -> list[str]:
    return [each.title for each in draft.all_issues()]


@pytest.mark.parametrize("work", ["- [ ] One", "1. One", "- One", "## Issue: One\n**Size**: S"])
def test_plain_lists_are_labels_and_milestones_in_plans_of_any_shape(work: str) -> None:
    draft = read_markdown(
        "## Labels\n\n- bug (#D73A4A): Something is broken\n- type: docs\n- help wanted\n"
        "- Use one label each.\n\n## Milestones\n\n- [x] Alpha (due 2026-12-31): the first\n"
        "- **Beta** — all\n- v1.0 - 2027-03-01\n\n## Work\n\n" + work + "\n"
    )
    assert draft.labels == {
        "bug": {"color": "d73a4a", "description": "Something is broken"},
        "type: docs": {},
        "help wanted": {},
    }
    assert draft.milestones == {
        "Alpha": {"description": "the first", "due_on": "2026-12-31", "state": "closed"},
        "Beta": {"description": "\u2014 all"},
        "v1.0": {"due_on": "2027-03-01"},
    }
    assert titles(draft) == ["One"]
    assert 6 in {each.line for each in draft.unread}


def test_epics_are_issues_also_without_boxes() -> None:
    draft = read_markdown(
        "# Plan\n\n## Epics\n\n- Pay\n- Search: by name\n\n## Later\n\n- [ ] One\n"
    )
    assert titles(draft) == ["Pay", "Search: by name", "One"]


@pytest.mark.parametrize("work", ["", "## Issue: Four\n**Size**: S\n"])
def test_columns_say_the_status_of_what_is_below_them(work: str) -> None:
    draft = read_markdown(
        "## Backlog\n- One\n\n## In progress 🚧\n- [ ] Two (P1)\n\n## Done ✓\n- [ ] Three\n\n"
        + work
    )
    fields = {each.title: each.fields for each in draft.issues}
    assert fields["One"] == {"status": "Backlog"}
    assert fields["Two (P1)"] == {"status": "In progress"}
    assert fields["Three"] == {"state": "closed"}


def test_a_column_alone_says_nothing() -> None:
    draft = read_markdown("# Plan\n\n## To do\n\n- [ ] One\n\n## More\n\n- [ ] Two\n")
    assert [each.fields for each in draft.issues] == [{}, {}]
    assert [each.line for each in draft.unread] == [1, 3, 7]


def test_headings_say_the_priority_of_what_is_below_them() -> None:
    draft = read_markdown(
        "## High priority\n\n- [ ] One\n\n## P2\n\n- [x] Two\n\n## Other\n\n- [ ] Six\n"
    )
    assert [each.fields.get("priority") for each in draft.issues] == ["High", "P2", None]


@pytest.mark.parametrize("heading", ["Out of scope", "## 5. Non-goals", "⚠️ Risks", "Risiken"])
@pytest.mark.parametrize("item", ["- [ ] Not me", "1. Not me", "- Not me"])
def test_what_is_out_of_scope_is_no_issue_and_is_listed(heading: str, item: str) -> None:
    heading = heading if heading.startswith("#") else f"## {heading}"
    draft = read_markdown(f"# Plan\n\n## Work\n\n- [ ] One\n\n{heading}\n\n{item}\n")
    assert titles(draft) == ["One"]
    told = {each.line: each.text for each in draft.unread}
    assert told[9] == f"{item} (below this heading nothing is an issue)"


def test_prose_of_a_plan_of_plain_lists_is_no_issue() -> None:
    draft = read_markdown("## Background\n\n- It is slow\n\n## Ideas\n\n- Make it fast\n")
    assert titles(draft) == ["Make it fast"]
    assert [each.line for each in draft.unread] == [1, 3, 5]


def test_a_list_of_dependencies_links_issues() -> None:
    draft = read_markdown(
        "# Plan\n\n- [ ] Index\n- [ ] Search\n- [ ] Suggest\n\n## Dependencies\n\n"
        "- Search depends on Index\n- **Index** blocks Suggest\n- Suggest needs Search and Index.\n"
        "- Search needs money\n- Index → Search\n"
    )
    _, search, suggest = draft.issues
    assert (search.waits_for, suggest.waits_for) == (["Index"], ["Index", "Search"])
    assert [each.line for each in draft.unread] == [1, 12, 13]
    assert "blocked_by: [index, search]" in write(draft).text


def test_a_whole_plan_is_no_issue_because_it_has_dependencies_or_a_goal() -> None:
    for heading in ("Dependencies", "Goal", "Background"):
        draft = read_markdown(f"# Plan\n\n## {heading}\n\nText.\n\n## Work\n\n- [ ] One\n")
        assert titles(draft) == ["One"]
