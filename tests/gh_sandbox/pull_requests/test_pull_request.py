"""Pull requests: opened, linked, merged and closed, over REST, GraphQL and through `gh pr`."""

import base64
from typing import Any

import pytest

from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues.event import Event
from gh_sandbox.session import Session
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Local

REPO = f"/repos/{REPOSITORY}"
PULLS = f"{REPO}/pulls"


def push(local: Local, path: str, text: str, *, branch: str = "topic", **more: Any) -> str:
    content = base64.b64encode(text.encode()).decode()
    made = local.rest(
        "PUT",
        f"{REPO}/contents/{path}",
        message=f"Write {path}",
        content=content,
        branch=branch,
        **more,
    )
    return str(made["commit"]["sha"])


def start_branch(local: Local, name: str = "topic") -> None:
    main = local.rest("GET", f"{REPO}/git/ref/heads/main")["object"]["sha"]
    local.rest("POST", f"{REPO}/git/refs", ref=f"refs/heads/{name}", sha=main)


def open_one(local: Local, *, body: str = "", **more: Any) -> Any:
    start_branch(local)
    push(local, "a.txt", "one\ntwo\n")
    return local.rest("POST", PULLS, title="Topic", head="topic", base="main", body=body, **more)


def test_a_pull_request_is_opened_listed_and_shown(local: Local) -> None:
    made = open_one(local)
    assert (made["number"], made["state"], made["mergeable"]) == (21, "open", True)
    assert (made["commits"], made["additions"], made["changed_files"]) == (1, 2, 1)
    assert made["head"]["label"] == "PimpMyNines:topic"
    assert [each["number"] for each in local.rest("GET", PULLS)] == [21, 19, 18, 12]
    for head, found in (("PimpMyNines:topic", [21]), ("x:topic", []), ("topic", [21, 19, 18, 12])):
        listed = local.rest("GET", f"{PULLS}?head={head}")
        assert [each["number"] for each in listed] == found
    assert local.rest("GET", f"{REPO}/issues/21")["pull_request"]["merged_at"] is None


@pytest.mark.parametrize(
    ("head", "base", "field", "message"),
    [
        ("nowhere", "main", "head", None),
        ("somebody:topic", "main", "head", None),
        ("bump-anthropic", "nowhere", "base", None),
        ("main", "main", None, "No commits between main and main"),
        (
            "bump-anthropic",
            "main",
            None,
            "A pull request already exists for PimpMyNines:bump-anthropic.",
        ),
    ],
)
def test_what_cannot_be_opened_is_refused(
    local: Local, head: str, base: str, field: str | None, message: str | None
) -> None:
    """Faults of the whole pull request name no field (peter-evans/create-pull-request#2105)."""
    refused = local.rest("POST", PULLS, title="x", head=head, base=base)
    assert refused["status"] == "422"
    assert refused["errors"][0].get("field") == field
    assert refused["errors"][0].get("message") == message


def test_keywords_link_and_merging_closes(local: Local, heard: list[Event]) -> None:
    body = (
        "Fixes #3, closes: PimpMyNines/LLuMinary#4 and\n"
        "resolves https://github.com/PimpMyNines/LLuMinary/issues/13; mentions #14, prefixes #15"
    )
    made = open_one(local, body=body)
    linked = [each.issue_id for each in heard if isinstance(each, events.Linked)]
    ids = [local.rest("GET", f"{REPO}/issues/{number}")["id"] for number in (3, 4, 13)]
    assert linked == ids
    local.rest("PUT", f"{PULLS}/21/merge")
    found = [local.rest("GET", f"{REPO}/issues/{number}") for number in (3, 4, 13, 14, 15)]
    assert [each["state"] for each in found] == ["closed"] * 3 + ["open"] * 2
    assert found[0]["state_reason"] == "completed"
    told = [each for each in heard if isinstance(each, events.Merged | events.Closed)]
    assert told == [events.Merged(made["id"]), *(events.Closed(id, made["id"]) for id in ids)]


def test_editing_the_body_links_anew(local: Local) -> None:
    open_one(local, body="Fixes #3")
    local.rest("PATCH", f"{PULLS}/21", body="Fixes #4")
    answer = local.graphql(
        """{ repository(owner: "PimpMyNines", name: "LLuMinary") {
        pullRequest(number: 21) { closingIssuesReferences(first: 5) { nodes { number } } }
        issue(number: 4) { closedByPullRequestsReferences(first: 5) { nodes { number } } } } }"""
    )["data"]["repository"]
    assert answer["pullRequest"]["closingIssuesReferences"]["nodes"] == [{"number": 4}]
    assert answer["issue"]["closedByPullRequestsReferences"]["nodes"] == [{"number": 21}]


def test_keywords_count_only_towards_the_default_branch(local: Local) -> None:
    start_branch(local, "release")
    open_one(local, body="Fixes #3")
    local.rest("PATCH", f"{PULLS}/21", base="release")
    local.rest("PUT", f"{PULLS}/21/merge")
    assert local.rest("GET", f"{REPO}/issues/3")["state"] == "open"


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_merging_puts_the_files_on_the_base(local: Local, method: str, parents: int) -> None:
    open_one(local)
    push(local, "b.txt", "on main", branch="main")
    merged = local.rest("PUT", f"{PULLS}/21/merge", merge_method=method)
    assert merged["merged"] is True
    main = local.rest("GET", f"{REPO}/git/ref/heads/main")["object"]["sha"]
    assert merged["sha"] == main
    assert len(local.rest("GET", f"{REPO}/git/commits/{main}")["parents"]) == parents
    names = [each["name"] for each in local.rest("GET", f"{REPO}/contents")]
    assert names == ["README.md", "a.txt", "b.txt"]
    assert local.send("GET", f"{PULLS}/21/merge").status_code == 204
    assert local.rest("GET", f"{PULLS}/21")["merged_by"]["login"] == "octocat"


def test_what_conflicts_is_not_mergeable(local: Local) -> None:
    open_one(local)
    push(local, "a.txt", "otherwise", branch="main")
    assert local.rest("GET", f"{PULLS}/21")["mergeable_state"] == "dirty"
    refused = local.rest("PUT", f"{PULLS}/21/merge")
    assert (refused["status"], refused["message"]) == ("405", "Pull Request is not mergeable")


def test_an_unknown_way_to_merge_is_refused(local: Local) -> None:
    open_one(local)
    assert local.rest("PUT", f"{PULLS}/21/merge", merge_method="magic")["status"] == "422"


def test_a_draft_is_not_mergeable(local: Local) -> None:
    open_one(local, draft=True)
    assert local.rest("PUT", f"{PULLS}/21/merge")["status"] == "405"


def test_a_head_that_moved_is_a_conflict(local: Local) -> None:
    old = open_one(local)["head"]["sha"]
    new = push(local, "b.txt", "more")
    assert local.rest("PUT", f"{PULLS}/21/merge", sha=old)["status"] == "409"
    assert local.rest("PUT", f"{PULLS}/21/merge", sha=new)["merged"] is True
    assert local.rest("PUT", f"{PULLS}/21/merge")["status"] == "405"
    assert local.rest("PATCH", f"{PULLS}/21", state="open")["status"] == "422"


def test_deleting_the_branch_closes(local: Local) -> None:
    open_one(local)
    local.send("DELETE", f"{REPO}/git/refs/heads/topic")
    assert local.rest("GET", f"{PULLS}/21")["state"] == "closed"


def test_gh_opens_shows_and_merges(gh: Gh) -> None:
    main = gh.rest("GET", f"repos/{REPOSITORY}/git/ref/heads/main").json["object"]["sha"]
    gh.rest("POST", f"repos/{REPOSITORY}/git/refs", ref="refs/heads/topic", sha=main)
    gh.rest(
        "PUT",
        f"repos/{REPOSITORY}/contents/a.txt",
        message="Write",
        content=base64.b64encode(b"one").decode(),
        branch="topic",
    )
    pr = ("-R", REPOSITORY)
    made = gh("pr", "create", *pr, "--head", "topic", "--base", "main", "-t", "T", "-b", "Fixes #3")
    assert made.strip() == f"https://github.com/{REPOSITORY}/pull/21"
    fields = "state,additions,commits,files,closingIssuesReferences,mergeable,statusCheckRollup"
    shown = gh.run("pr", "view", "21", *pr, "--json", fields).json
    assert (shown["state"], shown["additions"], shown["mergeable"]) == ("OPEN", 1, "MERGEABLE")
    assert [each["messageHeadline"] for each in shown["commits"]] == ["Write"]
    assert shown["files"] == [
        {"path": "a.txt", "additions": 1, "deletions": 0, "changeType": "ADDED"}
    ]
    assert [each["number"] for each in shown["closingIssuesReferences"]] == [3]
    assert "Fixes #3" in gh("pr", "view", "21", *pr)
    gh("pr", "merge", "21", *pr, "--squash", "--delete-branch")
    merged = gh.run("pr", "view", "21", *pr, "--json", "state,mergedBy,mergeCommit").json
    assert (merged["state"], merged["mergedBy"]["login"]) == ("MERGED", "octocat")
    closed = gh.run("issue", "view", "3", *pr, "--json", "state,stateReason").json
    assert closed == {"state": "CLOSED", "stateReason": "COMPLETED"}
    refs = gh.rest("GET", f"repos/{REPOSITORY}/git/matching-refs/heads/topic").json
    assert refs == []


def test_gh_closes_reopens_edits_and_readies(gh: Gh) -> None:
    pr = ("12", "-R", REPOSITORY)
    gh("pr", "close", *pr)
    closed = gh.run("pr", "list", "-R", REPOSITORY, "-s", "closed", "--json", "number,state").json
    assert {"number": 12, "state": "CLOSED"} in closed
    gh("pr", "reopen", *pr)
    gh("pr", "ready", *pr)
    gh("pr", "edit", *pr, "--title", "New", "--add-label", "blocked")
    shown = gh.run("pr", "view", *pr, "--json", "isDraft,title,labels").json
    assert (shown["isDraft"], shown["title"]) == (False, "New")
    assert {each["name"] for each in shown["labels"]} == {"enhancement", "blocked"}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    found: list[Event] = []

    def listen(_session: Session, event: Event) -> None:
        found.append(event)

    monkeypatch.setattr(events, "_LISTENERS", {})
    events.listens(events.Linked, events.Merged, events.Closed)(listen)
    return found


def test_a_commit_knows_its_author_and_its_pull_requests(local: Local) -> None:
    """What release-drafter asks for."""
    local.clock.advance(60)
    made = open_one(local)
    local.clock.advance(60)
    local.rest("PUT", f"{PULLS}/{made['number']}/merge")
    query = """query($owner: String!, $name: String!, $since: GitTimestamp) {
      repository(owner: $owner, name: $name) { object(expression: "refs/heads/main") {
        ... on Commit { history(first: 2, since: $since) { totalCount nodes {
          author { name user { login } }
          associatedPullRequests(first: 5) { nodes { number merged } } } } } } } }"""
    owner, name = REPOSITORY.split("/")

    def history(since: str | None) -> Any:
        answer = local.graphql(query, owner=owner, name=name, since=since)
        return answer["data"]["repository"]["object"]["history"]

    merge, written = history(None)["nodes"]
    pull = {"nodes": [{"number": made["number"], "merged": True}]}
    assert merge["associatedPullRequests"] == written["associatedPullRequests"] == pull
    assert written["author"]["user"] == {"login": "octocat"}
    assert history("2030-01-01T00:00:00Z")["totalCount"] == 0


def test_a_branch_leads_to_its_pull_requests(local: Local) -> None:
    """octokit-plugin-create-pull-request looks for an open one before it makes another."""
    number = open_one(local)["number"]
    query = """query($ref: String!) { repository(owner: "PimpMyNines", name: "LLuMinary") {
      ref(qualifiedName: $ref) { associatedPullRequests(first: 1, states: OPEN) {
        edges { node { number } } } } } }"""
    found = [
        local.graphql(query, ref=f"refs/heads/{name}")["data"]["repository"]["ref"]
        for name in ("topic", "main")
    ]
    shown = [each["associatedPullRequests"]["edges"] for each in found]
    assert shown == [[{"node": {"number": number}}], []]
