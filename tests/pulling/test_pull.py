"""What people change on GitHub comes into the file, kind by kind; a run then changes nothing."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence.plan import make_plan
from gh_playbook.model.existing import (
    ExistingIssue,
)
from gh_playbook.model.register import Entry, Register
from gh_playbook.pulling import memory
from tests.github_in_memory import OWN, REPOSITORY
from tests.pulling.trial import BACKLOG, Trial, born_of


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path)


def _change_fields(trial: Trial) -> None:
    guide = trial.issue("guide")
    trial.set("guide", title="New: it", type="Bug", milestone="v2", labels=("bug", "help"))
    trial.set("guide", assignees=("octocat", "monalisa"), is_pinned=False)
    trial.set("guide", blocked_by=(*guide.blocked_by, trial.issue("outline").id, "F1"))
    trial.value("guide", Priority="P0", Team="Power", Cost=7.5, Skills=("Web", "Data"))
    trial.world.unrelate(trial.issue("outline").id, trial.issue("twin").id)
    trial.move("third", None)


def _take_away(trial: Trial) -> None:
    trial.set("guide", labels=(), assignees=(), blocked_by=(), milestone=None)
    trial.set("guide", state="closed", reason="completed")
    trial.set("other", state="open", reason="reopened", milestone="v2", assignees=("hubot",))
    trial.set("third", blocked_by=(trial.issue("outline").id,))
    trial.move("third", "guide")


def _close(trial: Trial) -> None:
    trial.set("guide", state="closed", reason="not_planned")
    trial.set("other", reason="completed")
    trial.set("third", state="closed", reason="duplicate", duplicate_of=trial.issue("guide").id)
    trial.world.relate(trial.issue("outline").id, trial.issue("other").id)
    trial.move("other", "twin")


@pytest.mark.parametrize(
    ("change", "edits"),
    [
        (
            _change_fields,
            {
                "Write a guide ": '"New: it" ',
                "type: Task": "type: Bug",
                "labels: [bug]\n": "labels: [bug, help]\n",
                "milestone: v1": "milestone: v2",
                '"@me", hubot': '"@me", monalisa',
                "priority: P1": "priority: P0",
                "Team: Hull, Cost: 5, Skills: [Web]": "Team: Power, Cost: 7.5, Skills: [Web, Data]",
                "pinned: true": "pinned: false",
                "[other]": "[other, outline, acme/moon#7]",
                "Outline it, related_to: [twin]": "Outline it, milestone: v1",
                "    parent: other\n": "",
            },
        ),
        (
            _take_away,
            {
                "# soon\n": "# soon\n    state: closed\n",
                "labels: [bug]\n": "labels: []\n",
                "milestone: v1\n": "milestone: null\n",
                '    assignees: ["@me", hubot]\n': "",
                "    blocked_by: [other]   # it waits\n": "",
                "    state_reason: not_planned\n": "    milestone: v2\n    assignees: [hubot]\n",
                "parent: other": "parent: guide",
                "      - guide\n": "",
            },
        ),
        (
            _close,
            {
                "# soon\n": "# soon\n    state_reason: not_planned\n",
                "    state_reason: not_planned\n  - key: third": (
                    "    state: closed\n    parent: twin\n  - key: third"
                ),
                "A third one\n": "A third one\n    duplicate_of: guide\n",
                "[twin]}": "[twin, other]}",
            },
        ),
    ],
    ids=["changed", "taken away", "closed"],
)
def test_each_kind_of_change_comes_in_by_its_lines_alone(
    trial: Trial, change: Callable[[Trial], None], edits: dict[str, str]
) -> None:
    change(trial)
    found, text = trial.pull()
    expected = BACKLOG
    for old, new in edits.items():
        assert expected.count(old) == 1, old
        expected = expected.replace(old, new)
    assert (found.conflicts, text) == ((), expected)
    assert trial.changes() == []
    assert trial.pull()[0].taken == ()


def test_a_relation_of_issues_of_which_one_blocks_the_other_is_said_already(trial: Trial) -> None:
    trial.world.relate(trial.issue("guide").id, trial.issue("other").id)
    assert trial.pull()[1] == BACKLOG
    assert trial.changes() == []


def test_a_relation_that_became_a_dependency_is_said_as_one(trial: Trial) -> None:
    trial.set("twin", blocked_by=(trial.issue("outline").id,))
    found, text = trial.pull()
    assert found.conflicts == ()
    assert text == BACKLOG.replace(", related_to: [twin]", "").replace(
        "title: A twin,", "title: A twin, blocked_by: [outline],"
    )


@pytest.mark.parametrize("knows_ids", [True, False])
def test_what_people_renamed_has_its_new_name_wherever_it_is_named(
    trial: Trial, *, knows_ids: bool
) -> None:
    if not knows_ids:
        (trial.settings.memory / "pulled").rename(trial.path.parent / "kept")
        for path in (trial.path.parent / "kept").rglob("*.json"):
            data = json.loads(path.read_text())
            target = trial.settings.memory / "pulled" / path.relative_to(trial.path.parent / "kept")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps({**data, "ids": {}}))
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v1")
    assert bug is not None
    assert milestone is not None
    trial.world.put_label(replace(bug, name="is: broken"), instead_of="bug")
    del trial.world.milestones["v1"]
    trial.world.put_milestone(replace(milestone, title="First"))
    for key in ("guide", "outline"):
        trial.set(key, milestone="First")
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == [
        "bug: name bug → is: broken",
        "v1: title v1 → First",
    ]
    assert found.conflicts == ()
    assert text == (
        BACKLOG.replace("{name: bug,", '{name: "is: broken",')
        .replace("labels: [bug]\n", 'labels: ["is: broken"]\n')
        .replace("[v1, v2]", "[First, v2]")
        .replace("milestone: v1\n", "milestone: First\n")
    )
    assert trial.changes() == []


def test_a_label_that_labels_from_makes_is_to_be_renamed_by_hand(trial: Trial) -> None:
    begun = BACKLOG.replace("  - help ", "  - prio:P1\n  - help ") + (
        'labels_from: {priority: "prio:{{ value }}"}\n'
    )
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    label = trial.world.label("prio:P1")
    assert label is not None
    trial.world.put_label(replace(label, name="soon"), instead_of="prio:P1")
    trial.set("guide", labels=("bug", "soon"), title="Write it")
    for is_dry in (True, False):
        trial.settings = replace(trial.settings, dry_run=is_dry)
        found, text = trial.pull(prefer="github")
        (conflict,) = found.conflicts
        assert str(conflict) == (
            "prio:P1: name: the backlog says prio:P1, GitHub has soon "
            "(it comes from `labels_from`: change it by hand)"
        )
        assert [each.field for each in found.taken] == ["title"]
        assert text == (begun if is_dry else begun.replace("Write a guide", "Write it"))
    again, _ = trial.pull()
    assert again.taken == ()
    assert [each.key for each in again.conflicts] == ["prio:P1"]


def test_other_capitals_come_in_where_the_backlog_did_not_change_them(trial: Trial) -> None:
    bug, milestone = trial.world.label("bug"), trial.world.milestone("v1")
    assert bug is not None
    assert milestone is not None
    trial.world.put_label(replace(bug, name="Bug"), instead_of="bug")
    trial.world.put_milestone(replace(milestone, title="V1"))
    trial.set("guide", milestone="V1")
    ours = BACKLOG.replace("- help ", "- Help ")
    trial.path.write_text(ours)
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == ["bug: name bug → Bug", "v1: title v1 → V1"]
    assert text == (
        ours.replace("name: bug", "name: Bug")
        .replace("[bug]", "[Bug]")
        .replace("[v1", "[V1")
        .replace("milestone: v1", "milestone: V1")
    )
    trial.world.put_label(replace(bug, name="BUG"), instead_of="Bug")
    assert "name: BUG" in trial.pull()[1]


def test_what_people_deleted_is_named_and_left(trial: Trial) -> None:
    del trial.world.labels["help"]
    found, text = trial.pull(prefer="github")
    assert text == BACKLOG
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "help: label: the backlog says help, GitHub has nothing "
        "(it is gone from GitHub, and a run would make it again)"
    )


def test_an_issue_that_people_deleted_is_named_and_one_that_never_was_is_not(trial: Trial) -> None:
    twin = trial.issue("twin")
    entry = Entry(twin.number or 0, twin.id)
    del trial.world.issues[twin.id]
    # What is moved or deleted takes its links with it.
    trial.set("outline", related_to=())
    ours = BACKLOG.replace("issues:\n", "issues:\n  - {key: new, title: A new one}\n", 1)
    trial.path.write_text(ours)
    found, text = trial.pull(prefer="github")
    (told,) = [str(each) for each in found.conflicts if each.field == "issue"]
    assert told == (
        "twin: issue: the backlog says A twin, GitHub has nothing "
        "(it is gone from GitHub, and a run would make it again)"
    )
    assert "key: twin" in text
    trial.world.register = Register({"twin": entry}, is_found=True)
    found, _ = trial.pull()
    (told,) = [str(each) for each in found.conflicts if each.field == "issue"]
    assert told.startswith(f"twin: issue: the backlog says #{entry.number} A twin")


def test_nobody_moved_the_sub_issues_of_an_issue_that_was_deleted(trial: Trial) -> None:
    parent, guide = trial.issue("other"), trial.issue("guide")
    trial.set("guide", blocked_by=tuple(id for id in guide.blocked_by if id != parent.id))
    trial.move("third", None)
    del trial.world.issues[parent.id]
    found, text = trial.pull()
    assert [(each.key, each.field) for each in found.conflicts if each.field != "blocked_by"] == [
        ("other", "issue")
    ]
    assert "parent: other" in text


def test_a_deleted_label_that_no_run_made_is_known_by_the_issues_that_had_it(trial: Trial) -> None:
    saved = memory.load(trial.settings.memory, REPOSITORY.name)
    memory.save(trial.settings.memory, REPOSITORY.name, replace(saved, ids={}))
    del trial.world.labels["bug"]
    trial.set("guide", labels=())
    found, _ = trial.pull(prefer="github")
    assert [str(each).partition(",")[0] for each in found.conflicts] == [
        "bug: label: the backlog says bug"
    ]


def test_values_that_the_backlog_does_not_say_come_in_at_once(trial: Trial) -> None:
    for number in (3.0, 8.0):
        trial.value("twin", Priority="P0", Team="Power", Cost=number)
        trial.value("other", Skills=("Web", "Data"))
        found, text = trial.pull()
        assert found.conflicts == ()
        assert text == BACKLOG.replace(
            "A twin,", f"A twin, priority: P0, fields: {{Team: Power, Cost: {number:g}}},"
        ).replace("Something else\n", "Something else\n    fields: {Skills: [Web, Data]}\n")
        assert trial.changes() == []
    assert trial.pull()[0].taken == ()


def test_a_value_that_the_backlog_no_longer_says_is_peoples(trial: Trial) -> None:
    trial.path.write_text(BACKLOG.replace("    priority: P1\n", ""))
    assert trial.pull()[0].taken == ()
    trial.value("guide", Priority="P0")
    found, text = trial.pull()
    assert found.conflicts == ()
    assert "    priority: P0\n" in text


@pytest.mark.parametrize(
    ("name", "gone", "told"),
    [
        ("Team", None, "Team: field: the backlog says Team"),
        ("Team", "Hull", "Team: option: the backlog says Hull"),
        ("Skills", "Web", "Skills: option: the backlog says Web"),
        ("Priority", None, "Priority: field: the backlog says Priority"),
        ("Priority", "P1", "Priority: option: the backlog says P1"),
    ],
)
def test_values_stay_where_people_deleted_their_field_or_option(
    trial: Trial, name: str, gone: str | None, told: str
) -> None:
    trial.pull()
    trial.delete(name, gone)
    for _ in range(2):
        found, text = trial.pull(prefer="github")
        assert (found.taken, text) == ((), BACKLOG)
        assert [str(each) for each in found.conflicts] == [
            f"{told}, GitHub has nothing (it is gone from GitHub, and a run would make it again)"
        ]


def test_another_value_comes_in_where_the_option_is_gone(trial: Trial) -> None:
    trial.delete("Team", "Hull")
    trial.value("guide", Team="Power")
    found, text = trial.pull()
    assert [(each.key, each.field, each.declared) for each in found.conflicts] == [
        ("Team", "option", "Hull")
    ]
    assert text == BACKLOG.replace("Team: Hull", "Team: Power")


def _both_change(trial: Trial) -> str:
    """Let both sides change a title, a parent and a value; return the backlog's text."""
    mine = BACKLOG
    for old, new in {
        "Write a guide ": "Ours ",
        "parent: other": "parent: guide",
        "Team: Hull": "Team: Power",
    }.items():
        mine = mine.replace(old, new)
    trial.path.write_text(mine)
    trial.set("guide", title="Theirs")
    trial.move("third", None)
    trial.value("guide", Team=None)
    return mine


def test_what_both_changed_is_a_conflict_until_the_backlog_is_preferred(trial: Trial) -> None:
    mine = _both_change(trial)
    found, text = trial.pull()
    assert (found.taken, text) == ((), mine)
    assert [str(each).removesuffix(" (both changed)") for each in found.conflicts] == [
        "guide: title: the backlog says Ours, GitHub has Theirs",
        "guide: fields.Team: the backlog says Power, GitHub has nothing",
        "third: parent: the backlog says guide, GitHub has nothing",
    ]
    assert trial.pull("backlog") == (replace(found, conflicts=()), mine)
    assert trial.pull()[0].conflicts == ()


def test_what_both_changed_comes_in_where_github_is_preferred(trial: Trial) -> None:
    mine = _both_change(trial)
    found, text = trial.pull("github")
    assert (len(found.taken), found.conflicts) == (3, ())
    edits = {"Ours ": "Theirs ", "Team: Power,": "Team: null,", "    parent: guide\n": ""}
    for old, new in edits.items():
        mine = mine.replace(old, new)
    assert text == mine
    assert trial.changes() == []


def test_what_the_backlog_changed_alone_stays_for_the_next_run(trial: Trial) -> None:
    mine = BACKLOG.replace("blocked_by: [other]", "blocked_by: [twin]").replace(
        "hubot]", "monalisa]"
    )
    trial.path.write_text(mine)
    found, text = trial.pull()
    assert (found.taken, found.conflicts, text) == ((), (), mine)


def test_a_new_sub_issue_stays_as_people_made_it(trial: Trial) -> None:
    begun = BACKLOG.replace("  - help ", "  - prio:P1\n  - help ").replace(
        "{template: text.md.j2}",
        "{template: text.md.j2, labels: [help], assignees: [hubot], priority: P1, type: Task}",
    )
    begun += 'labels_from: {priority: "prio:{{ value }}"}\ninherit: [milestone, priority, fields]\n'
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    parent = trial.issue("guide")
    new = ExistingIssue("I9", 9, "Draw it", "By hand.", labels=("bug",), parent=parent.id)
    trial.world.put_issue(replace(new, author=OWN, assignees=("monalisa",)))
    project = trial.world.project
    assert project is not None
    card = replace(project.items[parent.id], id="C9", values={"Cost": 2.0})
    trial.world.put_item("I9", card)
    trial.set("guide", sub_issues=(*parent.sub_issues, "I9"))
    found, text = trial.pull(parents=True)
    assert found.added == ("#9 Draw it (below guide)",)
    for line in ("labels: null", "assignees: null", "priority: null", "type: null"):
        assert f"        {line}\n" in text
    assert "        fields: {Team: null, Cost: 2, Skills: null}\n" in text
    assert trial.changes() == ["sub_issue draw: adopted: body"]
    again, same = trial.pull()
    assert (again.taken, again.conflicts, same) == ((), (), text)


def test_assignees_of_the_defaults_are_taken_away_by_null(trial: Trial) -> None:
    begun = BACKLOG.replace("{template: text.md.j2}", "{template: text.md.j2, assignees: [hubot]}")
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    trial.set("other", assignees=())
    found, text = trial.pull()
    assert found.conflicts == ()
    assert text == begun.replace("Something else\n", "Something else\n    assignees: null\n")
    assert trial.changes() == []


def test_the_backlog_is_preferred_where_only_a_hand_could_take_in_the_other(trial: Trial) -> None:
    del trial.world.labels["help"]
    trial.delete("Team", None)
    found, text = trial.pull(prefer="backlog")
    assert (found.taken, found.conflicts, text) == ((), (), BACKLOG)


@pytest.mark.parametrize("parent", ["twin", None])
def test_one_that_stands_below_its_parent_is_moved_with_its_lines(
    trial: Trial, parent: str | None
) -> None:
    trial.move("outline", parent)
    found, text = trial.pull()
    assert found.conflicts == ()
    gone = "    sub_issues:\n      - {key: outline, title: Outline it, related_to: [twin]}\n"
    said = f", parent: {parent}" if parent else ""
    assert text == BACKLOG.replace(gone, "").replace(
        "duplicate_of: third}\n",
        "duplicate_of: third}\n"
        f"  - {{key: outline, title: Outline it, milestone: v1{said}, related_to: [twin]}}\n",
    )
    assert trial.changes() == []


NESTED = BACKLOG.replace(
    "      - {key: outline, title: Outline it, related_to: [twin]}\n",
    """\
      - {key: outline, title: Outline it, related_to: [twin]}

      # By hand.
      - key: deep  # Below.
        title: A deep one
        description: |
          Text

            indented
        sub_issues:
          - {key: deeper, title: Another}
      - key: last
        title: The last one
""",
)


def test_a_moved_issue_takes_its_comments_texts_and_sub_issues_along(trial: Trial) -> None:
    trial.path.write_text(NESTED)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    assert trial.changes() == []
    trial.pull()
    trial.move("deep", "other")
    _, text = trial.pull()
    assert trial.path.read_text().endswith(
        "      - {name: Skills, type: multi_select, options: [Web, Data]}\n"[2:]
    )
    assert (
        """\
      - {key: outline, title: Outline it, related_to: [twin]}

      - key: last
"""
        in text
    )
    assert (
        """\
  - {key: twin, title: A twin, duplicate_of: third}
  # By hand.
  - key: deep  # Below.
    title: A deep one
    milestone: v1
    parent: other
    description: |
      Text

        indented
    sub_issues:
      - {key: deeper, title: Another}
"""
        in text
    )


def test_one_in_a_line_with_others_is_to_be_moved_by_hand(trial: Trial) -> None:
    begun = BACKLOG.replace(
        "    sub_issues:\n      - {key: outline, title: Outline it, related_to: [twin]}\n",
        "    sub_issues: [{key: outline, title: Outline it, related_to: [twin]}]\n",
    )
    trial.path.write_text(begun)
    trial.move("outline", "twin")
    found, text = trial.pull()
    assert text == begun
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "outline: parent: the backlog says guide, GitHub has twin "
        "(it stands in one line with others: change it by hand)"
    )


def test_a_new_issue_that_is_not_on_the_board_says_so(trial: Trial) -> None:
    issue = ExistingIssue("I9", 9, "Opened: late", "", author=OWN, parent=trial.issue("guide").id)
    trial.world.put_issue(issue)
    _, text = trial.pull(parents=True)
    assert "        card: false\n" in text
    assert [each for each in trial.changes() if not each.endswith(": adopted: body")] == []


def test_sub_issues_that_people_put_in_another_order_are_named(trial: Trial) -> None:
    trial.move("guide", "other")
    found, _ = trial.pull(prefer="github")
    (conflict,) = found.conflicts
    assert str(conflict) == (
        "other: sub_issues: the backlog says [guide, third], GitHub has [third, guide] "
        "(move their lines in the file by hand)"
    )
    assert [each.key for each in trial.pull()[0].conflicts] == ["other"]
    other = trial.issue("other")
    trial.set("other", sub_issues=tuple(reversed(other.sub_issues)))
    assert trial.pull()[0].conflicts == ()
    assert trial.changes() == []
    trial.set("other", sub_issues=other.sub_issues)
    assert [each.key for each in trial.pull()[0].conflicts] == ["other"]
    assert trial.pull(prefer="backlog")[0].conflicts == ()
