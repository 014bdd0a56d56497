"""One key is one issue: in two backlogs, and with a new title, text or key."""

import json
import shutil

import pytest

from tests.safety.conftest import MEMBER, REPOSITORY, Place
from tests.safety.identity.conftest import (
    BACKLOG,
    issue,
    of,
    run,
    titles,
)


def test_one_key_in_two_backlogs_is_a_conflict_that_names_both(place: Place) -> None:
    run(place, "all")
    before = place.issue(1)
    other = BACKLOG.replace("Build the engine", "Billing").replace("It lifts the rocket", "Export")
    place.write("other.yml", other)
    done = place.playbook("all", "--backlog", "other.yml", "--output", "json")
    document = json.loads(done.out)
    change = of(document, "engine")
    assert change["outcome"] == "conflict"
    assert "'Build the engine'" in change["reason"]
    assert "'Billing'" in change["reason"]
    assert place.issue(1) == before
    assert of(document, "pump")["outcome"] == "blocked"
    assert document["requests"]["writes"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Build the engine", "Build the big engine", id="the title alone"),
        pytest.param("It lifts", "It raises", id="the text alone"),
    ],
)
def test_one_of_title_and_text_may_change_at_a_time(place: Place, old: str, new: str) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace(old, new))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"


def test_both_may_change_in_the_file_that_the_last_run_here_took_them_from(place: Place) -> None:
    run(place, "all")
    for title, verb in (("Build two engines", "raises"), ("Billing", "hoists")):
        changed = BACKLOG.replace("Build the engine", title).replace("lifts", verb)
        place.write("backlog.yml", changed)
        assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert titles(place) == ["Billing", "Build the pump"]


def edited(title: str, verb: str) -> str:
    """Return the backlog with another title and another text of the engine."""
    return BACKLOG.replace("Build the engine", title).replace("lifts", verb)


@pytest.mark.parametrize(
    ("between", "title"),
    [
        pytest.param(["undo"], "Build two engines", id="the same once more"),
        pytest.param(["undo", "undo"], "Build two engines", id="undone and done again"),
        pytest.param(["undo", "all", "undo"], "Build two engines", id="undone twice"),
        pytest.param(["undo"], "Billing", id="a third title"),
        pytest.param(["undo", "undo"], "Billing", id="a third title after two undos"),
    ],
)
def test_both_may_change_after_undo_wrote_an_earlier_text_of_the_file_again(
    place: Place, between: list[str], title: str
) -> None:
    run(place, "all")
    place.write("backlog.yml", edited("Build two engines", "raises"))
    run(place, "all")
    for command in between:
        words = ["--yes"] if command == "undo" else ["--backlog", "backlog.yml"]
        assert place.playbook(command, *words).code == 0
    place.write("backlog.yml", edited(title, "raises" if title != "Billing" else "hoists"))
    assert of(run(place, "all"), "engine")["outcome"] in {"updated", "skipped"}
    assert titles(place) == [title, "Build the pump"]


def test_undo_of_a_renamed_key_or_an_adoption_does_not_stop_the_same_run_once_more(
    place: Place,
) -> None:
    adopted = issue(place, "Build the pump", "By hand.", MEMBER)
    run(place, "all")
    renamed = edited("Billing", "raises").replace(
        "key: engine", "key: motor\n    previously: [engine]"
    )
    place.write("backlog.yml", renamed.replace("title: Build the pump", "title: Oil, body: New"))
    for is_last in (False, False, True):
        assert place.playbook("all", "--backlog", "backlog.yml").code == 0
        assert sorted(titles(place)) == ["Billing", "Oil"]
        assert is_last or place.playbook("undo", "--yes").code == 0
    assert place.issue(adopted)["title"] == "Oil"


def test_undo_does_not_make_the_key_another_files(place: Place) -> None:
    """Another backlog took the issue over with --force; undo gave it back."""
    run(place, "all")
    place.write("other.yml", edited("Billing", "raises"))
    assert place.playbook("all", "--backlog", "other.yml", "--force").code == 0
    assert of(run(place, "all"), "engine")["outcome"] == "conflict"
    assert place.playbook("undo", "--yes").code == 0
    assert of(run(place, "all", backlog="other.yml"), "engine")["outcome"] == "conflict"
    place.write("backlog.yml", edited("Build two engines", "hoists"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"


def test_a_renamed_key_makes_no_second_issue_of_the_title(place: Place) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace("key: pump", "key: turbopump"))
    document = run(place, "all")
    change = of(document, "turbopump")
    assert (change["outcome"], "`previously: [pump]`" in change["reason"]) == ("conflict", True)
    warnings = [told for each in document["changes"] for told in each["warnings"]]
    assert warnings == [], "the conflict says it, and nobody is to close that issue"
    assert titles(place) == ["Build the engine", "Build the pump"]
    renamed = BACKLOG.replace("key: pump", "key: turbopump, previously: [pump]")
    place.write("backlog.yml", renamed)
    assert of(run(place, "all"), "turbopump")["outcome"] == "updated"
    place.write("backlog.yml", BACKLOG.replace("key: pump, title: Build", "key: p, title: Oil"))
    assert of(run(place, "all"), "p")["outcome"] == "created"


def test_a_renamed_key_makes_none_without_the_journal_where_the_text_is_the_same(
    place: Place,
) -> None:
    run(place, "all")
    forget_runs(place)
    place.write("backlog.yml", BACKLOG.replace("key: engine", "key: motor"))
    assert of(run(place, "all"), "motor")["outcome"] == "conflict"
    assert titles(place) == ["Build the engine", "Build the pump"]


@pytest.mark.parametrize("file", ["backlog.yml", "plans/other.yml"])
def test_a_renamed_key_makes_none_on_another_machine_if_the_file_is_the_same(
    place: Place, file: str
) -> None:
    """Another file may well use another key for work with the same title."""
    run(place, "all")
    shutil.rmtree(place.sandbox.directory / "runs")
    shutil.rmtree(place.sandbox.directory / ".gh-playbook", ignore_errors=True)
    is_same = file == "backlog.yml"
    changed = BACKLOG.replace("key: engine", "key: motor").replace("It lifts", "It raises")
    path = place.write(file, changed)
    change = of(run(place, "all", backlog=str(path)), "motor")
    assert change["outcome"] == ("conflict" if is_same else "created")
    assert len(titles(place)) == (2 if is_same else 3)


def forget_runs(place: Place) -> None:
    """Delete the journals."""
    for journal in (place.sandbox.directory / "runs").glob("*.jsonl"):
        journal.unlink()


def test_without_the_journal_both_may_not_change_at_a_time(place: Place) -> None:
    run(place, "all")
    forget_runs(place)
    place.write("backlog.yml", BACKLOG.replace("the engine", "engines").replace("lifts", "raises"))
    change = of(run(place, "all"), "engine")
    assert (change["outcome"], "write `number: 1`" in change["reason"]) == ("conflict", True)


def test_both_may_change_where_the_backlog_says_the_number(place: Place) -> None:
    run(place, "all")
    changed = BACKLOG.replace("Build the engine", "Billing").replace("It lifts", "It raises")
    place.write("backlog.yml", changed.replace("key: engine", "key: engine\n    number: 1"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert titles(place) == ["Billing", "Build the pump"]


def test_a_title_that_people_changed_and_a_new_text_are_no_other_piece_of_work(
    place: Place,
) -> None:
    run(place, "all")
    place.write("backlog.yml", BACKLOG.replace("lifts", "raises"))
    run(place, "all")
    place.gh("issue", "edit", "1", "-R", REPOSITORY, "--title", "By hand")
    place.write("backlog.yml", BACKLOG.replace("lifts", "hoists"))
    assert of(run(place, "all"), "engine")["outcome"] == "updated"
    assert place.issue(1)["title"] == "Build the engine"
