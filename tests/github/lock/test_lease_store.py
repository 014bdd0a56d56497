"""Where a lease is kept: two that want it at once never both have it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gh_playbook.github import session
from gh_playbook.github.error import GitHubError
from gh_playbook.github.lock.label_store import LabelStore
from gh_playbook.github.lock.lease_store import LeaseStore
from gh_playbook.github.lock.reference_store import ReferenceStore
from gh_playbook.github.reading.scope import Scope
from gh_playbook.github.reading.snapshot import read
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.lease import (
    LABEL,
    Lease,
    compose_name,
    compose_short,
    parse_name,
    parse_short,
)
from gh_playbook.model.world import World
from gh_playbook.settings import Settings
from gh_sandbox import Sandbox

SEED = """
owners:
  - login: octocat
    repositories: [{name: full, files: {README.md: Hello}}]
"""
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANN = Lease("ann", "host-1", "0123abcd", 17, "20261125T120000Z-a1b2c3", NOW, NOW + timedelta(1))
BEN = replace(ANN, login="ben", process=18)
KINDS = [ReferenceStore, LabelStore]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("leases")
    (folder / "seed.yml").write_text(SEED)
    sandbox = Sandbox(folder / "sandbox")
    sandbox.start(seed=folder / "seed.yml", limits=False)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def opened(running: Sandbox) -> Iterator[GitHubSession]:
    running.reset(seed=running.directory.with_name("seed.yml"))
    settings = Settings(Path("all.yml"), sandbox=True, sandbox_dir=running.directory)
    with session.opened(settings) as found:
        yield found


def world(opened: GitHubSession) -> World:
    return read(opened.reader, Scope("octocat", "full"))


def a_store(opened: GitHubSession, kind: type[LeaseStore]) -> LeaseStore:
    assert opened.writer is not None
    return kind(world(opened).repository, opened.reader, opened.writer)  # type: ignore[call-arg]


@pytest.fixture(params=KINDS)
def store(opened: GitHubSession, request: pytest.FixtureRequest) -> LeaseStore:
    return a_store(opened, request.param)


def test_of_two_that_want_it_one_has_it(store: LeaseStore) -> None:
    assert store.read() is None
    ann = store.take(ANN, None)
    assert ann is not None
    assert store.take(BEN, None) is None
    found = store.read()
    assert found is not None
    assert (found.version, found.lease and found.lease.login) == (ann.version, "ann")


def test_of_two_that_follow_one_has_it(store: LeaseStore) -> None:
    gone = store.take(ANN, None)
    assert gone is not None
    ben = store.take(BEN, gone.version)
    assert ben is not None
    assert store.take(ANN, gone.version) is None
    found = store.read()
    assert found is not None
    assert found.version == ben.version


def test_one_that_was_taken_over_is_neither_renewed_nor_taken_away(store: LeaseStore) -> None:
    ann = store.take(ANN, None)
    assert ann is not None
    renewed = store.renew(replace(ANN, until=NOW + timedelta(2)), ann.version)
    assert renewed is not None
    ben = store.take(BEN, renewed.version)
    assert ben is not None
    assert store.renew(ANN, renewed.version) is None
    store.release(renewed.version)
    found = store.read()
    assert found is not None
    assert found.version == ben.version
    assert store.release(ben.version)
    assert store.read() is None


@pytest.mark.parametrize("lost", ["drop-before", "drop-after", "html-502-after"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_held_though_the_answer_was_lost(
    opened: GitHubSession, running: Sandbox, kind: type[LeaseStore], lost: str
) -> None:
    store = a_store(opened, kind)
    running.set_faults([{"fault": lost, "writes": True, "nth": 1}])
    ann = store.take(ANN, None)
    running.set_faults(None)
    assert ann is not None
    found = store.read()
    assert found is not None
    assert found.version == ann.version


def test_a_label_that_is_a_lock_is_none_of_the_repositorys(opened: GitHubSession) -> None:
    before = [*world(opened).labels]
    a_store(opened, LabelStore).take(ANN, None)
    assert [*world(opened).labels] == before


@pytest.mark.parametrize(
    "lease", [ANN, replace(ANN, login="x" * 39, host="h" * 200, process=4**11)]
)
def test_a_label_has_room_for_it(lease: Lease) -> None:
    text = compose_short(lease)
    assert len(text) <= 100
    found = parse_short(text)
    assert found is not None
    assert (found.login, found.process, found.until) == (lease.login, lease.process, lease.until)
    assert lease.machine.startswith(found.machine)
    assert found.run in lease.run


@pytest.mark.parametrize("text", [None, "", "a b c", "a b c d e f g", f"{LABEL} 1 2 3"])
def test_what_is_no_lease_is_none(text: str | None) -> None:
    assert parse_short(text) is None


@pytest.mark.parametrize("lease", [ANN, replace(ANN, login="x" * 39, host="ü" * 200)])
def test_a_name_of_a_reference_has_room_for_it(lease: Lease) -> None:
    text = compose_name(lease)
    # Git's manual, `git check-ref-format`; a file's name has at most 255 bytes.
    assert re.fullmatch(r"[\w-]{1,200}", text, re.ASCII)
    assert parse_name(text) == parse_short(compose_short(lease))


@pytest.mark.parametrize("text", ["", "x", "words", "ü", "////", compose_name(ANN)[1:]])
def test_what_is_no_lease_s_name_is_none(text: str) -> None:
    assert parse_name(text) is None


def test_the_first_lock_makes_what_later_ones_point_at(opened: GitHubSession) -> None:
    assert opened.writer is not None
    there = world(opened).repository
    assert there.flag is None
    store = a_store(opened, ReferenceStore)
    before = opened.writer.requests
    ann = store.take(ANN, None)
    assert ann is not None
    assert store.release(ann.version)
    assert opened.writer.requests - before == 3
    later = a_store(opened, ReferenceStore)
    assert world(opened).repository.flag == ann.version.split()[0]
    before = opened.writer.requests
    ben = later.take(BEN, None)
    assert ben is not None
    assert opened.writer.requests - before == 1


def test_of_two_first_ones_that_make_it_at_once_both_can_go_on(opened: GitHubSession) -> None:
    one, other = a_store(opened, ReferenceStore), a_store(opened, ReferenceStore)
    ann = one.take(ANN, None)
    assert ann is not None
    assert one.release(ann.version)
    with pytest.raises(GitHubError):
        other.take(BEN, None)
    assert other.read() is None
    ben = other.take(BEN, None)
    assert ben is not None
    found = other.read()
    assert found is not None
    assert found.version == ben.version
