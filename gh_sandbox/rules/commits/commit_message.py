"""Rules for commits that name issues: the events about them, and the issues that they close.

Sources: GitHub docs, "Issue event types", `referenced`; "Linking a pull request to an issue": a
keyword in a commit's message closes the issue when the commit gets into the default branch.
PyGithub's recorded `PullRequest.testGetIssueEvents`: the commit of a merge names its pull request.
Unverified: that an issue which a merged pull request closes as well is closed by the commit.
"""

from collections.abc import Iterable

from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.issues import closing, reference
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


def read(session: Session, repository: Row, branch: str, shas: Iterable[str]) -> None:
    """Note what commits name that have got into a branch, and close what they fix."""
    for sha in shas:
        message = git_objects.commit(session.store, repository["id"], sha).message
        commit = events.RepositoryCommit(sha, repository["id"])
        for row in reference.named(session, repository["id"], message):
            _note(session, row, commit)
        if branch == repository["default_branch"]:
            for row in reference.named(session, repository["id"], message, closing.KEYWORDS):
                _close(session, row, commit)


def _note(session: Session, named: Row, commit: events.RepositoryCommit) -> None:
    known = (
        "SELECT 1 FROM issue_event WHERE issue_id = ? AND event = 'referenced' "
        "AND json_extract(details, '$.commit_id') = ?"
    )
    if session.store.one(known, named["id"], commit.sha) is None:
        events.publish(session, events.Referenced(named["id"], commit))


def _close(session: Session, named: Row, commit: events.RepositoryCommit) -> None:
    repository = session.store.get("repository", named["repository_id"])
    if (
        named["state"] == "OPEN"
        and not named["is_pull_request"]
        and not repository["archived_at"]
        and repositories.allows(session, repository, "WRITE")
    ):
        issues.close(session, named, commit=commit)
