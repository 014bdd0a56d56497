"""People change what the plan owns: the next run puts it back."""

from collections.abc import Callable

import pytest

from tests.acceptance.conftest import REPOSITORY, Trial
from tests.acceptance.issue_by_hand import (
    ANALYSIS,
    MATRIX,
    SMALL,
    at,
    edit,
    milestone,
    mutate,
    node_id,
    remove_label,
    shown,
)


def unlink_sub_issue(trial: Trial) -> None:
    mutate(trial, "removeSubIssue", issueId=node_id(trial, 13), subIssueId=node_id(trial, 23))


def put_under_another_parent(trial: Trial) -> None:
    given = {"sub_issue_id": shown(trial, 23)["id"], "replace_parent": True}
    assert trial.gh.rest("POST", at(15, "sub_issues"), **given).code == 0


def unlink_dependency(trial: Trial) -> None:
    blocker = str(shown(trial, 14)["id"])
    assert trial.gh.rest("DELETE", at(17, "dependencies", "blocked_by", blocker)).code == 0


def take_out_of_milestone(trial: Trial) -> None:
    edit(trial, 23, milestone=None)


def put_into_another_milestone(trial: Trial) -> None:
    edit(trial, 13, milestone=milestone(trial))


def take_off_label(trial: Trial) -> None:
    remove_label(trial, 17, "area:testing")


def change_type(trial: Trial) -> None:
    edit(trial, 13, type="Task")


def change_title(trial: Trial) -> None:
    edit(trial, 13, title="Something with Docker")


def repaint_label(trial: Trial) -> None:
    assert trial.gh.rest("PATCH", SMALL, color="123456").code == 0


def delete_label(trial: Trial) -> None:
    assert trial.gh.rest("DELETE", SMALL).code == 0


def describe_milestone_anew(trial: Trial) -> None:
    path = f"repos/{REPOSITORY}/milestones/{milestone(trial)}"
    assert trial.gh.rest("PATCH", path, description="Later").code == 0


def delete_milestone(trial: Trial) -> None:
    path = f"repos/{REPOSITORY}/milestones/{milestone(trial)}"
    assert trial.gh.rest("DELETE", path).code == 0


@pytest.mark.parametrize(
    "by_hand",
    [
        unlink_sub_issue,
        put_under_another_parent,
        unlink_dependency,
        take_out_of_milestone,
        put_into_another_milestone,
        take_off_label,
        change_type,
        change_title,
        repaint_label,
        delete_label,
        describe_milestone_anew,
        delete_milestone,
    ],
    ids=lambda by_hand: by_hand.__name__.replace("_", " "),
)
def test_what_the_plan_owns_is_restored(converged: Trial, by_hand: Callable[[Trial], None]) -> None:
    declared = converged.state()
    by_hand(converged)
    assert converged.state() != declared
    done = converged.run()
    assert done.code == 0
    assert converged.state() == declared


def test_a_deleted_sub_issue_is_made_again_and_put_in_its_place(converged: Trial) -> None:
    before = converged.state()
    converged.gh("issue", "delete", "23", "-R", REPOSITORY, "--yes")
    done = converged.run()
    assert done.code == 0
    assert done.mutations["createIssue"] == 1
    after = converged.state()
    assert after["titles"] == before["titles"]
    assert after["issues"][MATRIX] == before["issues"][MATRIX]
    assert after["issues"][ANALYSIS] == before["issues"][ANALYSIS]
    assert not converged.run().writes
