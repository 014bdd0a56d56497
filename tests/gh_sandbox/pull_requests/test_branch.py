"""Branches that are merged into others, and renamed."""

from tests.gh_sandbox.conftest import REPOSITORY, Local
from tests.gh_sandbox.pull_requests.test_pull_request import open_one, push, start_branch

REPO = f"/repos/{REPOSITORY}"


def test_a_branch_is_merged_into_another(local: Local) -> None:
    """GitHub's REST description, "Merge a branch": 204 if there is nothing to merge."""
    start_branch(local)
    head = push(local, "a.txt", "one\n")
    made = local.rest("POST", f"{REPO}/merges", base="main", head="topic")
    assert made["commit"]["message"] == "Merge topic into main"
    assert [each["sha"] for each in made["parents"]][1] == head
    assert local.rest("GET", f"{REPO}/branches/main")["commit"]["sha"] == made["sha"]
    given = b'{"base": "main", "head": "topic"}'
    assert local.send("POST", f"{REPO}/merges", content=given).status_code == 204


def test_what_cannot_be_merged_is_refused(local: Local) -> None:
    start_branch(local)
    for branch in ("topic", "main"):
        push(local, "a.txt", f"{branch}\n", branch=branch)
    for base, head, status in (
        ("main", "topic", "409"),
        ("nowhere", "topic", "404"),
        ("main", "nowhere", "404"),
    ):
        answer = local.rest("POST", f"{REPO}/merges", base=base, head=head)
        assert answer["status"] == status


def test_a_pull_request_gets_what_is_new_on_its_base(local: Local) -> None:
    """GitHub's REST description, "Update a pull request branch"."""
    pull = open_one(local)
    where = f"{REPO}/pulls/{pull['number']}"
    refused = local.rest("PUT", f"{where}/update-branch")
    assert refused["message"] == "There are no new commits on the base branch."
    push(local, "b.txt", "two\n", branch="main")
    refused = local.rest("PUT", f"{where}/update-branch", expected_head_sha="0" * 40)
    assert refused["status"] == "422"
    told = local.rest("PUT", f"{where}/update-branch", expected_head_sha=pull["head"]["sha"])
    assert told["message"] == "Updating pull request branch."
    assert local.rest("GET", where)["head"]["sha"] != pull["head"]["sha"]
    assert len(local.rest("GET", f"{where}/commits")) == 2


def test_a_branch_gets_another_name(local: Local) -> None:
    """GitHub docs, "Renaming a branch": pull requests into it follow, those from it are closed."""
    number = open_one(local)["number"]
    renamed = local.rest("POST", f"{REPO}/branches/main/rename", new_name="trunk")
    assert renamed["name"] == "trunk"
    assert local.rest("GET", REPO)["default_branch"] == "trunk"
    assert local.send("GET", f"{REPO}/branches/main").status_code == 404
    assert local.rest("GET", f"{REPO}/pulls/{number}")["base"]["ref"] == "trunk"
    taken = local.rest("POST", f"{REPO}/branches/topic/rename", new_name="trunk")
    assert taken["status"] == "422"
    local.rest("POST", f"{REPO}/branches/topic/rename", new_name="theme")
    assert local.rest("GET", f"{REPO}/pulls/{number}")["state"] == "closed"
