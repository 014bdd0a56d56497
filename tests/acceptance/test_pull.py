"""What people change on GitHub comes into the backlog, and the next run writes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own, drift, forget, invoke
from tests.acceptance.test_undo import runs_of, undone

BACKLOG = """\
repository: acme/rocket

labels:
  - {name: bug, color: d73a4a}  # ours

milestones: [v1]

issues:
  # The first.
  - key: guide
    title: Write a guide   # soon
    labels: [bug]
    milestone: v1
    priority: P1
    description: Newcomers are lost.
    acceptance_criteria:
      - It is short
    sub_issues:
      - {key: outline, title: Outline it}
  - key: other
    title: Something else

project:
  title: Plan
  fields:
    - name: Priority
      value: priority
      options: [P0, P1]
"""
BOARD = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  field(name: "Priority") { ... on ProjectV2SingleSelectField { id options { id } } }
  items(first: 9) { nodes { id content { ... on Issue { number } } } } } } } }"""
CHOOSE = """mutation($p: ID!, $i: ID!, $f: ID!, $o: String!) {
  updateProjectV2ItemFieldValue(input: {
    projectId: $p, itemId: $i, fieldId: $f, value: {singleSelectOptionId: $o} }) {
    clientMutationId } }"""


COSTS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  field(name: "Cost") { ... on ProjectV2Field { id } }
  items(first: 9) { nodes { id content { ... on Issue { number } } } } } } } }"""
SPEND = """mutation($p: ID!, $i: ID!, $f: ID!) {
  updateProjectV2ItemFieldValue(input: {
    projectId: $p, itemId: $i, fieldId: $f, value: {number: 7} }) { clientMutationId } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    monkeypatch.chdir(tmp_path)
    own = Own(trial, tmp_path)
    # With all that issues wait for, they are made in their order: the guide is #1.
    own.seed({"labels": [{"name": "bug", "color": "ededed"}], "milestones": [{"title": "v1"}]})
    (tmp_path / "backlog.yml").write_text(BACKLOG)
    forget(own)
    return own


def edit(own: Own, number: int, **fields: Any) -> None:
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{number}", **fields)


def test_what_people_changed_comes_in_and_nothing_is_left_to_write(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(own, "all") == 0
    issue = own.rest("issues/1")
    text = (
        issue["body"].replace("lost.", "lost, and leave.").replace("short", "short\n- [ ] Tested")
    )
    own.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="help: wanted", color="00ff00")
    labels = ["bug", "help: wanted"]
    edit(own, 1, body=f"Mine.\n\n{text}", labels=labels, milestone=None)
    edit(own, 2, title="Something new", state="closed")
    new = own.gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Draw it", body="By hand.").json
    own.gh.rest("POST", f"repos/{REPOSITORY}/issues/1/sub_issues", sub_issue_id=new["id"])
    path = own.folder / "backlog.yml"
    assert invoke(own, "pull", "--dry-run") == 0
    assert path.read_text() == BACKLOG
    capsys.readouterr()

    assert invoke(own, "pull", "--batch") == 0
    told = capsys.readouterr().out
    assert "would write now" not in told
    assert "other: title Something else → Something new" in told
    assert "#4 Draw it (below guide)" in told
    assert path.read_text() == (
        BACKLOG.replace("labels: [bug]\n", 'labels: [bug, "help: wanted"]\n')
        .replace("# ours\n", '# ours\n  - {name: "help: wanted", color: 00ff00}\n')
        .replace("    milestone: v1\n", "    milestone: null\n")
        .replace("are lost.", "are lost, and leave.")
        .replace("      - It is short\n", "      - It is short\n      - Tested\n")
        .replace("title: Something else\n", "title: Something new\n    state: closed\n")
    )
    assert invoke(own, "all") == 0
    assert " 0 writes" in capsys.readouterr().out
    assert invoke(own, "pull") == 0
    assert "taken in:" not in capsys.readouterr().out.replace("new, and", "")

    assert invoke(own, "pull", "--new", "parents") == 0
    assert "- key: draw\n        number: 4\n        title: Draw it\n" in path.read_text()
    path.write_text(path.read_text().replace("and leave.", "and go."))
    assert invoke(own, "all") == 0
    assert "Newcomers are lost, and go." in own.rest("issues/1")["body"]
    assert own.rest("issues/4")["body"].startswith("By hand.\n\n<!-- gh-playbook:issue key=draw ")


def test_labels_milestones_and_cards_come_in_as_well(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.folder / "backlog.yml"
    begun = BACKLOG.replace(
        "milestones: [v1]", "milestones:\n  - title: v1\n    due_on: 2026-12-24"
    )
    path.write_text(begun)
    assert invoke(own, "all") == 0
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", color="00ff00")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/1", due_on="2026-12-31T12:00:00Z")
    project = own.board(BOARD)
    field = project["field"]
    (item,) = [each for each in project["items"]["nodes"] if each["content"]["number"] == 1]
    ids = {"p": project["id"], "i": item["id"], "f": field["id"], "o": field["options"][0]["id"]}
    own.gh.graphql(CHOOSE, **ids)
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 0, capsys.readouterr().out
    assert path.read_text() == begun.replace("d73a4a", "00ff00").replace("12-24", "12-31").replace(
        "priority: P1", "priority: P0"
    )
    assert invoke(own, "all") == 0
    assert " 0 writes" in capsys.readouterr().out


def test_a_day_that_people_changed_is_in_the_json_too(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.folder / "backlog.yml"
    path.write_text(BACKLOG.replace("[v1]", "[{title: v1, due_on: 2026-12-24}]"))
    assert invoke(own, "all") == 0
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/1", due_on="2026-12-31T12:00:00Z")
    capsys.readouterr()
    assert invoke(own, "pull", "--batch", "--output", "json") == 0
    assert json.loads(capsys.readouterr().out)["taken"] == [
        {"key": "v1", "field": "due_on", "declared": "2026-12-24", "existing": "2026-12-31"}
    ]


def test_what_a_run_made_again_since_the_last_pull_is_known_when_people_rename_it(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pull remembers the id of the first label, which is gone."""
    path = own.folder / "backlog.yml"
    path.write_text(f"repository: {REPOSITORY}\nlabels: [new]\n")
    for command in (("all",), ("pull", "--batch")):
        assert invoke(own, *command) == 0
    own.gh.rest("DELETE", f"repos/{REPOSITORY}/labels/new")
    assert invoke(own, "all") == 0
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/new", new_name="newer")
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 0
    assert "new: name new → newer" in capsys.readouterr().out
    assert "labels: [newer]" in path.read_text()


def test_what_people_renamed_linked_and_assigned_comes_in_after_real_runs(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.folder / "backlog.yml"
    path.write_text(BACKLOG.replace("[v1]", "[v1, later]"))
    assert invoke(own, "all") == 0
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", new_name="broken")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/1", title="First")
    # No issue is in this one: only its id, in the answer to the run, tells that it is the same.
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/milestones/2", title="Soon")
    blocker = own.rest("issues/2")["id"]
    own.gh.rest("POST", f"repos/{REPOSITORY}/issues/1/dependencies/blocked_by", issue_id=blocker)
    edit(own, 1, assignees=["octocat"])
    edit(own, 2, state="closed", state_reason="not_planned")
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 0, capsys.readouterr().out
    assert path.read_text() == (
        BACKLOG.replace("name: bug", "name: broken")
        .replace("labels: [bug]", "labels: [broken]")
        .replace("[v1]", "[First, Soon]")
        .replace("milestone: v1", "milestone: First")
        .replace("# soon\n", "# soon\n    assignees: [octocat]\n    blocked_by: [other]\n")
        .replace("Something else\n", "Something else\n    state_reason: not_planned\n")
    )
    capsys.readouterr()
    assert invoke(own, "all") == 0
    # The text of an issue names what blocks it.
    told = [line.split() for line in capsys.readouterr().out.splitlines() if "updated  " in line]
    assert [line for line in told if "report" not in line] == [
        ["updated", "issue", "guide", "#1", "body"],
    ]
    own.gh("api", "-X", "DELETE", f"repos/{REPOSITORY}/issues/1/dependencies/blocked_by/{blocker}")
    assert invoke(own, "pull", "--batch") == 0, capsys.readouterr().out
    assert "blocked_by" not in path.read_text()


def test_what_both_changed_is_listed_and_decided_for_one_side(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(own, "all") == 0
    edit(own, 2, title="Theirs")
    path = own.folder / "backlog.yml"
    ours = BACKLOG.replace("Something else", "Ours")
    path.write_text(ours)
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 2
    assert "other: title: the backlog says Ours, GitHub has Theirs" in capsys.readouterr().out
    assert path.read_text() == ours
    assert invoke(own, "pull", "--prefer", "github") == 0
    assert path.read_text() == BACKLOG.replace("Something else", "Theirs")


PLANNED = BACKLOG.replace(
    "    priority: P1\n", "    priority: P1\n    sprint: Sprint 1\n    fields: {Team: Hull}\n"
) + (
    "    - {name: Team, options: [Hull, Power]}\n"
    "    - name: Sprint\n"
    "      value: sprint\n"
    "      iterations:\n"
    "        - {title: Sprint 1, start: 2026-11-23}\n"
    "        - {title: Sprint 2, start: 2026-12-07}\n"
)
FIELDS = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
  team: field(name: "Team") { ... on ProjectV2SingleSelectField { id } }
  sprint: field(name: "Sprint") { ... on ProjectV2IterationField { id } } } } } }"""
SHORTEN = """mutation($f: ID!) { updateProjectV2Field(input: { fieldId: $f,
  iterationConfiguration: { duration: 14, startDate: "2026-12-07",
    iterations: [{ title: "Sprint 2", startDate: "2026-12-07", duration: 14 }] } }) {
  clientMutationId } }"""
DELETE = """mutation($f: ID!) { deleteProjectV2Field(input: {fieldId: $f}) {
  clientMutationId } }"""


def test_a_field_and_an_iteration_that_people_deleted_are_named_and_stay_in_the_file(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.folder / "backlog.yml"
    path.write_text(PLANNED)
    assert invoke(own, "all") == 0
    answer = own.board(FIELDS)
    own.gh.graphql(SHORTEN, f=answer["sprint"]["id"])
    own.gh.graphql(DELETE, f=answer["team"]["id"])
    capsys.readouterr()
    assert invoke(own, "pull", "--prefer", "github") == 2
    told = capsys.readouterr().out
    assert "Team: field: the backlog says Team, GitHub has nothing" in told
    assert "Sprint: iteration: the backlog says Sprint 1, GitHub has nothing" in told
    pending = told.partition("`all` would write now:\n")[2]
    assert "  project field Team: created, no such field\n" in pending
    assert "  project field Sprint: updated, iterations" in pending
    assert path.read_text() == PLANNED
    assert invoke(own, "all") == 0
    assert invoke(own, "pull") == 0
    assert path.read_text() == PLANNED
    capsys.readouterr()
    assert invoke(own, "all") == 0
    assert " 0 writes" in capsys.readouterr().out


def test_values_that_the_last_run_only_found_come_in(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after `export` and `all --adopt`: no run has ever written them."""
    path = own.folder / "backlog.yml"
    begun = f"{BACKLOG}    - {{name: Cost, type: number}}\n".replace(
        "    priority: P1\n", "    priority: P1\n    fields: {Cost: 5}\n"
    )
    path.write_text(begun)
    assert invoke(own, "all") == 0
    forget(own)
    assert invoke(own, "all") == 0
    project = own.board(COSTS)
    (item,) = [each for each in project["items"]["nodes"] if each["content"]["number"] == 1]
    own.gh.graphql(SPEND, p=project["id"], i=item["id"], f=project["field"]["id"])
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 0, capsys.readouterr().out
    assert path.read_text() == begun.replace("Cost: 5", "Cost: 7")
    assert invoke(own, "all") == 0
    assert " 0 writes" in capsys.readouterr().out


def test_what_undo_took_back_is_no_change_of_peoples(own: Own) -> None:
    """The file keeps what it says, and the next `all` makes it so again."""
    path = Path("backlog.yml")
    path.write_text(BACKLOG)
    assert invoke(own, "all", "--yes") == 0
    more = "    labels: [bug, new]\n    blocked_by: [other]\n"
    changed = BACKLOG.replace("    labels: [bug]\n", more).replace("P1\n    desc", "P0\n    desc")
    changed = changed.replace("milestones:", "  - {name: new, color: 111111}\n\nmilestones:")
    path.write_text(changed)
    assert invoke(own, "all", "--yes") == 0
    assert undone(own.trial).code == 0
    assert invoke(own, "pull") == 0
    assert path.read_text() == changed
    assert undone(own.trial, undoes=runs_of(own.trial)[2]).code == 0
    assert invoke(own, "pull") == 0
    assert path.read_text() == changed
    assert invoke(own, "all", "--yes") == 0
    assert drift(own) == []


def test_an_order_that_people_gave_sub_issues_after_the_first_run_comes_in(own: Own) -> None:
    outline = "      - {key: outline, title: Outline it}\n"
    both = outline + "      - {key: draft, title: Draft it}\n"
    path = own.folder / "backlog.yml"
    path.write_text(BACKLOG.replace(outline, both))
    assert invoke(own, "all") == 0
    numbers = {each["title"]: each["number"] for each in own.rest("issues")}
    first, second = (own.rest(f"issues/{numbers[title]}") for title in ("Outline it", "Draft it"))
    own.gh.rest(
        *("PATCH", f"repos/{REPOSITORY}/issues/{numbers['Write a guide']}/sub_issues/priority"),
        sub_issue_id=first["id"],
        after_id=second["id"],
    )
    assert invoke(own, "pull") == 0
    assert path.read_text().index("key: draft") < path.read_text().index("key: outline")
    before = own.gh.rest("GET", f"repos/{REPOSITORY}/issues").json
    assert invoke(own, "all") == 0
    assert own.gh.rest("GET", f"repos/{REPOSITORY}/issues").json == before
