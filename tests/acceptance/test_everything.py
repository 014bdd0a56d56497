"""A backlog that says everything: made from nothing in one run, kept, and verified."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings
from gh_playbook.verification import verify
from tests.acceptance.conftest import ROOT, Done, Trial
from tests.acceptance.own import REPOSITORY, Own
from tests.verification.test_drift import said

EVERYTHING = yaml.safe_load((Path(__file__).parent / "everything.yml").read_text())
_ISSUES = """{ repository(owner: "acme", name: "rocket") { issues(first: 20) { nodes {
  id title state stateReason isPinned locked activeLockReason body
  duplicateOf { title } assignees(first: 10) { nodes { login } }
} } } }"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({"collaborators": {"hubot": "WRITE"}}, people=("hubot",))
    return own


def issues(own: Own) -> dict[str, dict[str, Any]]:
    found = own.gh.graphql(_ISSUES)["data"]["repository"]["issues"]["nodes"]
    return {each["title"]: each for each in found}


def drift(own: Own) -> list[str]:
    """Return what verification says of the backlog that was carried out last."""
    settings = Settings(
        ROOT / "playbooks" / "all.yml",
        backlog=own.folder / "backlog.yml",
        repo=REPOSITORY,
        sandbox=True,
        sandbox_dir=own.trial.sandbox.directory,
    )
    verified = verify(settings)
    assert not verified.unsupported
    return [said(check) for check in verified.drift]


def do(own: Own, *mutations: str) -> None:
    """Do what people do between two runs."""
    for each in mutations:
        own.gh.graphql(f"mutation {{ {each} {{ clientMutationId }} }}")


def unlike(done: Done) -> dict[str, str]:
    """Return what a run changed, and what of it."""
    return {each["key"]: each["reason"] for each in done.changes if each["outcome"] != "skipped"}


def test_it_is_made_from_nothing_and_kept(own: Own) -> None:
    first = own.run(EVERYTHING)
    assert first.code == 0, unlike(first)
    found = issues(own)
    engine = found["Build the engine"]
    assert [each["login"] for each in engine["assignees"]["nodes"]] == ["octocat", "hubot"]
    assert engine["isPinned"]
    assert "```gherkin\nGiven a tank\n  When it is full\n```" in engine["body"]
    assert found["Test the engine"]["activeLockReason"] == "RESOLVED"
    assert found["Build a motor"]["duplicateOf"] == {"title": "Build the engine"}
    assert found["Sew a sail"]["stateReason"] == "NOT_PLANNED"
    oar = found["Carve an oar"]
    assert (oar["stateReason"], oar["locked"], oar["activeLockReason"]) == ("COMPLETED", True, None)
    assert drift(own) == []
    second = own.run(EVERYTHING)
    assert (second.code, second.writes, unlike(second)) == (0, [], {})


def test_what_people_undo_is_named_and_mended_and_what_they_add_stays(own: Own) -> None:
    assert own.run(EVERYTHING).code == 0
    ids = {title: each["id"] for title, each in issues(own).items()}
    engine, motor, sail = ids["Build the engine"], ids["Build a motor"], ids["Sew a sail"]
    hubot, octocat = (
        own.gh.rest("GET", f"users/{login}").json["node_id"] for login in ("hubot", "octocat")
    )
    removed = f'assignableId: "{engine}", assigneeIds: ["{hubot}"]'
    added = f'assignableId: "{sail}", assigneeIds: ["{octocat}"]'
    do(
        own,
        f'unpinIssue(input: {{issueId: "{engine}"}})',
        f"removeAssigneesFromAssignable(input: {{{removed}}})",
        f"addAssigneesToAssignable(input: {{{added}}})",
        f'unlockLockable(input: {{lockableId: "{ids["Test the engine"]}"}})',
        f'closeIssue(input: {{issueId: "{motor}", stateReason: COMPLETED}})',
        f'reopenIssue(input: {{issueId: "{sail}"}})',
    )
    assert drift(own) == [
        "missing issue engine / assignee: None, declared hubot",
        "mismatch issue engine / pinned: False, declared True",
        "mismatch issue engine-test / locked: False, declared resolved",
        "mismatch issue motor / reason: completed, declared duplicate",
        "missing issue motor / duplicate of: None, declared engine",
        "mismatch issue sail / state: open, declared closed",
        "mismatch issue sail / reason: reopened, declared not_planned",
    ]
    mended = own.run(EVERYTHING)
    assert {key: unlike(mended)[key] for key in ("engine", "engine-test", "motor", "sail")} == {
        "engine": "assignees, pinned",
        "engine-test": "locked",
        "motor": "state_reason, duplicate_of",
        "sail": "state, state_reason",
    }
    assert drift(own) == []
    assert issues(own)["Sew a sail"]["assignees"]["nodes"] == [{"login": "octocat"}]


def test_an_unknown_login_is_named_before_anything_is_written(own: Own) -> None:
    declared = {"issues": [{"key": "a", "title": "A", "assignees": ["hubto"]}]}
    with pytest.raises(InputError, match="'hubto' cannot be assigned in acme/rocket") as raised:
        own.run(declared)
    assert [str(each.source)[-15:] for each in raised.value.faults] == ["backlog.yml:6:5"]
    assert issues(own) == {}
