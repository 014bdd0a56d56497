"""PyGithub's calls: an independent client, whose classes read what the sandbox answers."""

from collections.abc import Iterator
from datetime import date

import pytest
from github import Auth, Github, GithubException, UnknownObjectException
from github.NamedUser import NamedUser
from github.Repository import Repository

from gh_sandbox import Sandbox
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from tests.gh_sandbox.clients.forwarding import forwarding
from tests.gh_sandbox.conftest import REPOSITORY


@pytest.fixture(scope="module")
def client(running: Sandbox) -> Iterator[Github]:
    socket = running.status().socket
    assert socket is not None
    with forwarding(socket) as port:
        client = Github(
            base_url=f"http://localhost:{port}",
            auth=Auth.Token(DEFAULT_TOKEN),
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        yield client
        client.close()


@pytest.fixture
def repo(sandbox: Sandbox, client: Github) -> Repository:
    return client.get_repo(REPOSITORY)


def test_users_and_organizations(repo: Repository, client: Github) -> None:
    assert client.get_user().login == "octocat"
    assert client.get_user("mikkel").name == "Mikkel Brandt"
    organization = client.get_organization("PimpMyNines")
    assert organization.name == "Pimp My Nines"
    assert {each.name for each in organization.get_repos()} == {"LLuMinary", "empty"}
    assert {each.login for each in repo.get_assignees()} == {"octocat", "mikkel", "dana-w"}
    assert repo.has_in_assignees("mikkel")
    assert not repo.has_in_assignees("passerby")


def test_a_repository(repo: Repository) -> None:
    assert repo.full_name == REPOSITORY
    assert repo.owner.login == "PimpMyNines"
    assert repo.default_branch == "main"
    assert repo.permissions.admin
    assert repo.open_issues_count == 11


def test_an_unknown_repository(repo: Repository, client: Github) -> None:
    with pytest.raises(UnknownObjectException):
        client.get_repo("nobody/nothing")


def test_the_rate_limit(repo: Repository, client: Github) -> None:
    assert client.get_rate_limit().resources.core.limit == 5000
    assert client.rate_limiting[1] == 5000


def test_labels(repo: Repository) -> None:
    label = repo.create_label("urgent", "ff0000", "now")
    assert (label.name, label.color, label.description) == ("urgent", "ff0000", "now")
    label.edit("later", "00ff00", "soon")
    assert repo.get_label("later").color == "00ff00"
    assert "later" in {each.name for each in repo.get_labels()}
    with pytest.raises(GithubException) as refused:
        repo.create_label("LATER", "ffffff")
    assert refused.value.status == 422
    assert refused.value.data["errors"][0]["code"] == "already_exists"
    label.delete()
    with pytest.raises(UnknownObjectException):
        repo.get_label("later")


def test_milestones(repo: Repository) -> None:
    milestone = repo.create_milestone("v1", description="First", due_on=date(2026, 12, 24))
    assert (milestone.number, milestone.title) == (1, "v1")
    assert milestone.due_on is not None
    # PyGithub sends midnight in UTC, which is the day before in GitHub's zone.
    assert milestone.due_on.date() == date(2026, 12, 23)
    milestone.edit("v2", state="closed")
    assert [each.title for each in repo.get_milestones(state="closed")] == ["v2"]
    assert repo.get_milestone(1).state == "closed"
    assert list(repo.get_milestones()) == []
    milestone.delete()
    with pytest.raises(UnknownObjectException):
        repo.get_milestone(1)


def test_an_issue_is_created_and_edited(repo: Repository) -> None:
    milestone = repo.create_milestone("v1")
    issue = repo.create_issue(
        "New", body="Text", labels=["typing"], milestone=milestone, assignee="octocat"
    )
    assert (issue.number, issue.title, issue.body) == (21, "New", "Text")
    assert issue.milestone.title == "v1"
    assert [each.login for each in issue.assignees] == ["octocat"]
    issue.edit(title="Newer", body="More", state="closed", state_reason="not_planned")
    read = repo.get_issue(21)
    assert (read.title, read.state, read.state_reason) == ("Newer", "closed", "not_planned")
    assert read.closed_by is not None
    assert read.closed_by.login == "octocat"
    read.edit(state="open", assignees=[])
    assert repo.get_issue(21).assignees == []


def test_issues_are_listed_by_page_and_filter(repo: Repository, client: Github) -> None:
    assert len(list(repo.get_issues(state="all"))) == 20
    assert [each.number for each in repo.get_issues(labels=["typing"])] == [3]
    oldest = repo.get_issues(state="all", sort="created", direction="asc")
    assert [oldest[place].number for place in range(3)] == [1, 2, 3]
    assert repo.get_issues(state="all").totalCount == 20
    mikkel = client.get_user("mikkel")
    assert isinstance(mikkel, NamedUser)
    assert [each.number for each in repo.get_issues(creator=mikkel)] == [18, 14, 13, 4]
    found = list(repo.get_issues())
    assert [each.number for each in found if each.pull_request] == [19, 18, 12]


def test_the_labels_of_an_issue(repo: Repository) -> None:
    issue = repo.get_issue(3)
    issue.add_to_labels("streaming")
    issue.remove_from_labels("blocked")
    names = {each.name for each in issue.get_labels()}
    assert "streaming" in names
    assert "blocked" not in names
    issue.set_labels("typing")
    assert [each.name for each in issue.get_labels()] == ["typing"]
    issue.delete_labels()
    assert list(issue.get_labels()) == []


def test_comments(repo: Repository) -> None:
    issue = repo.get_issue(4)
    comment = issue.create_comment("one")
    comment.edit("two")
    assert issue.get_comment(comment.id).body == "two"
    assert "two" in {each.body for each in issue.get_comments()}
    comment.delete()
    with pytest.raises(UnknownObjectException):
        issue.get_comment(comment.id)


def test_locks(repo: Repository) -> None:
    repo.get_issue(3).lock("too heated")
    assert repo.get_issue(3).active_lock_reason == "too heated"
    repo.get_issue(3).unlock()
    assert not repo.get_issue(3).locked


def test_sub_issues(repo: Repository) -> None:
    parent = repo.get_issue(13)
    for number in (14, 15, 16):
        parent.add_sub_issue(repo.get_issue(number))
    assert [each.number for each in parent.get_sub_issues()] == [14, 15, 16]
    parent.prioritize_sub_issue(repo.get_issue(16), repo.get_issue(14))
    assert [each.number for each in parent.get_sub_issues()] == [14, 16, 15]
    parent.remove_sub_issue(repo.get_issue(14))
    assert [each.number for each in parent.get_sub_issues()] == [16, 15]
    summary = repo.get_issue(13).sub_issues_summary
    assert summary is not None
    assert summary.total == 2


def test_search(repo: Repository, client: Github) -> None:
    found = client.search_issues(f"repo:{REPOSITORY} is:issue label:typing")
    assert [each.number for each in found] == [3]
    assert found.totalCount == 1


def test_files_branches_and_pull_requests(repo: Repository) -> None:
    main = repo.get_git_ref("heads/main").object.sha
    repo.create_git_ref("refs/heads/topic", main)
    made = repo.create_file("a.txt", "Add", "one", branch="topic")
    repo.update_file("a.txt", "Change", "two", made["content"].sha, branch="topic")
    file = repo.get_contents("a.txt", ref="topic")
    assert not isinstance(file, list)
    assert file.decoded_content == b"two"
    pull = repo.create_pull("main", "topic", title="Topic", body="Fixes #3")
    assert (pull.number, pull.commits, pull.mergeable) == (21, 2, True)
    pull.edit(title="Topics")
    assert [each.title for each in repo.get_pulls(head="PimpMyNines:topic")] == ["Topics"]
    assert pull.merge(merge_method="squash").merged
    assert repo.get_pull(21).is_merged()
    assert repo.get_issue(3).state == "closed"
    repo.get_git_ref("heads/topic").delete()
    with pytest.raises(UnknownObjectException):
        repo.get_git_ref("heads/topic")
    kept = repo.get_contents("a.txt")
    assert not isinstance(kept, list)
    repo.delete_file("a.txt", "Remove", kept.sha)
    root = repo.get_contents("")
    assert isinstance(root, list)
    assert [each.name for each in root] == ["README.md"]


def test_graphql(repo: Repository, client: Github) -> None:
    _, answer = client.requester.graphql_query("{ viewer { login } }", {})
    assert answer == {"data": {"viewer": {"login": "octocat"}}}
