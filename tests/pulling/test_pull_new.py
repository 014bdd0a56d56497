"""New issues that are taken into the file stay as people made them."""

from dataclasses import replace

from gh_playbook.convergence.plan import make_plan
from gh_playbook.model.existing import (
    ExistingIssue,
)
from tests.github_in_memory import OWN
from tests.pulling.trial import BACKLOG, Trial, born_of


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
