"""Iterations are appended, renamed and moved although cards have them; no card loses its own."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence import timely_sender
from gh_playbook.convergence.timely_sender import TimelySender
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Sent
from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own, drift, unlike

_SPRINTS = [
    {"title": "Sprint 1", "start_date": "2026-11-09", "duration": 14},
    {"title": "Sprint 2", "start_date": "2026-11-23", "duration": 14},
]
_BOARD = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
  fields(first: 50) { nodes { ... on ProjectV2FieldCommon { id name } } }
  items(first: 10, archivedStates: [ARCHIVED, NOT_ARCHIVED]) { nodes { id isArchived
    content { ... on Issue { title } ... on DraftIssue { title } }
    fieldValueByName(name: "Sprint") { ... on ProjectV2ItemFieldIterationValue { title startDate } }
} } } } } }"""
_REWRITTEN = """updateProjectV2Field(input: {fieldId: "%s", iterationConfiguration: {
  startDate: "2026-11-09", duration: 14, iterations: [
    {title: "Sprint 1", startDate: "2026-11-09", duration: 14},
    {title: "Sprint two", startDate: "2026-11-23", duration: 14},
    {title: "Sprint 3", startDate: "2026-12-07", duration: 14}]}})"""


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    issues = [{"title": "A"}, {"title": "B"}, {"title": "People's"}]
    items = [
        {"repository": "rocket", "number": number, "values": {"Sprint": sprint}}
        for number, sprint in ((1, "Sprint 1"), (2, "Sprint 2"), (3, "Sprint 2"))
    ]
    fields = [{"name": "Sprint", "type": "iteration", "iterations": _SPRINTS}]
    project = {"title": "Plan", "repositories": ["rocket"], "fields": fields, "items": items}
    own.seed({"issues": issues}, projects=[project])
    return own


def declared() -> dict[str, Any]:
    """Return a backlog that renames the second sprint, and adds a third."""
    iterations = [
        {"title": "Sprint two", "start": "2026-11-23"},
        {"title": "Sprint 3", "start": "2026-12-07"},
    ]
    issues = [{"key": "a", "title": "A"}, {"key": "b", "title": "B"}]
    field = {"name": "Sprint", "value": "sprint", "iterations": iterations}
    return {"issues": issues, "project": {"title": "Plan", "fields": [field]}}


def sprints(own: Own) -> dict[str, str | None]:
    """Return the titles of the cards' sprints."""
    return {
        each["content"]["title"]: (each["fieldValueByName"] or {}).get("title")
        for each in own.board(_BOARD)["items"]["nodes"]
    }


def archive(own: Own, title: str) -> None:
    """Put a card away; it keeps what it has, and takes no new values."""
    found = own.board(_BOARD)
    (item,) = [each["id"] for each in found["items"]["nodes"] if each["content"]["title"] == title]
    where = f'projectId: "{found["id"]}", itemId: "{item}"'
    own.gh.graphql(
        f"mutation {{ archiveProjectV2Item(input: {{{where}}}) {{ clientMutationId }} }}"
    )


def assign(own: Own, title: str, sprint: str | None) -> None:
    """Give a card a sprint, or none."""
    document = """{ organization(login: "acme") { projectsV2(first: 1) { nodes {
      field(name: "Sprint") { ... on ProjectV2IterationField {
        configuration { iterations { id title } } } } } } } }"""
    found = own.board(_BOARD)
    (item,) = [each["id"] for each in found["items"]["nodes"] if each["content"]["title"] == title]
    (field,) = [each["id"] for each in found["fields"]["nodes"] if each["name"] == "Sprint"]
    where = f'projectId: "{found["id"]}", itemId: "{item}", fieldId: "{field}"'
    change = f"clearProjectV2ItemFieldValue(input: {{{where}}})"
    if sprint is not None:
        iterations = own.board(document)["field"]["configuration"]["iterations"]
        (id,) = [each["id"] for each in iterations if each["title"] == sprint]
        value = f'value: {{iterationId: "{id}"}}'
        change = f"updateProjectV2ItemFieldValue(input: {{{where}, {value}}})"
    own.gh.graphql(f"mutation {{ {change} {{ clientMutationId }} }}")


def names(own: Own) -> set[str]:
    return {each["name"] for each in own.board(_BOARD)["fields"]["nodes"]}


KEPT = {"A": "Sprint 1", "B": "Sprint two", "People's": "Sprint two"}


def test_every_card_keeps_its_iteration_while_they_are_renamed_and_more_are_added(
    own: Own,
) -> None:
    archive(own, "People's")
    done = own.run(declared())
    assert done.code == 0, unlike(done)
    assert sprints(own) == KEPT
    cards = own.board(_BOARD)["items"]["nodes"]
    assert [each["isArchived"] for each in cards] == [False, False, True]
    assert "Sprint (gh-playbook)" not in names(own)
    assert drift(own) == []
    again = own.run(declared())
    assert (again.writes, unlike(again)) == ([], [])


def test_a_card_keeps_one_that_it_got_while_a_question_was_open(
    own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rewriting takes the iterations from all cards, also if it only adds one."""
    for title in KEPT:
        assign(own, title, None)
    send, acts = TimelySender.send, [lambda: assign(own, "People's", "Sprint 2")]

    def sent(this: TimelySender, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        if acts:
            acts.pop()()
        return send(this, changes)

    monkeypatch.setattr(TimelySender, "send", sent)
    monkeypatch.setattr(timely_sender, "_OLD", -1.0)
    monkeypatch.setattr(timely_sender, "_TIMES_ITS_OWN", 0.0)
    more = declared()
    more["project"]["fields"][0]["iterations"] = [{"title": "Sprint 3", "start": "2026-12-07"}]
    assert own.run(more).code == 0
    assert sprints(own) == {"A": None, "B": None, "People's": "Sprint 2"}


def test_a_dry_run_says_the_same_and_writes_nothing(own: Own) -> None:
    dry = own.run(declared(), dry_run=True)
    assert not dry.writes
    real = own.run(declared())
    shown = dry.change("Sprint")
    assert shown["existing"]["iterations"][0].startswith("Sprint 1 (")
    assert any(each.startswith("Sprint two (") for each in shown["desired"]["iterations"])
    assert [each["reason"] for each in dry.changes if each["key"] == "Sprint"] == [
        each["reason"] for each in real.changes if each["key"] == "Sprint"
    ]


def test_what_a_run_that_was_cut_off_left_is_given_back_by_the_next(own: Own) -> None:
    found = own.board(_BOARD)
    ids = {each["content"]["title"]: each["id"] for each in found["items"]["nodes"]}
    (sprint,) = [each["id"] for each in found["fields"]["nodes"] if each["name"] == "Sprint"]
    made = own.gh.graphql(
        f"""mutation {{ createProjectV2Field(input: {{projectId: "{found["id"]}",
          name: "Sprint (gh-playbook)", dataType: TEXT}}) {{
          projectV2Field {{ ... on ProjectV2FieldCommon {{ id }} }} }} }}"""
    )
    keeper = made["data"]["createProjectV2Field"]["projectV2Field"]["id"]
    notes = {"A": "2026-11-09 Sprint 1", "B": "2026-11-23 Sprint two"}
    notes["People's"] = notes["B"]
    for title, note in notes.items():
        where = f'projectId: "{found["id"]}", itemId: "{ids[title]}", fieldId: "{keeper}"'
        value = f'value: {{text: "{note}"}}'
        own.gh.graphql(
            f"mutation {{ updateProjectV2ItemFieldValue(input: {{{where}, {value}}}) "
            "{ clientMutationId } }"
        )
    own.gh.graphql(f"mutation {{ {_REWRITTEN % sprint} {{ clientMutationId }} }}")
    assert set(sprints(own).values()) == {None}
    own.run(declared(), dry_run=True)
    cut_off = "mismatch field Sprint (gh-playbook) / existence: a run was interrupted"
    assert any(each.startswith(cut_off) for each in drift(own))
    assert own.run(declared()).code == 0
    assert sprints(own) == KEPT
    assert "Sprint (gh-playbook)" not in names(own)
    assert drift(own) == []
