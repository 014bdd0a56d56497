"""Entries that leave a backlog, and come back."""

import json
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.listener import Quiet
from gh_playbook.github.rereading import Rereading
from gh_playbook.model.change import Change
from gh_playbook.model.sending import Stale
from gh_playbook.report import json_document
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from tests.safety.conftest import MEMBER, REPOSITORY, Place

ENTRY = "  - {key: %s, title: Build the %s, description: It is needed.}\n"


def converged(place: Place, *keys: str, orphans: str = "close", **more: Any) -> dict[str, Any]:
    """Run with these entries; return what the document says of orphans, by their keys."""
    document = carried_out(place, *keys, orphans=orphans, **more)
    return {each["key"]: each for each in document["changes"] if each["module"] == "orphan"}


def carried_out(
    place: Place, *keys: str, orphans: str, last: str = "", **more: Any
) -> dict[str, Any]:
    """Run with these entries, and the text of a last one; return the document."""
    entries = "".join(ENTRY % (key, key) for key in keys)
    text = f"repository: {REPOSITORY}\norphans: {orphans}\nissues:\n{entries}{last}"
    backlog = place.write("backlog.yml", text)
    folder = place.sandbox.directory
    settings = Settings(
        Path("playbooks/all.yml"), backlog=backlog, sandbox=True, sandbox_dir=folder, **more
    )
    document: dict[str, Any] = json.loads(json_document.text(run(settings, Quiet())))
    return document


def test_they_are_closed_where_nobody_has_worked_on_them_and_opened_when_they_come_back(
    place: Place,
) -> None:
    converged(place, "tank", "pump", "hose")
    place.gh.rest("POST", f"repos/{REPOSITORY}/issues/2/comments", body="I am at it")
    assert converged(place, "tank", orphans="report") == {}
    dry = converged(place, "tank", dry_run=True)
    done = converged(place, "tank")
    assert {key: each["outcome"] for key, each in dry.items()} == {
        key: each["outcome"] for key, each in done.items()
    }
    told = "its entry was removed from the backlog; left open: 1 comment"
    assert (done["pump"]["reason"], done["pump"]["warnings"]) == (told, [])
    assert [place.issue(each)["state"] for each in (1, 2, 3)] == ["open", "open", "closed"]
    assert place.issue(3)["state_reason"] == "not_planned"
    comments = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/3/comments").json
    assert ["its entry has left the backlog" in each["body"] for each in comments] == [True]
    assert [*converged(place, "tank")] == ["pump"]
    converged(place, "tank", "pump", "hose")
    assert [place.issue(each)["state"] for each in (1, 2, 3)] == ["open", "open", "open"]
    assert "pending" not in place.issue(3)["body"]


def test_those_that_stay_are_named_by_each_run_whether_it_writes_or_not(place: Place) -> None:
    converged(place, "tank", "pump")
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/1", title="Other")
    for dry_run in (False, False, True):
        document = carried_out(place, "tank", orphans="report", dry_run=dry_run)
        (found,) = [each for each in document["changes"] if each["module"] == "verify"]
        told = (
            "#2 is still open, and its entry 'pump' has left the backlog: close it, or write "
            "`orphans: close`, unless another backlog declares it"
        )
        assert found["warnings"] == [told]
        assert document["run"]["exit_code"] == 0
    document = carried_out(place, "tank", "hose", orphans="report", dry_run=True)
    (told,) = [warning for each in document["changes"] for warning in each["warnings"]]
    assert told.endswith("; if it is 'hose' under a new key, write `previously: [pump]` there")
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/2", state="closed")
    document = carried_out(place, "tank", orphans="report")
    assert [each["warnings"] for each in document["changes"] if each["module"] == "verify"] == [[]]


@pytest.mark.parametrize(
    ("orphans", "number"), [("close", ""), ("report\nprune: [issues]", "number: 2, ")]
)
def test_one_that_an_entry_may_mean_under_a_new_key_stays_open(
    place: Place, orphans: str, number: str
) -> None:
    """Closed, it would be no conflict in the next run, which would make a second issue."""
    converged(place, "tank", "pump")
    last = f"  - {{{number}key: engine, title: Build the pump, description: It is needed.}}\n"
    told = "left open: an entry may mean it under a new key"
    for dry_run in (True, False, False):
        done = converged(place, "tank", orphans=orphans, last=last, dry_run=dry_run)["pump"]
        assert (done["outcome"], done["reason"].rpartition("; ")[2]) == ("skipped", told)
    assert place.issue(2)["state"] == "open"
    assert place.gh.rest("GET", f"repos/{REPOSITORY}/issues/3").code != 0


def test_an_edit_in_the_block_of_one_that_is_pruned_is_not_overwritten_when_it_comes_back(
    place: Place,
) -> None:
    converged(place, "tank", "pump")
    edited = place.issue(2)["body"].replace("It is needed.", "It is needed at once.")
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/2", body=edited)
    converged(place, "tank", orphans="report\nprune: [issues]")
    assert place.issue(2)["state"] == "closed"
    document = carried_out(place, "tank", "pump", orphans="report")
    (found,) = [each for each in document["changes"] if each["key"] == "pump"]
    assert found["outcome"] == "conflict"
    assert "It is needed at once." in place.issue(2)["body"]


def test_the_tools_own_comment_is_none_of_peoples(place: Place) -> None:
    """One that left, came back and leaves again is closed again."""
    for keys in (("tank", "hose"), ("tank",), ("tank", "hose")):
        converged(place, *keys)
    assert place.issue(2)["state"] == "open"
    again = converged(place, "tank")["hose"]
    assert (again["outcome"], again["number"]) == ("removed", 2)
    assert place.issue(2)["state"] == "closed"


def test_what_the_login_of_the_run_did_by_hand_counts(place: Place) -> None:
    orphans = "close\nlabels: [bug]\ndefaults: {labels: [bug]}"
    converged(place, "tank", "pump", "hose", "valve", orphans=orphans)
    place.sandbox.advance(60)
    place.gh.rest("POST", f"repos/{REPOSITORY}/issues/2/labels", labels=["wontfix"])
    done = converged(place, "tank", "valve", orphans=orphans)
    assert {key: each["reason"].rpartition(": ")[2] for key, each in done.items()} == {
        "pump": "changed by octocat",
        "hose": "closed as not planned",
    }
    place.gh.rest("PATCH", f"repos/{REPOSITORY}/issues/3", state="open")
    # On another machine nothing tells it from the work of a run, but for what came at creation.
    for names, found in ((("tank", "valve"), {}), (("tank",), {"valve": "closed as not planned"})):
        done = converged(place, *names, orphans=orphans)
        assert {key: each["reason"].rpartition(": ")[2] for key, each in done.items()} == {
            **dict.fromkeys(("pump", "hose"), "changed by octocat"),
            **found,
        }
        shutil.rmtree(place.sandbox.directory / "runs")


def test_a_milestone_that_github_gave_a_sub_issue_is_no_change_by_people(place: Place) -> None:
    """A new sub-issue without a milestone takes that of its parent (reported, since 2025-09)."""
    orphans = "close\nmilestones: [Soon, Later]"
    parent = "  - {key: tank, title: Build the tank, milestone: Soon}\n"
    child = "  - {key: pump, title: Build the pump, parent: tank%s}\n"
    converged(place, "hose", orphans=orphans, last=parent + child % "")
    assert place.issue(3)["milestone"]["title"] == "Soon"
    other = parent + child % ", milestone: Later"
    dry = carried_out(place, "hose", orphans=orphans, last=other, dry_run=True)
    assert [warning for each in dry["changes"] for warning in each["warnings"]] == []
    # That the parent has another one by now changes nothing.
    parent = parent.replace("Soon", "Later")
    converged(place, "hose", orphans=orphans, last=parent + child % "")
    gone = converged(place, "hose", orphans=orphans, last=parent)["pump"]
    assert gone["outcome"] == "removed"


def test_what_an_issue_loses_with_a_milestone_is_no_work_on_it(place: Place) -> None:
    declared = "milestones: [Soon]\ndefaults: {milestone: Soon}"
    converged(place, "tank", "pump", orphans=f"close\n{declared}")
    away = "milestones: [{title: Soon, state: absent}]"
    # The tank loses it, too.
    assert converged(place, "tank", orphans=f"close\n{away}")["pump"]["outcome"] == "removed"


def test_an_issue_of_another_repository_that_waits_for_one_keeps_it_open(place: Place) -> None:
    converged(place, "tank", "pump")
    pump = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/2").json["id"]
    other = place.gh.rest("POST", "repos/acme/rockets/issues", title="Wait").json["number"]
    link = f"repos/acme/rockets/issues/{other}/dependencies/blocked_by"
    assert place.gh.rest("POST", link, issue_id=pump).code == 0
    reason = converged(place, "tank")["pump"]["reason"]
    assert reason.endswith(f"left open: acme/rockets#{other} waits for it")


def test_each_kind_of_work_keeps_one_open_and_is_named(place: Place) -> None:
    converged(place, "tank", "pump", "hose", "valve", "pipe", "seal", "lamp", "fan")
    base = f"repos/{REPOSITORY}"
    body = place.issue(1)["body"]
    place.gh.rest("PATCH", f"{base}/issues/1", body=body.replace("needed", "needed soon"))
    place.gh.rest("PATCH", f"{base}/issues/2", assignees=["octocat"])
    head = place.gh.rest("GET", f"{base}/git/matching-refs/heads").json[0]["object"]["sha"]
    place.gh.rest("POST", f"{base}/git/refs", ref="refs/heads/fix", sha=head)
    text = {"message": "Fix", "content": "Rml4", "branch": "fix"}
    place.gh.rest("PUT", f"{base}/contents/fix.txt", **text)
    pull = {"title": "Mend", "head": "fix", "base": "main", "body": "Closes #3"}
    assert place.gh.rest("POST", f"{base}/pulls", **pull).code == 0
    labels = {"labels": ["bug"]}
    assert place.gh.rest("POST", f"{base}/issues/5/labels", token=MEMBER, **labels).code == 0
    theirs = place.gh.rest("POST", f"{base}/issues", title="Theirs").json["id"]
    place.gh.rest("POST", f"{base}/issues/6/sub_issues", sub_issue_id=theirs)
    branch = """mutation($issue: ID!, $commit: GitObjectID!) { createLinkedBranch(
      input: {issueId: $issue, oid: $commit}) { linkedBranch { id } } }"""
    place.gh.graphql(branch, issue=place.issue(7)["node_id"], commit=head)
    place.gh.rest("POST", f"{base}/issues/8/reactions", content="+1")
    done = converged(place, "other")
    assert {key: each["reason"].rpartition(": ")[2] for key, each in done.items()} == {
        "tank": "it was edited",
        "pump": "assigned to octocat",
        "hose": "1 linked pull request",
        "valve": "closed as not planned",
        "pipe": "changed by alice",
        "seal": "#10",
        "lamp": "1 linked branch",
        "fan": "closed as not planned",
    }
    assert [each for each in range(1, 9) if place.issue(each)["state"] == "closed"] == [4, 8]


def linked(place: Place, number: int, kind: str, other: int) -> None:
    """Link two issues by hand: the first is blocked by the other, or becomes its parent."""
    id = place.issue(other)["id"]
    links = {
        "blocked_by": ("dependencies/blocked_by", "issue_id"),
        "parent of": ("sub_issues", "sub_issue_id"),
    }
    path, name = links[kind]
    done = place.gh.rest("POST", f"repos/{REPOSITORY}/issues/{number}/{path}", **{name: id})
    assert done.code == 0


LINKED = """  - {key: pump, title: Build the pump, parent: tank, blocked_by: ["#9"]}
  - {key: hose, title: Build the hose, blocked_by: [pump], related_to: [tank]}
"""


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["here", "on another machine"])
def test_links_that_people_made_keep_one_open_and_links_of_runs_do_not(
    place: Place, is_elsewhere: bool
) -> None:
    base = f"repos/{REPOSITORY}"
    for _ in range(9):
        place.gh.rest("POST", f"{base}/issues", title="Theirs")
    keys = ("tank", "valve", "pipe", "seal", "lamp", "fan")
    converged(place, *keys, last=LINKED)
    number = {each["title"]: each["number"] for each in place.gh.rest("GET", f"{base}/issues").json}
    tank, pump, hose, valve, pipe, seal, lamp, fan = (
        number[f"Build the {each}"]
        for each in ("tank", "pump", "hose", "valve", "pipe", "seal", "lamp", "fan")
    )
    linked(place, 8, "parent of", valve)
    linked(place, pipe, "blocked_by", 7)
    linked(place, seal, "blocked_by", tank)
    linked(place, fan, "parent of", lamp)
    if is_elsewhere:
        shutil.rmtree(place.sandbox.directory / "runs")
    done = converged(place, "tank", "fan")
    closed = "closed as not planned"
    assert {key: each["reason"].rpartition(": ")[2] for key, each in done.items()} == {
        "valve": "put under #8",
        "pipe": "blocked by #7",
        "pump": closed,
        "hose": closed,
        # Nothing on another machine tells whether a run of this one has made it.
        "seal": closed if is_elsewhere else f"blocked by #{tank}",
        "lamp": closed if is_elsewhere else f"put under #{fan}",
    }
    assert place.issue(pump)["state"] == place.issue(hose)["state"] == "closed"


BOARD = """
project: {title: Board, fields: [{name: Status, options: [Todo, Doing], value: status}]}
defaults: {status: Todo}"""


def test_a_card_that_people_moved_keeps_one_open(place: Place) -> None:
    """GitHub's timeline does not reliably tell of that (community/discussions/209484)."""
    converged(place, "tank", "pump", "hose", orphans=f"close{BOARD}")
    board = """{ organization(login: "acme") { projectsV2(first: 1) { nodes { id
      field(name: "Status") { ... on ProjectV2SingleSelectField { id options { id } } }
      items(first: 9) { nodes { id content { ... on Issue { number } } } } } } } }"""
    (found,) = place.gh.graphql(board)["data"]["organization"]["projectsV2"]["nodes"]
    (card,) = [each for each in found["items"]["nodes"] if each["content"]["number"] == 2]
    move = """mutation($project: ID!, $item: ID!, $field: ID!, $option: String!) {
      updateProjectV2ItemFieldValue(input: {projectId: $project, itemId: $item, fieldId: $field,
        value: {singleSelectOptionId: $option}}) { clientMutationId } }"""
    given = {"field": found["field"]["id"], "option": found["field"]["options"][1]["id"]}
    place.gh.graphql(move, project=found["id"], item=card["id"], **given)
    done = converged(place, "tank", orphans=f"close{BOARD}")
    assert {key: each["reason"].rpartition(": ")[2] for key, each in done.items()} == {
        "pump": "another Status on its card",
        "hose": "closed as not planned",
    }


COMMENT = f"repos/{REPOSITORY}/issues/2/comments"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let somebody act once after the reading, right before the values are read again."""
    stale, acts = Rereading.stale, [act]

    def acted(this: Rereading, changes: Mapping[int, Change]) -> list[Stale]:
        if changes and acts:
            acts.pop()()
        return stale(this, changes)

    monkeypatch.setattr(Rereading, "stale", acted)


def commenting(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody comment meanwhile."""
    comment = partial(place.gh.rest, "POST", COMMENT, token=MEMBER, body="I am at it")
    meanwhile(monkeypatch, comment)


def test_a_comment_that_comes_during_the_run_keeps_one_open(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    converged(place, "tank", "pump", "hose")
    commenting(place, monkeypatch)
    done = converged(place, "tank")
    assert done["pump"]["reason"].endswith("left open: 1 comment")
    assert [place.issue(each)["state"] for each in (1, 2, 3)] == ["open", "open", "closed"]


LINK = """mutation(
  $tank: ID!, $pump: ID!, $hose: ID!, $valve: ID!, $pipe: ID!, $bolt: ID!, $label: ID!, $theirs: ID!
) {
  one: addSubIssue(input: {issueId: $pump, subIssueId: $theirs}) { clientMutationId }
  two: addBlockedBy(input: {issueId: $hose, blockingIssueId: $theirs}) { clientMutationId }
  three: addSubIssue(input: {issueId: $tank, subIssueId: $valve}) { clientMutationId }
  four: addBlockedBy(input: {issueId: $theirs, blockingIssueId: $pipe}) { clientMutationId }
  five: addLabelsToLabelable(input: {labelableId: $bolt, labelIds: [$label]}) { clientMutationId }
}"""


def test_a_link_or_label_that_comes_during_the_run_keeps_one_open(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("tank", "pump", "hose", "valve", "pipe", "bolt", "nut")
    converged(place, *keys)
    place.gh.rest("POST", f"repos/{REPOSITORY}/issues", title="Theirs", token=MEMBER)
    ids = {key: place.issue(at)["node_id"] for at, key in enumerate((*keys, "theirs"), 1)}
    del ids["nut"]
    ids["label"] = place.gh.rest("GET", f"repos/{REPOSITORY}/labels/bug").json["node_id"]
    meanwhile(monkeypatch, partial(place.gh.graphql, LINK, token=MEMBER, **ids))
    done = converged(place, "tank")
    assert {key: each["reason"].rpartition("; ")[2] for key, each in done.items()} == {
        "pump": "left open: 1 sub-issue: #8",
        "hose": "left open: blocked by #8",
        "valve": "left open: put under #1",
        "pipe": "left open: blocking #8",
        "bolt": "left open: changed by alice",
        "nut": "its entry was removed from the backlog: closed as not planned",
    }


@pytest.mark.parametrize("more", [(), ("--delete",)], ids=["closes", "deletes"])
def test_a_comment_that_comes_during_an_undo_keeps_an_issue(
    place: Place, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    converged(place, "tank", "pump", "hose")
    commenting(place, monkeypatch)
    done = place.playbook("undo", "--yes", *more)
    assert "used since, and left: 1 comment" in done.out
    assert (place.issue(2)["state"], len(place.gh.rest("GET", COMMENT).json)) == ("open", 1)
    assert place.issue(3).get("state", "closed") == "closed"
