"""Playbooks of one's own beside those that ship: an own `all.yml` imports them, and adds steps."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.preparation import open_library
from gh_playbook.model.outcome import Outcome
from gh_playbook.run.flow import run
from gh_playbook.run.undo import undo
from gh_playbook.settings import Settings
from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own
from tests.modules.test_library import EXAMPLE

OWN = {
    "setup-labels": "- {name: Mine, label: {name: mine}, notify: Tell}\n",
    "all": """\
- debug: {msg: before}
- import_playbook: all.yml
- name: After
  block:
    - assert: {that: backlog.issues | length == 7, fail_msg: not so}
  rescue:
    - debug: {var: backlog.issues | length}
- fail: {msg: let it be}
  ignore_errors: true
- handlers:
    - {name: Tell, debug: {msg: there is a label}}
""",
}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed()
    return own


def test_own_steps_and_own_labels_count_in_all_and_the_report_is_written(own: Own) -> None:
    playbooks = own.folder / "playbooks"
    playbooks.mkdir()
    for name, text in OWN.items():
        (playbooks / f"{name}.yml").write_text(text)
    backlog = own.folder / "backlog.yml"
    backlog.write_text(yaml.safe_dump({"repository": REPOSITORY}))
    settings = Settings(
        playbooks / "all.yml",
        backlog=backlog,
        playbooks=playbooks,
        sandbox=True,
        sandbox_dir=own.trial.sandbox.directory,
    )
    report = run(settings, Quiet())
    assert report.exit_code == 0
    assert [each["name"] for each in own.rest("labels")] == ["mine"]
    said = [each.reason for each in report.results if each.module == "debug"]
    assert said == ["before", "0", "there is a label"]
    outcomes = [each.outcome for each in report.results if each.module in {"assert", "fail"}]
    assert outcomes == [Outcome.RESCUED, Outcome.IGNORED]
    written = (own.trial.sandbox.directory / "BACKLOG_IMPLEMENTATION_REPORT.md").read_text()
    assert "| Labels | 1 | 1 |" in written
    assert "let it be" not in written
    again = run(settings, Quiet())
    assert [each.key for each in again.results if each.outcome is Outcome.CREATED] == []


def test_a_run_with_an_own_module_is_undone_and_says_what_that_module_cannot_restore(
    own: Own,
) -> None:
    playbooks = own.folder / "playbooks"
    (playbooks / "library").mkdir(parents=True)
    (playbooks / "library" / "area.py").write_text(EXAMPLE)
    (playbooks / "areas.yml").write_text("- label: {name: theirs}\n- area: {name: web}\n")
    backlog = own.folder / "backlog.yml"
    backlog.write_text(yaml.safe_dump({"repository": REPOSITORY}))
    settings = Settings(
        playbooks / "areas.yml",
        backlog=backlog,
        playbooks=playbooks,
        sandbox=True,
        sandbox_dir=own.trial.sandbox.directory,
        yes=True,
    )
    assert run(settings, Quiet()).exit_code == 0
    # Another process knows no modules of this folder yet.
    open_library(replace(settings, playbooks=own.folder / "none"))
    report = undo(settings, Quiet())
    assert report.exit_code == 0
    assert {each.key: each.outcome for each in report.results} == {
        "web": Outcome.UNSUPPORTED,
        "theirs": Outcome.REMOVED,
    }
