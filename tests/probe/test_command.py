"""`invoke verify --automations`: what it prints, its document, its exit codes."""

import json
import sys
from pathlib import Path

import pytest

from gh_playbook.model.target import Target
from gh_playbook.probe.proof import ProbeOutcome, Proof, Sighting
from gh_playbook.probe.remains import Left
from gh_playbook.probe.rule import Expectation, Rule
from gh_playbook.report.probe import show
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY
from tests.probe.probing import declared
from tests.support import tool
from tests.support.tool import Done

ROOT = Path(__file__).parents[2]
LINKED = Expectation(Rule.LINKED, "a pull request is opened", "In Progress", ("Backlog",))
CLOSED = Expectation(Rule.CLOSED, "the issue is closed", "Done", ("Backlog",))
SEEN = Sighting(CLOSED, ProbeOutcome.SEEN, "Done", 2.2)
ADVICE = ("the workflow: has it run?", "the secret: is it there?")
NOT_SEEN = Sighting(LINKED, ProbeOutcome.NOT_SEEN, None, 60.0, ADVICE)
NOT_TRIED = Sighting(LINKED, ProbeOutcome.NOT_TRIED, "Backlog", 0.0, ADVICE[:1])
BRANCH = Left("the branch probe", "refused", "gh api -X DELETE probe")


def printed(capsys: pytest.CaptureFixture[str], *sightings: Sighting, left: Left | None) -> str:
    proof = Proof(Target("o/r", "github.com", "mona"), "Board", sightings, (left,) if left else ())
    show(proof, Settings(Path("all.yml")))
    return capsys.readouterr().out


def test_what_was_seen_is_printed_and_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        printed(capsys, NOT_SEEN, NOT_TRIED, SEEN, left=None)
        == """\
o/r on github.com as mona
board 'Board'

  not seen   linked     a pull request is opened → In Progress: still no Status after 60 s
  not tried  linked     a pull request is opened → In Progress
  seen       closed     the issue is closed → Done, after 2 s

Where to look:
  the workflow: has it run?
  the secret: is it there?

Only 1 of 3 rules seen
"""
    )


def test_it_ends_well_where_all_was_seen(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, SEEN, left=None).splitlines()
    assert said[-1] == "The board follows its rules: all 1 seen"


def test_what_is_left_behind_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, SEEN, left=BRANCH).splitlines()
    assert said[-1] == "1 of 1 rules seen; left behind: the branch probe"
    assert Proof(Target("o/r", "github.com", "mona"), "Board", (SEEN,), (BRANCH,)).exit_code == 1


def test_the_command_ends_with_2_and_a_document(sandbox: Sandbox, tmp_path: Path) -> None:
    backlog = declared(tmp_path, linked="In Progress")
    options = ["--automations", "--timeout", "1", "--backlog", str(backlog), "--output", "json"]
    where = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    done = invoke(*where, *options)
    assert done.code == 2, done
    document = json.loads(done.out)
    assert document["probe"] == {
        "repository": REPOSITORY,
        "project": "LLuMinary",
        "host": "github.com",
        "login": "octocat",
        "sandbox": True,
        "moved_from": None,
        "exit_code": 2,
    }
    [rule] = document["rules"]
    assert (rule["rule"], rule["outcome"]) == ("linked", "not seen")
    assert (rule["expected"], rule["actual"]) == ("In Progress", "Backlog")
    assert document["left"] == []
    begun = f"In {REPOSITORY} on github.com as octocat, in the sandbox {sandbox.directory}"
    assert done.error.startswith(f"{begun}, on the board 'LLuMinary'")


def test_on_github_the_repository_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_REPO", REPOSITORY)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent / "no gh here"))
    done = invoke("--automations")
    assert (done.code, done.out) == (1, "")
    assert "--automations writes to the repository: name it with --repo OWNER/NAME" in done.error


def test_a_timeout_without_automations_is_refused_because_it_would_do_nothing() -> None:
    done = invoke("--timeout=5", "--sandbox")
    assert (done.code, done.out) == (1, "")
    assert done.error.startswith("--timeout is about --automations: give that, too, or leave ")


@pytest.mark.parametrize("timeout", ["0", "-1", "soon"])
def test_a_timeout_is_a_number_of_seconds(timeout: str) -> None:
    done = invoke("--automations", "--sandbox", f"--timeout={timeout}")
    assert done.code == 1
    assert done.error == f"--timeout must be a number of seconds, not {timeout!r}\n"


def invoke(*options: str) -> Done:
    return tool.call("verify", *options, folder=ROOT)
