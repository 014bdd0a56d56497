"""A state that is kept and brought back."""

from pathlib import Path

import pytest

from gh_sandbox.clock import SystemClock
from gh_sandbox.seeding import writing
from gh_sandbox.seeding.seed import Seed
from gh_sandbox.state import lineage
from gh_sandbox.state.kept import KeptState
from gh_sandbox.state.store import Store


def test_a_store_brings_back_what_it_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite3")
    kept = KeptState(store)
    with pytest.raises(LookupError):
        kept.restore()
    owner = {"type": "User", "login": "one", "created_at": "2026-11-23T09:00:00Z"}
    first = store.insert("owner", owner)
    kept.keep()
    store.insert("owner", {**owner, "login": "two"})
    store.update("owner", first, {"login": "other"})
    kept.restore()
    assert [row["login"] for row in store.all("SELECT login FROM owner")] == ["one"]
    assert store.insert("owner", {**owner, "login": "three"}) == first + 1
    kept.keep()
    kept.restore()
    assert len(store.all("SELECT * FROM owner")) == 2
    kept.close()
    with pytest.raises(LookupError):
        kept.restore()
    store.close()


def test_the_lineage_of_a_state_tells_which_past_states_led_to_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite3")
    kept = KeptState(store)
    clock = SystemClock()
    writing.sow(store, Seed(owners=[]), clock)
    sown = lineage.of(store)
    kept.keep()
    lost = lineage.of(store)
    kept.restore()
    assert sown
    assert lost.startswith(f"{sown}.")
    assert lineage.of(store).startswith(f"{sown}.")
    assert lineage.of(store) != lost
    writing.sow(store, Seed(owners=[]), clock)
    assert not lineage.of(store).startswith(sown)
    kept.close()
    store.close()


def test_nothing_that_was_remembered_of_another_state_stays(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite3")
    kept = KeptState(store)
    kept.keep()
    store.insert("owner", {"type": "User", "login": "one", "created_at": "2026-11-23T09:00:00Z"})
    with store.transaction():
        version = store.version
        assert store.remembered("owners", lambda: 1) == 1
    reader = Store(tmp_path / "state.sqlite3", read_only=True)
    with reader.transaction():
        assert len(reader.all("SELECT * FROM owner")) == 1
        kept.restore()
        assert len(reader.all("SELECT * FROM owner")) == 1
    assert reader.all("SELECT * FROM owner") == []
    assert store.remembered("owners", lambda: 0) == 0
    assert store.version > version
    kept.close()
    reader.close()
    store.close()
