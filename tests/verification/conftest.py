"""A sandbox after a whole run; before each test this state is restored."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.preparation import prepare
from gh_playbook.github import session
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from gh_playbook.verification import Verification, check
from gh_sandbox import Sandbox
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import Gh

PLAYBOOK = Path("playbooks/all.yml")
Verify: TypeAlias = Callable[..., Verification]


def settings(sandbox: Sandbox, **more: Any) -> Settings:
    """Return the settings of `invoke all` or `verify` on a sandbox."""
    return Settings(playbook=PLAYBOOK, sandbox=True, sandbox_dir=sandbox.directory, **more)


def copy(source: Path, target: Path) -> None:
    """Replace the state in one file by that of another; a server may have the file open."""
    with (
        closing(sqlite3.connect(source)) as before,
        closing(sqlite3.connect(target)) as after,
    ):
        before.backup(after)


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("done"))
    sandbox.start(limits=False)
    assert run(settings(sandbox), Quiet()).exit_code == 0
    copy(sandbox.directory / FILE, sandbox.directory / "done.sqlite3")
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(done: Sandbox) -> Sandbox:
    copy(done.directory / "done.sqlite3", done.directory / FILE)
    return done


@pytest.fixture
def gh(sandbox: Sandbox) -> Gh:
    return Gh(sandbox)


@pytest.fixture
def verification(sandbox: Sandbox) -> Verify:
    """Verify the present state of the sandbox; the declaration is read once for all tests."""

    def verified(**more: Any) -> Verification:
        chosen = settings(sandbox, dry_run=True, **more)
        with session.opened(chosen) as opened:
            return check(opened.reader, _prepared(chosen))

    return verified


_prepared = cache(prepare)
