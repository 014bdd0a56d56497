"""Rules for branches that are created for an issue.

Source: GitHub's GraphQL schema, `createLinkedBranch`; docs, "Creating a branch to work on an
issue". Unverified: the name of a branch when none is given.
"""

import re

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_NAME_LIMIT = 60


def create(session: Session, issue: Row, repository: Row, oid: str, name: str | None) -> int:
    """Create a branch at a commit, link it to an issue, and return the link's id."""
    repositories.require(session, repository, "WRITE", "CreateLinkedBranch")
    short = (name or _name(issue)).removeprefix(git_refs.BRANCHES)
    if git_refs.branch(session, repository, short) is not None:
        raise UnprocessableError(f"A branch named {short} already exists")
    ref = git_refs.create(session, repository, git_refs.BRANCHES + short, oid)
    return session.store.insert("linked_branch", {"issue_id": issue["id"], "ref_id": ref["id"]})


def delete(session: Session, link: Row) -> None:
    """Unlink a branch from its issue; the branch is kept."""
    issue = session.store.get("issue", link["issue_id"])
    repositories.require_for(session, issue, "WRITE", "DeleteLinkedBranch")
    session.store.execute("DELETE FROM linked_branch WHERE id = ?", link["id"])


def _name(issue: Row) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", issue["title"].lower()).strip("-")
    return f"{issue['number']}-{words}"[:_NAME_LIMIT].rstrip("-")
