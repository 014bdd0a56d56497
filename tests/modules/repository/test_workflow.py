"""The generated workflow: valid for GitHub, and its steps, run by a shell, move the cards."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.automation import Opening
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.modules.repository.workflow import Runner, load

ROOT = Path(__file__).parents[3]
BACKLOG = ROOT / "playbooks" / "backlogs" / "lluminary.yml"
OWNER, NAME = REPOSITORY.split("/")
CARDS = """query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { projectItems(first: 5) { nodes {
    id
    status: fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } }
    project { id field(name: "Status") {
      ... on ProjectV2SingleSelectField { id options { id name } }
    } }
  } } } }
}"""
SET_VALUE = """mutation($input: UpdateProjectV2ItemFieldValueInput!) {
  updateProjectV2ItemFieldValue(input: $input) { clientMutationId }
}"""


def render(declared: Backlog) -> str:
    variables = {"backlog": declared}
    return Renderer([ROOT / "templates"]).template("project-automation.yml.j2", variables)


@pytest.fixture(scope="module")
def text() -> str:
    return render(backlog.read(BACKLOG).model)


@pytest.fixture(scope="module")
def gh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gh]:
    sandbox = Sandbox(tmp_path_factory.mktemp("board"))
    sandbox.start()
    for playbook in ("setup-labels", "setup-milestones", "setup-project", "update-issues"):
        settings = Settings(
            ROOT / "playbooks" / f"{playbook}.yml",
            backlog=BACKLOG,
            sandbox=True,
            sandbox_dir=sandbox.directory,
        )
        run(settings, Quiet())
    settings = Settings(
        ROOT / "playbooks" / "fill-board.yml",
        backlog=BACKLOG,
        only=("codecov-token", "cached-build", "unified-types"),
        sandbox=True,
        sandbox_dir=sandbox.directory,
    )
    assert run(settings, Quiet()).exit_code == 0
    yield Gh(sandbox)
    sandbox.stop()


def card(gh: Gh, number: int) -> Any:
    """Return the card of an issue: its id, its Status, and the field with its options."""
    data = gh.graphql(CARDS, owner=OWNER, name=NAME, number=number)["data"]
    [found] = data["repository"]["issue"]["projectItems"]["nodes"]
    return found


def status(gh: Gh, number: int) -> str:
    return str(card(gh, number)["status"]["name"])


def set_status(gh: Gh, number: int, name: str) -> None:
    found = card(gh, number)
    field = found["project"]["field"]
    [option] = [each["id"] for each in field["options"] if each["name"] == name]
    input = {
        "projectId": found["project"]["id"],
        "itemId": found["id"],
        "fieldId": field["id"],
        "value": {"singleSelectOptionId": option},
    }
    assert "errors" not in gh.graphql(SET_VALUE, input=input)


def play(
    gh: Gh, text: str, tmp_path: Path, event: str, *, token: str | None = None, **payload: Any
) -> str:
    """Run the workflow for an event."""
    contexts = {
        "github": {
            "event_name": event,
            "repository_owner": OWNER,
            "event": {"repository": {"name": NAME}, **payload},
        },
        "secrets": {"PROJECT_TOKEN": token or gh.sandbox.environment()["GH_TOKEN"]},
    }
    return Runner(load(text), contexts, gh.sandbox.environment(), tmp_path).run()


def issue_event(gh: Gh, text: str, tmp_path: Path, action: str, number: int, label: str) -> str:
    payload: dict[str, Any] = {
        "action": action,
        "issue": {"number": number},
        "label": {"name": label},
    }
    return play(gh, text, tmp_path, "issues", **payload)


def test_it_is_valid_for_github(text: str, tmp_path: Path) -> None:
    path = tmp_path / "project-automation.yml"
    path.write_text(text, encoding="utf-8")
    if shutil.which("actionlint"):
        command = ["actionlint", str(path)]
    else:
        command = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_scripts_take_nothing_from_the_event_but_variables(text: str) -> None:
    (job,) = load(text)["jobs"].values()
    assert all("${{" not in step["run"] for step in job["steps"])


def test_the_label_blocks_a_card_and_taking_it_off_brings_it_back(
    gh: Gh, text: str, tmp_path: Path
) -> None:
    set_status(gh, 16, "In Progress")
    said = issue_event(gh, text, tmp_path, "labeled", 16, "status:blocked")
    assert said == "#16 is now in Blocked\n"
    assert status(gh, 16) == "Blocked"
    issue_event(gh, text, tmp_path, "unlabeled", 16, "status:blocked")
    assert status(gh, 16) == "Ready for Development"
    assert issue_event(gh, text, tmp_path, "unlabeled", 16, "status:blocked") == ""


def test_events_of_another_label_do_not_push_the_blocking_one_aside(text: str) -> None:
    group = load(text)["concurrency"]["group"]
    assert "${{ github.event.label.name }}" in group, "GitHub keeps one waiting run of a group"


def test_a_token_that_is_refused_fails_the_run(gh: Gh, text: str, tmp_path: Path) -> None:
    payload: dict[str, Any] = {
        "action": "labeled",
        "issue": {"number": 16},
        "label": {"name": "status:blocked"},
    }
    with pytest.raises(AssertionError, match="Move their cards"):
        play(gh, text, tmp_path, "issues", token="ghp_expired", **payload)


def test_an_archived_card_is_left_alone(gh: Gh, text: str, tmp_path: Path) -> None:
    set_status(gh, 14, "Backlog")
    id = card(gh, 14)["id"]
    gh("project", "item-archive", "1", "--owner", OWNER, "--id", id)
    try:
        assert issue_event(gh, text, tmp_path, "labeled", 14, "status:blocked") == ""
    finally:
        gh("project", "item-archive", "1", "--owner", OWNER, "--id", id, "--undo")
    assert status(gh, 14) == "Backlog"


def test_another_label_moves_nothing(gh: Gh, text: str, tmp_path: Path) -> None:
    before = status(gh, 16)
    assert issue_event(gh, text, tmp_path, "labeled", 16, "$(touch pwned)`touch pwned`") == ""
    assert status(gh, 16) == before
    assert not (tmp_path / "pwned").exists()


def test_closing_an_issue_moves_its_card_to_done(gh: Gh, text: str, tmp_path: Path) -> None:
    set_status(gh, 14, "Review/QA")
    issue_event(gh, text, tmp_path, "closed", 14, "")
    assert status(gh, 14) == "Done"


def test_a_linked_pull_request_moves_its_issue_and_a_merged_one_ends_it(
    gh: Gh, text: str, tmp_path: Path
) -> None:
    set_status(gh, 16, "Backlog")
    number = pull_request(gh, "Fixes #16")
    opened: dict[str, Any] = {
        "action": "opened",
        "pull_request": pull_request_event(number, "open"),
    }
    play(gh, text, tmp_path, "pull_request_target", **opened)
    assert status(gh, 16) == "In Progress"
    set_status(gh, 16, "Review/QA")
    play(gh, text, tmp_path, "pull_request_target", **{**opened, "action": "edited"})
    assert status(gh, 16) == "Review/QA", "a person moved it on"
    # What is done to it afterwards may push the event of its closing aside.
    merged: dict[str, Any] = {
        "action": "edited",
        "pull_request": pull_request_event(number, "merged"),
    }
    play(gh, text, tmp_path, "pull_request_target", **merged)
    assert status(gh, 16) == "Done"


def test_a_pull_request_closed_without_merging_moves_nothing(
    gh: Gh, text: str, tmp_path: Path
) -> None:
    set_status(gh, 3, "Backlog")
    number = pull_request(gh, "Closes #3")
    closed = pull_request_event(number, "closed")
    for action in ("closed", "edited"):
        event: dict[str, Any] = {"action": action, "pull_request": closed}
        assert play(gh, text, tmp_path, "pull_request_target", **event) == ""
    assert status(gh, 3) == "Backlog"


def pull_request_event(number: int, state: str) -> dict[str, Any]:
    is_merged = state == "merged"
    return {"number": number, "state": "open" if state == "open" else "closed", "merged": is_merged}


def pull_request(gh: Gh, text: str) -> int:
    """Open a pull request with one commit of its own; return its number."""
    main = gh.rest("GET", f"repos/{REPOSITORY}/git/ref/heads/main").json["object"]["sha"]
    branch = text.lower().replace(" #", "-")
    gh.rest("POST", f"repos/{REPOSITORY}/git/refs", ref=f"refs/heads/{branch}", sha=main)
    path = f"repos/{REPOSITORY}/contents/{branch}.txt"
    gh.rest("PUT", path, message="probe", content="cHJvYmU=", branch=branch)
    answer = gh.rest(
        "POST", f"repos/{REPOSITORY}/pulls", title=text, body=text, head=branch, base="main"
    )
    return int(answer.json["number"])


def test_a_board_with_no_rules_for_pull_requests_says_nothing_about_them() -> None:
    project = {"title": "t", "automations": {"closed": "Done"}}
    (job,) = load(render(Backlog.model_validate({"project": project})))["jobs"].values()
    script = job["steps"][0]["run"]
    assert "how=set status=Done" in script
    assert "forward" not in script
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def opening(*rules: dict[str, str]) -> str:
    """Return the workflow of a backlog with these rules for new issues."""
    declared = backlog.read(BACKLOG).model
    assert declared.project is not None
    assert declared.project.automations is not None
    made = tuple(Opening.model_validate(each) for each in rules)
    automations = declared.project.automations.model_copy(update={"opened": made})
    project = declared.project.model_copy(update={"automations": automations})
    return render(declared.model_copy(update={"project": project}))


def test_a_new_issue_comes_onto_the_board_by_the_first_rule_that_fits_it(
    gh: Gh, tmp_path: Path
) -> None:
    text = opening(
        {"label": "PRIORITY:P0", "status": "Ready for Development"},
        {"type": "task", "status": "In Progress"},
        {"status": "Backlog"},
    )
    test_it_is_valid_for_github(text, tmp_path)
    urgent = gh.rest("POST", f"repos/{REPOSITORY}/issues", title="U", labels=["priority:p0"]).json
    other = gh.rest("POST", f"repos/{REPOSITORY}/issues", title="O").json
    for issue, wanted in ((urgent, "Ready for Development"), (other, "Backlog")):
        said = issue_event(gh, text, tmp_path, "opened", issue["number"], "")
        assert said == f"#{issue['number']} is on the board now: {wanted}\n"
        assert status(gh, issue["number"]) == wanted


def test_a_new_sub_issue_that_no_rule_fits_follows_its_parent_onto_the_board(
    gh: Gh, tmp_path: Path
) -> None:
    text = opening({"label": "priority:p0", "status": "Backlog"})
    child, lone = (
        gh.rest("POST", f"repos/{REPOSITORY}/issues", title=title).json for title in "CL"
    )
    gh("issue", "edit", "16", "--add-sub-issue", str(child["number"]), "--repo", REPOSITORY)
    said = issue_event(gh, text, tmp_path, "opened", child["number"], "")
    assert said == f"#{child['number']} is on the board now: as its parent is\n"
    assert issue_event(gh, text, tmp_path, "opened", lone["number"], "") == ""
