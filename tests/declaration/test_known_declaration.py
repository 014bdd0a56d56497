"""What the tests' process keeps of files is what is read of them, and nobody has changed it."""

from pathlib import Path

import pytest

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.playbook import playbook
from gh_playbook.declaration.playbook.playbook_folder import PlaybookFolders
from gh_playbook.modules import MODULES
from tests.support import known_declaration

PLAYBOOKS = Path(__file__).parents[2] / "playbooks"
ALL = PLAYBOOKS / "sync-board.yml"
LLUMINARY = PLAYBOOKS / "backlogs" / "lluminary.yml"


def test_a_playbook_of_ones_own_is_read_where_a_shipped_one_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with known_declaration.installed(monkeypatch):
        folders = PlaybookFolders((tmp_path, PLAYBOOKS))
        shipped = playbook.read(ALL, MODULES, folders)
        assert playbook.read(ALL, MODULES, folders) is shipped
        own = tmp_path / "fill-board.yml"
        own.write_text("- name: My own\n  label: {name: a}\n")
        assert [each.name for each in playbook.read(own, MODULES, folders).steps] == ["My own"]
        assert playbook.read(ALL, MODULES, folders) is not shipped


def test_a_backlog_elsewhere_is_read_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with known_declaration.installed(monkeypatch):
        assert backlog.read(LLUMINARY) is backlog.read(LLUMINARY)
        path = tmp_path / "backlog.yml"
        path.write_text("labels: [a]\n")
        assert [each.name for each in backlog.read(path).model.labels] == ["a"]
        path.write_text("labels: [b]\n")
        assert [each.name for each in backlog.read(path).model.labels] == ["b"]


def test_a_test_that_changes_a_kept_declaration_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    label = backlog.read(LLUMINARY).model.labels[0]
    kept = known_declaration.installed(monkeypatch)
    kept.__enter__()
    assert backlog.read(LLUMINARY).model.labels[0] is label
    monkeypatch.setitem(label.__dict__, "name", "changed")
    with pytest.raises(AssertionError, match="lluminary"):
        kept.__exit__(None, None, None)
