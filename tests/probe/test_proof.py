"""The board's rules are seen to work, or not, and the repository is afterwards as it was."""

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import GitHubError
from gh_playbook.probe.proof import ProbeOutcome
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.probe.actions import Actions
from tests.probe.probing import TITLE, declared, outcomes, probes, prove, state
from tests.support import forked_tool

SAID = [
    f"- the issue '{TITLE}1a2b3c4d' is opened, put on the board, and in the end deleted;",
    "- a pull request that changes no file is opened and merged into main;",
    "- its branch gh-playbook-probe-1a2b3c4d is deleted.",
    "What GitHub never deletes stays: the closed pull request, and its empty commit in main.",
    "linked: not seen after 3 s",
    "blocked: not seen after 3 s",
    "unblocked: not seen after 3 s",
    "merged: seen after 0 s",
    "closed: seen after 0 s",
]


def change(sandbox: Sandbox, *statements: str) -> None:
    with closing(sqlite3.connect(sandbox.directory / FILE)) as store, store:
        for statement in statements:
            assert store.execute(statement).rowcount > 0, statement


def test_all_rules_are_seen_where_the_workflow_runs(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    before = state(sandbox)
    proof = prove(sandbox, Actions(gh, tmp_path).catch_up)
    rules = ("linked", "blocked", "unblocked", "merged", "closed")
    assert outcomes(proof) == dict.fromkeys(rules, "seen")
    assert [each.actual for each in proof.sightings] == [
        "In Progress",
        "Blocked",
        "Ready for Development",
        "Done",
        "Done",
    ]
    assert (proof.exit_code, proof.left) == (0, ())
    assert state(sandbox) == before
    [merged] = probes(gh)
    assert merged["pull_request"]["merged_at"]
    main = gh.rest("GET", f"repos/{REPOSITORY}/git/ref/heads/main").json["object"]["sha"]
    commit = gh.rest("GET", f"repos/{REPOSITORY}/git/commits/{main}").json
    assert commit["message"].endswith("[skip ci]"), "it changes no file: no build is needed"


def test_what_only_the_workflow_does_is_not_seen_where_it_does_not_run(sandbox: Sandbox) -> None:
    before = state(sandbox)
    said: list[str] = []
    proof = prove(sandbox, said=said)
    where = "In PimpMyNines/LLuMinary on github.com as octocat, in the sandbox "
    assert said[0].startswith(where)
    assert said[0].endswith(", on the board 'LLuMinary', for at most 15 s:")
    assert said[1:] == SAID
    assert outcomes(proof) == {
        "linked": "not seen",
        "blocked": "not seen",
        "unblocked": "not seen",
        "merged": "seen",
        "closed": "seen",
    }
    assert proof.exit_code == 2
    assert [each.seconds for each in proof.sightings] == [3, 3, 3, 0, 0], "shares of 15 s"
    linked, blocked, unblocked, *_ = proof.sightings
    assert [each.actual for each in (linked, blocked, unblocked)] == [
        "Backlog",
        "In Progress",
        "Blocked",
    ]
    assert "/actions/workflows/project-automation.yml" in linked.advice[0]
    assert "PROJECT_TOKEN" in linked.advice[1]
    assert "'Pull request linked to issue' is off: " in linked.advice[2]
    assert len(blocked.advice) == 2
    assert state(sandbox) == before


def test_where_merging_is_impossible_closing_is_still_proved(sandbox: Sandbox, gh: Gh) -> None:
    before = state(sandbox)

    def close_it() -> None:
        for each in probes(gh):
            if "pull_request" in each and each["state"] == "open":
                gh("pr", "close", str(each["number"]), "-R", REPOSITORY)

    proof = prove(sandbox, close_it)
    assert outcomes(proof)["merged"] == ProbeOutcome.NOT_TRIED
    assert outcomes(proof)["closed"] == ProbeOutcome.SEEN
    [merged] = [each for each in proof.sightings if each.expectation.rule == "merged"]
    assert "could not be merged: " in merged.advice[0]
    assert proof.exit_code == 2
    assert state(sandbox) == before


def test_nothing_is_left_where_somebody_stops_it(sandbox: Sandbox) -> None:
    before = state(sandbox)

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove(sandbox, interrupt)
    assert state(sandbox) == before


@pytest.mark.parametrize("nth", [2, 3, 6], ids=["branch", "issue", "pull request"])
def test_nothing_is_left_where_an_answer_never_comes(sandbox: Sandbox, nth: int) -> None:
    """The nth write is carried out, and its answer lost."""
    before = state(sandbox)
    lost = {"fault": "html-502-after", "writes": True, "nth": nth}
    sandbox.set_faults([lost])
    with pytest.raises(GitHubError):
        prove(sandbox)
    sandbox.set_faults([])
    assert state(sandbox) == before


@pytest.mark.parametrize("fault", ["drop-before", "drop-after"])
def test_what_was_perhaps_removed_is_looked_at_again(
    sandbox: Sandbox, tmp_path: Path, fault: str
) -> None:
    before = state(sandbox)
    sandbox.set_faults([{"fault": fault, "operation": "deleteIssue", "times": 1}])
    proof = prove(sandbox, backlog=declared(tmp_path, closed="Done"))
    assert fault in {each.get("fault") for each in request_log.read(sandbox.requests_log)}
    sandbox.set_faults([])
    assert (proof.exit_code, proof.left) == (0, ())
    assert state(sandbox) == before


def test_what_cannot_be_removed_is_named_with_the_command_that_does(
    sandbox: Sandbox, gh: Gh
) -> None:
    before = state(sandbox)

    def take_github_away() -> None:
        sandbox.set_faults([{"fault": "unauthorized"}])

    said: list[str] = []
    with pytest.raises(GitHubError):
        prove(sandbox, take_github_away, said=said)
    sandbox.set_faults([])
    commands = [line.partition("; to delete it: ")[2] for line in said if "left behind" in line]
    assert len(commands) == 3
    for command in commands:
        gh(*command.split()[1:])
    assert state(sandbox) == before


def test_only_what_is_declared_is_done(sandbox: Sandbox, tmp_path: Path, gh: Gh) -> None:
    before = state(sandbox)
    proof = prove(sandbox, backlog=declared(tmp_path, closed="Done"))
    assert outcomes(proof) == {"closed": "seen"}
    assert state(sandbox) == before
    assert not probes(gh), "there was no pull request"


def test_a_login_that_may_not_delete_issues_closes_it(
    sandbox: Sandbox, tmp_path: Path, gh: Gh
) -> None:
    change(
        sandbox,
        "UPDATE member SET role = 'MEMBER'",
        "INSERT INTO collaborator SELECT repository.id, owner.id, 'WRITE' FROM repository, owner "
        "WHERE repository.name = 'LLuMinary' AND login = 'octocat'",
    )
    cards = state(sandbox)["project_item"]
    backlog = declared(tmp_path, closed="Done")
    said: list[str] = []
    proof = prove(sandbox, said=said, backlog=backlog)
    assert "closed (this login may not delete issues)" in said[1]
    assert said[-1].startswith("closed, not deleted: issue #")
    [left] = proof.left
    assert left.command.startswith("gh issue delete ")
    assert proof.exit_code == 0, "it does no harm"
    [issue] = probes(gh)
    assert issue["state"] == "closed"
    assert state(sandbox)["project_item"] == cards
    assert len(prove(sandbox, backlog=backlog).left) == 1, "what was put away is not found again"


def test_a_killed_probe_is_cleaned_up_by_the_next(sandbox: Sandbox, gh: Gh, tmp_path: Path) -> None:
    before = state(sandbox)
    options = ["--automations", "--sandbox", "--sandbox-dir", str(sandbox.directory)]
    killed = forked_tool.started("verify", *options, folder=Path.cwd())
    try:
        deadline = time.monotonic() + 60
        while len(probes(gh)) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        os.kill(killed, signal.SIGKILL)
        assert forked_tool.code_of(killed) == -signal.SIGKILL
    left = probes(gh)
    assert {each["state"] for each in left} == {"open"}
    [pull_request] = [each for each in left if "pull_request" in each]
    onto_the_board = ("project", "item-add", "1", "--owner", "PimpMyNines", "--url")
    gh(*onto_the_board, pull_request["html_url"])
    prove(sandbox, backlog=declared(tmp_path, closed="Done"))
    assert state(sandbox) == before


def test_it_refuses_what_cannot_be_probed_before_it_writes(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    before = state(sandbox)
    with pytest.raises(InputError, match="declares no rule,"):
        prove(sandbox, backlog=declared(tmp_path))
    with pytest.raises(InputError, match="the board has no Status 'Finished'"):
        prove(sandbox, backlog=declared(tmp_path, closed="Finished"))
    with pytest.raises(InputError, match="no project 'LLuMinary' of someone"):
        prove(sandbox, repo="someone/empty", yes=True)
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(f"repository: {REPOSITORY}\n")
    with pytest.raises(InputError, match="declares no project"):
        prove(sandbox, backlog=backlog)
    assert state(sandbox) == before
    gh("label", "delete", "status:blocked", "-R", REPOSITORY, "--yes")
    with pytest.raises(InputError, match="no label 'status:blocked': run `invoke setup-labels`"):
        prove(sandbox)
