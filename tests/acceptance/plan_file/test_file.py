"""The file of a plan: what it contains, where it is written, and which files are refused."""

import json
from functools import partial
from pathlib import Path

import pytest

from gh_playbook.convergence.plan.plan_file import PlanFile, checksum, read, sealed
from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.plan_file.conftest import BACKLOG, planned


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


NOT_AS_WRITTEN = r"plan\.json:1:1: it is not as a dry run wrote it, .*: write it again with --dry"


def edited(text: str, name: str, *, in_change: bool = False) -> str:
    """Return a plan in which somebody gave a name another value."""
    document = json.loads(text)
    (document["changes"][0] if in_change else document)[name] = "2.0"
    return json.dumps(document)


def reordered(text: str) -> str:
    """Return a plan whose changes somebody sorted anew."""
    document = json.loads(text)
    return json.dumps({**document, "changes": document["changes"][::-1]})


def unsealed(text: str) -> str:
    """Return a plan without the digest of the file, as an earlier version wrote it."""
    return PlanFile.model_validate_json(text).model_dump_json(exclude={"file_digest"})


def of_another_place(text: str, **place: str) -> str:
    """Return a plan as a dry run on another server or repository writes it."""
    plan = PlanFile.model_validate_json(text).model_copy(update=place)
    found = checksum(plan.changes, plan.server, plan.repository)
    return sealed(plan.model_copy(update={"checksum": found})).model_dump_json()


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
            r"plan\.json:11:3: this is not a plan file: here it is not JSON: write",
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
            NOT_AS_WRITTEN,
            id="edited",
        ),
        *(
            pytest.param(partial(edited, name=name), NOT_AS_WRITTEN, id=f"another {name} by hand")
            for name in ("tool", "playbook", "backlog_digest", "undoes", "file_digest")
        ),
        *(
            pytest.param(
                partial(edited, name=name, in_change=True),
                NOT_AS_WRITTEN,
                id=f"another {name} by hand",
            )
            for name in ("reason", "source")
        ),
        pytest.param(reordered, NOT_AS_WRITTEN, id="another order by hand"),
        pytest.param(unsealed, NOT_AS_WRITTEN, id="without its digest"),
        pytest.param(
            lambda text: text.replace('"action":', '"action": "remove", "action":', 1),
            "it has 'action' twice in one object",
            id="one value for people and one for the tool",
        ),
        pytest.param(
            lambda text: text.replace("PimpMyNines/empty", "PimpMyNines/other", 1),
            NOT_AS_WRITTEN,
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
            lambda text: of_another_place(text, playbook="setup-labels"),
            "this plan is of `setup-labels`, not of `all`: give it to the command that wrote it",
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
    path.write_text(of_another_place(json.dumps(document)))
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
