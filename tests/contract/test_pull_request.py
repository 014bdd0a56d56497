"""Pull requests that close issues."""

import base64
from dataclasses import dataclass

import pytest

from tests.contract.github import GitHub, Issue

_CLOSERS = """closedByPullRequestsReferences(first: 5, includeClosedPrs: true) {
  nodes { number state } }"""


@dataclass(frozen=True)
class Fix:
    """An open pull request whose body says that it fixes an issue."""

    issue: Issue
    number: int


@pytest.fixture
def fix(github: GitHub) -> Fix:
    name, issue = github.name(), github.issue()
    # The first commit of an empty repository makes its default branch.
    content = base64.b64encode(name.encode()).decode()
    given = {"message": "Try", "content": content}
    first = github.rest("PUT", f"contents/{github.file()}", given)
    base = github.rest("GET", "").body["default_branch"]
    sha = first.body["commit"]["sha"]
    github.rest("POST", "git/refs", {"ref": f"refs/heads/{name}", "sha": sha})
    github.on_end(lambda: github.rest("DELETE", f"git/refs/heads/{name}"))
    github.rest("PUT", f"contents/{github.file()}", {**given, "branch": name})
    given = {"title": name, "head": name, "base": base, "body": f"Fixes #{issue.number}"}
    made = github.rest("POST", "pulls", given)
    assert made.status == 201, made
    return Fix(issue, made.body["number"])


def test_a_keyword_in_the_body_links_the_issue(github: GitHub, fix: Fix) -> None:
    """GitHub docs, "Linking a pull request to an issue"."""
    wanted = [{"number": fix.number, "state": "OPEN"}]
    field = "closedByPullRequestsReferences"
    assert github.until(lambda: github.read(fix.issue, _CLOSERS)[field]["nodes"] == wanted)


def test_merging_closes_the_issue_as_completed(github: GitHub, fix: Fix) -> None:
    """GitHub docs, "Linking a pull request to an issue"."""
    assert github.until(lambda: github.rest("PUT", f"pulls/{fix.number}/merge").status == 200)
    wanted = {"state": "CLOSED", "stateReason": "COMPLETED"}
    assert github.until(lambda: github.read(fix.issue, "state stateReason") == wanted)


def test_a_merge_is_an_event_with_its_commit_and_closes_the_pull_request(
    github: GitHub, fix: Fix
) -> None:
    """PyGithub's recorded `PullRequest.testGetIssueEvents`: referenced, merged, closed."""
    assert github.until(lambda: github.rest("PUT", f"pulls/{fix.number}/merge").status == 200)
    events = github.rest("GET", f"issues/{fix.number}/events").body
    told = {each["event"]: each["commit_id"] for each in events}
    assert told["referenced"] == told["merged"] is not None
    assert told["closed"] is None


def test_a_commit_closes_the_issue_that_it_fixes(github: GitHub) -> None:
    """GitHub docs, "Linking a pull request to an issue": "closing keywords in a commit message"."""
    issue = github.issue()
    content = base64.b64encode(github.name().encode()).decode()
    given = {"message": f"Try\n\nFixes #{issue.number}", "content": content}
    sha = github.rest("PUT", f"contents/{github.file()}", given).body["commit"]["sha"]
    wanted = {"state": "CLOSED", "stateReason": "COMPLETED"}
    assert github.until(lambda: github.read(issue, "state stateReason") == wanted)
    events = github.rest("GET", f"issues/{issue.number}/events").body
    assert [each["commit_id"] for each in events if each["event"] == "closed"] == [sha]


@pytest.mark.unverified
def test_of_a_commit_and_its_pull_request_the_commit_closes_the_issue(
    github: GitHub, fix: Fix
) -> None:
    """Both name the issue; reports have one of the two only, so nobody knows which counts."""
    given = {"merge_method": "squash", "commit_message": f"Fixes #{fix.issue.number}"}
    merged = github.rest("PUT", f"pulls/{fix.number}/merge", given)
    assert merged.status == 200
    wanted = {"state": "CLOSED", "stateReason": "COMPLETED"}
    assert github.until(lambda: github.read(fix.issue, "state stateReason") == wanted)
    events = github.rest("GET", f"issues/{fix.issue.number}/events").body
    closed = [each["commit_id"] for each in events if each["event"] == "closed"]
    assert closed == [merged.body["sha"]]


@pytest.mark.unverified
def test_a_merged_pull_request_is_still_linked(github: GitHub, fix: Fix) -> None:
    """GitHub's GraphQL schema has `includeClosedPrs`; that merged ones count, nobody confirmed."""
    assert github.until(lambda: github.rest("PUT", f"pulls/{fix.number}/merge").status == 200)
    wanted = [{"number": fix.number, "state": "MERGED"}]
    field = "closedByPullRequestsReferences"
    assert github.until(lambda: github.read(fix.issue, _CLOSERS)[field]["nodes"] == wanted)


def test_a_draft_is_not_merged(github: GitHub, fix: Fix) -> None:
    """GitHub's REST description: 405."""
    pull = github.rest("GET", f"pulls/{fix.number}").body["node_id"]
    draft = "mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) "
    github.data(draft + "{ pullRequest { isDraft } } }", id=pull)
    assert github.rest("PUT", f"pulls/{fix.number}/merge").status == 405


def test_a_head_is_searched_for_with_its_owner(github: GitHub, fix: Fix) -> None:
    """Reported: without the owner GitHub lists all (hub4j/github-api#538, github/docs#16647)."""
    head = github.rest("GET", f"pulls/{fix.number}").body["head"]

    def numbers(name: str) -> list[int]:
        return [each["number"] for each in github.rest("GET", f"pulls?head={name}").body]

    assert numbers(head["label"]) == [fix.number]
    assert numbers(f"nobody-at-all:{head['ref']}") == []
    assert fix.number in numbers("nowhere")


def test_a_branch_that_took_up_its_base_has_no_commits_of_it(github: GitHub, fix: Fix) -> None:
    """GitHub's REST description, "Update a pull request branch": 202; then two commits are its."""
    path = f"pulls/{fix.number}"
    github.rest("PUT", f"contents/{github.file()}", {"message": "Try", "content": "b25l"})
    assert github.until(lambda: github.rest("PUT", f"{path}/update-branch").status == 202)
    assert github.until(lambda: len(github.rest("GET", f"{path}/commits").body) == 2)
    assert len(github.rest("GET", f"{path}/files").body) == 1


def test_a_line_of_the_difference_is_commented_and_no_other(github: GitHub, fix: Fix) -> None:
    """GitHub's REST description, "Create a review comment …"; cli/cli#5746 for the refusal."""
    path = f"pulls/{fix.number}"
    (file,) = github.rest("GET", f"{path}/files").body
    sha = github.rest("GET", path).body["head"]["sha"]
    given = {"body": "Why?", "commit_id": sha, "path": file["filename"]}
    made = github.rest("POST", f"{path}/comments", {**given, "line": 1})
    assert (made.status, made.body["line"], made.body["side"]) == (201, 1, "RIGHT")
    answer = github.rest("POST", f"{path}/comments/{made.body['id']}/replies", {"body": "So"})
    assert (answer.status, answer.body["in_reply_to_id"]) == (201, made.body["id"])
    reactions = f"pulls/comments/{made.body['id']}/reactions"
    assert github.rest("POST", reactions, {"content": "heart"}).status == 201
    assert github.rest("POST", reactions, {"content": "heart"}).status == 200
    refused = github.rest("POST", f"{path}/comments", {**given, "line": 99})
    assert (refused.status, refused.codes) == (
        422,
        [
            ("pull_request_review_thread.line", "custom"),
            ("pull_request_review_thread.diff_hunk", "missing_field"),
        ],
    )
    assert github.rest("DELETE", f"pulls/comments/{made.body['id']}").status == 204
