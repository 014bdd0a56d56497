"""Roadmaps and tables: what exists, told to people and to spreadsheets."""

import csv
from datetime import date
from pathlib import Path

from gh_playbook.exporting import Choice, roadmap, table
from gh_playbook.importing import import_plan
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone, Features
from gh_playbook.model.project import ExistingItem, ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from tests.support.github_in_memory import REPOSITORY


def a_world() -> World:
    world = World(REPOSITORY, Features())
    late = ExistingMilestone("M1", 1, "Late_r", "", None, "open")
    soon = ExistingMilestone("M2", 2, "Soon", "What we\nwant", date(2026, 12, 31), "open")
    for each in (late, soon):
        world.put_milestone(each)
    issues = [
        ExistingIssue("I1", 1, "Parent <b>", "", milestone="Soon", sub_issues=("I2", "I3")),
        ExistingIssue("I2", 2, "=Done", "", state="closed", milestone="Soon", parent="I1"),
        ExistingIssue("I3", 3, "Next", "", milestone="Late_r", parent="I1", blocked_by=("I1",)),
        ExistingIssue("I4", 4, "Away", "", state="closed", reason="not_planned", labels=("a, b",)),
    ]
    world.issues = {each.id: each for each in issues}
    world.project = ExistingProject(
        "P1",
        1,
        "Plan",
        None,
        fields=(ExistingField("F1", "Status", "single_select"), ExistingField("F2", "N", "number")),
        items={"I1": ExistingItem("C1", {"Status": "In Progress", "N": 3.0})},
    )
    return world


def test_a_roadmap_shows_milestones_by_their_days_with_what_is_done() -> None:
    world = a_world()
    assert roadmap(world, Choice("all").issues(world)) == (
        "# Roadmap of octo/demo\n\n"
        "`██████░░░░░░░░░░░░░░` 1 of 3 done (33%)\n\n"
        "## Soon, due 2026-12-31\n\n"
        "`██████████░░░░░░░░░░` 1 of 2 done (50%)\n\n"
        "What we want\n\n"
        "- [ ] #1 Parent \\<b\\> (In Progress)\n"
        "  - [x] #2 =Done\n\n"
        "## Late\\_r\n\n"
        "`░░░░░░░░░░░░░░░░░░░░` 0 of 1 done (0%)\n\n"
        "- [ ] #3 Next (waits for #1; part of #1)\n\n"
        "## No milestone yet\n\n"
        "Nothing is planned.\n\n"
        "- #4 ~~Away~~ (not planned)\n"
    )


def test_a_table_has_a_row_for_each_issue_and_no_formula(tmp_path: Path) -> None:
    world = a_world()
    text = table(world, Choice("all").issues(world))
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Title"] for row in rows] == ["Parent <b>", "'=Done", "Next", "Away"]
    assert (rows[0]["Status"], rows[0]["N"], rows[2]["Parent"]) == ("In Progress", "3", "#1")
    assert (rows[2]["Blocked by"], rows[3]["State"]) == ("#1", "not_planned")
    path = tmp_path / "issues.csv"
    path.write_text(text)
    assert next(issue.title for issue in import_plan(path).all_issues()) == "Parent <b>"
