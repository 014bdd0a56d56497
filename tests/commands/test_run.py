"""`run`: any playbook, its lists, and what may be said to it, without one request."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from gh_playbook.command_line import CommandLine
from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings

PLAYBOOK = """\
- name: "Labels of {{ team | default('all') }}"
  label: {name: "team:{{ team | default('all') }}", color: d73a4a}
  tags: labels
- name: Milestone
  vars: {version: v1}
  milestone: {title: "{{ version }}"}
  tags: [plan, labels]
- {name: Last, milestone: {title: last}}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a playbook and a backlog of its own."""
    (tmp_path / "playbooks/backlogs").mkdir(parents=True)
    (tmp_path / "playbooks/backlogs/one.yml").write_text("repository: octo/demo\n")
    (tmp_path / "playbooks/mine.yml").write_text(PLAYBOOK)
    monkeypatch.chdir(tmp_path)


def invoked(*words: str) -> int:
    try:
        CommandLine().run(["gh-playbook", *words])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def settings(**more: object) -> Settings:
    return replace(Settings(Path("playbooks/mine.yml")), **more)  # type: ignore[arg-type]


def names(**more: object) -> list[str]:
    """Return the names of the steps that run, and of the one thing that each declares."""
    chosen = prepare(settings(**more)).steps
    return [f"{each.step.name}: {each.items[0].desired}" for each in chosen if each.items]


def test_any_playbook_is_found_by_file_and_by_name(mocker: MockerFixture) -> None:
    ran = mocker.patch("gh_playbook.run.flow.run", side_effect=SystemExit(0))
    for name in ("mine", "mine.yml", "playbooks/mine.yml"):
        invoked("run", name, "--check", "-e", "a=1", "-e", "b=2")
        chosen = ran.call_args.args[0]
        assert chosen.playbook == Path("playbooks/mine.yml")
        assert (chosen.dry_run, chosen.extra_vars) == (True, ("a=1", "b=2"))
    invoked("run", "setup-labels", "--dry-run")
    assert ran.call_args.args[0].playbook.name == "setup-labels.yml"


def test_the_error_for_a_missing_playbook_suggests_the_likeliest_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert invoked("run", "setup-label") == 1
    assert "there is no playbook 'setup-label' in playbooks" in (told := capsys.readouterr().err)
    assert told.endswith(": did you mean 'setup-labels'?\n")


def test_steps_are_listed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoked("run", "mine", "--list-steps", "--skip-tags", "plan") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[1:]] == [["Last", "milestone"]]
    assert lines[0].endswith("  label      labels")
    assert invoked("run", "mine", "--list-steps", "--output", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["tags"] == ["labels", "plan"]
    assert listed["steps"][1]["source"] == "playbooks/mine.yml:6:3"


def test_tags_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoked("run", "mine", "--list-tags") == 0
    assert capsys.readouterr().out == "labels\nplan\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--tags labls", "--tags labls: no step has this tag: did you mean 'labels'?"),
        ("--skip-tags pln", "--skip-tags pln: no step has this tag: did you mean 'plan'?"),
        ("--start-at-step milestone", "no step has this name: did you mean 'Milestone'?"),
        ("--only nothing", "--only nothing: no issue has this key"),
        ("-e word", "-e takes KEY=VALUE"),
        ("--step", "there is no terminal to ask on"),
    ],
)
def test_what_nothing_has_is_an_error_and_no_run_of_everything(
    words: str, told: str, capsys: pytest.CaptureFixture[str], mocker: MockerFixture
) -> None:
    opened = mocker.patch("gh_playbook.run.frame.session.opened")
    assert invoked("run", "mine", *words.split(), "--sandbox") == 1
    assert told in capsys.readouterr().err
    opened.assert_not_called()


def test_variables_of_the_command_line_win_and_reach_names_and_arguments() -> None:
    assert names(tags=("labels",))[0].startswith("Labels of all: name='team:all'")
    first, second = names(tags=("labels",), extra_vars=("team=web version='{{ team }}-2'",))
    assert first.startswith("Labels of web: name='team:web'")
    assert second.startswith("Milestone: title='web-2'")


def test_a_run_starts_at_the_step_of_a_name_or_of_a_pattern() -> None:
    for start in ("Milestone", "Mile*"):
        assert [each.split(":")[0] for each in names(start_at_step=start)] == ["Milestone", "Last"]


def test_a_run_starts_at_a_step_by_the_name_that_reports_call_it() -> None:
    by_name = names(start_at_step="Labels of web", extra_vars=("team=web",))
    assert [each.split(":")[0] for each in by_name] == ["Labels of web", "Milestone", "Last"]
    with pytest.raises(InputError, match="no step has this name: did you mean 'Labels of web'"):
        names(start_at_step="Labels of app", extra_vars=("team=web",))


def test_faults_of_variables_come_with_all_others() -> None:
    with pytest.raises(InputError) as caught:
        prepare(settings(extra_vars=("{team: '{{ tem }}'}",), tags=("none",)))
    assert [str(each) for each in caught.value.faults] == [
        "--tags none: no step has this tag: known are labels, plan",
        "--extra-vars:1:8: template error: 'tem' is undefined: known are backlog",
    ]


def test_a_checkout_s_configuration_cannot_name_variables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "invoke.yaml").write_text("gh_playbook: {extra_vars: ['@/etc/hostname']}\n")
    assert invoked("run", "mine", "--sandbox") == 1
    assert "unknown setting gh_playbook.extra_vars" in capsys.readouterr().err
