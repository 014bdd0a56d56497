"""What people change on GitHub comes into the file, kind by kind; a run then changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence.plan.plan import make_plan
from tests.pulling.trial import BACKLOG, Trial, born_of


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


def test_what_nobody_decided_is_a_conflict_at_each_pull(trial: Trial) -> None:
    begun = BACKLOG.replace("{template: text.md.j2}", "{template: text.md.j2, labels: [help]}")
    trial.path.write_text(begun)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    trial.path.write_text(begun.replace("Team: Hull", "Team: Power").replace("Cost: 5", "Cost: 6"))
    trial.value("guide", Team=None, Cost=7.0)
    trial.set("third", labels=())
    first = trial.pull()[0].conflicts
    assert [(each.key, each.field) for each in first] == [
        ("guide", "fields.Team"),
        ("guide", "fields.Cost"),
        ("third", "labels"),
    ]
    assert trial.pull()[0].conflicts == first
    assert trial.pull("backlog")[0].conflicts == ()
    assert trial.pull()[0].conflicts == ()


def test_an_included_file_is_named_as_people_write_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("parts", "plans"):
        (tmp_path / name).mkdir()
    (tmp_path / "parts" / "more.yml").write_text("issues:\n  - {key: more, title: More}\n")
    included = BACKLOG.replace("milestones:", "include: [../parts/*.yml]\nmilestones:")
    trial = Trial(tmp_path / "plans", included)
    trial.set("more", title="Less")
    assert trial.pull()[0].files == (Path("parts/more.yml"),)


def test_a_label_comes_in_that_people_gave_an_issue_without_any(trial: Trial) -> None:
    trial.set("third", labels=("help",))
    found, text = trial.pull()
    assert [str(each) for each in found.taken] == ["third: labels [] → [help]"]
    assert text == BACKLOG.replace("A third one\n", "A third one\n    labels: [help]\n")


INHERITING = BACKLOG.replace("milestones:", "inherit: [fields, priority]\nmilestones:").replace(
    "A twin,", "A twin, fields: {Skills: null}, sub_issues: [{key: below, title: Below}],"
)


def test_sub_issues_stay_as_they_are_where_their_parent_is_given_values(trial: Trial) -> None:
    trial.path.write_text(INHERITING)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    trial.value("twin", Priority="P0", Team="Power", Cost=3.0)
    trial.value("guide", Team="Power")
    trial.settings = replace(trial.settings, dry_run=True)
    shown, text = trial.pull()
    assert (text, shown.files) == (INHERITING, ())
    trial.settings = replace(trial.settings, dry_run=False)
    found, text = trial.pull()
    assert found.conflicts == ()
    assert shown.taken == found.taken
    assert "outline" in {each.key for each in shown.taken}
    own = "priority: null, fields: {Team: null, Cost: null}"
    assert f"{{key: below, title: Below, {own}}}" in text
    assert "{key: outline, title: Outline it, fields: {Team: Hull}, related_to: [twin]}" in text
    assert trial.changes() == []


def test_a_moved_issue_keeps_the_values_of_fields_that_its_parent_gave_it(trial: Trial) -> None:
    trial.path.write_text(INHERITING)
    trial.world = born_of(make_plan(trial.prepared, trial.world).world)
    trial.pull()
    trial.move("outline", None)
    found, text = trial.pull()
    assert found.conflicts == ()
    assert "title: Outline it, priority: P1, fields: {Team: Hull, Cost: 5, Skills: [Web]}" in text
    assert trial.changes() == []


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
