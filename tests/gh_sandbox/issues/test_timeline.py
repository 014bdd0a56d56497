"""What happened to an issue, in order; and what names it from elsewhere."""

from typing import Any

import pytest

from tests.gh_sandbox.conftest import REPOSITORY, Local

ISSUES = f"/repos/{REPOSITORY}/issues"


def timeline(local: Local, number: int) -> list[Any]:
    found: list[Any] = local.rest("GET", f"{ISSUES}/{number}/timeline")
    return found


def sources(local: Local, number: int) -> list[int]:
    """The numbers of what names an issue."""
    events = timeline(local, number)
    named = [each for each in events if each["event"] == "cross-referenced"]
    return [each["source"]["issue"]["number"] for each in named]


def test_events_come_in_order(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/14", labels=["build", "typing"])
    local.clock.advance(60)
    local.rest("POST", f"{ISSUES}/14/comments", body="done")
    local.clock.advance(60)
    local.rest("PATCH", f"{ISSUES}/14", state="closed", state_reason="not_planned")
    local.rest("PATCH", f"{ISSUES}/14", state="open")
    labels = {"labeled": 1, "unlabeled": 4}
    names = [each["event"] for each in timeline(local, 14)]
    assert {name: names[:5].count(name) for name in labels} == labels
    assert names[5:] == ["commented", "closed", "reopened"]
    events = local.rest("GET", f"{ISSUES}/14/events")
    assert [each["event"] for each in events[5:]] == ["closed", "reopened"]
    assert {each["actor"]["login"] for each in events} == {"octocat"}


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Related: #14", True),
        ("see PimpMyNines/LLuMinary#14.", True),
        ("pimpmynines/lluminary#14", True),
        ("(https://github.com/PimpMyNines/LLuMinary/issues/14)", True),
        ("someone/empty#14", False),
        ("#145", False),
        ("a#14", False),
        ("`#14`", False),
        ("```\n#14\n```", False),
        ("<!-- #14 -->", False),
    ],
)
def test_a_text_names_an_issue(local: Local, text: str, is_named: bool) -> None:
    local.rest("PATCH", f"{ISSUES}/3", body=text)
    assert sources(local, 14) == ([3] if is_named else [])


def test_an_issue_is_named_once_by_each_other(local: Local) -> None:
    local.rest("POST", ISSUES, title="New", body="Part of #14")
    local.rest("PATCH", f"{ISSUES}/21", body="Part of #14, #14 and #21")
    local.rest("POST", f"{ISSUES}/21/comments", body="#14")
    local.rest("POST", f"{ISSUES}/12/comments", body="for #14")
    assert sources(local, 14) == [21, 12]
    assert sources(local, 21) == []


def told(local: Local, number: int, *, path: str = "events") -> dict[str, Any]:
    """The last event of each kind, without what all of them have."""
    common = {"id", "node_id", "url", "actor", "commit_id", "commit_url", "created_at"}
    common |= {"performed_via_github_app", "event"}
    found = local.rest("GET", f"{ISSUES}/{number}/{path}?per_page=100")
    return {
        each["event"]: {key: value for key, value in each.items() if key not in common}
        for each in found
    }


def logins(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value["login"] for name, value in found.items()}


def test_each_change_is_an_event_with_the_former_value(local: Local) -> None:
    path = f"{ISSUES}/13"
    before = local.rest("GET", path)["title"]
    local.rest("POST", f"/repos/{REPOSITORY}/milestones", title="v1")
    local.rest("PATCH", path, title="New", milestone=1, assignees=["octocat"], type="Bug")
    local.rest("PATCH", path, milestone=None, assignees=[], type="Feature")
    local.rest("PATCH", path, type=None)
    local.rest("PUT", f"{path}/lock", lock_reason="too heated")
    local.rest("DELETE", f"{path}/lock")
    events = told(local, 13)
    assert events["renamed"] == {"rename": {"from": before, "to": "New"}}
    assert events["milestoned"] == events["demilestoned"] == {"milestone": {"title": "v1"}}
    for name in ("assigned", "unassigned"):
        assert logins(events[name]) == {"assignee": "octocat", "assigner": "octocat"}
    assert events["locked"] == {"lock_reason": "too heated"}
    assert events["unlocked"] == {}
    bug, feature = (events["issue_type_changed"][key] for key in ("prev_issue_type", "issue_type"))
    assert (bug["name"], feature["name"]) == ("Bug", "Feature")
    assert events["issue_type_added"] == {"issue_type": bug}
    assert events["issue_type_removed"] == {"issue_type": feature}


def test_an_event_keeps_what_things_were_called(local: Local) -> None:
    repository = f"/repos/{REPOSITORY}"
    local.rest("POST", f"{repository}/milestones", title="v1")
    local.rest("POST", f"{repository}/labels", name="old", color="ABCDEF")
    local.rest("PATCH", f"{ISSUES}/13", labels=["old"], milestone=1)
    local.rest("PATCH", f"{ISSUES}/13", state="closed", state_reason="not_planned")
    local.rest("PATCH", f"{repository}/labels/old", new_name="new", color="000000")
    local.rest("PATCH", f"{repository}/milestones/1", title="v2")
    local.rest("PATCH", f"{ISSUES}/13", state="open")
    events = told(local, 13)
    assert events["labeled"] == {"label": {"name": "old", "color": "ABCDEF"}}
    assert events["milestoned"] == {"milestone": {"title": "v1"}}
    assert events["closed"] == {"state_reason": "not_planned"}
    local.rest("DELETE", f"{repository}/labels/new")
    local.rest("DELETE", f"{repository}/milestones/1")
    assert told(local, 13) == {**events, **told(local, 13)}


def test_links_are_events_at_both_ends(local: Local) -> None:
    ids = {n: local.rest("GET", f"{ISSUES}/{n}")["id"] for n in (13, 14, 15)}
    local.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=ids[14])
    local.rest("POST", f"{ISSUES}/13/dependencies/blocked_by", issue_id=ids[15])
    assert told(local, 13)["sub_issue_added"]["sub_issue"]["number"] == 14
    assert told(local, 14)["parent_issue_added"]["parent_issue"]["number"] == 13
    assert told(local, 13)["blocked_by_added"]["blocked_by"]["number"] == 15
    blocking = told(local, 15)["blocking_added"]["blocking"]
    assert (blocking["number"], blocking["repository"]["full_name"]) == (13, REPOSITORY)
    local.rest("DELETE", f"{ISSUES}/13/dependencies/blocked_by/{ids[15]}")
    local.rest("POST", f"{ISSUES}/15/sub_issues", sub_issue_id=ids[14], replace_parent=True)
    assert told(local, 13)["sub_issue_removed"]["sub_issue"]["number"] == 14
    assert told(local, 14)["parent_issue_removed"]["parent_issue"]["number"] == 13
    assert told(local, 13)["blocked_by_removed"]["blocked_by"]["number"] == 15
    assert told(local, 15)["blocking_removed"]["blocking"]["number"] == 13
    assert told(local, 15)["sub_issue_added"]["sub_issue"]["number"] == 14


def test_a_deleted_other_end_is_null_and_a_deleted_mention_gone(local: Local) -> None:
    made = local.rest("POST", ISSUES, title="Child", body="for #13")
    local.rest("POST", f"{ISSUES}/13/sub_issues", sub_issue_id=made["id"])
    assert sources(local, 13) == [made["number"]]
    delete = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { clientMutationId } }"
    local.graphql(delete, id=made["node_id"])
    assert told(local, 13)["sub_issue_added"] == {"sub_issue": None}
    assert sources(local, 13) == []


def test_a_mention_is_one_event_with_its_actor(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/13", body="@dana-w and `@octocat`, not @nobody-x")
    local.rest("POST", f"{ISSUES}/13/comments", body="@Dana-W again")
    found = local.rest("GET", f"{ISSUES}/13/events")
    mentioned = [(each["event"], each["actor"]["login"]) for each in found]
    assert mentioned[-2:] == [("mentioned", "dana-w"), ("subscribed", "dana-w")]
    assert mentioned.count(("mentioned", "dana-w")) == 1


def test_a_duplicate_is_marked_and_unmarked(local: Local) -> None:
    id = local.rest("GET", f"{ISSUES}/13")["id"]
    given = {"state": "closed", "state_reason": "duplicate", "duplicate_issue_id": id}
    local.rest("PATCH", f"{ISSUES}/14", **given)
    local.rest("PATCH", f"{ISSUES}/14", state="open")
    names = list(told(local, 14))
    assert names[-4:] == ["closed", "marked_as_duplicate", "reopened", "unmarked_as_duplicate"]


def test_what_stays_the_same_is_no_event(local: Local) -> None:
    issue = local.rest("GET", f"{ISSUES}/13")
    before = local.rest("GET", f"{ISSUES}/13/events?per_page=100")
    labels = [each["name"] for each in issue["labels"]]
    local.rest("PATCH", f"{ISSUES}/13", title=issue["title"], labels=labels, milestone=None)
    local.rest("DELETE", f"{ISSUES}/13/lock")
    assert local.rest("GET", f"{ISSUES}/13/events?per_page=100") == before


def test_a_repository_lists_events_and_comments_of_all_issues(local: Local) -> None:
    local.rest("PATCH", f"{ISSUES}/13", title="New")
    local.rest("PATCH", f"{ISSUES}/14", state="closed")
    local.rest("POST", f"{ISSUES}/14/comments", body="done")
    latest, earlier = local.rest("GET", f"{ISSUES}/events")[:2]
    assert (latest["event"], latest["issue"]["number"]) == ("closed", 14)
    assert (earlier["event"], earlier["issue"]["number"]) == ("renamed", 13)
    assert local.rest("GET", f"{ISSUES}/events/{latest['id']}") == latest
    assert local.send("GET", f"{ISSUES}/events/7").status_code == 404
    comments = local.rest("GET", f"{ISSUES}/comments?sort=created&direction=desc")
    assert comments[0]["body"] == "done"
    assert local.rest("GET", f"{ISSUES}/comments?direction=desc")[-1]["body"] == "done"


def test_the_timeline_leaves_out_what_is_excluded(local: Local) -> None:
    local.rest("POST", f"{ISSUES}/14/comments", body="done")
    local.rest("PATCH", f"{ISSUES}/14", title="New", state="closed")
    found = local.rest("GET", f"{ISSUES}/14/timeline?exclude=commented,renamed&per_page=100")
    names = {each["event"] for each in found}
    assert not names & {"commented", "renamed"}
    assert "closed" in names


def test_what_is_not_kept_is_said(local: Local) -> None:
    for path in ("14/events", "14/timeline", "events"):
        header = local.send("GET", f"{ISSUES}/{path}").headers["x-sandbox-not-kept"]
        assert "deployed" in header.split(", ")


def test_a_pull_request_tells_its_merge_and_its_drafts(local: Local) -> None:
    node = local.rest("GET", f"{ISSUES}/18")["node_id"]
    for name in ("convertPullRequestToDraft", "markPullRequestReadyForReview"):
        mutation = f"mutation($id: ID!) {{ {name}(input: {{pullRequestId: $id}}) {{"
        local.graphql(mutation + " clientMutationId } }", id=node)
    assert list(told(local, 18))[-2:] == ["convert_to_draft", "ready_for_review"]


_CLOSED = """{ repository(owner: "PimpMyNines", name: "LLuMinary") { issue(number: 14) {
  timelineItems(last: 2) { nodes { __typename
    ... on ReferencedEvent { commit { oid } commitRepository { name } isCrossRepository
      isDirectReference subject { ... on Issue { number } } }
    ... on ClosedEvent { closer { ... on Commit { oid } } } } } } } }"""


def test_a_commit_that_names_an_issue_is_an_event_and_one_that_fixes_it_closes_it(
    local: Local,
) -> None:
    """GitHub docs, "Issue event types"; "Linking a pull request to an issue": by a keyword in a
    commit's message, once the commit is in the default branch."""
    repository = f"/repos/{REPOSITORY}"
    main = local.rest("GET", f"{repository}/git/ref/heads/main")["object"]["sha"]
    local.rest("POST", f"{repository}/git/refs", ref="refs/heads/topic", sha=main)
    made = local.rest(
        "PUT",
        f"{repository}/contents/x.txt",
        message="Write\n\nFixes #14, after #13",
        content="eA==",
        branch="topic",
    )
    sha = made["commit"]["sha"]

    def told(number: int) -> list[tuple[str, str | None]]:
        events = local.rest("GET", f"{ISSUES}/{number}/events")
        return [(each["event"], each["commit_id"]) for each in events]

    assert told(13) == told(14) == [("referenced", sha)]
    assert local.rest("GET", f"{ISSUES}/14")["state"] == "open"
    local.rest("PATCH", f"{repository}/git/refs/heads/main", sha=sha)
    assert told(13) == [("referenced", sha)]
    assert told(14) == [("referenced", sha), ("closed", sha)]
    issue = local.rest("GET", f"{ISSUES}/14")
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
    closed = local.rest("GET", f"{ISSUES}/14/events")[-1]
    assert closed["commit_url"].endswith(f"{repository}/commits/{sha}")
    items = local.graphql(_CLOSED)["data"]["repository"]["issue"]["timelineItems"]["nodes"]
    assert items == [
        {
            "__typename": "ReferencedEvent",
            "commit": {"oid": sha},
            "commitRepository": {"name": "LLuMinary"},
            "isCrossRepository": False,
            "isDirectReference": True,
            "subject": {"number": 14},
        },
        {"__typename": "ClosedEvent", "closer": {"oid": sha}},
    ]


def test_a_first_commit_may_name_issues_of_another_repository(local: Local) -> None:
    first = local.rest(
        "PUT",
        "/repos/PimpMyNines/empty/contents/x.txt",
        message=f"Resolves {REPOSITORY}#14",
        content="eA==",
    )
    closed = local.rest("GET", f"{ISSUES}/14/events")[-1]
    assert (closed["event"], closed["commit_id"]) == ("closed", first["commit"]["sha"])
    assert "/repos/PimpMyNines/empty/commits/" in closed["commit_url"]
