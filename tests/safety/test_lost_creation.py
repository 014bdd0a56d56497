"""An answer is lost, and GitHub's lists do not show yet what was created: nothing is made twice."""

import json

import pytest

from tests.safety.conftest import REPOSITORY, Place

LAG = 20
BOARD = """
project:
  title: Plan
  drafts: [{title: a note}]
  views: [{name: By size, layout: table}]
  status_updates: [{key: start, status: on_track, body: We begin.}]
"""
ONCE = {"issues": 1, "projects": 1, "drafts": 1, "views": 2, "updates": 1}
KINDS = ("createIssue", "createProjectV2", "addProjectV2DraftIssue", "POST /**/views")


def counted(place: Place) -> dict[str, int]:
    """Return how many issues, projects, drafts and views there are."""
    issues = place.gh("issue", "list", "-R", REPOSITORY, "--state", "all", "--json", "number")
    query = """query { organization(login: "acme") { projectsV2(first: 9) { nodes {
        views(first: 9) { totalCount } statusUpdates(first: 9) { totalCount }
        items(first: 9) { nodes { type } } } } } }"""
    told = json.loads(place.gh("api", "graphql", "-f", f"query={query}"))
    boards = told["data"]["organization"]["projectsV2"]["nodes"]
    return {
        "issues": len(json.loads(issues)),
        "projects": len(boards),
        "drafts": [item["type"] for each in boards for item in each["items"]["nodes"]].count(
            "DRAFT_ISSUE"
        ),
        "views": sum(each["views"]["totalCount"] for each in boards),
        "updates": sum(each["statusUpdates"]["totalCount"] for each in boards),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_lists_do_not_show_yet_is_not_made_twice(kind: str, place: Place) -> None:
    """The first run gives the repository labels, so that the second meets the fault early."""
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    text = (place.folder / "backlog.yml").read_text()
    place.write("backlog.yml", f"{text}  - {{key: fin, title: Build the fin}}\n{BOARD}")
    place.sandbox.advance(LAG)
    lost = {"operation": kind, "times": 1, "fault": "drop-after"}
    place.sandbox.set_faults([lost, {"fault": {"stale-lists": LAG}}])
    place.playbook("all", "--backlog", "backlog.yml")
    place.sandbox.set_faults(None)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    assert counted(place) == {**ONCE, "issues": 2}


def test_what_was_never_made_is_made_by_the_same_run(place: Place) -> None:
    place.write("backlog.yml", (place.folder / "backlog.yml").read_text() + BOARD)
    never = [{"operation": kind, "times": 1, "fault": "drop-before"} for kind in KINDS[:2]]
    place.sandbox.set_faults(never)
    done = place.playbook("all", "--backlog", "backlog.yml")
    place.sandbox.set_faults(None)
    assert done.code == 0, done
    assert counted(place) == ONCE


@pytest.mark.parametrize("is_posted", [True, False], ids=["", "without updates"])
def test_what_earlier_runs_made_is_not_made_again_while_lists_are_old(
    is_posted: bool, place: Place
) -> None:
    """The run before this one was a few seconds ago. Before a status update all is read again."""
    text = (place.folder / "backlog.yml").read_text()
    board = BOARD if is_posted else BOARD[: BOARD.index("  status_updates")]
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    place.write("backlog.yml", text + board)
    place.sandbox.advance(LAG)
    place.sandbox.set_faults([{"fault": {"stale-lists": LAG}}])
    for _ in range(2):
        place.playbook("all", "--backlog", "backlog.yml")
    place.sandbox.set_faults(None)
    assert counted(place) == {**ONCE, "updates": int(is_posted)}
    code, changes, _ = place.carry_out()
    told = {each["outcome"] for each in changes if each["module"] != "report"}
    assert (code, told) == (0, {"skipped"})


def test_what_was_removed_is_made_again_and_asked_for_once(place: Place) -> None:
    place.write("backlog.yml", (place.folder / "backlog.yml").read_text() + BOARD)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    nothing = place.carry_out()[2]
    cards = json.loads(place.gh("project", "item-list", "1", "--owner", "acme", "--format", "json"))
    [draft] = [each["id"] for each in cards["items"] if each["content"]["type"] == "DraftIssue"]
    place.gh("project", "item-delete", "1", "--owner", "acme", "--id", draft)
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0
    assert counted(place) == ONCE
    assert place.carry_out()[2] == nothing
