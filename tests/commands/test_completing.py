"""What shells complete beside commands and flags."""

from pathlib import Path

import pytest

from tests.commands.test_run import PLAYBOOK, invoked


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a playbook and two backlogs of its own, one of them in its place."""
    (tmp_path / "playbooks/backlogs").mkdir(parents=True)
    issues = "issues: [{key: engine, title: E, sub_issues: [{key: test, title: T}]}]\n"
    (tmp_path / "playbooks/backlogs/one.yml").write_text(issues)
    (tmp_path / "other.yml").write_text("issues: [{key: other, title: O}]\n")
    (tmp_path / "playbooks/mine.yml").write_text(PLAYBOOK)
    (tmp_path / ".gh-playbook/runs").mkdir(parents=True)
    for each in ("20261126T1-a", "20261126T2-b"):
        (tmp_path / f".gh-playbook/runs/{each}.jsonl").write_text("{}\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("all --only", ["engine", "test"]),
        ("all --only en", ["engine", "test"]),
        ("all --backlog other.yml --only", ["other"]),
        ("all --backlog none.yml --only", []),
        ("run mine --tags", ["labels", "plan"]),
        ("setup-labels --skip-tags", ["labels"]),
        ("runs.show", ["20261126T1-a", "20261126T2-b", "latest"]),
        ("undo --run 2026", ["20261126T1-a", "20261126T2-b"]),
        ("undo --sandbox --run", []),
        ("all --output", ["json", "text"]),
        ("lint --format g", ["github", "json", "text"]),
        ("export --format", ["backlog", "csv", "markdown"]),
        ("import-plan pl", []),
        ("all --plan a", []),
    ],
)
def test_values_are_those_that_there_are(
    typed: str, found: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoked("--complete", "--", "gh-playbook", *typed.split()) == 0
    assert capsys.readouterr().out.split() == found


def test_nothing_that_a_shell_would_carry_out_is_completed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hostile = ("$(touch x)", "`touch x`", "a;b", "${HOME}", "a b", "~root", "*", "x'y")
    for name in hostile:
        Path(f"playbooks/{name.replace('/', '')}.yml").write_text(PLAYBOOK)
    tags = ", ".join(f'"{each}"' for each in hostile)
    Path("playbooks/tagged.yml").write_text(f"- {{label: {{name: x}}, tags: [good, {tags}]}}\n")
    for typed, among in (("run", "mine"), ("run tagged --tags", "good")):
        assert invoked("--complete", "--", "gh-playbook", *typed.split()) == 0
        found = capsys.readouterr().out.splitlines()
        assert among in found
        assert not set(hostile) & set(found)


def test_playbooks_are_one_s_own_and_those_that_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoked("--complete", "--", "gh-playbook", "run") == 0
    assert {"mine", "all", "setup-labels"} <= set(capsys.readouterr().out.split())


def test_words_of_doc_are_completed(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoked("--complete", "--", "gh-playbook", "doc", "la") == 0
    found = set(capsys.readouterr().out.split())
    assert {"modules", "label", "issues", "project.fields"} <= found


def test_a_flag_is_completed_also_after_a_command_with_words_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in ("run", "runs.show"):
        assert invoked("--complete", "--", "gh-playbook", command, "--di") == 0
        assert "--diff" in capsys.readouterr().out.split()


def test_all_else_is_completed_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoked("--complete", "--", "gh-playbook", "all", "--") == 0
    assert "--only" in capsys.readouterr().out.split()
    assert invoked("--complete", "--", "gh-playbook") == 0
    assert "all" in capsys.readouterr().out.split()
