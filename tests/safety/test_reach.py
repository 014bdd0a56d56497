"""What this login, this server or this name of a repository does not reach: the rest is done."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox import Sandbox
from tests.safety.conftest import Place
from tests.support.seeded import seeded

BACKLOG = """
repository: {}
labels: [{{name: x, color: 0366d6}}]
issues: [{{key: one, title: One, description: First.}}]
project:
  title: Board
  fields: [{{name: Status, options: [{{name: Todo}}, {{name: Done}}, {{name: Stuck}}]}}]
"""
SEED = """
owners:
  - {login: octocat}
  - {login: passerby}
  - {login: triager}
  - login: acme
    type: Organization
    members: {octocat: ADMIN}
    repositories:
      - name: rocket
        previously: [oldorg/rocket, acme/old-rocket]
        collaborators: {triager: TRIAGE}
        issues: [{title: Other}]
        labels: [{name: there, color: ededed}]
      - {name: secret, private: true, issues: [{title: Hidden}]}
    projects:
      - title: Board
        items:
          - {repository: rocket, number: 1, values: {Status: Todo}}
          - {repository: secret, number: 1, values: {Status: Done}}
  - {login: oldorg, type: Organization, members: {octocat: ADMIN}}
tokens:
  - {token: ghp_sandbox_triage, login: triager, scopes: [repo, "read:org", project]}
  - {token: ghp_sandbox_reader, login: passerby, scopes: [repo, "read:org"]}
  - token: ghp_sandbox_few
    kind: fine-grained
    repositories: [acme/rocket]
    permissions: {issues: read, contents: read}
  - {token: ghp_sandbox_no_project, scopes: [repo, "read:org"]}
  - token: ghp_sandbox_workflow
    kind: installation
    repositories: [acme/rocket]
    permissions: {issues: write, contents: write}
  - token: ghp_sandbox_fine
    kind: fine-grained
    repositories: [acme/rocket]
    permissions: {issues: write, contents: write}
  - token: ghp_sandbox_board
    kind: fine-grained
    repositories: [acme/rocket]
    permissions: {issues: write, contents: write, organization_projects: write}
"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("reach")
    (folder / "seed.yml").write_text(SEED)
    started = Sandbox(folder / "sandbox")
    started.start(seed=folder / "seed.yml")
    yield started
    started.stop()


@pytest.fixture
def here(sandbox: Sandbox, tmp_path: Path) -> Place:
    sandbox.reset(seed=sandbox.directory.parent / "seed.yml")
    place = Place(tmp_path, sandbox)
    place.write("backlog.yml", BACKLOG.format("acme/rocket"))
    return place


def run(place: Place, command: str = "all", **environment: str) -> Any:
    words = ("--output", "json", "--backlog", "backlog.yml")
    done = place.playbook(command, *words, **environment)
    assert "Traceback" not in done.error
    return json.loads(done.out)


def outcomes(document: Any, module: str) -> dict[str, str]:
    return {
        each["key"]: each["outcome"] for each in document["changes"] if each["module"] == module
    }


def boards(place: Place) -> list[Any]:
    query = """{ organization(login: "acme") { projectsV2(first: 9) { nodes { title
      items(first: 9) { nodes { fieldValueByName(name: "Status") {
        ... on ProjectV2ItemFieldSingleSelectValue { name } } } } } } } }"""
    found: list[Any] = place.gh.graphql(query)["data"]["organization"]["projectsV2"]["nodes"]
    return found


@pytest.mark.parametrize("token", ["no_project", "workflow", "fine"])
def test_a_token_that_may_not_see_projects_does_all_else(here: Place, token: str) -> None:
    before = boards(here)
    document = run(here, GH_TOKEN=f"ghp_sandbox_{token}")
    assert outcomes(document, "label") == {"x": "created"}
    assert outcomes(document, "issue") == {"one": "created"}
    assert outcomes(document, "project") == {"Board": "unsupported"}
    reason = next(each["reason"] for each in document["changes"] if each["module"] == "project")
    needed = "gh auth refresh -s project" if token == "no_project" else "permission Projects"
    assert needed in reason
    assert document["run"]["exit_code"] == 0
    assert boards(here) == before
    verified = run(here, "verify", GH_TOKEN=f"ghp_sandbox_{token}")
    [board] = [each for each in verified["checks"] if each["kind"] == "project"]
    assert (board["state"], verified["verification"]["exit_code"]) == ("unsupported", 0)


def test_undo_calls_no_board_gone_that_the_token_may_not_see(here: Place) -> None:
    here.write("backlog.yml", BACKLOG.format("acme/rocket").replace("title: Board", "title: Own"))
    before = boards(here)
    assert run(here)["run"]["exit_code"] == 0
    words = ("undo", "--yes", "--output", "json")
    undone = json.loads(here.playbook(*words, GH_TOKEN="ghp_sandbox_no_project").out)
    assert undone["run"]["exit_code"] == 1
    told = {each["module"]: each for each in undone["changes"]}
    for module in ("project", "project_field", "project_item"):
        assert told[module]["outcome"] == "blocked"
        assert "gh auth refresh -s project" in told[module]["reason"]
    assert told["issue"]["outcome"] == "removed"
    assert boards(here) != before
    runs = [each.split() for each in here.playbook("runs").out.splitlines()]
    first = next(number for number, command, *_ in runs if command == "all")
    assert here.playbook("undo", "--yes", "--run", first).code == 0
    assert boards(here) == before


def test_a_board_that_this_login_does_not_see_is_not_made_a_second_time(here: Place) -> None:
    here.write("backlog.yml", BACKLOG.format("acme/rocket").replace("title: Board", "title: Own"))
    assert run(here)["run"]["exit_code"] == 0
    before = boards(here)
    asked = len(here.gh.log())
    document = run(here, GH_TOKEN="ghp_sandbox_triage")
    project = next(each for each in document["changes"] if each["module"] == "project")
    assert project["outcome"] == "unsupported"
    assert project["reason"].startswith("earlier runs had the project #2, which this login does")
    sent = [name for each in here.gh.log()[asked:] for name in each["mutations"]]
    assert "createProjectV2" not in sent
    assert boards(here) == before
    # An owner sees all boards: one that is not there was deleted.
    here.gh("project", "delete", "2", "--owner", "acme")
    assert outcomes(run(here), "project") == {"Own": "created"}


def test_undo_takes_a_board_out_of_what_is_remembered(here: Place) -> None:
    here.write("backlog.yml", BACKLOG.format("acme/rocket").replace("title: Board", "title: Own"))
    assert run(here)["run"]["exit_code"] == 0
    assert here.playbook("undo", "--delete", "--yes").code == 0
    document = run(here, GH_TOKEN="ghp_sandbox_triage")
    project = next(each for each in document["changes"] if each["module"] == "project")
    assert project["outcome"] == "blocked", project


def test_cards_of_a_hidden_repository_stay_as_they_are(here: Place) -> None:
    document = run(here, GH_TOKEN="ghp_sandbox_board")
    assert document["recap"]["failed"] == 0
    assert outcomes(document, "project_field") == {"Status": "updated"}
    [board] = boards(here)
    values = [each["fieldValueByName"] for each in board["items"]["nodes"]]
    assert values[:2] == [{"name": "Todo"}, {"name": "Done"}]
    again = run(here, GH_TOKEN="ghp_sandbox_board")
    assert {each["outcome"] for each in again["changes"]} == {"skipped"}


@pytest.mark.parametrize("old", ["acme/old-rocket", "oldorg/rocket"])
def test_a_repository_that_moved_is_followed(here: Place, old: str) -> None:
    here.write("backlog.yml", BACKLOG.format(old))
    first = run(here)
    assert outcomes(first, "project") == {"Board": "updated"}  # linked
    assert outcomes(first, "issue") == {"one": "created"}
    again = run(here)
    assert {each["outcome"] for each in again["changes"]} == {"skipped"}
    assert len(boards(here)) == 1
    query = '{ organization(login: "oldorg") { projectsV2(first: 9) { totalCount } } }'
    found = here.gh.graphql(query)["data"]["organization"]["projectsV2"]
    assert found == {"totalCount": 0}
    verified = run(here, "verify")
    assert verified["verification"]["repository"] == "acme/rocket"
    assert verified["verification"]["exit_code"] == 0


@pytest.mark.parametrize("version", ["ghes-3.20", "ghes-3.21"])
def test_an_older_server_is_left_its_board(tmp_path: Path, version: str) -> None:
    with seeded(tmp_path, SEED, like=version) as older:
        place = Place(tmp_path, older)
        place.write("backlog.yml", BACKLOG.format("acme/rocket"))
        before = boards(place)
        document = run(place)
        assert outcomes(document, "label") == {"x": "created"}
        assert outcomes(document, "issue") == {"one": "created"}
        assert outcomes(document, "project") == {"Board": "unsupported"}
        assert document["run"]["exit_code"] == 0
        assert boards(place) == before
        verified = run(place, "verify")
        assert verified["verification"]["exit_code"] == 0


def told(document: Any) -> set[tuple[str, str, str]]:
    return {(each["module"], each["outcome"], each["reason"]) for each in document["changes"]}


def test_what_a_login_may_not_do_is_blocked_and_a_dry_run_says_the_same(here: Place) -> None:
    before = here.gh("label", "list", "-R", "acme/rocket")
    where = ("--sandbox", "--sandbox-dir", str(here.sandbox.directory), "--output", "json")
    words = ("setup-labels", "--backlog", "backlog.yml", *where)
    documents = []
    for more in (["--dry-run"], []):
        done = here.run(*words, *more, GH_TOKEN="ghp_sandbox_reader")
        assert done.code == 1
        documents.append(json.loads(done.out))
    dry, real = documents
    assert told(dry) == told(real)
    reason = "this login may only read acme/rocket: ask for the role Write there"
    assert told(real) == {("label", "blocked", reason)}
    assert here.gh("label", "list", "-R", "acme/rocket") == before


TRIAGED = """
repository: acme/rocket
labels: [{name: x, color: 0366d6}, {name: there, color: ededed}]
issues:
  - key: one
    title: One
    labels: [there]
    sub_issues: [{key: part, title: Part, blocked_by: [done]}]
  - {key: done, title: Done long ago, state: closed}
"""


def test_who_may_triage_makes_closes_labels_and_links_issues_but_no_labels(here: Place) -> None:
    here.write("backlog.yml", TRIAGED)
    token = "ghp_sandbox_triage"
    for document in (
        run(here, INVOKE_GH_PLAYBOOK_DRY_RUN="1", GH_TOKEN=token),
        run(here, GH_TOKEN=token),
    ):
        assert document["run"]["exit_code"] == 1
        assert outcomes(document, "label") == {"x": "blocked", "there": "skipped"}
        assert outcomes(document, "issue") == {"one": "created", "done": "created"}
        assert outcomes(document, "sub_issue") == {"part": "created"}
        assert outcomes(document, "dependency") == {"part ← done": "created"}
    again = run(here, GH_TOKEN=token)
    assert {each["outcome"] for each in again["changes"]} == {"blocked", "skipped"}
    made = here.gh("issue", "list", "-R", "acme/rocket", "--state", "all", "--json", "title,state")
    assert len(json.loads(made)) == 4


def test_what_no_answer_tells_before_is_blocked_where_it_is_sent(here: Place) -> None:
    document = run(here, GH_TOKEN="ghp_sandbox_few")
    assert document["run"]["exit_code"] == 1
    assert outcomes(document, "label") == {"x": "blocked"}
    reason = next(each["reason"] for each in document["changes"] if each["module"] == "label")
    assert "Resource not accessible by personal access token" in reason
    assert "a fine-grained one or an app the permission Issues (write)" in reason


def test_a_plan_that_another_login_may_not_carry_out_says_why(here: Place) -> None:
    words = ("setup-labels", "--backlog", "backlog.yml", "--plan", "plan.json")
    assert here.playbook(*words, "--dry-run").code == 0
    done = here.playbook(*words, GH_TOKEN="ghp_sandbox_reader")
    assert done.code == 1
    assert "label x: this login may only read acme/rocket: ask for the role Write" in done.error
    assert here.playbook(*words).code == 0


def test_what_waits_for_a_thing_that_may_not_be_made_is_not_sent_to_make_it(here: Place) -> None:
    here.write(
        "backlog.yml",
        "repository: acme/rocket\nlabels: [new]\nmilestones: [M]\nissues:\n"
        "- {key: a, title: A, labels: [new]}\n- {key: b, title: B, milestone: M}\n",
    )
    document = run(here, GH_TOKEN="ghp_sandbox_triage")
    reasons = {each["key"]: each["reason"] for each in document["changes"]}
    assert reasons["a"] == "needs the label 'new', which could not be made"
    assert reasons["b"] == "needs the milestone 'M', which could not be made"
    # A command that does not make them says which one does.
    document = run(here, "create-issues", GH_TOKEN="ghp_sandbox_triage")
    reasons = {each["key"]: each["reason"] for each in document["changes"]}
    assert reasons["b"] == "needs the milestone 'M': `setup-milestones` makes it"


def test_who_may_not_write_takes_no_lock_away(here: Place) -> None:
    head = here.gh.rest("GET", "repos/acme/rocket/git/matching-refs/heads").json[0]["object"]
    fields = {"ref": "refs/gh-playbook/lock", "sha": head["sha"]}
    assert here.gh.rest("POST", "repos/acme/rocket/git/refs", **fields).code == 0
    words = ("unlock", "--backlog", "backlog.yml")
    done = here.playbook(*words, GH_TOKEN="ghp_sandbox_reader")
    assert (done.code, "Traceback" in done.error) == (1, False)
    assert "may not" in done.error
    assert "unlocked" not in done.out
    assert "it was no lock that this version can read" in here.playbook(*words).out


def test_a_login_that_may_not_write_contents_is_warned_of_no_lock(here: Place) -> None:
    here.write("backlog.yml", TRIAGED)
    document = run(here, GH_TOKEN="ghp_sandbox_triage")
    told = "there is no lock against a second run: this login may not write here"
    assert document["run"]["warnings"] == [told]
    assert run(here, GH_TOKEN="ghp_sandbox_triage")["run"]["warnings"] == []


@pytest.mark.parametrize(("name", "is_tag"), [("state", True), ("state/x", False)])
def test_what_stands_in_the_register_s_place_is_named(
    here: Place, name: str, *, is_tag: bool
) -> None:
    """In git, a reference is no folder of others; and a tag has no text of a commit."""
    git = "repos/acme/rocket/git"
    sha = here.gh.rest("GET", f"{git}/matching-refs/heads").json[0]["object"]["sha"]
    if is_tag:
        tag = {"tag": "x", "message": "x", "object": sha, "type": "commit"}
        sha = here.gh.rest("POST", f"{git}/tags", **tag).json["sha"]
    place = f"refs/gh-playbook/{name}"
    assert here.gh.rest("POST", f"{git}/refs", ref=place, sha=sha).code == 0
    document = run(here)
    (told,) = document["run"]["warnings"]
    assert told.startswith(f"{place} is in the way of the register")
    assert told.endswith(f"`gh api -X DELETE {git}/{place}`")
    # No lock stays, and the next run has nothing to do.
    refs = here.gh.rest("GET", f"{git}/matching-refs/gh-playbook").json
    assert [each["ref"] for each in refs] == [place]
    again = run(here)
    assert {each["outcome"] for each in again["changes"]} == {"skipped"}
    assert again["run"]["warnings"] == []
    assert here.gh.rest("DELETE", f"{git}/{place}").code == 0
