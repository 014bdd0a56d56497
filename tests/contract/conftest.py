"""The rules of GitHub that the tool relies on, one in each test: see docs/contract-suite.md."""

import os
from collections.abc import Iterator

import pytest

from gh_sandbox import Sandbox
from tests.contract import project as projects
from tests.contract.github import GitHub
from tests.contract.project import Project

LIVE = "GH_PLAYBOOK_LIVE_REPO"


@pytest.fixture(scope="session")
def _tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    live = os.environ.get(LIVE)
    if live:
        yield GitHub(live, {}, is_live=True)
        return
    sandbox = Sandbox(tmp_path_factory.mktemp("contract"))
    sandbox.start(limits=False)
    yield GitHub("PimpMyNines/empty", sandbox.environment(), is_live=False)
    sandbox.stop()


@pytest.fixture
def github(_tried: GitHub) -> Iterator[GitHub]:
    yield _tried
    if _tried.is_live:
        _tried.clean()


@pytest.fixture
def project(github: GitHub) -> Project:
    return projects.make(github)


@pytest.fixture
def head(github: GitHub) -> str:
    """The commit of the default branch."""
    if github.rest("GET", "commits").status == 409:
        github.rest("PUT", "contents/README.md", {"message": "first", "content": "Zmlyc3Q="})
    sha: str = github.rest("GET", "commits").body[0]["sha"]
    return sha
