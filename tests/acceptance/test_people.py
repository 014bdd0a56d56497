"""People work on the same issues: what is theirs stays."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.conftest import BACKLOG, REPOSITORY, Trial
from tests.acceptance.issue_by_hand import (
    CRITERION,
    END,
    NEW_CRITERION,
    add_label,
    at,
    body,
    changed,
    edit,
    labels,
    mutate,
    node_id,
    remove_label,
    shown,
    sub_issues,
)
from tests.support import quick_yaml


@pytest.fixture
def with_a_new_criterion(tmp_path: Path) -> Path:
    def change(declared: dict[str, Any]) -> None:
        declared["issues"][0]["acceptance_criteria"].append(NEW_CRITERION)

    return changed(tmp_path, change)


def test_what_people_wrote_before_the_tool_came_stays(converged: Trial) -> None:
    kept = {number: body(converged, number) for number in (3, 13)}
    converged.sandbox.reset()
    for number, text in kept.items():
        assert text.startswith(body(converged, number).rstrip() + "\n\n<!-- gh-playbook:begin ")


def test_text_around_the_block_stays_also_when_the_block_is_renewed(
    converged: Trial, with_a_new_criterion: Path
) -> None:
    theirs = f"Before.\n\n{body(converged, 13)}\n\nAfter, with `ticks` and $(dollars).\n"
    edit(converged, 13, body=theirs)
    assert not converged.run().writes
    done = converged.run(backlog=with_a_new_criterion)
    assert done.changed == {"dockerfile-matrix": "updated"}
    now = body(converged, 13)
    assert now.startswith("Before.\n\n")
    assert now.endswith(f"{END}\n\nAfter, with `ticks` and $(dollars).\n")
    assert f"- [ ] {NEW_CRITERION}\n" in now
    assert not converged.run(backlog=with_a_new_criterion).writes


def test_a_tick_stays_also_when_the_block_is_renewed(
    converged: Trial, with_a_new_criterion: Path
) -> None:
    open, ticked = f"- [ ] {CRITERION}\n", f"- [x] {CRITERION}\n"
    assert open in body(converged, 13)
    edit(converged, 13, body=body(converged, 13).replace(open, ticked))
    assert not converged.run().writes
    assert ticked in body(converged, 13)
    converged.run(backlog=with_a_new_criterion)
    now = body(converged, 13)
    assert ticked in now
    assert f"- [ ] {NEW_CRITERION}\n" in now
    assert now.count("[x]") == 1


def test_an_edit_inside_the_block_is_a_conflict_that_is_shown_and_left(converged: Trial) -> None:
    edited = body(converged, 13).replace(CRITERION, "Whatever")
    edit(converged, 13, body=edited)
    remove_label(converged, 13, "priority:p0")
    done = converged.invoke("all", "--diff")
    assert done.code == 0
    lines = [line.strip() for line in done.out.splitlines()]
    conflict = next(line for line in lines if line.startswith("conflict"))
    assert "dockerfile-matrix #13" in conflict
    assert "--force" in conflict
    assert "-- [ ] Whatever" in lines
    assert f"+- [ ] {CRITERION}" in lines
    assert any(line.startswith("Recap") and " conflict " in line for line in lines)
    assert body(converged, 13) == edited
    assert "priority:p0" not in labels(converged, 13), "a conflict sends nothing of the issue"


def test_a_conflict_is_a_difference_of_a_dry_run(converged: Trial) -> None:
    edit(converged, 13, body=body(converged, 13).replace(CRITERION, "Whatever"))
    done = converged.run(dry_run=True, detailed_exitcode=True)
    assert done.changed == {"dockerfile-matrix": "conflict"}
    assert done.code == 2


def test_force_overwrites_an_edit_inside_the_block_and_nothing_around_it(converged: Trial) -> None:
    before = body(converged, 13)
    theirs = f"Mine.\n\n{before.replace(CRITERION, 'Whatever')}\n\nMine too."
    edit(converged, 13, body=theirs)
    done = converged.invoke("all", "--force", "--output", "json")
    assert done.changed == {"dockerfile-matrix": "updated"}
    assert body(converged, 13) == f"Mine.\n\n{before}\n\nMine too."
    assert not converged.run().writes


def test_damaged_markers_are_a_conflict(converged: Trial) -> None:
    damaged = body(converged, 13).replace(END, "")
    edit(converged, 13, body=damaged)
    done = converged.run()
    assert done.changed == {"dockerfile-matrix": "conflict"}
    assert "markers" in done.change("dockerfile-matrix")["reason"]
    assert body(converged, 13) == damaged


def test_a_label_that_people_added_stays(converged: Trial) -> None:
    add_label(converged, 13, "good first issue")
    assert not converged.run().writes
    remove_label(converged, 13, "area:infrastructure")
    converged.run()
    assert {"good first issue", "area:infrastructure"} <= labels(converged, 13)


def test_a_status_label_that_people_moved_is_not_pulled_back(converged: Trial) -> None:
    remove_label(converged, 13, "status:ready")
    add_label(converged, 13, "status:blocked")
    assert not converged.run().writes
    edit(converged, 13, title="Another title")
    converged.run()
    assert "status:blocked" in labels(converged, 13)
    assert "status:ready" not in labels(converged, 13)


@pytest.mark.parametrize("reason", ["completed", "not_planned"])
def test_closing_an_issue_is_not_undone(converged: Trial, reason: str) -> None:
    for number in (14, 23):
        edit(converged, number, state="closed", state_reason=reason)
    done = converged.run()
    assert not done.writes
    assert "createIssue" not in done.mutations
    assert [shown(converged, number)["state"] for number in (14, 23)] == ["closed", "closed"]


def test_an_old_label_that_comes_back_is_taken_off_again(converged: Trial) -> None:
    add_label(converged, 13, "highest-priority")
    done = converged.run()
    assert done.changed == {"dockerfile-matrix": "updated"}
    assert "highest-priority" not in labels(converged, 13)


def test_a_renamed_label_stays_on_its_issues(converged: Trial, tmp_path: Path) -> None:
    # One that the backlog does not know wears it too.
    add_label(converged, 20, "technical-debt")
    debt = quick_yaml.load(BACKLOG.read_text().replace("technical-debt", "debt"))
    next(each for each in debt["labels"] if each["name"] == "debt")["previously"] = [
        "technical-debt"
    ]
    backlog = tmp_path / "backlog.yml"
    backlog.write_text(yaml.safe_dump(debt))
    done = converged.run(backlog=backlog)
    assert done.changed == {"debt": "updated"}
    assert done.mutations == {"updateLabel": 1}
    for number in (13, 14, 15, 17, 20):
        assert "debt" in labels(converged, number)
        assert "technical-debt" not in labels(converged, number)
    assert not converged.run(backlog=backlog).writes


@pytest.mark.parametrize(
    ("by_hand", "moves"),
    [
        pytest.param([1, 2, 3, 4, 0], 1, id="the first went last"),
        pytest.param([4, 0, 1, 2, 3], 1, id="the last went first"),
        pytest.param([1, 0, 2, 4, 3], 2, id="two pairs changed places"),
        pytest.param([4, 3, 2, 1, 0], 4, id="the other way round"),
    ],
)
def test_reordered_sub_issues_come_back_with_the_fewest_moves(
    converged: Trial, by_hand: list[int], moves: int
) -> None:
    declared = sub_issues(converged, 3)
    reorder(converged, 3, by_hand)
    assert sub_issues(converged, 3) == [declared[each] for each in by_hand]
    done = converged.run()
    assert done.mutations == {"reprioritizeSubIssue": moves}
    assert sub_issues(converged, 3) == declared


def reorder(trial: Trial, number: int, places: list[int]) -> None:
    owner, name = REPOSITORY.split("/")
    parent = trial.gh.graphql(
        """query($owner: String!, $name: String!, $number: Int!) {
          repository(owner: $owner, name: $name) {
            issue(number: $number) { id subIssues(first: 50) { nodes { id } } }
          }
        }""",
        owner=owner,
        name=name,
        number=number,
    )["data"]["repository"]["issue"]
    ids = [parent["subIssues"]["nodes"][each]["id"] for each in places]
    moves = [
        f'm{at}: reprioritizeSubIssue(input: {{issueId: "{parent["id"]}", '
        f'subIssueId: "{moved}", afterId: "{before}"}}) {{ clientMutationId }}'
        for at, (before, moved) in enumerate(pairwise(ids))
    ]
    assert "errors" not in trial.gh.graphql(f"mutation {{ {' '.join(moves)} }}")


def test_a_sub_issue_that_people_added_stays_where_they_put_it(converged: Trial) -> None:
    declared = sub_issues(converged, 13)
    made = converged.gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Ask somebody").json
    converged.gh.rest("POST", at(13, "sub_issues"), sub_issue_id=made["id"])
    number = made["number"]
    mutate(
        converged,
        "reprioritizeSubIssue",
        issueId=node_id(converged, 13),
        subIssueId=node_id(converged, number),
        afterId=node_id(converged, declared[0]),
    )
    theirs = [declared[0], number, *declared[1:]]
    assert sub_issues(converged, 13) == theirs
    assert not converged.run().writes
    assert sub_issues(converged, 13) == theirs


def test_a_copy_of_an_issue_with_its_markers_is_named_and_left(converged: Trial) -> None:
    copied = body(converged, 13)
    create = ("issue", "create", "-R", REPOSITORY, "--title", "A copy", "--body-file", "-")
    url = converged.gh.run(*create, text=copied).out.strip()
    done = converged.run()
    assert not done.writes
    change = next(each for each in done.changes if each["key"] == "dockerfile-matrix")
    assert change["number"] == 13
    assert [f"#{url.rsplit('/', 1)[1]}" in each for each in change["warnings"]] == [True]
