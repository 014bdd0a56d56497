"""A repository begins: in an empty folder, with nothing but the tool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.support import quick_yaml
from tests.support.tool import code_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, whose local GitHub holds you/yours."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_SANDBOX", "1")
    Sandbox(Path(".sandbox")).start(repository="you/yours")
    yield tmp_path
    Sandbox(Path(".sandbox")).stop()


def test_a_repository_begins_with_files_that_are_right(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("doctor", "--repo", "you/yours") == 0
    assert "gh-playbook init" in capsys.readouterr().out
    (folder / ".gitignore").write_text("*.pyc")
    (folder / "tasks.py").write_text("# mine\n")
    assert code_of("init", "--repo", "you/yours") == 0
    told = capsys.readouterr().out
    assert "left as it is  tasks.py" in told
    assert '  namespace.add_collection(plan, name="plan")\n' in told
    assert (folder / "tasks.py").read_text() == "# mine\n"
    assert (folder / ".gitignore").read_text() == "*.pyc\n.gh-playbook/\n.sandbox/\n"
    backlog = folder / "playbooks" / "backlogs" / "yours.yml"
    assert "{name: bug, color: d73a4a" in backlog.read_text()
    assert quick_yaml.load((folder / ".github" / "workflows" / "backlog.yml").read_text())
    assert code_of("lint") == 0
    assert code_of("fmt", "--check") == 0
    capsys.readouterr()
    assert code_of("all") == 0
    assert " 0 writes" in capsys.readouterr().out
    begun = backlog.read_text()
    example = begun.replace("# issues:", "issues:").replace("#   ", "  ").split("# A board")[0]
    backlog.write_text(example)
    assert code_of("all", "--dry-run") == 0
    assert "guide-text" in capsys.readouterr().out
    (folder / "tasks.py").write_text("from gh_playbook.tasks import namespace\n")
    assert code_of("init", "--repo", "you/yours") == 0
    told = capsys.readouterr().out
    assert "written" not in told
    assert "add_collection" not in told
    assert "yours.yml is the backlog of you/yours: it stays, with its issues\n" in told


def test_a_backlog_of_the_repository_under_another_name_stays_its_only_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backlogs = folder / "playbooks" / "backlogs"
    backlogs.mkdir(parents=True)
    (backlogs / "mine.yml").write_text("repository: You/Yours\n")
    assert code_of("init", "--repo", "you/yours") == 0
    assert "left as it is  playbooks/backlogs/mine.yml\n" in capsys.readouterr().out
    assert [each.name for each in backlogs.iterdir()] == ["mine.yml"]


def test_nothing_is_written_through_a_link(folder: Path) -> None:
    precious = folder / "precious"
    precious.write_text("")
    (folder / ".gitignore").symlink_to(precious)
    assert code_of("init", "--repo", "you/yours") == 1
    assert precious.read_text() == ""
