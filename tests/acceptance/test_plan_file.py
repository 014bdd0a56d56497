"""A plan that is reviewed is applied just so, or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.plan.plan_file import PlanFile, checksum, read
from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import ROOT, Trial
from tests.acceptance.test_undo import undone

REPOSITORY = "PimpMyNines/empty"
BACKLOG = """\
repository: PimpMyNines/empty
labels:
  - {name: one, color: d73a4a}
  - {name: two, color: d73a4a}
issues:
  - {key: a, title: A, labels: [one], blocked_by: [b]}
  - {key: b, title: B, description: Before}
"""


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    path = tmp_path / "backlog.yml"
    path.write_text(BACKLOG)
    return path


def planned(trial: Trial, backlog: Path, **options: Any) -> Path:
    """Write the plan of a dry run; return its file."""
    path = backlog.with_name("plan.json")
    done = trial.run(backlog=backlog, dry_run=True, plan=path, **options)
    assert (done.code, done.writes) == (0, [])
    hold_schema(path)
    return path


def hold_schema(path: Path) -> None:
    """Hold a plan against the schema that is published."""
    published = json.loads((ROOT / "schemas" / "plan.schema.json").read_text())
    Draft202012Validator(published).validate(json.loads(path.read_text()))


def test_a_plan_is_readable_and_the_same_for_the_same_plan(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    first = path.read_text()
    document = json.loads(first)
    assert [(each["module"], each["key"], each["action"]) for each in document["changes"]] == [
        *(("label", "one", "create"), ("label", "two", "create")),
        *(("issue", "b", "create"), ("issue", "a", "create"), ("dependency", "a ← b", "create")),
    ]
    issue = next(each for each in document["changes"] if each["key"] == "b")
    assert issue["source"].endswith("backlog.yml:7:5")
    assert {each["field"] for each in issue["differences"]} == {"title", "body"}
    assert planned(fresh, backlog).read_text() == first


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


def test_a_checksum_does_not_call_done_what_became_a_conflict(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    backlog.write_text(BACKLOG.replace("Before", "After"))
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    issues = fresh.gh.rest("GET", f"repos/{REPOSITORY}/issues").json
    (issue,) = [each for each in issues if each["title"] == "B"]
    where = f"repos/{REPOSITORY}/issues/{issue['number']}"
    fresh.gh.rest("PATCH", where, body=issue["body"].replace(" -->\n", " -->\nMine.\n", 1))
    with pytest.raises(InputError, match="the plan has changed"):
        fresh.run(backlog=backlog, checksum=seen)


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


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        pytest.param(
            ("one, color: d73a4a", "one, color: '000000'"),
            'reviewed: color was planned as "d73a4a" and is now planned as "000000"',
            id="another colour",
        ),
        pytest.param(
            ("description: Before", "description: After"),
            'issue b: no longer as it was reviewed: body was planned as "Before" and is now '
            'planned as "After"',
            id="another text",
        ),
        pytest.param(
            ("  - {name: two, color: d73a4a}\n", ""),
            "label two: is not part of this run: the backlog no longer names it, or --only or",
            id="gone",
        ),
    ],
)
def test_a_backlog_that_changed_since_is_not_applied(
    change: tuple[str, str], objection: str, fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    backlog.write_text(BACKLOG.replace(*change))
    with pytest.raises(InputError, match="nothing was written") as caught:
        fresh.run(backlog=backlog, plan=path)
    assert objection in str(caught.value)
    assert not [each for each in fresh.gh.log() if each["write"]]


def test_what_somebody_changed_on_github_since_is_not_overwritten(
    fresh: Trial, backlog: Path
) -> None:
    assert fresh.run(backlog=backlog).code == 0
    backlog.write_text(BACKLOG.replace("one, color: d73a4a", "one, color: '111111'"))
    path = planned(fresh, backlog)
    edited = fresh.gh.rest("PATCH", "repos/PimpMyNines/empty/labels/one", color="222222")
    assert edited.code == 0, edited
    with pytest.raises(InputError, match='color was "d73a4a" and is "222222"'):
        fresh.run(backlog=backlog, plan=path)


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


def of_another_place(text: str, **place: str) -> str:
    """Return a plan as a dry run on another server or repository writes it."""
    plan = PlanFile.model_validate_json(text).model_copy(update=place)
    found = checksum(plan.changes, plan.server, plan.repository)
    return plan.model_copy(update={"checksum": found}).model_dump_json()


def of_another_version(path: Path) -> None:
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "tool": "0.0.1"}))


def test_a_plan_of_another_version_is_applied_where_this_one_would_do_the_same(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    of_another_version(path)
    backlog.write_text(BACKLOG.replace("Before", "After"))
    with pytest.raises(InputError, match=r"gh-playbook 0\.0\.1 has made it, and this is "):
        fresh.run(backlog=backlog, plan=path)
    backlog.write_text(BACKLOG)
    assert fresh.run(backlog=backlog, plan=path).code == 0


def test_a_checksum_does_the_same_without_a_file(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    with pytest.raises(InputError, match="the plan has changed"):
        fresh.run(backlog=backlog, checksum="0" * 16)
    assert len(fresh.run(backlog=backlog, checksum=seen).changed) == 5
    assert fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"] is None


def test_a_checksum_is_of_one_repository(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    other = "PimpMyNines/LLuMinary"
    labels = fresh.gh.rest("GET", f"repos/{other}/labels").json
    with pytest.raises(InputError, match=f"^--checksum {seen}: the plan has changed"):
        fresh.run(backlog=backlog, checksum=seen, repo=other)
    assert fresh.gh.rest("GET", f"repos/{other}/labels").json == labels


def test_a_checksum_that_was_applied_leaves_nothing_to_do(fresh: Trial, backlog: Path) -> None:
    seen = fresh.run(backlog=backlog, dry_run=True).document["run"]["checksum"]
    assert fresh.run(backlog=backlog, checksum=seen).code == 0
    again = fresh.run(backlog=backlog, checksum=seen)
    told = f"--checksum {seen}: nothing is left to do"
    assert (again.code, again.writes, again.document["run"]["warnings"]) == (0, [], [told])


def test_what_came_or_went_since_is_reported_in_these_words(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    fresh.gh.rest("POST", "repos/PimpMyNines/empty/labels", name="one", color="222222")
    with pytest.raises(InputError, match=r"label one: was to be created, and is there by now$"):
        fresh.run(backlog=backlog, plan=path)
    path = planned(fresh, backlog)
    fresh.gh.rest("DELETE", "repos/PimpMyNines/empty/labels/one")
    with pytest.raises(InputError, match="label one: is no longer there, and would be created"):
        fresh.run(backlog=backlog, plan=path)


def test_what_other_options_leave_out_is_no_part_of_the_run(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog)
    with pytest.raises(InputError, match="issue b: is not part of this run") as caught:
        fresh.run(backlog=backlog, plan=path, tags=("labels",))
    assert not any("label" in line for line in str(caught.value).splitlines()[1:])


def test_only_what_the_tags_chose_is_planned_and_applied(fresh: Trial, backlog: Path) -> None:
    path = planned(fresh, backlog, tags=("labels",))
    assert fresh.run(backlog=backlog, plan=path).changed.keys() == {"one", "two"}


def test_what_a_run_left_half_done_is_no_longer_as_it_was_reviewed(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    fresh.sandbox.set_faults([{"operation": "addBlockedBy", "fault": "drop-before"}])
    assert fresh.run(backlog=backlog, plan=path, lock=False).code == 1
    fresh.sandbox.set_faults(None)
    before = len(fresh.gh.log())
    with pytest.raises(InputError, match="issue b: nothing is left to do") as caught:
        fresh.run(backlog=backlog, plan=path)
    assert "a ← b" not in str(caught.value)
    assert not [each for each in fresh.gh.log()[before:] if each["write"]]
    assert fresh.run(backlog=backlog, plan=planned(fresh, backlog)).changed == {"a ← b": "created"}


def test_the_plan_of_an_undo_is_of_the_run_that_was_reviewed(fresh: Trial, backlog: Path) -> None:
    assert fresh.run(backlog=backlog).code == 0
    path = backlog.with_name("plan.json")
    assert undone(fresh, dry_run=True, plan=path).code == 0
    hold_schema(path)
    backlog.write_text(BACKLOG.replace("issues:", "  - {name: x, color: d73a4a}\nissues:"))
    assert fresh.run("setup-labels", backlog=backlog).changed == {"x": "created"}
    with pytest.raises(InputError, match=r"this plan takes back run \S+, not nothing"):
        fresh.run(backlog=backlog, plan=path)
    with pytest.raises(InputError, match=r"this plan takes back run \S+, not "):
        undone(fresh, plan=path, undoes=past_run.latest(fresh.runs).id)
    assert undone(fresh, plan=path).outcomes == {"removed": 5}
    labels = fresh.gh.rest("GET", "repos/PimpMyNines/empty/labels").json
    assert "x" in [each["name"] for each in labels]
    again = undone(fresh, plan=path)
    assert (again.code, again.changes, again.writes) == (0, [], [])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda text: "{}", "this is not a plan file: format is missing: write one", id="empty"
        ),
        pytest.param(
            lambda text: text[:200],
            r"plan\.json:\d+:\d+: this is not a plan file: it ends in the middle: write",
            id="cut off",
        ),
        pytest.param(
            lambda text: text.replace('"changes"', "changes", 1),
            r"plan\.json:10:3: this is not a plan file: here it is not JSON: write",
            id="broken JSON",
        ),
        pytest.param(
            lambda text: text.replace('"create"', '"make"', 1),
            r"not a plan file: changes\.0\.action cannot be 'make': write",
            id="an unknown word",
        ),
        pytest.param(
            lambda text: text.replace('"key"', '"name": 1, "key"', 1),
            r"not a plan file: no plan has changes\.0\.name: write",
            id="an unknown key",
        ),
        pytest.param(
            lambda text: text.replace("d73a4a", "000000", 1),
            "its changes do not match its checksum",
            id="edited",
        ),
        pytest.param(
            lambda text: text.replace('"action":', '"action": "remove", "action":', 1),
            "it has 'action' twice in one object",
            id="one value for people and one for the tool",
        ),
        pytest.param(
            lambda text: text.replace("PimpMyNines/empty", "PimpMyNines/other", 1),
            "its changes do not match its checksum",
            id="another repository by hand",
        ),
        pytest.param(
            lambda text: of_another_place(text, server="github.com"),
            "this plan is for github.com, not for a sandbox: review it there with --dry-run",
            id="another server",
        ),
        pytest.param(
            lambda text: of_another_place(text, repository="PimpMyNines/other"),
            "this plan is for PimpMyNines/other, not for PimpMyNines/empty",
            id="another repository",
        ),
        pytest.param(
            lambda text: text.replace('"all"', '"setup-labels"', 1),
            "this plan is of `setup-labels`, not of `all`",
            id="another playbook",
        ),
        pytest.param(
            lambda text: text.replace('"format": 1', '"format": 2', 1),
            "a later version of gh-playbook has written it in a newer format: that version can",
            id="a newer format",
        ),
    ],
)
def test_a_file_that_is_no_plan_of_this_is_refused(
    spoil: object, message: str, fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    assert callable(spoil)
    path.write_text(spoil(path.read_text()))
    with pytest.raises(InputError, match=message):
        fresh.run(backlog=backlog, plan=path)


def test_a_key_that_was_edited_by_hand_begins_no_line_of_its_own(
    fresh: Trial, backlog: Path
) -> None:
    path = planned(fresh, backlog)
    document = json.loads(path.read_text())
    document["changes"][0]["key"] = "one\n  created  issue  a"
    changes = PlanFile.model_validate(document).changes
    path.write_text(json.dumps({**document, "checksum": checksum(changes, "sandbox", REPOSITORY)}))
    with pytest.raises(InputError, match=r"  label one created issue a: is not part of this run"):
        fresh.run(backlog=backlog, plan=path)


def test_a_file_that_is_made_to_exhaust_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"format": 1, "changes": [' + "{}," * 1_000_000 + "{}]}")
    with pytest.raises(InputError, match="more values than any plan"):
        read(path)
    # Commas in texts are none.
    path.write_text('{"format": 1, "changes": "' + "," * 2_100_000 + '\\"' + '"}')
    with pytest.raises(InputError, match="this is not a plan file: tool is missing"):
        read(path)


@pytest.mark.parametrize("text", [BACKLOG, '{"labels": []}\n', "[]", "x"])
def test_a_plan_is_not_written_over_another_file(text: str, fresh: Trial, backlog: Path) -> None:
    other = backlog.with_name("other")
    other.write_text(text)
    with pytest.raises(InputError, match=r"^--plan: .*other exists, and is no plan file: name"):
        fresh.run(backlog=backlog, dry_run=True, plan=other)
    assert other.read_text() == text


def test_a_plan_is_written_over_an_earlier_one_and_an_empty_file(
    fresh: Trial, backlog: Path
) -> None:
    path = backlog.with_name("plan.json")
    path.write_text("")
    written = planned(fresh, backlog).read_text()
    path.write_text(written[:300])
    assert planned(fresh, backlog).read_text() == written


def test_the_command_writes_and_applies_a_plan(fresh: Trial, backlog: Path) -> None:
    path = backlog.with_name("plan.json")
    own = ("all", "--backlog", str(backlog), "--plan", str(path))
    seen = fresh.invoke(*own, "--dry-run")
    assert f"written to {path}: apply it with --plan" in " ".join(seen.out.split())
    applied = fresh.invoke(*own)
    assert (applied.code, "created 6" in applied.out) == (0, True)
    again = fresh.invoke(*own)
    assert (again.code, again.writes) == (0, [])
    told = " ".join((again.out + again.error).split())
    assert f"{path}: everything is as the plan wants it: nothing is left to do" in told
