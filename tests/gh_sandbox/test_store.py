"""The store: what it remembers of its lists, and when it forgets."""

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from gh_sandbox.state.store import FILE, Store

_SETTINGS = "SELECT name FROM setting"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / FILE)) as store:
        yield store


def test_a_list_is_made_again_after_what_another_connection_wrote(
    store: Store, tmp_path: Path
) -> None:

    def names() -> list[str]:
        return store.remembered("names", lambda: [row["name"] for row in store.all(_SETTINGS)])

    before = names()
    with closing(Store(tmp_path / FILE)) as other:
        other.insert("setting", {"name": "a-new-one", "value": "1"})
    assert set(names()) - set(before) == {"a-new-one"}


def test_a_list_is_made_again_after_what_was_taken_back(store: Store) -> None:
    def names() -> list[str]:
        return store.remembered("names", lambda: [row["name"] for row in store.all(_SETTINGS)])

    with suppress(ZeroDivisionError), store.transaction():
        store.insert("setting", {"name": "a-new-one", "value": "1"})
        assert "a-new-one" in names()
        raise ZeroDivisionError
    assert "a-new-one" not in names()
