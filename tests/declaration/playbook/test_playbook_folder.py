"""Which playbook a name means: one's own before one that ships, for commands and for imports."""

from pathlib import Path

import pytest

from gh_playbook.declaration.playbook import playbook
from gh_playbook.declaration.playbook.playbook_folder import PlaybookFolders
from gh_playbook.declaration.source import InputError


@pytest.fixture
def folders(tmp_path: Path) -> PlaybookFolders:
    """Return an own folder with an own `labels`, and one that ships `all` and `labels`."""
    own, ships = tmp_path / "own", tmp_path / "ships"
    own.mkdir()
    ships.mkdir()
    imports = "- import_playbook: labels.yml\n- import_playbook: issues.yml\n"
    (ships / "all.yml").write_text(imports)
    (ships / "labels.yml").write_text("- {name: shipped labels, label: {}}\n")
    (ships / "issues.yml").write_text("- {name: shipped issues, label: {}}\n")
    (own / "labels.yml").write_text("- {name: own labels, label: {}}\n")
    return PlaybookFolders((own, ships))


def names(path: Path, folders: PlaybookFolders) -> list[str]:
    return [step.name for step in playbook.load(path, ("label",), folders)]


def test_an_own_playbook_counts_where_a_shipped_one_imports_it(folders: PlaybookFolders) -> None:
    assert names(folders.find("all"), folders) == ["own labels", "shipped issues"]


def test_an_own_playbook_imports_those_that_ship(folders: PlaybookFolders) -> None:
    own = folders.folders[0] / "all.yaml"
    own.write_text("- import_playbook: issues.yml\n- import_playbook: all.yml\n")
    assert folders.find("all") == own
    assert names(own, folders) == ["shipped issues", "own labels", "shipped issues"]


def test_an_own_playbook_may_add_to_the_one_of_its_name(folders: PlaybookFolders) -> None:
    more = "- import_playbook: labels.yml\n- {name: more, label: {}}\n"
    (folders.folders[0] / "labels.yml").write_text(more)
    assert names(folders.find("all"), folders) == ["shipped labels", "more", "shipped issues"]


def test_a_file_is_found_wherever_it_is_and_imports_from_beside_itself_first(
    folders: PlaybookFolders, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("- import_playbook: labels.yml\n- import_playbook: issues.yml\n")
    (tmp_path / "issues.yml").write_text("- {name: beside, label: {}}\n")
    assert folders.find(str(file)) == file
    assert names(file, folders) == ["own labels", "beside"]


def test_the_error_for_an_unknown_name_suggests_the_likeliest_one(folders: PlaybookFolders) -> None:
    with pytest.raises(InputError, match=r"no playbook 'labls' in .*: did you mean 'labels'\?"):
        folders.find("labls")
    (folders.folders[0] / "all.yml").write_text("- import_playbook: isues.yml\n")
    with pytest.raises(InputError, match=r"all.yml:1:20: there is no .*did you mean 'issues'\?"):
        names(folders.find("all"), folders)


def test_a_circle_is_one_also_through_the_shipped_playbook(folders: PlaybookFolders) -> None:
    (folders.folders[0] / "labels.yml").write_text("- import_playbook: labels.yml\n")
    (folders.folders[1] / "labels.yml").write_text("- import_playbook: labels.yml\n")
    with pytest.raises(InputError, match=r"labels\.yml imports itself"):
        names(folders.find("all"), folders)
