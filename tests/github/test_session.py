"""Sessions: the process of the first request starts while the input is prepared."""

from pathlib import Path

import pytest

from gh_playbook.declaration.source import InputError
from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.settings import Settings
from tests.github.scripted import has_ended, numbers, until, written

# Each process notes that it has begun, and then what it was given.
SCRIPT = """#!/bin/sh
echo $$ >> {folder}/begun
read -r body
echo "$body" >> {folder}/given
printf 'HTTP/2.0 200 OK\\r\\n\\r\\n{{}}'
"""
SETTINGS = Settings(Path("all.yml"))


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script in the place of `gh`; return the file with the numbers of its processes."""
    written(tmp_path, SCRIPT.format(folder=tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path / "begun"


def test_the_first_process_starts_before_the_input_is_prepared(begun: Path) -> None:
    with session.begun(SETTINGS) as gh:
        until(lambda: len(numbers(begun)) == 1)
        with session.opened(SETTINGS, gh=gh) as opened:
            opened.gh.stand_by()
            opened.gh.api("POST", "graphql", {"n": 1}, request="first")
    assert len(numbers(begun)) == 1
    assert begun.with_name("given").read_text() == '{"n": 1}\n'


def test_it_is_given_nothing_if_the_input_has_faults(begun: Path) -> None:
    def prepare() -> None:
        with session.begun(SETTINGS):
            until(lambda: len(numbers(begun)) == 1)
            raise InputError([])

    with pytest.raises(InputError):
        prepare()
    until(lambda: has_ended(*numbers(begun)))
    assert not begun.with_name("given").exists()


def test_what_is_in_its_way_is_reported_when_the_session_is_opened(
    begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "two\nlines")
    with session.begun(SETTINGS) as gh:
        assert gh is not None
        with pytest.raises(GitHubError, match="GH_TOKEN"), session.opened(SETTINGS, gh=gh):
            pass
    assert not begun.exists()


def test_a_sandbox_that_does_not_run_is_not_started_for_it(begun: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    for made in (False, True):
        with session.begun(Settings(Path("all.yml"), sandbox=True, sandbox_dir=folder)) as gh:
            assert gh is None
        assert folder.exists() == made
        folder.mkdir(exist_ok=True)
    assert not begun.exists()
