"""What a GitHub, an owner or a login cannot do is told apart from drift."""

from pathlib import Path

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_playbook.verification import CheckState, Verification, verify
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.verification.conftest import PLAYBOOK, Verify, settings


@pytest.fixture
def as_login(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Lead plain gh to the sandbox, as people lead it to GitHub."""
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_login_without_the_scope_leaves_out_the_board(
    sandbox: Sandbox, as_login: pytest.MonkeyPatch
) -> None:
    as_login.setenv("GH_TOKEN", "ghp_sandbox_no_project")
    before = len(request_log.read(sandbox.requests_log))
    verified = verify(Settings(PLAYBOOK))
    assert len(request_log.read(sandbox.requests_log)) == before + 3
    assert verified.exit_code == 0
    [board] = verified.unsupported
    assert (board.kind, board.key) == ("project", "LLuMinary")
    assert "gh auth refresh -s project" in board.actual
    assert "card" not in verified.counts
    assert verified.counts["issue"][CheckState.MATCH] > 100


def test_a_login_that_is_not_good_is_said_so(as_login: pytest.MonkeyPatch) -> None:
    as_login.setenv("GH_TOKEN", "ghp_nobody")
    with pytest.raises(AuthenticationError, match="the sandbox knows no such token"):
        verify(Settings(PLAYBOOK))


def test_a_repository_that_is_not_there_is_said_so(verification: Verify) -> None:
    with pytest.raises(GitHubError, match="repository PimpMyNines/nothing in the sandbox "):
        verification(repo="PimpMyNines/nothing")


def test_a_users_repository_has_no_issue_types(verification: Verify, sandbox: Sandbox) -> None:
    run(settings(sandbox, repo="someone/empty", yes=True), Quiet())
    verified = verification(repo="someone/empty")
    kinds = {check.kind for check in verified.unsupported}
    assert "issue type" in kinds
    assert _others(verified, kinds) == {CheckState.MATCH}


def test_an_older_server_has_no_dependencies(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(limits=False, without=["dependencies", "relations", "issue-types", "sub-issues"])
    try:
        run(settings(sandbox), Quiet())
        verified = verify(settings(sandbox))
    finally:
        sandbox.stop()
    kinds = {check.kind for check in verified.unsupported}
    assert kinds == {"issue type", "sub-issue", "dependency", "relation"}
    assert _others(verified, kinds) == {CheckState.MATCH}
    assert verified.exit_code == 0


def test_a_server_without_projects_leaves_out_the_board(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(limits=False, without=["projects"])
    try:
        verified = verify(settings(sandbox))
    finally:
        sandbox.stop()
    (check,) = verified.unsupported
    assert (check.kind, check.actual) == ("project", "there are no projects here")


def _others(verified: Verification, kinds: set[str]) -> set[CheckState]:
    return {check.state for check in verified.checks if check.kind not in kinds}
