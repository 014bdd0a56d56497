"""The store: what it remembers of its lists, and when it forgets."""

from contextlib import suppress
from pathlib import Path

from gh_sandbox.store import Store

_SETTINGS = "SELECT name FROM setting"


def test_a_list_is_made_again_after_what_another_connection_wrote(tmp_path: Path) -> None:
    path = tmp_path / "github.sqlite3"
    store, other = Store(path), Store(path)

    def names() -> list[str]:
        return store.remembered("names", lambda: [row["name"] for row in store.all(_SETTINGS)])

    before = names()
    other.insert("setting", {"name": "a-new-one", "value": "1"})
    assert set(names()) - set(before) == {"a-new-one"}


def test_a_list_is_made_again_after_what_was_taken_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "github.sqlite3")

    def names() -> list[str]:
        return store.remembered("names", lambda: [row["name"] for row in store.all(_SETTINGS)])

    with suppress(ZeroDivisionError), store.transaction():
        store.insert("setting", {"name": "a-new-one", "value": "1"})
        assert "a-new-one" in names()
        raise ZeroDivisionError
    assert "a-new-one" not in names()
