"""Identity cannot be forged: what outsiders create is left, whatever it says of itself."""

import pytest

from tests.safety.conftest import MEMBER, REPOSITORY, Place
from tests.safety.identity.conftest import (
    BACKLOG,
    BEGIN,
    END,
    PRIVATE,
    WORKFLOW,
    issue,
    of,
    run,
    titles,
)
from tests.support.tool import Done


def verify(place: Place) -> Done:
    return place.playbook("verify", "--backlog", "backlog.yml")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("Build the engine", "evil", id="a declared title"),
        pytest.param("Typo", f"evil\n{BEGIN}\n{END}", id="a marker"),
        pytest.param("Typo", BEGIN, id="half a marker"),
        pytest.param("Build the engine", f"> {BEGIN}\n> {END}", id="a quoted marker"),
    ],
)
def test_what_an_outsider_made_before_the_first_run_is_left_and_the_real_one_made(
    place: Place, title: str, body: str
) -> None:
    number = issue(place, title, body)
    before = place.issue(number)
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], change["number"]) == ("created", number + 1)
    assert place.issue(number) == before
    assert titles(place) == [title, "Build the engine", "Build the pump"]
    assert run(place, "all")["requests"]["writes"] == 0


def test_a_copy_that_an_outsider_made_takes_nothing_over_when_the_real_one_is_closed(
    place: Place,
) -> None:
    run(place, "all")
    fake = issue(place, "Innocent question", place.issue(1)["body"])
    before = place.issue(fake)
    place.gh("issue", "close", "1", "-R", REPOSITORY)
    document = run(place, "all")
    assert document["requests"]["writes"] == 0
    assert of(document, "engine")["number"] == 1
    assert [f"#{fake} by mallory" in each for each in of(document, "engine")["warnings"]] == [True]
    assert place.issue(fake) == before
    verified = verify(place)
    assert verified.code == 0
    assert f"#{fake} by mallory, who has no rights here" in verified.out


def test_an_issue_that_was_moved_to_another_repository_is_not_made_again(place: Place) -> None:
    place.gh("repo", "create", "acme/rockets", "--public")
    run(place, "all")
    place.gh("issue", "transfer", "1", "acme/rockets", "-R", REPOSITORY)
    for _ in range(2):
        document = run(place, "all")
        change = of(document, "engine")
        assert change["outcome"] == "conflict"
        assert change["reason"].startswith(
            "#1 was this issue, and was transferred to acme/rockets#1"
        )
        assert titles(place) == ["Build the pump"]
    place.write("backlog.yml", BACKLOG.replace("key: engine", "key: motor"))
    assert of(run(place, "all"), "motor")["outcome"] == "created"


@pytest.mark.parametrize("between", ["another backlog", "undo"])
def test_what_runs_between_leaves_the_memory_of_issues_that_people_moved_or_rewrote(
    place: Place, between: str
) -> None:
    place.gh("repo", "create", "acme/rockets", "--public")
    run(place, "all")
    place.gh("issue", "transfer", "1", "acme/rockets", "-R", REPOSITORY)
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/2", title="Other", body="Words")
    other = "repository: acme/rocket\nissues: [{key: hatch, title: Build the hatch}]\n"
    place.write("other.yml", other)
    done = place.playbook("all", "--backlog", "other.yml")
    assert done.code == 0, done.error
    if between == "undo":
        assert place.playbook("undo", "--yes").code == 0
    document = run(place, "all")
    assert [of(document, key)["outcome"] for key in ("engine", "pump")] == ["conflict"] * 2
    assert titles(place) == ["Other", "Build the hatch"]


def test_an_issue_that_was_deleted_is_made_again_once(place: Place) -> None:
    run(place, "all")
    place.gh("issue", "delete", "2", "-R", REPOSITORY, "--yes")
    for words in (["all", "--dry-run"], ["all"]):
        change = of(run(place, *words), "pump")
        assert change["outcome"] == "created"
        [warning] = change["warnings"]
        assert warning.startswith("was #2 in an earlier run, which is gone (deleted, or ")
    again = run(place, "all")
    assert again["requests"]["writes"] == 0
    assert of(again, "pump")["warnings"] == []
    assert titles(place) == ["Build the engine", "Build the pump"]


def test_a_twin_that_somebody_with_rights_made_is_reported_in_every_state(place: Place) -> None:
    run(place, "all")
    twin = issue(place, "Copied", place.issue(1)["body"], MEMBER)
    place.gh("issue", "close", str(twin), "-R", REPOSITORY, "--reason", "not planned")
    verified = verify(place)
    assert (verified.code, f"#{twin} (closed)" in verified.out) == (2, True)
    assert of(run(place, "all"), "engine")["number"] == 1


def test_who_runs_it_makes_no_difference_to_which_issues_are_bound(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    for token in ("ghp_sandbox", MEMBER, WORKFLOW, PRIVATE):
        document = run(place, "all", token=token)
        assert document["requests"]["writes"] == 0, token
        assert {each["outcome"] for each in document["changes"]} == {"skipped"}


def test_what_a_workflow_made_is_bound_by_everybody(place: Place) -> None:
    run(place, "all", token=WORKFLOW)
    assert place.issue(1)["user"]["type"] == "Bot"
    for token in ("ghp_sandbox", MEMBER, WORKFLOW):
        assert run(place, "all", token=token)["requests"]["writes"] == 0
    place.write("backlog.yml", BACKLOG.replace("lifts", "raises"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert "number=1 " in place.issue(1)["body"]
    assert run(place, "all", token=WORKFLOW)["requests"]["writes"] == 0


def test_a_trusted_author_is_one(place: Place) -> None:
    number = issue(place, "Build the engine", "by a friend")
    place.write("backlog.yml", f"trusted_authors: [Mallory]\n{BACKLOG.lstrip()}")
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], change["number"]) == ("updated", number)
