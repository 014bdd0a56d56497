"""What people did to the board, to names and to issues comes in after real runs, or is named."""

from pathlib import Path

import pytest
import yaml

from gh_playbook.model.lease import LABEL
from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own, do, forget, invoke
from tests.acceptance.test_renamed_things import BOARD, DECLARED, names, rename_all
from tests.support import quick_yaml

MORE = {
    "description": "What we do",
    "readme": "Read this.",
    "drafts": [{"title": "An idea", "body": "To be thought about"}],
    "status_updates": [{"key": "begin", "status": "on_track", "body": "We begin"}],
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    monkeypatch.chdir(tmp_path)
    own = Own(trial, tmp_path)
    own.seed(repositories=[{"name": "rocket", "default_labels": False}, {"name": "moon"}])
    declared = {**DECLARED, "project": {**DECLARED["project"], **MORE}}
    text = yaml.safe_dump({"repository": REPOSITORY, **declared}, sort_keys=False)
    (tmp_path / "backlog.yml").write_text(text)
    forget(own)
    return own


def change_the_board(own: Own) -> None:
    """Change its title, its texts, an option's colour, a draft and a status update."""
    found = own.board(BOARD)
    fields = {each["name"]: each for each in found["fields"]["nodes"]}
    hull, power = fields["Crew"]["options"]
    options = (
        f'[{{id: "{power["id"]}", name: "Power", color: RED, description: ""}}, '
        f'{{id: "{hull["id"]}", name: "Hull", color: GRAY, description: ""}}, '
        '{name: "Keel", color: BLUE, description: "Below"}]'
    )
    more = own.gh.graphql(
        """query($id: ID!) { node(id: $id) { ... on ProjectV2 {
        statusUpdates(first: 9) { nodes { id body } }
        items(first: 9) { nodes { content { ... on DraftIssue { id } } } } } } }""",
        id=found["id"],
    )["data"]["node"]
    (update,) = more["statusUpdates"]["nodes"]
    (draft,) = [each["content"]["id"] for each in more["items"]["nodes"] if each["content"]]
    body = update["body"].replace("We begin", "We began").replace("\n", "\\n")
    do(
        own,
        f'updateProjectV2(input: {{projectId: "{found["id"]}", title: "Lift off", '
        'shortDescription: "What we do now", readme: "Read.\\n\\nThis."})',
        f'updateProjectV2Field(input: {{fieldId: "{fields["Crew"]["id"]}", '
        f"singleSelectOptions: {options}}})",
        f'updateProjectV2DraftIssue(input: {{draftIssueId: "{draft}", body: "Thought about"}})',
        f'updateProjectV2StatusUpdate(input: {{statusUpdateId: "{update["id"]}", '
        f'status: AT_RISK, body: "{body}"}})',
    )


@pytest.mark.parametrize("knows", [True, False])
def test_the_board_comes_in_and_nothing_is_left_to_write(
    own: Own, capsys: pytest.CaptureFixture[str], *, knows: bool
) -> None:
    """Another working copy knows names by the register, and asks about values."""
    assert invoke(own, "all") == 0
    rename_all(own)
    change_the_board(own)
    there = names(own)
    if not knows:
        forget(own)
    capsys.readouterr()
    prefer = () if knows else ("--prefer", "github")
    assert invoke(own, "pull", "--batch", *prefer) == 0, capsys.readouterr().out
    told = capsys.readouterr().out
    assert "would write now" not in told, told
    said = quick_yaml.load((own.folder / "backlog.yml").read_text())
    project = said["project"]
    assert [each["name"] for each in said["labels"] if isinstance(each, dict)] == ["is: broken"]
    assert said["milestones"] == ["First flight"]
    assert (project["title"], project["description"]) == ("Lift off", "What we do now")
    assert project["readme"].strip() == "Read.\n\nThis."
    assert project["fields"][0]["options"] == ["Now", "P1"]
    assert project["fields"][1]["name"] == "Crew"
    assert project["fields"][1]["options"][:2] == ["Power", "Hull"]
    if knows:
        keel = {"name": "Keel", "color": "blue", "description": "Below"}
        assert project["fields"][1]["options"][2:] == [keel]
    assert project["views"][0]["name"] == "Everything"
    assert project["views"][0]["fields"] == ["Title", "Crew"]
    assert project["drafts"] == [{"title": "A thought", "body": "Thought about"}]
    assert project["status_updates"] == [{"key": "begin", "status": "at_risk", "body": "We began"}]
    assert said["issues"][0]["priority"] == "Now"
    assert said["issues"][0]["fields"] == {"Crew": "Hull"}
    assert invoke(own, "all") == 0
    assert " 0 writes" in capsys.readouterr().out
    assert names(own) == there
    assert invoke(own, "pull") == 0
    assert "nothing changed on GitHub" in capsys.readouterr().out


def test_what_a_run_only_found_as_declared_is_known_to_be_so(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    """No journal has its values; but the backlog is the same, so people changed them since."""
    assert invoke(own, "all") == 0
    forget(own)
    assert invoke(own, "all") == 0
    found = own.board(BOARD)
    do(own, f'updateProjectV2(input: {{projectId: "{found["id"]}", readme: "Read it."}})')
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/labels/bug", color="00ff00")
    own.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/1", milestone=None)
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 0, capsys.readouterr().out
    assert "tank: milestone v1" in capsys.readouterr().out
    said = quick_yaml.load((own.folder / "backlog.yml").read_text())
    assert (said["project"]["readme"], said["labels"][0]["color"]) == ("Read it.", "00ff00")


def test_a_pull_does_not_wait_for_a_run_that_holds_the_lock(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(own, "all") == 0
    own.gh.rest("POST", f"repos/{REPOSITORY}/labels", name=LABEL, color="ededed")
    capsys.readouterr()
    assert invoke(own, "pull") == 0
    assert "nothing changed on GitHub" in capsys.readouterr().out


def test_what_people_transferred_or_deleted_is_named(
    own: Own, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own.folder / "backlog.yml"
    more = "issues:\n- {key: hull, title: Build the hull}\n"
    path.write_text(path.read_text().replace("issues:\n", more))
    assert invoke(own, "all") == 0
    numbers = {each["title"]: each["number"] for each in own.rest("issues")}
    ids = {each["title"]: each["node_id"] for each in own.rest("issues")}
    moon = own.gh.rest("GET", "repos/acme/moon").json["node_id"]
    hull = ids["Build the hull"]
    do(own, f'transferIssue(input: {{issueId: "{hull}", repositoryId: "{moon}"}})')
    own.gh("issue", "delete", str(numbers["Build the tank"]), "-R", REPOSITORY, "--yes")
    begun = path.read_text()
    capsys.readouterr()
    assert invoke(own, "pull", "--batch") == 2
    told = capsys.readouterr().out
    assert f"hull: issue: the backlog says #{numbers['Build the hull']} Build the hull" in told
    assert "was transferred to acme/moon#1" in told
    assert f"tank: issue: the backlog says #{numbers['Build the tank']} Build the tank" in told
    assert "it is gone from GitHub: take its entry out, or let `all` make it again" in told
    assert path.read_text() == begun
