"""Runs that need no lock: two that only write labels cannot double anything.

`Meanwhile` is another run's whole work, done between the reading and the writing of this one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.summary import RunReport
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from tests.acceptance.conftest import ROOT, Trial
from tests.safety.two_runs import REPOSITORY, held, shared, trial, twins

__all__ = ["shared", "trial"]
LABELS = "labels: [{name: one, color: d73a4a}, {name: two, color: '0e8a16'}]\n"
PATH = f"repos/{REPOSITORY}/labels"


@dataclass
class Meanwhile(Quiet):
    """Hears that the world was read, and then does what others do before this run writes."""

    does: list[Callable[[], object]] = field(default_factory=list)

    def begin(self, *_given: object) -> None:
        while self.does:
            self.does.pop()()


@dataclass
class Run:
    """A run of labels, and what the server's log has of it."""

    report: RunReport
    mutations: list[list[str]]

    @property
    def outcomes(self) -> dict[str, str]:
        return {each.key: each.outcome.value for each in self.report.results}


@dataclass
class Labels:
    """Runs that write labels, one backlog each."""

    trial: Trial
    folder: Path

    def run(
        self,
        backlog: str,
        *meanwhile: Callable[[], object],
        playbook: str = "setup-labels",
        **more: Any,
    ) -> Run:
        file = self.folder / f"{len([*self.folder.iterdir()])}.yml"
        file.write_text(f"repository: {REPOSITORY}\n{backlog}")
        settings = Settings(
            ROOT / "playbooks" / f"{playbook}.yml",
            backlog=file,
            sandbox=True,
            sandbox_dir=self.trial.sandbox.directory,
            **more,
        )
        before = len(self.trial.gh.log())
        report = run(settings, Meanwhile([*meanwhile]))
        asked = self.trial.gh.log()[before:]
        return Run(report, [each["mutations"] for each in asked if each["write"]])

    def of(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.trial.gh.rest("GET", f"{PATH}/{name}").json
        return found

    @property
    def names(self) -> list[str]:
        return [each["name"] for each in self.trial.gh.rest("GET", f"{PATH}?per_page=100").json]


@pytest.fixture
def labels(trial: Trial, tmp_path: Path) -> Labels:
    return Labels(trial, tmp_path)


def test_labels_are_made_and_changed_without_a_lock(labels: Labels) -> None:
    assert labels.run(LABELS).mutations == [["createLabel", "createLabel"]]
    recoloured = labels.run(LABELS.replace("d73a4a", "ffffff"))
    assert recoloured.mutations == [["updateLabel"]]
    assert recoloured.outcomes == {"one": "updated", "two": "skipped"}


def test_what_another_run_makes_meanwhile_is_there_once_and_stays_its_own(labels: Labels) -> None:
    before = twins(labels.trial)
    done = labels.run(LABELS, lambda: labels.run(LABELS))
    assert (done.report.exit_code, done.outcomes) == (0, {"one": "skipped", "two": "skipped"})
    assert twins(labels.trial) == before
    assert labels.run(LABELS).mutations == []
    own, other = [each for each in past_run.runs(labels.trial.runs) if each.changes]
    # The one that began first had nothing to make any more, and undo has nothing to take back.
    assert [each.outcome for each in other.changes] == ["not sent", "not sent"]
    assert [each.outcome for each in own.changes] == ["landed", "landed"]
    undone = labels.trial.invoke("undo", "--yes", "--output", "json")
    assert undone.changed == {"one": "removed", "two": "removed"}


def test_of_two_colours_the_last_one_holds(labels: Labels) -> None:
    theirs = LABELS.replace("d73a4a", "ffffff")
    done = labels.run(LABELS, lambda: labels.run(theirs))
    assert (done.report.exit_code, done.outcomes) == (0, {"one": "updated", "two": "skipped"})
    assert labels.of("one")["color"] == "d73a4a"
    again = labels.run(theirs, lambda: labels.run(LABELS.replace("d73a4a", "111111")))
    assert (again.report.exit_code, labels.of("one")["color"]) == (0, "ffffff")


def test_a_label_that_goes_meanwhile_is_made_again(labels: Labels) -> None:
    labels.run(LABELS)

    def meanwhile() -> None:
        labels.run("labels: [{name: one, state: absent}]\n", yes=True)

    done = labels.run(LABELS.replace("d73a4a", "ffffff"), meanwhile)
    assert (done.report.exit_code, done.outcomes) == (0, {"one": "created", "two": "skipped"})
    gone = labels.run("labels: [{name: one, state: absent}]\n", meanwhile, yes=True)
    assert (gone.report.exit_code, gone.outcomes) == (0, {"one": "skipped"})


@pytest.mark.parametrize("case", [str.upper, str.title])
def test_a_name_in_another_case_is_the_same_label(
    labels: Labels, case: Callable[[str], str]
) -> None:
    done = labels.run(LABELS, lambda: labels.run(LABELS.replace("one", case("one"))))
    assert done.report.exit_code == 0
    assert [each for each in labels.names if each.lower() == "one"] == ["one"]


def test_a_lock_that_is_there_is_waited_for(labels: Labels) -> None:
    held(labels.trial, timedelta(seconds=100))
    done = labels.run(LABELS, lock_timeout=0.0)
    assert "another run is writing here: ann on elsewhere, for" in str(done.report.stopped)
    assert done.report.exit_code == 1
    assert "one" not in labels.names
    labels.trial.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/lock")
    assert labels.run(LABELS).mutations == [["createLabel", "createLabel"]]


def test_what_was_written_under_a_lock_that_is_given_back_by_now_is_read_again(
    labels: Labels,
) -> None:
    labels.run(LABELS)
    held(labels.trial, timedelta(seconds=100))

    def meanwhile() -> None:
        labels.trial.gh.rest("PATCH", f"{PATH}/one", color="222222")
        labels.trial.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/lock")

    labels.run(LABELS.replace("d73a4a", "ffffff"), meanwhile)
    [sent] = past_run.find(labels.trial.runs, None).changes
    # Undo brings back what was there, not what was read first.
    assert (sent.outcome, sent.entry["before"]["color"]) == ("landed", "222222")


def test_a_lock_whose_run_is_gone_is_taken_over_and_given_back(labels: Labels) -> None:
    held(labels.trial, timedelta(seconds=-60))
    done = labels.run(LABELS)
    assert done.mutations[-2:] == [["createLabel", "createLabel"], ["updateRefs"]]
    assert labels.run("labels: [three]").mutations == [["createLabel"]]


def test_a_lock_that_comes_meanwhile_is_heeded_before_more_is_sent(labels: Labels) -> None:
    def meanwhile() -> None:
        labels.run("labels: [one]")
        held(labels.trial, timedelta(seconds=100))

    done = labels.run(LABELS, meanwhile, lock_timeout=0.0)
    assert "ann on elsewhere" in str(done.report.stopped)
    assert ["createLabel", "createLabel"] in done.mutations
    assert ["updateLabel"] not in done.mutations


NEEDED = {
    "a new name": "labels: [{name: new, previously: [bug]}]\n",
    "its name in another case": "labels: [BUG]\n",
    "one that goes": "labels: [{name: bug, state: absent}]\n",
    "other things beside": "labels: [one]\nissue_types: [Epic]\n",
}


@pytest.mark.parametrize("backlog", NEEDED.values(), ids=NEEDED)
def test_what_takes_a_name_away_or_is_no_label_takes_the_lock(labels: Labels, backlog: str) -> None:
    done = labels.run(backlog, playbook="all", yes=True)
    assert (done.report.exit_code, "updateRefs" in done.mutations[1]) == (0, True)


def test_undo_of_labels_takes_the_lock(labels: Labels) -> None:
    labels.run("labels: [{name: bug, color: '0e8a16'}]\n")
    undone = labels.trial.invoke("undo", "--yes", "--output", "json")
    assert undone.changed == {"bug": "updated"}
    assert "updateRefs" in undone.writes[1]["mutations"]
