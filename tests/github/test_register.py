"""Texts in git references, through the real `gh`: compared before they are set; the register."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from gh_playbook.github import register, session
from gh_playbook.github.error import GitHubError, RateLimitedError, UncertainError
from gh_playbook.github.git_ref import STATE, GitRef, RefUpdate, StoredText, make_commit
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.github.register import Saved
from gh_playbook.github.session import GitHubSession
from gh_playbook.github.writer import Writer
from gh_playbook.model.existing import Repository
from gh_playbook.model.register import Register, RegisterEntry, compose
from gh_playbook.model.target import Target, of_repository
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import Gh
from tests.support.seeded import reseed, seeded

SEED = """
tokens:
  - {token: ghp_sandbox_reader, login: reader, scopes: [repo]}
owners:
  - login: reader
  - {login: octocat, repositories: [{name: full}, {name: empty, default_branch: null}]}
"""
A, B = RegisterEntry(1, "I1"), RegisterEntry(2, "I2")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with seeded(tmp_path_factory.mktemp("register"), SEED, limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def opened(running: Sandbox) -> Iterator[GitHubSession]:
    reseed(running)
    settings = Settings(Path("all.yml"), sandbox=True, sandbox_dir=running.directory)
    with session.opened(settings) as found:
        yield found


def world(opened: GitHubSession, name: str = "full") -> World:
    return snapshot.read(opened.reader, Scope("octocat", name))


def repository(opened: GitHubSession, name: str = "full") -> Repository:
    return world(opened, name).repository


def writer(opened: GitHubSession) -> Writer:
    assert opened.writer is not None
    return opened.writer


def write(
    ref: GitRef, writer: Writer, text: str, repository: Repository, *, before: str | None
) -> StoredText | None:
    """Store a text if the reference still points at `before`, as the register does it."""
    after = make_commit(writer, repository, text, before)
    moving = ref.begin_move(writer, repository, RefUpdate(ref.name, before, after))
    return StoredText(after, text) if ref.has_moved(writer, moving) else None


def save(saving: register.Saving) -> Saved:
    return saving.finish(saving.begin())


def keep(opened: GitHubSession, entries: dict[str, RegisterEntry], before: Register) -> None:
    renewed = replace(before, entries=entries)
    there = repository(opened)
    save(register.Saving(renewed, there, opened.reader, writer(opened), opened.memory))


def test_a_text_is_stored_read_and_replaced(opened: GitHubSession) -> None:
    there, ref = repository(opened), GitRef("refs/gh-playbook/test", "octocat/full", opened.reader)
    assert ref.read() is None
    first = write(ref, writer(opened), "first", there, before=None)
    assert first is not None
    assert ref.read() == first
    second = write(ref, writer(opened), "second\n\nwith more", there, before=first.commit)
    assert second is not None
    assert ref.read() == second
    assert second.text == "second\n\nwith more"


def test_one_that_somebody_else_moved_stays_as_they_left_it(opened: GitHubSession) -> None:
    there, ref = repository(opened), GitRef("refs/gh-playbook/test", "octocat/full", opened.reader)
    first = write(ref, writer(opened), "first", there, before=None)
    assert first is not None
    assert write(ref, writer(opened), "late", there, before=None) is None
    second = write(ref, writer(opened), "second", there, before=first.commit)
    assert write(ref, writer(opened), "late", there, before=first.commit) is None
    assert ref.read() == second


@pytest.mark.parametrize("lost", ["drop-after", "html-502-after"])
@pytest.mark.parametrize("before", [True, False])
def test_one_whose_answer_was_lost_is_looked_at(
    opened: GitHubSession, running: Sandbox, lost: str, *, before: bool
) -> None:
    there, ref = repository(opened), GitRef("refs/gh-playbook/test", "octocat/full", opened.reader)
    known = write(ref, writer(opened), "first", there, before=None) if before else None
    running.set_faults([{"fault": lost, "writes": True, "nth": 2}])
    stored = write(ref, writer(opened), "second", there, before=known.commit if known else None)
    running.set_faults(None)
    assert stored is not None
    assert ref.read() == stored


@pytest.mark.parametrize("request_number", [1, 2])
def test_one_that_was_not_reached_is_sent_again(
    opened: GitHubSession, running: Sandbox, request_number: int
) -> None:
    there, ref = repository(opened), GitRef("refs/gh-playbook/test", "octocat/full", opened.reader)
    running.set_faults([{"fault": "drop-before", "writes": True, "nth": request_number}])
    stored = write(ref, writer(opened), "first", there, before=None)
    running.set_faults(None)
    assert stored is not None
    assert ref.read() == stored


def test_an_empty_repository_keeps_none(opened: GitHubSession) -> None:
    ref = GitRef(STATE, "octocat/empty", opened.reader)
    with pytest.raises(GitHubError, match="empty"):
        write(ref, writer(opened), "text", repository(opened, "empty"), before=None)
    assert ref.read() is None


def test_the_register_comes_with_the_first_request(opened: GitHubSession) -> None:
    assert world(opened).register == Register()
    keep(opened, {"a": A}, Register())
    before = opened.reader.requests
    found = world(opened).register
    assert opened.reader.requests == before + 1
    assert (found.entries, found.is_found) == ({"a": A}, True)
    assert register.read(opened.reader, "octocat/full") == found
    keep(opened, {"a": A, "b": B}, found)
    assert world(opened).register.entries == {"a": A, "b": B}


@pytest.mark.parametrize(
    "error",
    [
        UncertainError("the connection broke", request="reference"),
        RateLimitedError("wait", wait=60, request="reference", status=403),
        GitHubError("a fault of GitHub's", status=500),
    ],
)
def test_without_an_answer_nobody_says_that_there_is_none(
    opened: GitHubSession, monkeypatch: pytest.MonkeyPatch, error: GitHubError
) -> None:
    monkeypatch.setattr(Reader, "get", Mock(side_effect=error))
    with pytest.raises(type(error)):
        register.read(opened.reader, "octocat/full")


def test_one_that_is_withheld_from_this_login_counts_as_none(
    opened: GitHubSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = GitHubError("Resource not accessible", status=403)
    monkeypatch.setattr(Reader, "get", Mock(side_effect=withheld))
    assert register.read(opened.reader, "octocat/full") == Register()


def test_no_branch_is_made_of_it(opened: GitHubSession, running: Sandbox) -> None:
    keep(opened, {"a": A}, Register())
    refs = Gh(running).rest("GET", "repos/octocat/full/git/matching-refs/").json
    assert sorted(each["ref"] for each in refs) == [STATE, "refs/heads/main"]


def test_of_two_runs_that_end_at_once_both_are_written_down(opened: GitHubSession) -> None:
    keep(opened, {"a": A}, Register())
    keep(opened, {"b": B}, Register())
    assert world(opened).register.entries == {"a": A, "b": B}
    seen = world(opened).register
    keep(opened, {"a": A, "b": B, "c": RegisterEntry(3, "I3")}, seen)
    keep(opened, {"a": A, "b": B, "c": RegisterEntry(9, "I9")}, seen)
    assert world(opened).register.entries["c"] == RegisterEntry(3, "I3")


def test_one_that_is_broken_is_written_anew(opened: GitHubSession) -> None:
    broken = GitRef(STATE, "octocat/full", opened.reader)
    assert write(broken, writer(opened), "{", repository(opened), before=None)
    found = world(opened).register
    assert (found.is_found, found.commit is None) == (False, False)
    keep(opened, {"a": A}, found)
    assert world(opened).register.entries == {"a": A}


@pytest.mark.parametrize("case", ["no commit", "no right to push", "refused"])
def test_where_github_cannot_keep_it_a_file_does(
    opened: GitHubSession, tmp_path: Path, case: str
) -> None:
    there = repository(opened, "empty" if case == "no commit" else "full")
    if case == "no right to push":
        there = replace(there, permission="TRIAGE")
    if case == "refused":
        there = replace(there, tree="0" * 40)
    renewed = Register({"a": A})
    save(register.Saving(renewed, there, opened.reader, writer(opened), tmp_path))
    assert register.load_file(tmp_path, Target(there.name.upper())).entries == {"a": A}
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    assert json.loads(file.read_text())["issues"] == {"a": [1, "I1"]}


@pytest.mark.parametrize("is_known", [True, False], ids=["as read", "written meanwhile"])
def test_one_of_a_later_version_is_left_alone_and_a_file_kept(
    opened: GitHubSession, tmp_path: Path, *, is_known: bool
) -> None:
    there = repository(opened)
    text = '{"gh-playbook":2,"all":"else"}'
    stored = GitRef(STATE, there.name, opened.reader)
    assert write(stored, writer(opened), text, there, before=None)
    before = world(opened).register
    assert (before.is_found, before.is_later) == (False, True)
    renewed = replace(before if is_known else Register(), entries={"a": A})
    saved = save(register.Saving(renewed, there, opened.reader, writer(opened), tmp_path))
    assert saved is Saved.REFUSED
    found = stored.read()
    assert found
    assert found.text == text
    assert register.load_file(tmp_path, of_repository(there)).entries == {"a": A}


def test_a_file_that_is_none_is_no_register(tmp_path: Path) -> None:
    assert register.load_file(tmp_path, Target("octocat/full")) == Register()
    file = tmp_path / "register" / "octocat" / "full.json"
    file.parent.mkdir(parents=True)
    for data in (b"\xff", b"{", b'{"gh-playbook": 1, "issues": 3}'):
        file.write_bytes(data)
        assert not register.load_file(tmp_path, Target("octocat/full")).is_found


@pytest.mark.parametrize("other", [{"repository_id": "R_2"}, {"state": "anew"}], ids=str)
def test_the_file_of_a_repository_that_is_gone_does_not_count(
    tmp_path: Path, other: dict[str, str]
) -> None:
    there = Target("octocat/full", "github.com", repository_id="R_1", state="first")
    register.keep(Register({"a": A}), tmp_path, there)
    assert register.load_file(tmp_path, there).entries == {"a": A}
    assert register.load_file(tmp_path, replace(there, **other)) == Register()


def test_a_file_of_an_older_version_counts_by_the_name(tmp_path: Path) -> None:
    there = Target("octocat/full", "github.com", repository_id="R_1")
    register.keep(Register({"a": A}), tmp_path, there)
    (file,) = tmp_path.rglob("*.json")
    file.write_text(compose(Register({"a": A})))
    assert register.load_file(tmp_path, there).entries == {"a": A}


def test_where_not_even_a_file_can_be_written_nothing_fails(
    opened: GitHubSession, tmp_path: Path
) -> None:
    (tmp_path / "register").write_text("in the way")
    there = repository(opened, "empty")
    save(register.Saving(Register({"a": A}), there, opened.reader, writer(opened), tmp_path))
    assert register.load_file(tmp_path, of_repository(there)) == Register()
