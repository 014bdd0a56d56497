"""New issues that are taken into the file stay as people made them."""

from dataclasses import replace

from gh_playbook.commands.pull import _unclaimed
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.model.existing import (
    ExistingIssue,
)
from gh_playbook.model.managed_block import digest
from tests.pulling.trial import BACKLOG, Trial, born_of
from tests.support.github_in_memory import OWN


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


def test_a_new_issue_that_is_not_on_the_board_says_so(trial: Trial) -> None:
    issue = ExistingIssue("I9", 9, "Opened: late", "", author=OWN, parent=trial.issue("guide").id)
    trial.world.put_issue(issue)
    _, text = trial.pull(parents=True)
    assert "        card: false\n" in text
    assert [each for each in trial.changes() if not each.endswith(": adopted: body")] == []


def test_open_issues_that_are_in_no_backlog_are_named(trial: Trial) -> None:
    trial.world.put_issue(ExistingIssue("I9", 9, "Late", "", author=OWN))
    trial.world.put_issue(ExistingIssue("I10", 10, "Closed", "", state="closed", author=OWN))
    trial.world.put_issue(marked(11, "of-another-backlog", "Theirs."))
    found, _ = trial.pull()
    assert ([each.number for each in found.unclaimed], found.left) == ([9], ())
    found, _ = trial.pull(choice="#9")
    assert (found.unclaimed, len(found.added)) == ((), 1)


def test_open_issues_in_no_backlog_are_told_by_number_and_title() -> None:
    """Anybody can write a title: it stays on its own line, and is cut."""
    titles = ["Late", "Two\nlines", "x" * 300, *["More"] * 4]
    issues = [ExistingIssue(f"I{n}", n, title, "") for n, title in enumerate(titles, 9)]
    assert _unclaimed(issues) == [
        "7 open issues in no backlog: --new open takes them in, --new '#9' one of them",
        "  #9 Late",
        "  #10 Two lines",
        f"  #11 {'x' * 80}…",
        "  #12 More",
        "  #13 More",
        "  and 2 more",
    ]
    only = ["1 open issue in no backlog: --new open takes it in, or --new '#9'", "  #9 Late"]
    assert (_unclaimed(issues[:1]), _unclaimed([])) == (only, [])


MARKED = "<!-- gh-playbook:begin key={} title=1b2c3d4e digest={} -->\n{}\n<!-- gh-playbook:end -->"


def marked(number: int, key: str, text: str) -> ExistingIssue:
    """An issue that a backlog wrote."""
    body = f"By hand.\n\n{MARKED.format(key, digest(text), text)}"
    return ExistingIssue(f"I{number}", number, f"Issue {number}", body, author=OWN)


def test_an_issue_whose_entry_left_comes_back_with_its_key_and_its_text(trial: Trial) -> None:
    """With another key, the next run would refuse it: its marker names the old one."""
    trial.world.put_issue(marked(9, "old-key", "Kept.\n\n- [ ] A box"))
    found, text = trial.pull(choice="open")
    known = "#9 Issue 9 (an issue of its own; an earlier run knew it as 'old-key')"
    assert found.added == (known,)
    assert "  - key: old-key\n    number: 9\n" in text
    assert "    body: |\n      Kept.\n\n" in text
    assert trial.changes() == []


def test_a_sub_issue_whose_entry_was_removed_is_not_new_and_comes_back_only_if_chosen(
    trial: Trial,
) -> None:
    parent = trial.issue("guide").id
    trial.world.put_issue(replace(marked(9, "old-key", "Kept."), parent=parent))
    trial.world.put_issue(ExistingIssue("I10", 10, "New", "", author=OWN, parent=parent))
    known = "#9 Issue 9 (below guide; an earlier run knew it as 'old-key')"
    found, text = trial.pull(parents=True)
    assert found.added == ("#10 New (below guide)",)
    assert found.left == (f"{known}: it is not new; --new #9 takes it back",)
    assert "old-key" not in text
    found, text = trial.pull(choice="#9")
    assert found.added == (known,)
    assert "      - key: old-key\n        number: 9\n" in text


def test_an_issue_with_the_marker_of_another_is_named_and_not_taken_in(trial: Trial) -> None:
    for number, key in ((9, "guide"), (10, "old-key"), (11, "old-key")):
        trial.world.put_issue(marked(number, key, "Text."))
    trial.world.put_issue(ExistingIssue("I12", 12, "Old key", "", author=OWN))
    found, text = trial.pull(choice="open")
    assert found.added == (
        "#10 Issue 10 (an issue of its own; an earlier run knew it as 'old-key')",
        "#12 Old key (an issue of its own)",
    )
    assert found.left == (
        "#9 Issue 9 (an issue of its own): its marker has the key 'guide' of another entry",
        "#11 Issue 11 (an issue of its own): it has the marker of #10",
    )
    assert "  - key: old-key-2\n    number: 12\n" in text


def test_an_issue_known_by_its_number_gives_all_its_values_with_its_title(trial: Trial) -> None:
    trial.world.put_issue(ExistingIssue("I9", 9, "Draw it", "By hand.", author=OWN))
    entry = "  - {key: draw, number: 9, title: Paint it, milestone: v1, locked: resolved}\n"
    trial.path.write_text(BACKLOG.replace("project:\n", f"{entry}\nproject:\n", 1))
    left, _ = trial.pull()
    assert [each.field for each in left.conflicts if each.key == "draw"] == ["title"]
    found, text = trial.pull("github")
    assert {"title", "locked", "milestone"} <= {each.field for each in found.taken}
    again, same = trial.pull("github")
    assert (again.taken, same) == ((), text)
