"""A reviewed plan is applied exactly as it was reviewed."""

import json
from pathlib import Path

import pytest

from gh_playbook.convergence.journal import past_run
from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.plan_file.conftest import BACKLOG, hold_schema, planned
from tests.acceptance.test_undo import undone


def test_a_plan_is_applied_and_then_there_is_nothing_left(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    applied = fresh.run(backlog=backlog, plan=path)
    assert (applied.code, len(applied.changed)) == (0, 5)
    assert fresh.run(backlog=backlog).writes == []
    again = fresh.run(backlog=backlog, plan=path)
    told = f"{path}: everything is as the plan wants it: nothing is left to do"
    assert (again.code, again.writes, again.document["run"]["warnings"]) == (0, [], [told])
    # What the plan wanted is not what another backlog has made since.
    backlog.write_text(BACKLOG.replace("one, color: d73a4a", "one, color: '111111'"))
    assert fresh.run(backlog=backlog).code == 0
    with pytest.raises(InputError, match="label one: nothing is left to do"):
        fresh.run(backlog=backlog, plan=path)


def test_a_plan_that_removed_something_is_done_as_well(fresh: Trial, backlog: Path) -> None:
    """What is gone is no item of the next run, and a part of a run does not tell that it is."""
    assert fresh.run(backlog=backlog).code == 0
    backlog.write_text(
        BACKLOG.replace("labels:", "prune: [labels]\nlabels:", 1).replace(
            "  - {name: two, color: d73a4a}\n", ""
        )
    )
    path = planned(fresh, backlog)
    assert fresh.run(backlog=backlog, plan=path).code == 0
    with pytest.raises(InputError, match="label two: is not part of this run"):
        fresh.run(backlog=backlog, plan=path, only=("b",))
    again = fresh.run(backlog=backlog, plan=path)
    assert (again.code, again.writes) == (0, [])


def test_what_hinders_things_that_are_not_in_the_plan_is_said(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    issues = fresh.gh.rest("GET", "repos/PimpMyNines/empty/issues").json
    (issue,) = [each for each in issues if each["title"] == "B"]
    where = f"repos/PimpMyNines/empty/issues/{issue['number']}"
    fresh.gh.rest("PATCH", where, body=issue["body"].replace(" -->\n", " -->\nMine.\n", 1))
    backlog.write_text(BACKLOG.replace("one, color: d73a4a", "one, color: '111111'"))
    path = planned(fresh, backlog)
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    for more in ({"checksum": seen}, {"plan": path}):
        done = fresh.run(backlog=backlog, **more)
        (told,) = [each for each in done.document["run"]["warnings"] if "not in the" in each]
        assert told.startswith("not in the plan: issue ")
        assert done.code == 0


def test_only_what_was_reviewed_is_applied(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog, only=("b",))
    backlog.write_text(
        BACKLOG.replace("- {name: two", "- {name: three, color: 000000}\n  - {name: two")
    )
    applied = fresh.run(backlog=backlog, plan=path)
    assert applied.code == 0
    assert {key for key, outcome in applied.changed.items() if outcome == "created"} == {"b"}
    # What the plan leaves alone is no conflict of this run.
    verified = applied.change("PimpMyNines/empty")
    assert verified["outcome"] == "verified"
    assert verified["reason"].endswith(
        "as declared; 5 others differ, which this run leaves alone: `verify` names each"
    )


def test_a_change_of_what_the_plan_leaves_alone_is_no_objection(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    fresh.gh.rest("POST", "repos/PimpMyNines/empty/labels", name="x", color="222222")
    assert fresh.run(backlog=backlog, plan=path).code == 0


def test_a_plan_tells_which_entry_was_moved_to_another_key(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    moved = BACKLOG.replace("key: b,", "key: c, previously: [b],").replace("[b]}", "[c]}")
    backlog.write_text(moved)
    path = planned(fresh, backlog)
    (change,) = (each for each in json.loads(path.read_text())["changes"] if each["key"] == "c")
    assert change["reason"].startswith("moved from the key 'b'")
    assert {"field": "key", "existing": "b", "desired": "c"} in change["differences"]
    assert fresh.run(backlog=backlog, plan=path).mutations.get("createIssue") is None


def test_a_plan_holds_no_token_and_tells_two_of_them_apart(fresh: Trial, backlog: Path) -> None:
    token = "ghp_" + "a1B2c3D4e5" * 3 + "a1B2c3"

    def saying(text: str) -> str:
        return BACKLOG.replace("two, color", f"two, description: Say {text}, color")

    backlog.write_text(saying(token))
    path = planned(fresh, backlog)
    assert token not in path.read_text()
    assert "Say ***" in path.read_text()
    backlog.write_text(saying(f"{token[:-1]}Z"))
    with pytest.raises(InputError, match="label two: a masked token in it is different"):
        fresh.run(backlog=backlog, plan=path)
    backlog.write_text(saying(token))
    assert fresh.run(backlog=backlog, plan=path).code == 0


def test_what_other_options_leave_out_is_no_part_of_the_run(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    with pytest.raises(InputError, match="issue b: is not part of this run") as caught:
        fresh.run(backlog=backlog, plan=path, tags=("labels",))
    assert not any("label" in line for line in str(caught.value).splitlines()[1:])


def test_only_what_the_tags_chose_is_planned_and_applied(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog, tags=("labels",))
    assert fresh.run(backlog=backlog, plan=path).changed.keys() == {"one", "two"}


def test_the_plan_of_an_undo_is_of_the_run_that_was_reviewed(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    path = backlog.with_name("plan.json")
    assert undone(fresh, dry_run=True, plan=path).code == 0
    hold_schema(path)
    backlog.write_text(BACKLOG.replace("issues:", "  - {name: x, color: d73a4a}\nissues:"))
    assert fresh.run("setup-labels", backlog=backlog).changed == {"x": "created"}
    with pytest.raises(InputError, match=r"this plan takes back run \S+, and is not of `all`"):
        fresh.run(backlog=backlog, plan=path)
    with pytest.raises(InputError, match=r"takes back run \S+, and is not of run \S+: `gh-p"):
        undone(fresh, plan=path, undoes=past_run.latest(fresh.runs).id)
    assert undone(fresh, plan=path).outcomes == {"removed": 5}
    labels = fresh.gh.rest("GET", "repos/PimpMyNines/empty/labels").json
    assert "x" in [each["name"] for each in labels]
    again = undone(fresh, plan=path)
    assert (again.code, again.changes, again.writes) == (0, [], [])
