"""`sync-board` moves cards as the rules want it now: forward only, and once."""

import pytest

from tests.acceptance.conftest import REPOSITORY, Trial
from tests.acceptance.project import Project, changed


@pytest.fixture
def project(converged: Trial) -> Project:
    """The board of a project whose built-in workflows are gone: nothing moves by itself."""
    project = Project(converged)
    answer = converged.gh.graphql(
        "query($id: ID!) { node(id: $id) { ... on ProjectV2 { "
        "workflows(first: 20) { nodes { id } } } } }",
        id=project.ids["project"],
    )
    for each in answer["data"]["node"]["workflows"]["nodes"]:
        project.mutate("deleteProjectV2Workflow", {"workflowId": each["id"]})
    return project


def open_pull_request(trial: Trial, number: int, *, merge: bool = False) -> None:
    """Open a pull request that fixes an issue, and merge it."""
    where = f"repos/{REPOSITORY}"
    main = trial.gh.rest("GET", f"{where}/git/ref/heads/main").json["object"]["sha"]
    branch = f"fix-{number}"
    assert not trial.gh.rest("POST", f"{where}/git/refs", ref=f"refs/heads/{branch}", sha=main).code
    content = {"message": "Fix it", "content": "Rml4ZWQK", "branch": branch}
    assert not trial.gh.rest("PUT", f"{where}/contents/{branch}.txt", **content).code
    text = f"Fixes #{number}"
    made = trial.gh.rest("POST", f"{where}/pulls", title=text, body=text, head=branch, base="main")
    if merge:
        assert not trial.gh.rest("PUT", f"{where}/pulls/{made.json['number']}/merge").code


def label(trial: Trial, number: int, how: str) -> None:
    trial.gh("issue", "edit", str(number), "-R", REPOSITORY, f"--{how}-label", "status:blocked")


def columns(project: Project) -> dict[int, str]:
    return {card["content"]["number"]: card["status"] for card in project.cards.values()}


def test_nothing_is_moved_where_nothing_happened(project: Project) -> None:
    before = columns(project)
    done = project.trial.run("sync-board")
    assert (done.code, done.writes) == (0, [])
    assert len(done.requests) <= 3
    assert columns(project) == before


def test_cards_move_as_the_rules_want_it_and_forward_only(project: Project) -> None:
    trial = project.trial
    project.choose("#22", "Status", "Review/QA")
    before = columns(project)
    assert (before[13], before[15], before[3]) == ("Ready for Development", "Blocked", "Blocked")
    open_pull_request(trial, 13)
    open_pull_request(trial, 22)
    open_pull_request(trial, 15)
    open_pull_request(trial, 16, merge=True)
    trial.gh("issue", "close", "14", "-R", REPOSITORY)
    label(trial, 21, "add")
    label(trial, 3, "remove")
    assert columns(project) == before
    wanted = before | {
        13: "In Progress",
        16: "Done",
        14: "Done",
        21: "Blocked",
        3: "Ready for Development",
    }
    dry = trial.run("sync-board", dry_run=True)
    assert (dry.writes, columns(project)) == ([], before)
    done = trial.invoke("sync-board", "--output", "json")
    assert done.code == 0
    assert columns(project) == wanted, "#15 is blocked still, and #22 is further than its request"
    assert dry.change("rules")["desired"] == done.change("rules")["desired"]
    assert not trial.run("sync-board").writes
    label(trial, 21, "remove")
    label(trial, 15, "remove")
    trial.run("sync-board")
    assert columns(project) == wanted | {21: "Ready for Development", 15: "In Progress"}
    everything = trial.run()
    assert (everything.code, everything.writes, changed(everything)) == (0, [], {})
