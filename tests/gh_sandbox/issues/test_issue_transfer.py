"""Issues that are moved to another repository, or deleted."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

ISSUES = f"/repos/{REPOSITORY}/issues"
EMPTY = "/repos/PimpMyNines/empty"
TRANSFER = """mutation($issue: ID!, $target: ID!, $labels: Boolean) { transferIssue(input: {
  issueId: $issue, repositoryId: $target, createLabelsIfMissing: $labels}) {
  issue { number repository { name } timelineItems(last: 1, itemTypes: [TRANSFERRED_EVENT]) {
  nodes { ... on TransferredEvent { fromRepository { name } } } } } } }"""


def ids(local: Local, number: int, repository: str = EMPTY) -> dict[str, str]:
    return {
        "issue": local.rest("GET", f"{ISSUES}/{number}")["node_id"],
        "target": local.rest("GET", repository)["node_id"],
    }


def moved(local: Local, number: int, **more: Any) -> Any:
    answer = local.graphql(TRANSFER, **ids(local, number), **more)
    assert "errors" not in answer, answer
    return answer["data"]["transferIssue"]["issue"]


def refused(local: Local, number: int, repository: str = EMPTY) -> str:
    answer = local.graphql(TRANSFER, **ids(local, number, repository))
    found: str = answer["errors"][0]["message"]
    return found


def test_an_issue_moves_with_what_belongs_to_it(local: Local) -> None:
    for repository in (f"/repos/{REPOSITORY}", EMPTY):
        given = {"title": "v1", "due_on": "2026-12-24T12:00:00Z"}
        local.rest("POST", f"{repository}/milestones", **given)
    local.rest("POST", f"{ISSUES}/14/comments", body="kept")
    child = local.rest("GET", f"{ISSUES}/15")["id"]
    local.rest("POST", f"{ISSUES}/14/sub_issues", sub_issue_id=child)
    belongings: dict[str, Any] = {"labels": ["bug", "typing"], "milestone": 1}
    before = local.rest("PATCH", f"{ISSUES}/14", type="Bug", assignees=["octocat"], **belongings)
    issue = moved(local, 14)
    assert issue["repository"] == {"name": "empty"}
    assert issue["timelineItems"]["nodes"] == [{"fromRepository": {"name": "LLuMinary"}}]
    after = local.rest("GET", f"{EMPTY}/issues/{issue['number']}")
    for name in ("title", "body", "user", "assignees", "created_at", "comments", "type"):
        assert after[name] == before[name]
    assert [each["name"] for each in after["labels"]] == ["bug"]
    assert after["milestone"]["url"].endswith("/empty/milestones/1")
    assert after["sub_issues_summary"]["total"] == 1
    assert after["id"] != before["id"]


def test_labels_are_made_if_asked_for(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", labels=["typing"])
    issue = moved(local, 14, labels=True)
    after = local.rest("GET", f"{EMPTY}/issues/{issue['number']}")
    assert [each["name"] for each in after["labels"]] == ["typing"]


def test_the_old_place_redirects_but_what_is_below_it_does_not(local: Local) -> None:
    number = moved(local, 14)["number"]
    answer = local.send("GET", f"{ISSUES}/14")
    id = local.rest("GET", EMPTY)["id"]
    assert answer.status_code == 301
    assert answer.headers["location"].endswith(f"/repositories/{id}/issues/{number}")
    assert local.send("PATCH", f"{ISSUES}/14", content=b"{}").status_code == 307
    assert local.send("GET", f"{ISSUES}/14/comments").status_code == 404
    assert local.send("GET", f"{ISSUES}/14/events").status_code == 404
    query = "{ repository(owner: %s, name: %s) { issue(number: 14) { id } } }"
    found = local.graphql(query % ('"PimpMyNines"', '"LLuMinary"'))
    assert found["errors"][0]["type"] == "NOT_FOUND"
    assert 14 not in [each["number"] for each in local.rest("GET", ISSUES)]


def test_a_deleted_issue_is_gone(local: Local) -> None:
    delete = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { clientMutationId } }"
    local.graphql(delete, id=ids(local, 14)["issue"])
    assert local.send("GET", f"{ISSUES}/14").status_code == 410
    assert local.rest("GET", f"{ISSUES}/14")["message"] == "This issue was deleted"
    assert local.send("GET", f"{ISSUES}/14/comments").status_code == 404
    assert local.send("GET", f"{ISSUES}/999").status_code == 404


def test_only_within_an_owner_and_where_issues_are_taken(local: Local) -> None:
    local.rest("POST", "/user/repos", name="own")
    assert "another owner" in refused(local, 14, "/repos/octocat/own")
    assert "in this repository" in refused(local, 14, f"/repos/{REPOSITORY}")
    local.rest("PATCH", EMPTY, has_issues=False)
    assert "takes no issues" in refused(local, 14)
    local.rest("PATCH", EMPTY, has_issues=True, private=False)
    local.rest("PATCH", f"/repos/{REPOSITORY}", private=True)
    assert "from private to public" in refused(local, 14)


def test_gh_transfers_an_issue(gh: Gh) -> None:
    url = gh("issue", "transfer", "14", "PimpMyNines/empty", "-R", REPOSITORY)
    assert url.startswith("https://github.com/PimpMyNines/empty/issues/")
    old, new = gh.rest("GET", f"repos/{REPOSITORY}/issues/14").json, url.rsplit("/", 1)[1].strip()
    assert old["number"] == int(new)


@pytest.mark.parametrize("name", [None, "topic"])
def test_a_branch_is_made_for_an_issue(local: Local, name: str | None) -> None:
    main = local.rest("GET", f"/repos/{REPOSITORY}/git/ref/heads/main")["object"]["sha"]
    create = """mutation($id: ID!, $oid: GitObjectID!, $name: String) { createLinkedBranch(input: {
      issueId: $id, oid: $oid, name: $name}) { linkedBranch { id ref { name target { oid } } }
      issue { linkedBranches(first: 5) { nodes { ref { name } } } } } }"""
    variables: dict[str, Any] = {"id": ids(local, 14)["issue"], "oid": main, "name": name}
    made = local.graphql(create, **variables)["data"]["createLinkedBranch"]
    branch = made["linkedBranch"]["ref"]
    assert branch["target"] == {"oid": main}
    assert branch["name"] == name or (name is None and branch["name"].startswith("14-"))
    nodes = made["issue"]["linkedBranches"]["nodes"]
    assert nodes == [{"ref": {"name": branch["name"]}}]
    again = local.graphql(create, **variables)
    assert "already exists" in again["errors"][0]["message"]
    delete = """mutation($id: ID!) { deleteLinkedBranch(input: {linkedBranchId: $id}) { issue {
      linkedBranches(first: 5) { totalCount } } } }"""
    gone = local.graphql(delete, id=made["linkedBranch"]["id"])["data"]["deleteLinkedBranch"]
    assert gone["issue"]["linkedBranches"] == {"totalCount": 0}


def test_repositories_are_made_changed_and_archived_by_graphql(local: Local) -> None:
    create = """mutation($owner: ID) { createRepository(input: {name: "new", ownerId: $owner,
      visibility: PRIVATE, description: "Made", template: true}) { repository { id nameWithOwner
      isPrivate isTemplate hasWikiEnabled } } }"""
    owner = local.rest("GET", "/orgs/PimpMyNines")["node_id"]
    made = local.graphql(create, owner=owner)["data"]["createRepository"]["repository"]
    assert made["nameWithOwner"] == "PimpMyNines/new"
    assert (made["isPrivate"], made["isTemplate"]) == (True, True)
    own = local.graphql(create)["data"]["createRepository"]["repository"]
    assert own["nameWithOwner"] == "octocat/new"
    update = """mutation($id: ID!) { updateRepository(input: {repositoryId: $id, name: "newer",
      hasIssuesEnabled: false, hasProjectsEnabled: false}) { repository { name hasIssuesEnabled
      hasProjectsEnabled } } }"""
    changed = local.graphql(update, id=own["id"])["data"]["updateRepository"]["repository"]
    assert changed == {"name": "newer", "hasIssuesEnabled": False, "hasProjectsEnabled": False}
    archive = "mutation($id: ID!) { %s(input: {repositoryId: $id}) { repository { isArchived } } }"
    for name, expected in (("archiveRepository", True), ("unarchiveRepository", False)):
        found = local.graphql(archive % name, id=own["id"])["data"][name]["repository"]
        assert found == {"isArchived": expected}
