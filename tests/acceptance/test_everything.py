"""A backlog that says everything: made from nothing in one run, kept, and verified."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings
from gh_playbook.verification import verify
from tests.acceptance.conftest import ROOT, Done, Trial
from tests.acceptance.own import REPOSITORY, Own
from tests.verification.test_drift import said

EVERYTHING = yaml.safe_load((Path(__file__).parent / "everything.yml").read_text())
_ISSUES = """{ repository(owner: "acme", name: "rocket") { issues(first: 20) { nodes {
  id title state stateReason isPinned locked activeLockReason body
  parent { title } blockedBy(first: 5) { nodes { title } } relatesTo(first: 5) { nodes { title } }
  duplicateOf { title } assignees(first: 10) { nodes { login } }
} } } }"""

_OF = "field { ... on ProjectV2FieldCommon { name } }"
_CARDS = f"""{{ organization(login: "acme") {{ projectsV2(first: 1) {{ nodes {{ id public closed
  statusUpdates(first: 5) {{ nodes {{ status startDate targetDate body }} }}
  fields(first: 50) {{ nodes {{ ... on ProjectV2FieldCommon {{ id name }} }} }}
  items(first: 20, archivedStates: [ARCHIVED, NOT_ARCHIVED]) {{ nodes {{ id isArchived
    content {{ ... on Issue {{ title }} ... on DraftIssue {{ id title body }} }}
    fieldValues(first: 20) {{ nodes {{
      ... on ProjectV2ItemFieldSingleSelectValue {{ name {_OF} }}
      ... on ProjectV2ItemFieldMultiSelectValue {{ value {_OF} }}
      ... on ProjectV2ItemFieldNumberValue {{ number {_OF} }}
      ... on ProjectV2ItemFieldDateValue {{ date {_OF} }}
    }} }} }} }} }} }} }} }}"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    rocket: dict[str, Any] = {"issues": [{"title": "Old plan"}, {"title": "Old raft"}]}
    rocket |= {"name": "rocket", "default_labels": False, "collaborators": {"hubot": "WRITE"}}
    base = {"name": "base", "issues": [{"title": "Fuel"}, {"title": "Port"}]}
    own.seed(people=("hubot",), repositories=[rocket, base])
    return own


def issues(own: Own) -> dict[str, dict[str, Any]]:
    found = own.gh.graphql(_ISSUES)["data"]["repository"]["issues"]["nodes"]
    return {each["title"]: each for each in found}


def issue_of(own: Own, repository: str, number: int) -> str:
    found: str = own.gh.rest("GET", f"repos/acme/{repository}/issues/{number}").json["node_id"]
    return found


def cards(own: Own) -> dict[str, dict[str, Any]]:
    """Return the values of the board's cards, by the issues' titles."""
    (project,) = own.gh.graphql(_CARDS)["data"]["organization"]["projectsV2"]["nodes"]
    return {
        card["content"]["title"]: {
            value["field"]["name"]: next(value[name] for name in value if name != "field")
            for value in card["fieldValues"]["nodes"]
            if value
        }
        for card in project["items"]["nodes"]
    }


def board(own: Own) -> Any:
    (project,) = own.gh.graphql(_CARDS)["data"]["organization"]["projectsV2"]["nodes"]
    return project


def place(own: Own, title: str, field: str) -> str:
    """Return where on the board a value is, as inputs of mutations say it."""
    (project,) = own.gh.graphql(_CARDS)["data"]["organization"]["projectsV2"]["nodes"]
    items = {each["content"]["title"]: each["id"] for each in project["items"]["nodes"]}
    fields = {each["name"]: each["id"] for each in project["fields"]["nodes"]}
    ids = {"projectId": project["id"], "itemId": items[title], "fieldId": fields[field]}
    return ", ".join(f'{name}: "{id}"' for name, id in ids.items())


def card_of(own: Own, title: str) -> str:
    """Return which card of the board an issue has, as inputs of mutations say it."""
    items = {each["content"]["title"]: each["id"] for each in board(own)["items"]["nodes"]}
    return f'projectId: "{board(own)["id"]}", itemId: "{items[title]}"'


def drift(own: Own) -> list[str]:
    """Return what verification says of the backlog that was carried out last."""
    settings = Settings(
        ROOT / "playbooks" / "all.yml",
        backlog=own.folder / "backlog.yml",
        repo=REPOSITORY,
        sandbox=True,
        sandbox_dir=own.trial.sandbox.directory,
    )
    verified = verify(settings)
    assert not verified.unsupported
    return [said(check) for check in verified.drift]


def do(own: Own, *mutations: str) -> None:
    """Do what people do between two runs."""
    for each in mutations:
        own.gh.graphql(f"mutation {{ {each} {{ clientMutationId }} }}")


def unlike(done: Done) -> list[str]:
    """Return what a run changed on GitHub, and what of it."""
    return [
        f"{each['key']}: {each['reason']}"
        for each in done.changes
        if each["outcome"] != "skipped" and each["module"] not in {"verify", "report"}
    ]


def test_it_is_made_from_nothing_and_kept(own: Own) -> None:
    first = own.run(EVERYTHING)
    assert first.code == 0, unlike(first)
    found = issues(own)
    engine = found["Build the engine"]
    assert [each["login"] for each in engine["assignees"]["nodes"]] == ["octocat", "hubot"]
    assert engine["isPinned"]
    assert sorted(each["title"] for each in engine["blockedBy"]["nodes"]) == ["Fuel", "Old plan"]
    assert engine["relatesTo"]["nodes"] == [{"title": "Port"}]
    assert "- Blocked by #1\n- Blocked by acme/base#1\n" in engine["body"]
    assert found["Lay the keel"]["parent"] == {"title": "Old plan"}
    assert "Part of #1\n" in found["Lay the keel"]["body"]
    assert found["Raise the mast"]["parent"] == {"title": "Port"}
    assert found["Build a raft"]["duplicateOf"] == {"title": "Old raft"}
    assert "```gherkin\nGiven a tank\n  When it is full\n```" in engine["body"]
    assert found["Test the engine"]["activeLockReason"] == "RESOLVED"
    assert found["Build a motor"]["duplicateOf"] == {"title": "Build the engine"}
    assert found["Sew a sail"]["stateReason"] == "NOT_PLANNED"
    oar = found["Carve an oar"]
    assert (oar["stateReason"], oar["locked"], oar["activeLockReason"]) == ("COMPLETED", True, None)
    assert cards(own)["Build the engine"] == {
        "Team": "Power",
        "Skills": "Welding, Chemistry",
        "Start": "2026-12-01",
        "Due": "2026-12-31",
        "Effort": 8,
        "Cost": 16,
    }
    assert cards(own)["Paint it red"] == {"Team": "Hull", "Start": "2026-12-24"}
    project = board(own)
    assert (project["public"], project["closed"]) == (True, True)
    put_away = [
        each["content"]["title"] for each in project["items"]["nodes"] if each["isArchived"]
    ]
    assert put_away == ["Sew a sail"]
    (update,) = project["statusUpdates"]["nodes"]
    assert update["body"].startswith("We have begun.\n\n<!-- gh-playbook:status-update key=begun")
    assert (update["status"], update["targetDate"]) == ("ON_TRACK", "2026-12-31")
    assert drift(own) == []
    second = own.run(EVERYTHING)
    assert (second.code, second.writes, unlike(second)) == (0, [], [])


def test_what_people_undo_is_named_and_mended_and_what_they_add_stays(own: Own) -> None:
    assert own.run(EVERYTHING).code == 0
    mast, port = issues(own)["Raise the mast"]["id"], issue_of(own, "base", 2)
    ids = {title: each["id"] for title, each in issues(own).items()}
    engine, motor, sail = ids["Build the engine"], ids["Build a motor"], ids["Sew a sail"]
    drafts = (each["content"] for each in board(own)["items"]["nodes"])
    (draft,) = [each["id"] for each in drafts if "id" in each]
    fuel, project = issue_of(own, "base", 1), board(own)["id"]
    hubot, octocat = (
        own.gh.rest("GET", f"users/{login}").json["node_id"] for login in ("hubot", "octocat")
    )
    removed = f'assignableId: "{engine}", assigneeIds: ["{hubot}"]'
    added = f'assignableId: "{sail}", assigneeIds: ["{octocat}"]'
    do(
        own,
        f'unpinIssue(input: {{issueId: "{engine}"}})',
        f"removeAssigneesFromAssignable(input: {{{removed}}})",
        f"addAssigneesToAssignable(input: {{{added}}})",
        f'unlockLockable(input: {{lockableId: "{ids["Test the engine"]}"}})',
        f'closeIssue(input: {{issueId: "{motor}", stateReason: COMPLETED}})',
        f'reopenIssue(input: {{issueId: "{sail}"}})',
        f'removeSubIssue(input: {{issueId: "{port}", subIssueId: "{mast}"}})',
        f'removeBlockedBy(input: {{issueId: "{engine}", blockingIssueId: "{fuel}"}})',
        f"clearProjectV2ItemFieldValue(input: {{{place(own, 'Build the engine', 'Skills')}}})",
        "updateProjectV2ItemFieldValue(input: "
        f'{{{place(own, "Build the engine", "Start")}, value: {{date: "2026-12-24"}}}})',
        "updateProjectV2ItemFieldValue(input: "
        f'{{{place(own, "Test the engine", "Notes")}, value: {{text: "Hm"}}}})',
        f"clearProjectV2ItemFieldValue(input: {{{place(own, 'Paint it red', 'Team')}}})",
        f'updateProjectV2(input: {{projectId: "{project}", public: false, closed: false}})',
        f"unarchiveProjectV2Item(input: {{{card_of(own, 'Sew a sail')}}})",
        f'updateProjectV2DraftIssue(input: {{draftIssueId: "{draft}", body: "Or green"}})',
    )
    assert drift(own) == [
        "missing issue engine / assignee: None, declared hubot",
        "mismatch issue engine / pinned: False, declared True",
        "mismatch issue engine-test / locked: False, declared resolved",
        "mismatch issue motor / reason: completed, declared duplicate",
        "missing issue motor / duplicate of: None, declared engine",
        "mismatch issue sail / state: open, declared closed",
        "mismatch issue sail / reason: reopened, declared not_planned",
        "missing sub-issue mast / parent: None, declared acme/base#2",
        "missing dependency engine ← acme/base#1 / blocked by: None, declared acme/base#1",
        "mismatch project Rocket / state: open, declared closed",
        "mismatch project Rocket / public: False, declared True",
        "mismatch draft Paint it red / body: Or green, declared Or blue",
        "missing draft Paint it red / Team: None, declared Hull",
        "missing card engine / Skills: None, declared ('Welding', 'Chemistry')",
        "mismatch card engine / Start: 2026-12-24, declared 2026-12-01",
        "mismatch card engine-test / Notes: Hm, declared None",
        "mismatch card sail / archived: False, declared True",
    ]
    mended = own.run(EVERYTHING)
    assert unlike(mended) == [
        "Rocket: public, closed",
        "engine: assignees, pinned",
        "motor: state_reason, duplicate_of",
        "sail: state, state_reason",
        "engine-test: locked",
        "mast: put under acme/base#2",
        "engine ← acme/base#1: not linked",
        "engine: Skills, Start",
        "engine-test: Notes",
        "sail: archived",
        "Paint it red: body; Team",
    ]
    assert drift(own) == []
    assert issues(own)["Sew a sail"]["assignees"]["nodes"] == [{"login": "octocat"}]


def test_an_unknown_login_is_named_before_anything_is_written(own: Own) -> None:
    declared = {"issues": [{"key": "a", "title": "A", "assignees": ["hubto"]}]}
    with pytest.raises(InputError, match="'hubto' cannot be assigned in acme/rocket") as raised:
        own.run(declared)
    assert [str(each.source)[-15:] for each in raised.value.faults] == ["backlog.yml:6:5"]
    assert len(issues(own)) == 2


@pytest.mark.parametrize("named", ["#99", "acme/base#99", "acme/nowhere#1"])
def test_an_issue_that_is_not_there_is_named_before_anything_is_written(
    own: Own, named: str
) -> None:
    declared = {"issues": [{"key": "a", "title": "A", "blocked_by": [named]}]}
    with pytest.raises(InputError, match=f"there is no issue {named}") as raised:
        own.run(declared)
    assert [str(each.source)[-15:] for each in raised.value.faults] == ["backlog.yml:6:5"]
    assert len(issues(own)) == 2


def test_a_number_that_is_nobodys_is_a_warning_and_the_issue_is_made(own: Own) -> None:
    done = own.run({"issues": [{"key": "a", "title": "A", "number": 7}]}, dry_run=True)
    (change,) = [each for each in done.changes if each["key"] == "a"]
    assert change["outcome"] == "created"
    (warning,) = change["warnings"]
    assert "backlog.yml:5:11: #7 is no issue that this could be: it is made anew" in warning


def test_a_status_update_is_posted_again_when_its_content_changes(own: Own) -> None:
    update = {"key": "week", "status": "on_track", "body": "Fine"}
    declared = {"project": {"title": "Rocket", "status_updates": [update]}}
    for _ in range(2):
        assert own.run(declared).code == 0
    update["status"] = "at_risk"
    assert "week: not posted since it changed" in unlike(own.run(declared))
    assert [each["status"] for each in board(own)["statusUpdates"]["nodes"]] == [
        "AT_RISK",
        "ON_TRACK",
    ]


def test_a_draft_that_became_an_issue_is_left_alone(own: Own) -> None:
    declared: dict[str, Any] = {"project": {"title": "Rocket", "drafts": [{"title": "Old plan"}]}}
    assert own.run(declared).code == 0
    (card,) = board(own)["items"]["nodes"]
    do(
        own,
        f'deleteProjectV2Item(input: {{projectId: "{board(own)["id"]}", itemId: "{card["id"]}"}})',
    )
    issue = issue_of(own, "rocket", 1)
    do(
        own,
        f'addProjectV2ItemById(input: {{projectId: "{board(own)["id"]}", contentId: "{issue}"}})',
    )
    again = own.run(declared)
    assert (again.writes, drift(own)) == ([], [])
