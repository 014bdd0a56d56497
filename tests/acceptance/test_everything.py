"""A backlog that uses every key: made from nothing in one run, kept, verified, and mended."""

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.report.key_reference import OF_BACKLOG, fields_of
from gh_playbook.run.pull import pull
from tests.acceptance.conftest import Done, Trial
from tests.acceptance.every import FOLDER, Every, parts
from tests.acceptance.hands import Hands
from tests.acceptance.own import unlike
from tests.acceptance.test_undo import undone
from tests.acceptance.whole import as_before, whole
from tests.acceptance.whole import unlike as differing
from tests.support import quick_yaml

DRIFT = quick_yaml.load((FOLDER / "drift.yml").read_text())
KEYS = {f"{model.__name__}.{name}" for model in OF_BACKLOG for name in fields_of(model)}
# What people write in the tool's part of a text is a conflict: it is named, and left unless forced.
TEXTS = {
    "Issue.description": ("engine", "The tank leaks", "The tank holds"),
    "Issue.body": ("engine", "When it is full", "When it is empty"),
    "Issue.acceptance_criteria": ("engine", "It burns", "It smokes"),
    "Issue.implementation_notes": ("engine", "Look at the valve", "Look away"),
    "Issue.effort": ("engine", "2 days", "3 days"),
    "Issue.template": ("pump", "is the work of", "is no work of"),
    "Issue.vars": ("pump", "Hull", "somebody else"),
}
TITLES = {"engine": "Build the engine", "pump": "Fit the pump"}
# What nobody can change on GitHub.
# What undo puts back in another order: a view that was removed comes last, and a card beside one
# that the run archived goes before it.
UNORDERED = {"cards": ("items",), "once more on the board": ("views",)}
# What people must settle themselves: a run changes nothing.
NOT_MENDED = "issue fields of another type"
NOWHERE = {
    "Backlog.repository": "where all of it is",
    "Backlog.include": "put together before anything is compared",
    "Backlog.trusted_authors": "whom to believe: tests/safety",
}

_ISSUES = """{ repository(owner: "acme", name: "rocket") { issues(first: 30) { nodes {
  number title stateReason isPinned locked activeLockReason body
  parent { title } blockedBy(first: 5) { nodes { title } } relatesTo(first: 5) { nodes { title } }
  duplicateOf { title } assignees(first: 10) { nodes { login } } labels(first: 9) { nodes { name } }
  issueType { name } milestone { title }
} } } }"""


@dataclass(frozen=True)
class Made:
    """The backlog as its first run has left it, to begin with again."""

    every: Every
    first: Done
    kept: Path

    def again(self) -> tuple[Every, Hands]:
        """Bring back what the first run left."""
        self.every.trial.restore(self.kept)
        return self.every, Hands(self.every.trial.gh, "acme/rocket")


@pytest.fixture(scope="module")
def made(trial: Trial, tmp_path_factory: pytest.TempPathFactory) -> Made:
    every = Every.made(trial, tmp_path_factory.mktemp("everything"))
    trial.sandbox.reset(seed=every.seed)
    first = every.run()
    kept = tmp_path_factory.mktemp("kept")
    trial.save(kept)
    return Made(every, first, kept)


def test_every_key_is_used() -> None:
    """Whoever adds a key uses it in `everything/`."""
    files = [FOLDER / "backlog.yml", *(FOLDER / "shared").glob("*.yml")]
    texts = (quick_yaml.load(each.read_text()) for each in files)
    used = {f"{model.__name__}.{name}" for each in texts for model, name, _ in parts(Backlog, each)}
    assert used >= KEYS
    assert any(each.startswith("x-") for each in quick_yaml.load(files[0].read_text()))


def test_every_key_has_a_case_of_drift() -> None:
    """Whoever adds a key says in `drift.yml` what becomes of it when people change it."""
    cases = [case for group in DRIFT.values() for case in group["cases"]]
    told = {key for case in cases for key in case["keys"]} | TEXTS.keys()
    assert told | NOWHERE.keys() == KEYS
    assert not told & NOWHERE.keys()


def test_it_is_made_from_nothing_in_one_run_and_kept(made: Made) -> None:
    assert made.first.code == 0, unlike(made.first)
    assert set(made.first.outcomes) <= {"created", "updated", "removed", "skipped", "verified"}
    every, _ = made.again()
    verified = every.verified()
    assert (verified.drift, verified.unsupported, verified.exit_code) == ((), (), 0)
    second = every.run()
    assert (second.code, second.writes, unlike(second)) == (0, [], [])
    assert len(second.requests) <= 3


def test_what_it_made_comes_out_again_and_is_only_marked(made: Made, tmp_path: Path) -> None:
    """Kind by kind: a run on the export writes the markers of people's issues, and then nothing."""
    every, _ = made.again()
    trial, to = every.trial, tmp_path / "backlog.yml"
    where = ("--repo", "acme/rocket", "--issues", "all", "--project", "Rocket", "--to", str(to))
    told = trial.invoke("export", *where, "--card-order", "--output", "json").document
    assert told["left_out"] == []
    assert told["plan"] == {"markers": 2, "others": []}
    said = quick_yaml.load(to.read_text())
    declared = quick_yaml.load(every.backlog.read_text())
    for name in ("automations", "drafts", "status_updates", "repositories", "teams", "public"):
        assert said["project"][name] == declared["project"][name], name
    assert said["project"]["closed"] is True
    assert [each["name"] for each in said["issue_fields"]] == [
        *("Severity", "Areas", "Budget", "Ready on", "Customer"),
    ]
    assert said["project"]["cards"] == [
        {"content": "acme/base#3", "fields": {"Team": "Hull", "Start": date(2026, 12, 2)}},
        {"content": "acme/base#1", "archived": True},
    ]
    order = said["project"]["card_order"]
    assert [each for each in order if each in declared["project"]["card_order"]] == [
        *("tank", "engine", "engine-test"),
    ]
    adopted = trial.run(backlog=to, adopt=True, yes=True)
    assert adopted.mutations == {"updateIssue": 2}
    again = trial.run(backlog=to, yes=True)
    assert (again.code, again.mutations, unlike(again)) == (0, {}, [])


@pytest.mark.real_gh
def test_gh_itself_carries_it_out_as_well(made: Made) -> None:
    every, _ = made.again()
    every.trial.sandbox.reset(seed=every.seed)
    done = every.run()
    assert (done.code, unlike(done)) == (0, unlike(made.first))
    assert every.drift() == []


def test_plain_gh_shows_what_was_said(made: Made) -> None:
    """What verification reads by its own documents is told here by others."""
    every, _ = made.again()
    found = _issues(every)
    engine = found["Build the engine"]
    assert [each["login"] for each in engine["assignees"]["nodes"]] == ["octocat", "hubot"]
    assert sorted(each["title"] for each in engine["blockedBy"]["nodes"]) == [
        *("Carve an oar", "Fuel", "Old plan"),
    ]
    assert sorted(each["title"] for each in engine["relatesTo"]["nodes"]) == ["Port", "Sew a sail"]
    assert "- Blocked by #1\n- Blocked by acme/base#1\n" in engine["body"]
    assert "```gherkin\nGiven a tank\n  When it is full\n```" in engine["body"]
    assert (engine["isPinned"], engine["issueType"]) == (True, {"name": "Feature"})
    assert found["Lay the keel"]["parent"] == {"title": "Old plan"}
    assert "Part of #1\n" in found["Lay the keel"]["body"]
    assert found["Raise the mast"]["parent"] == {"title": "Port"}
    assert found["Build a raft"]["duplicateOf"] == {"title": "Old raft"}
    assert found["Build a motor"]["duplicateOf"] == {"title": "Build the engine"}
    assert found["Test the engine"]["activeLockReason"] == "RESOLVED"
    assert found["Test the engine"]["milestone"] == {"title": "Launch"}
    assert found["Sew a sail"]["stateReason"] == "NOT_PLANNED"
    oar = found["Carve an oar"]
    assert (oar["stateReason"], oar["locked"], oar["activeLockReason"]) == ("COMPLETED", True, None)
    worn = sorted(each["name"] for each in engine["labels"]["nodes"])
    assert worn == ["area:engine", "planned", "priority:p1", "size:medium", "status:ready"]
    assert "The pump is the work of Hull." in found["Fit the pump"]["body"]


def _issues(every: Every) -> dict[str, dict[str, Any]]:
    answer = every.trial.gh.graphql(_ISSUES)["data"]["repository"]["issues"]["nodes"]
    return {each["title"]: each for each in answer}


def test_the_report_tells_who_does_it_and_how_it_ended(made: Made) -> None:
    every, _ = made.again()
    report = (every.trial.sandbox.directory / "BACKLOG_IMPLEMENTATION_REPORT.md").read_text()
    tables = report.partition("## Story points")[0].splitlines()
    rows = {line.split("](")[0][3:]: line for line in tables if line.startswith("| [")}
    numbers = {title: f"#{each['number']}" for title, each in _issues(every).items()}
    assert "| octocat, hubot |" in rows[numbers["Build the engine"]]
    assert "(closed as completed)" in rows[numbers["Carve an oar"]]
    assert "(closed as not planned)" in rows[numbers["Sew a sail"]]
    original = numbers["Build the engine"]
    assert f"(closed as a duplicate of {original})" in rows[numbers["Build a motor"]]


@pytest.mark.parametrize("name", DRIFT)
def test_verify_names_what_people_change_all_mends_it_and_undo_brings_it_back(
    made: Made, name: str
) -> None:
    group = DRIFT[name]
    every, hands = made.again()
    for case in group["cases"]:
        for each in case["do"]:
            hands.do(each)
    before = _both(every, name)
    found = every.drift()
    for case in group["cases"]:
        assert set(found) >= set(case["drift"]), case["keys"]
    assert len(found) == sum(len(case["drift"]) for case in group["cases"]), found
    mended = every.run()
    assert mended.code == 0
    assert unlike(mended) == group.get("mended", unlike(mended))
    assert every.drift() == group.get("left", [])
    assert every.run().writes == []
    if name == NOT_MENDED:
        assert mended.writes == []
        return
    done = undone(every.trial)
    assert (done.code, done.outcomes.get("conflict")) == (0, None)
    after = _both(every, name)
    assert [each for at in before for each in _unlike(after[at], before[at])] == []


def _unlike(after: dict[str, Any], before: dict[str, Any]) -> list[str]:
    return differing(as_before(before, after), before)


def _both(every: Every, name: str) -> dict[str, Any]:
    """Return the state of both repositories, without what undo does not bring back."""
    found = {}
    for at in ("rocket", "base"):
        state = whole(every.trial.gh, f"acme/{at}")
        for project in state["projects"]:
            for part in UNORDERED.get(name, ()):
                project[part].sort(key=str)
        found[at] = state
    return found


def test_an_issue_that_lost_its_marker_is_named_and_not_the_texts_that_name_it(made: Made) -> None:
    """`engine` waits for it: its text, and the field of the board that tells for whom."""
    every, hands = made.again()
    hands.do('PATCH issues/<number Carve an oar> {body: ""}')
    assert {each.partition(" / ")[0] for each in every.drift()} == {
        *("missing issue oar", "missing card oar", "missing dependency engine ← oar"),
    }


def test_what_people_write_into_a_text_is_named_and_left_unless_forced(made: Made) -> None:
    every, hands = made.again()
    for key, (issue, text, another) in TEXTS.items():
        number = hands.ids[f"number {TITLES[issue]}"]
        path = f"repos/acme/rocket/issues/{number}"
        body = every.trial.gh.rest("GET", path).json["body"]
        assert text in body, key
        edited = body.replace(text, another)
        assert every.trial.gh.rest("PATCH", path, body=edited).code == 0
        (check,) = every.verified().drift
        assert (check.key, check.property) == (issue, "body"), key
        assert another in check.actual
        assert every.trial.gh.rest("PATCH", path, body=body).code == 0
    for issue, title in TITLES.items():
        path = f"repos/acme/rocket/issues/{hands.ids[f'number {title}']}"
        body = every.trial.gh.rest("GET", path).json["body"]
        for _, text, another in (each for each in TEXTS.values() if each[0] == issue):
            body = re.sub(re.escape(text), another, body)
        assert every.trial.gh.rest("PATCH", path, body=body).code == 0
    left = every.run()
    assert {key: left.change(key)["outcome"] for key in TITLES} == dict.fromkeys(TITLES, "conflict")
    assert len(every.drift()) == len(TITLES)
    forced = every.run(force=True)
    assert [each.split(":")[0] for each in unlike(forced)] == [
        "updated issue engine",
        "updated issue pump",
    ]
    assert every.drift() == []


def test_what_people_set_is_pulled_and_nothing_else(trial: Trial, tmp_path: Path) -> None:
    every = Every.made(trial, tmp_path)
    for folder in ("runs", ".gh-playbook"):
        shutil.rmtree(trial.sandbox.directory / folder, ignore_errors=True)
    trial.sandbox.reset(seed=every.seed)
    assert every.run().code == 0
    assert _pulled(every) == []
    hands = Hands(trial.gh, "acme/rocket")
    customer = "{fieldId: <issue field Customer>, textValue: Bolt}"
    hands.do(f"setIssueFieldValue {{issueId: <issue Test the engine>, issueFields: [{customer}]}}")
    notes = "fieldId: <field Notes>, value: {text: Calm}"
    card = "projectId: <project>, itemId: <card Test the engine>"
    hands.do(f"updateProjectV2ItemFieldValue {{{card}, {notes}}}")
    assert _pulled(every) == [
        "engine-test: fields.Customer: None, now Bolt",
        "engine-test: fields.Notes: None, now Calm",
    ]
    assert every.run().writes == []
    assert every.drift() == []


def _pulled(every: Every) -> list[str]:
    """Take in what people changed, and return it; there is no conflict."""
    done = pull(
        every.settings(), lambda _conflict: None, None, parents=False, on_wait=lambda _s, _w: None
    )
    assert not done.conflicts
    return [
        f"{each.key}: {each.field}: {each.declared}, now {each.existing}" for each in done.taken
    ]


def test_what_it_became_can_be_exported(made: Made, tmp_path: Path) -> None:
    """An issue under one of another repository has no known place among its sub-issues."""
    every, _ = made.again()
    to = tmp_path / "exported.yml"
    assert every.trial.invoke("export", "--repo", "acme/rocket", "--to", str(to)).code == 0
    dry = every.trial.run(backlog=to, dry_run=True)
    assert [each["key"] for each in dry.changes if each["outcome"] == "created"] == []
