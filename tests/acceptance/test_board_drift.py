"""What the plan owns and somebody changed: `verify` names each of it, and `all` mends it.

The changes by hand, and what verification says of each, are those of `drift.yml`.
"""

from typing import Any

import pytest

from tests.acceptance.conftest import REPOSITORY, Trial
from tests.acceptance.project import OWNER, Project, changed, drift
from tests.verification.test_drift import CASES, do

# Groups of cases that do not get in each other's way.
GROUPS = {
    "issues and what they are sorted by": (
        "a label gets another colour and description",
        "a label is renamed",
        "a milestone is renamed",
        "an issue gets another title",
        "an issue loses its type",
        "an issue loses a label",
        "an issue gets back a label that was taken off",
        "a sub-issue loses its parent",
        "a dependency is taken off",
        "a relation is taken off",
        "a file is deleted",
    ),
    "the board": (
        "the project gets other words",
        "the project is no longer linked to the repository",
        "a field's options are others",
        "a view has another layout and shows other fields",
        "values of a card are others",
        "an issue goes to another milestone",
    ),
    "what was deleted": (
        "a label is deleted, also from the issues that wore it",
        "an issue type is deleted",
        "a view is deleted",
        "a card is deleted",
        "a sub-issue gets another parent",
    ),
}


@pytest.mark.parametrize("names", GROUPS.values(), ids=GROUPS.keys())
def test_verify_names_each_and_all_mends_it(names: tuple[str, ...], converged: Trial) -> None:
    cases = [chosen(name) for name in names]
    for case in cases:
        do(converged.gh, case["gh"])
    found = drift(converged)
    for case in cases:
        assert set(found) >= set(case["drift"]), case["id"]
    assert len(found) == sum(len(case["drift"]) for case in cases), "and nothing else"
    mended = converged.run(yes=True)
    assert mended.code == 0
    assert "conflict" not in mended.outcomes, "the run's own verification has nothing to say"
    assert not drift(converged)
    assert not converged.run().writes


def chosen(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(case for case in CASES if case["id"] == name)
    return found


def test_a_file_that_somebody_changed_is_a_conflict_until_it_is_forced(converged: Trial) -> None:
    case = chosen("a file is changed")
    do(converged.gh, case["gh"])
    assert drift(converged) == case["drift"]
    done = converged.run()
    path = ".github/workflows/project-automation.yml"
    assert done.change(path)["outcome"] == "conflict"
    assert converged.run(force=True).change(path)["outcome"] == "updated"
    assert not drift(converged)


def test_a_deleted_field_comes_back_with_the_values_of_the_plan(converged: Trial) -> None:
    project = Project(converged)
    sizes = {title: card["size"] for title, card in project.cards.items()}
    do(converged.gh, chosen("a field is deleted, with the values of the cards")["gh"])
    assert "size" not in next(iter(project.cards.values()))
    done = converged.run()
    assert changed(done)["Size"] == "created"
    assert {title: card["size"] for title, card in project.cards.items()} == sizes


def test_a_deleted_card_comes_back_with_its_first_status(converged: Trial) -> None:
    project = Project(converged)
    title = "Add Vector Database Integration Support"
    before = project.cards[title]
    project.choose("#22", "Status", "Done")
    do(converged.gh, chosen("a card is deleted")["gh"])
    assert title not in project.cards
    assert changed(converged.run()) == {"vector-database": "created"}
    assert project.cards[title] == {**before, "id": project.cards[title]["id"]}


def test_a_closed_project_is_a_conflict_until_somebody_opens_it(converged: Trial) -> None:
    close = ("project", "close", "1", "--owner", OWNER)
    converged.gh(*close)
    assert drift(converged) == ["mismatch project LLuMinary / state: closed, declared open"]
    assert converged.invoke("verify").code == 2
    done = converged.run()
    assert (done.code, done.writes) == (1, [])
    assert "reopen it" in done.change("LLuMinary")["reason"]
    converged.gh(*close, "--undo")
    assert not changed(converged.run())


def test_a_project_that_no_run_wrote_down_is_left_and_a_new_one_made(converged: Trial) -> None:
    converged.gh("project", "edit", "1", "--owner", OWNER, "--title", "Another")
    converged.gh.rest("DELETE", f"repos/{REPOSITORY}/git/refs/gh-playbook/state")
    theirs = Project(converged).everything
    done = converged.run()
    assert done.code == 0
    assert changed(done)["LLuMinary"] == "created"
    assert Project(converged).everything == theirs
    assert len(Project(converged, 2).cards) == 26
    assert Project(converged, 2).everything["repositories"]["nodes"] == [
        {"nameWithOwner": REPOSITORY}
    ]
