"""Rules for pull requests: opening, changing, merging. Issues share the rest: `issue.py`.

Sources: GitHub's REST description (405 and 409 of a merge); reports for the messages. The sandbox
has no forks: a head is a branch of the same repository.
"""

from dataclasses import dataclass

from gh_sandbox.errors import ApiError, FieldError, InvalidError, NotFoundError
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.commits.git_object import Files
from gh_sandbox.rules.issues import closing
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.issues import issue as issues
from gh_sandbox.rules.issues.issue import IssueChange
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.repositories import repository_setting as settings
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

METHODS = ("merge", "squash", "rebase")
_ALLOWED = {
    "merge": "allow_merge_commit",
    "squash": "allow_squash_merge",
    "rebase": "allow_rebase_merge",
}


@dataclass(frozen=True)
class Merge:
    """How to merge: a method, the expected head, and the commit's message."""

    method: str = "merge"
    expected_head: str | None = None
    headline: str | None = None
    body: str | None = None


def get(session: Session, repository: Row, number: int) -> Row:
    """Return the pull request of this number, as a row of issue, or refuse with 404."""
    row = issues.find(session, repository, number)
    if row is None or not row["is_pull_request"]:
        raise NotFoundError(f"Could not resolve to a PullRequest with the number of {number}.")
    return row


def details(session: Session, issue_id: int) -> Row:
    """Return the row of what only pull requests have: branches, draft, merge."""
    row = session.store.one("SELECT * FROM pull_request WHERE issue_id = ?", issue_id)
    if row is None:
        raise LookupError(f"pull_request {issue_id}")
    return row


def create(
    session: Session,
    repository: Row,
    change: IssueChange,
    *,
    head: str,
    base: str,
    draft: bool = False,
) -> int:
    """Open a pull request from the branch `head` (or `owner:head`) and return its id."""
    owner, _, name = head.rpartition(":")
    login = session.store.get("owner", repository["owner_id"])["login"]
    head_ref = git_refs.branch(session, repository, name)
    if head_ref is None or owner.lower() not in ("", login.lower()):
        raise _invalid("head", f"Head ref must be a branch: {head} is none of {login}'s")
    base_ref = git_refs.branch(session, repository, base)
    if base_ref is None:
        raise _invalid("base", f"Base ref must be a branch: {base} is none")
    _require_new(session, repository, head=name, base=base, label=f"{login}:{name}")
    store = session.store
    if not git_objects.ahead(store, repository["id"], base_ref["sha"], head_ref["sha"]):
        raise _refused(f"No commits between {base} and {name}")
    id = issues.insert(session, repository, change, is_pull_request=True)
    store.insert(
        "pull_request",
        {
            "issue_id": id,
            "head_ref_name": name,
            "base_ref_name": base,
            "head_repository_id": repository["id"],
            "is_draft": int(draft),
            "head_sha": head_ref["sha"],
            "base_sha": base_ref["sha"],
        },
    )
    events.publish(session, events.Created(id))
    closing.relink(session, store.get("issue", id))
    return id


def set_base(session: Session, pull_request: Row, base: str) -> None:
    """Change the base of an open pull request."""
    repository = _writable(session, pull_request, "UpdatePullRequest")
    base_ref = git_refs.branch(session, repository, base)
    if base_ref is None or pull_request["state"] != "OPEN":
        raise _invalid("base", "Base ref must be a branch, and the pull request open")
    before = details(session, pull_request["id"])["base_ref_name"]
    session.store.execute(
        "UPDATE pull_request SET base_ref_name = ?, base_sha = ? WHERE issue_id = ?",
        base,
        base_ref["sha"],
        pull_request["id"],
    )
    events.publish(session, events.Rebased(pull_request["id"], before, base))
    closing.relink(session, pull_request)


def set_draft(session: Session, pull_request: Row, *, draft: bool) -> None:
    """Convert a pull request to a draft, or mark it as ready for review."""
    _writable(session, pull_request, "ConvertPullRequestToDraft")
    changed = session.store.execute(
        "UPDATE pull_request SET is_draft = ?1 WHERE issue_id = ?2 AND is_draft <> ?1",
        int(draft),
        pull_request["id"],
    )
    if changed:
        kind = events.Drafted if draft else events.Readied
        events.publish(session, kind(pull_request["id"]))


def commits(session: Session, pull_request: Row) -> list[str]:
    """List a pull request's commits, oldest first."""
    found = details(session, pull_request["id"])
    repository_id = pull_request["repository_id"]
    return git_objects.ahead(session.store, repository_id, found["base_sha"], found["head_sha"])


def with_commit(session: Session, repository_id: int, sha: str) -> list[Row]:
    """List the pull requests that contain a commit, or whose merge made it, oldest first.

    Source: GitHub's REST description, "List pull requests associated with a commit".
    """
    rows = session.store.all(
        "SELECT issue.*, merge_commit_sha FROM issue JOIN pull_request ON issue_id = issue.id "
        "WHERE repository_id = ? ORDER BY issue.id",
        repository_id,
    )
    return [row for row in rows if sha == row["merge_commit_sha"] or sha in commits(session, row)]


def merged_files(session: Session, pull_request: Row) -> Files | None:
    """Return the files of the base after merging the pull request; None on a conflict."""
    found = details(session, pull_request["id"])
    store, id = session.store, pull_request["repository_id"]
    repository = store.get("repository", id)
    base_ref = git_refs.branch(session, repository, found["base_ref_name"])
    if base_ref is None:
        return None
    shared = git_objects.merge_base(store, id, base_ref["sha"], found["head_sha"])
    before, ours, theirs = (
        git_objects.files(store, id, sha) for sha in (shared, base_ref["sha"], found["head_sha"])
    )
    return git_objects.merged(before, ours, theirs)


def is_mergeable(session: Session, pull_request: Row) -> bool:
    """Tell whether an open pull request merges without a conflict."""
    return pull_request["state"] == "OPEN" and merged_files(session, pull_request) is not None


def merge(session: Session, pull_request: Row, how: Merge) -> str:
    """Merge a pull request, close the issues that it closes, and return the commit on the base."""
    repository = _writable(session, pull_request, "MergePullRequest")
    if how.method not in METHODS:
        raise _invalid("merge_method", f"Merge method must be one of {', '.join(METHODS)}")
    if not settings.of(repository)[_ALLOWED[how.method]]:
        text = "Merge commits" if how.method == "merge" else f"{how.method.title()} merges"
        raise _not_mergeable(f"{text} are not allowed on this repository.")
    found = details(session, pull_request["id"])
    if found["is_draft"]:
        raise _not_mergeable("Pull Request is still a draft")
    files = merged_files(session, pull_request)
    if pull_request["state"] != "OPEN" or files is None:
        raise _not_mergeable("Pull Request is not mergeable")
    if how.expected_head not in (None, found["head_sha"]):
        raise ApiError(
            409, "Head branch was modified. Review and try the merge again.", type="UNPROCESSABLE"
        )
    base_ref = git_refs.get(session, repository, git_refs.BRANCHES + found["base_ref_name"])
    sha = _write_merge(session, pull_request, how, files, str(base_ref["sha"]))
    git_refs.move(session, repository, base_ref, sha)
    _note_merge(session, pull_request, sha)
    if found["base_ref_name"] == repository["default_branch"]:
        _close_issues(session, pull_request)
    if settings.of(repository)["delete_branch_on_merge"]:
        git_refs.delete(session, repository, git_refs.BRANCHES + found["head_ref_name"])
    return sha


def _write_merge(session: Session, pull_request: Row, how: Merge, files: Files, base: str) -> str:
    store, id = session.store, pull_request["repository_id"]
    if how.method == "rebase":
        rebased = git_objects.rebase(store, id, commits(session, pull_request), onto=base)
        if rebased is None:
            raise _not_mergeable("This branch can't be rebased")
        return rebased
    head = details(session, pull_request["id"])["head_sha"]
    parents = [base, head] if how.method == "merge" else [base]
    headline, body = default_message(session, pull_request, how.method)
    text = body if how.body is None else how.body
    message = "\n\n".join(filter(None, (how.headline or headline, text)))
    return git_objects.write_commit(
        store, id, files, parents=parents, author=contents.viewer(session), message=message
    )


def _note_merge(session: Session, pull_request: Row, sha: str) -> None:
    now, viewer = session.now(), session.viewer.id
    session.store.execute(
        "UPDATE pull_request SET merged_at = ?, merged_by_id = ?, merge_commit_sha = ? "
        "WHERE issue_id = ?",
        now,
        viewer,
        sha,
        pull_request["id"],
    )
    closed: dict[str, Value] = {
        "state": "CLOSED",
        "closed_at": now,
        "closed_by_id": viewer,
        "updated_at": now,
    }
    session.store.update("issue", pull_request["id"], closed)
    events.publish(session, events.Merged(pull_request["id"]))


def _close_issues(session: Session, pull_request: Row) -> None:
    for issue in closing.issues_of(session, pull_request["id"]):
        repository = session.store.get("repository", issue["repository_id"])
        may_close = repositories.allows(session, repository, "WRITE")
        if issue["state"] == "OPEN" and may_close and not repository["archived_at"]:
            issues.close(session, issue, closer_id=pull_request["id"])


def default_message(session: Session, pull_request: Row, method: str) -> tuple[str, str]:
    """Return the default headline and body of a merge."""
    found = details(session, pull_request["id"])
    number, title = pull_request["number"], pull_request["title"]
    if method != "merge":
        return f"{title} (#{number})", ""
    repository = session.store.get("repository", pull_request["repository_id"])
    login = session.store.get("owner", repository["owner_id"])["login"]
    return f"Merge pull request #{number} from {login}/{found['head_ref_name']}", title


def _require_new(session: Session, repository: Row, *, head: str, base: str, label: str) -> None:
    taken = session.store.one(
        "SELECT 1 FROM issue JOIN pull_request ON issue_id = issue.id WHERE repository_id = ? "
        "AND state = 'OPEN' AND head_ref_name = ? AND base_ref_name = ?",
        repository["id"],
        head,
        base,
    )
    if taken is not None:
        raise _refused(f"A pull request already exists for {label}.")


def _writable(session: Session, pull_request: Row, operation: str) -> Row:
    repository = session.store.get("repository", pull_request["repository_id"])
    repositories.require(session, repository, "WRITE", operation)
    return repository


def _invalid(field: str, text: str) -> InvalidError:
    return InvalidError(FieldError("PullRequest", field, "invalid"), graphql_message=text)


def _refused(text: str) -> InvalidError:
    fault = FieldError("PullRequest", None, "custom", text)
    return InvalidError(fault, graphql_message=text)


def _not_mergeable(text: str) -> ApiError:
    return ApiError(405, text, type="UNPROCESSABLE")
