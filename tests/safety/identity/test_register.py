"""The register vouches for bound issues, and cannot be used to take others."""

import json
from collections.abc import Mapping
from typing import Any

from tests.safety.conftest import REPOSITORY, Place
from tests.safety.identity.conftest import (
    BACKLOG,
    PRIVATE,
    WORKFLOW,
    issue,
    of,
    run,
    titles,
)


def forget(place: Place) -> None:
    """Delete the register."""
    path = f"repos/{REPOSITORY}/git/refs/gh-playbook/state"
    assert place.gh.rest("DELETE", path).code == 0


def test_the_register_vouches_for_a_private_member_where_github_does_not(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    seen = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/1", token=WORKFLOW).json
    assert seen["author_association"] == "NONE"
    document = run(place, "all", token=WORKFLOW)
    assert of(document, "engine")["number"] == 1
    assert document["requests"] == {"reads": 1, "writes": 0, "processes": 1}


def test_without_a_register_an_unknown_author_is_a_conflict_with_advice(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    forget(place)
    for words in (("all", "--dry-run"), ("all",)):
        document = run(place, *words, token=WORKFLOW)
        change = of(document, "engine")
        assert change["outcome"] == "conflict"
        assert "carol" in change["reason"]
        assert "trusted_authors" in change["reason"]
        assert document["requests"]["writes"] == 0
    assert titles(place) == ["Build the engine", "Build the pump"]


def test_whoever_sees_the_members_writes_the_register_again(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    forget(place)
    document = run(place, "all")
    assert {each["outcome"] for each in document["changes"]} == {"skipped", "verified"}
    assert document["requests"]["writes"] == 2
    assert run(place, "all", token=WORKFLOW)["requests"]["writes"] == 0


def test_trusting_the_author_or_saying_the_number_settles_it_too(place: Place) -> None:
    run(place, "all", token=PRIVATE)
    for backlog in (
        f"trusted_authors: [carol]\n{BACKLOG.lstrip()}",
        BACKLOG.replace("key: engine", "key: engine\n    number: 1").replace(
            "{key: pump,", "{key: pump, number: 2,"
        ),
    ):
        forget(place)
        place.write("backlog.yml", backlog)
        assert of(run(place, "all", token=WORKFLOW), "engine")["number"] == 1


def put_register(place: Place, register: Mapping[str, Any]) -> str:
    """Write a register by hand; return its commit."""
    head = place.gh.rest("GET", f"repos/{REPOSITORY}/git/ref/heads/main").json["object"]["sha"]
    git = f"repos/{REPOSITORY}/git"
    tree = place.gh.rest("GET", f"{git}/commits/{head}").json["tree"]["sha"]
    text = json.dumps(register)
    made = place.gh.rest("POST", f"{git}/commits", message=text, tree=tree).json["sha"]
    place.gh.rest("POST", f"{git}/refs", ref="refs/gh-playbook/state", sha=made)
    return str(made)


def test_a_register_of_a_later_version_stays_and_the_run_says_what_to_do(place: Place) -> None:
    made = put_register(place, {"gh-playbook": 9, "everything": "else"})
    first = place.playbook("all", "--backlog", "backlog.yml")
    assert first.code == 0, first.error
    assert "a later version of gh-playbook has written the register" in first.out
    assert "update gh-playbook on this machine" in first.out
    second = run(place, "all")
    assert (second["run"]["exit_code"], second["requests"]["writes"]) == (0, 0)
    path = f"repos/{REPOSITORY}/git/ref/gh-playbook/state"
    assert place.gh.rest("GET", path).json["object"]["sha"] == made


def test_a_register_cannot_hand_an_outsiders_issue_to_anybody(place: Place) -> None:
    """Whoever may push can write anything there; then it still takes a marker that fits."""
    number = issue(place, "Build the engine", "evil")
    id = place.issue(number)["node_id"]
    put_register(place, {"gh-playbook": 1, "issues": {"engine": [number, id]}})
    assert of(run(place, "all"), "engine")["outcome"] == "created"
    assert place.issue(number)["body"] == "evil"


def test_a_register_leads_to_no_board_of_another_owner_and_to_none_of_its_cards(
    place: Place,
) -> None:
    """Things that no list shows are asked for by the register's ids."""
    made = place.gh(
        "project", "create", "--owner", "octocat", "--title", "Plan", "--format", "json"
    )
    words = ("project", "item-create", "1", "--owner", "octocat", "--title", "note")
    card = json.loads(place.gh(*words, "--format", "json"))["id"]
    board = {"plan": [1, json.loads(made)["id"]]}
    things = {"draft_card": {"note": card}}
    put_register(place, {"gh-playbook": 1, "issues": {}, "projects": board, "things": things})
    place.write("backlog.yml", f"{BACKLOG}project: {{title: Plan, drafts: [{{title: note}}]}}\n")
    document = run(place, "all")
    told = {each["module"]: each["outcome"] for each in document["changes"]}
    assert (told["project"], told["draft"]) == ("created", "created")
    owned = place.gh("project", "item-list", "1", "--owner", "octocat", "--format", "json")
    assert json.loads(owned)["totalCount"] == 1
