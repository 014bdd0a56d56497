"""`lint`: all faults of a backlog, without GitHub, for people, for programs and for Actions."""

import json
from pathlib import Path

import pytest

from gh_playbook.command_line import CommandLine

GOOD = "repository: octo/demo\nlabels: [bug]\nissues: [{key: a, title: A, labels: [bug]}]\n"
BAD = "repository: octo/demo\nlabels: [bug]\nissues: [{key: a, titel: '50%', labels: [bgu]}]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def linted(backlog: str, *options: str) -> int:
    Path("backlog.yml").write_text(backlog)
    try:
        CommandLine().run(["gh-playbook", "lint", "--backlog", "backlog.yml", *options])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_good_backlog_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(GOOD) == 0
    assert capsys.readouterr().out == "no faults: 1 issue\n"


def test_no_repository_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(GOOD.partition("\n")[2]) == 0
    assert linted(BAD.partition("\n")[2]) == 1
    assert "which repository" not in capsys.readouterr().out
    assert linted(GOOD, "--repo", "octo") == 1
    assert "a repository is OWNER/NAME" in capsys.readouterr().out


def test_values_that_nothing_shows_are_noted_and_are_no_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    issues = "issues: [{key: a, title: A, priority: P1}, {key: b, title: B, size: S}]\n"
    assert linted(f"repository: octo/demo\n{issues}") == 0
    assert [line.partition(":")[2][:51] for line in capsys.readouterr().out.splitlines()] == [
        " 2 issues",
        " nothing on GitHub shows the priority of 1 issue: a",
        " nothing on GitHub shows the size of 1 issue: a fie",
    ]
    board = "project: {title: Plan, fields: [{name: P, type: text, value: priority}]}\n"
    rule = "labels_from: {size: 'size:{{ value }}'}\nlabels: ['size:S']\n"
    assert linted(f"repository: octo/demo\n{board}{rule}{issues}") == 0
    assert capsys.readouterr().out == "no faults: 2 issues\n"


def test_automations_without_a_rule_are_noted(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for rules in ("{}", "{workflow: .github/workflows/board.yml}", "{closed: Done}", "null"):
        status = "fields: [{name: Status, value: status, options: [Todo, Done]}]"
        board = f"project: {{title: Plan, {status}, automations: {rules}}}\n"
        assert linted(f"repository: octo/demo\n{board}") == 0
        said[rules] = "no rule" in capsys.readouterr().out
    assert list(said.values()) == [True, True, False, False]


def test_every_fault_is_reported_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(BAD) == 1
    assert capsys.readouterr().out.splitlines() == [
        "backlog.yml:3:10: 'title' is missing",
        "backlog.yml:3:19: unknown key 'titel': did you mean 'title'?",
        "backlog.yml:3:42: no label 'bgu' is declared: did you mean 'bug'?",
    ]


def test_actions_get_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(BAD, "--format", "github") == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "::error file=backlog.yml,line=3,col=10::'title' is missing"
    assert linted(GOOD, "--format", "github") == 0
    assert capsys.readouterr().out == ""


def test_an_annotation_is_one_command_whatever_a_backlog_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hostile = 'labels: [{nme: "a"}]\n"\\n::add-mask::e ##[error]\\e[31m": 1\n'
    assert linted(f"repository: octo/demo\n{hostile}", "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line[:30] for line in lines] == ["::error file=backlog.yml,line="] * 3
    assert "\x1b" not in lines[-1]


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(BAD, "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["exit_code"], len(document["faults"])) == (1, 3)
    assert document["faults"][0] == {
        "message": "'title' is missing",
        "file": "backlog.yml",
        "line": 3,
        "column": 10,
    }


def test_another_format_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert linted(GOOD, "--format", "xml") == 1
    assert capsys.readouterr().err == "--format must be text, github or json, not 'xml'\n"
