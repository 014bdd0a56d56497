"""What people renamed on GitHub is known again by its id, and gets its declared name back."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own, do, drift, unlike

DECLARED: dict[str, Any] = {
    "labels": [{"name": "bug", "color": "d73a4a"}, "help"],
    "milestones": ["v1"],
    "issues": [
        {
            "key": "tank",
            "title": "Build the tank",
            "labels": ["bug"],
            "milestone": "v1",
            "priority": "P0",
            "fields": {"Team": "Hull"},
        }
    ],
    "project": {
        "title": "Launch",
        "fields": [
            {"name": "Priority", "value": "priority", "options": ["P0", "P1"]},
            {"name": "Team", "options": ["Hull", "Power"]},
        ],
        "views": [{"name": "All", "layout": "table", "fields": ["Title", "Team"]}],
        "drafts": [{"title": "An idea"}],
    },
}
BOARD = """{ organization(login: "acme") { projectsV2(first: 9) { nodes { id title
  views(first: 9) { nodes { id name } }
  fields(first: 50) { nodes { ... on ProjectV2FieldCommon { id name }
    ... on ProjectV2SingleSelectField { options { id name color description } } } }
  items(first: 9) { nodes { content { ... on DraftIssue { id title } }
    fieldValues(first: 9) { nodes {
    ... on ProjectV2ItemFieldSingleSelectValue { name
      field { ... on ProjectV2FieldCommon { name } } } } } } } } } } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({})
    return own


def rename_all(own: Own) -> None:
    """Rename a label, a milestone, a field of the board, an option and a view, as people do."""
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", new_name="is: broken")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/1", title="First flight")
    found = own.board(BOARD)
    fields = {each["name"]: each for each in found["fields"]["nodes"]}
    first, *rest = fields["Priority"]["options"]
    options = ", ".join(
        f'{{id: "{each["id"]}", name: "{each["name"]}", color: {each["color"]}, description: ""}}'
        for each in ({**first, "name": "Now"}, *rest)
    )
    priority, team = fields["Priority"]["id"], fields["Team"]["id"]
    view = next(each["id"] for each in found["views"]["nodes"] if each["name"] == "All")
    (draft,) = [each["content"]["id"] for each in found["items"]["nodes"] if each["content"]]
    do(
        own,
        f'updateProjectV2Field(input: {{fieldId: "{priority}", singleSelectOptions: [{options}]}})',
        f'updateProjectV2Field(input: {{fieldId: "{team}", name: "Crew"}})',
        f'updateProjectV2View(input: {{viewId: "{view}", name: "Everything"}})',
        f'updateProjectV2DraftIssue(input: {{draftIssueId: "{draft}", title: "A thought"}})',
    )


def names(own: Own) -> dict[str, Any]:
    found = own.board(BOARD)
    cards = found["items"]["nodes"]
    values = next(each for each in cards if not each["content"])["fieldValues"]["nodes"]
    return {
        "labels": [each["name"] for each in own.rest("labels")],
        "milestones": [each["title"] for each in own.rest("milestones?state=all")],
        "fields": [each["name"] for each in found["fields"]["nodes"] if each["name"] != "Type"],
        "views": [each["name"] for each in found["views"]["nodes"]],
        "drafts": [each["content"]["title"] for each in cards if each["content"]],
        "values": {each["field"]["name"]: each["name"] for each in values if each},
        "worn": [each["name"] for each in own.rest("issues/1")["labels"]],
        "milestone": own.rest("issues/1")["milestone"]["title"],
    }


def test_everything_keeps_its_issues_and_cards_and_no_twin_is_made(own: Own) -> None:
    own.run(DECLARED)
    before = names(own)
    rename_all(own)
    assert names(own)["worn"] == ["is: broken"]
    done = own.run(DECLARED)
    assert names(own) == before
    told = [warning for change in done.changes for warning in change["warnings"]]
    taken = "`pull` takes their name into the backlog instead"
    assert sorted(told) == sorted(
        f"people named it {name!r}: {taken}"
        for name in ("is: broken", "First flight", "Now", "Crew", "Everything", "A thought")
    )
    assert "created" not in done.outcomes
    assert unlike(own.run(DECLARED)) == []


def test_undo_gives_an_issue_the_milestone_back_that_people_had_renamed(own: Own) -> None:
    declared = {
        "milestones": ["v1", "v2"],
        "issues": [{"key": "a", "title": "A", "milestone": "v1"}],
    }
    own.run(declared)
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/2", title="Later")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/1", milestone=2)
    run = own.run(declared)
    assert set(run.changed.values()) == {"updated"}
    done = own.trial.invoke("undo", "--yes", "--output", "json")
    assert (done.code, set(done.changed.values())) == (0, {"updated"})
    assert own.rest("issues/1")["milestone"]["title"] == "Later"
    assert [each["title"] for each in own.rest("milestones")] == ["v1", "Later"]


def test_a_run_that_only_finds_things_knows_them_again_too(own: Own) -> None:
    """What it found is kept on this machine: it writes nothing to GitHub."""
    labels = {"labels": ["bug"], "project": {"title": "Launch"}}
    own.run(labels)
    own.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/state")
    assert unlike(own.run(labels)) == []
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", new_name="defect")
    do(own, f'updateProjectV2(input: {{projectId: "{own.board(BOARD)["id"]}", title: "Ours"}})')
    taken = "`pull` takes their name into the backlog instead"
    assert drift(own) == [
        f"missing label bug / existence: people named it 'defect': {taken}, declared exists",
        "mismatch project Launch / title: Ours, declared Launch",
    ]
    own.run(labels)
    assert [each["name"] for each in own.rest("labels")] == ["bug"]
    assert own.board(BOARD)["title"] == "Launch"


def test_a_name_that_the_backlog_declares_by_now_is_not_taken_away(own: Own) -> None:
    own.run({"labels": ["bug"], "issues": [{"key": "a", "title": "A"}]})
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", new_name="defect")
    own.run({"labels": ["bug", "defect"], "issues": [{"key": "a", "title": "A"}]})
    assert [each["name"] for each in own.rest("labels")] == ["defect", "bug"]


def test_an_entry_of_quite_another_name_is_asked_about_on_both_sides(own: Own) -> None:
    """Alone of its kind it may be the one that left; of two nobody can tell."""
    named = {"labels": ["bug", "soon"], "milestones": ["v1"]}
    board = {"title": "Launch", "fields": [{"name": "Crew", "options": ["A", "B"]}]}
    issues = [{"key": "a", "title": "A"}]
    own.run({**named, "issues": issues, "project": board})
    changed = {"labels": ["bug", "next up"], "milestones": ["First flight"]}
    fields = [{"name": "Who", "options": ["C", "D"]}]
    declared = {**changed, "issues": issues, "project": {**board, "fields": fields}}
    dry = own.run({**declared, "prune": ["labels", "milestones"]}, dry_run=True)
    told = {each["key"]: each["warnings"] for each in dry.changes if each["warnings"]}
    previously = "`previously: [soon]` renames it, and issues keep it"
    renaming = "if it is this milestone, rename it on GitHub"
    settings = "if it is this field, rename it in the project's settings, and cards keep their"
    assert told == {
        "next up": [f"'soon' is no longer declared: if it is this label, {previously}"],
        "soon": [f"'next up' is new, and the only one: if it is this label, {previously}"],
        "First flight": [f"'v1' is no longer declared: {renaming}, and issues keep it"],
        "v1": [f"'First flight' is new, and the only one: {renaming}"],
        "Who": [f"'Crew' is no longer declared: {settings} values"],
    }
    more = {**declared, "labels": ["bug", "next up", "later"]}
    assert not own.run(more, dry_run=True).change("next up")["warnings"]
