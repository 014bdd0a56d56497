"""Rules for merging one branch into another, and for new names of branches.

Source: GitHub's REST description, "Merge a branch", "Update a pull request branch" and "Rename a
branch"; GitHub docs, "Renaming a branch": open pull requests into the branch follow it, those from
it are closed. Unverified: the words of the refusals, and of a merge without a message.
"""

from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.rules.commits import content as contents
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.pull_requests import pull_request as pull_requests
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row


class ConflictError(ApiError):
    """Both branches changed the same file."""

    def __init__(self) -> None:
        super().__init__(409, "Merge conflict", type="UNPROCESSABLE")


def merge(
    session: Session, repository: Row, base: str, head: str, *, message: str | None = None
) -> str | None:
    """Merge a branch or commit into a branch; None if the branch has all of it already."""
    repositories.require(session, repository, "WRITE", "MergeBranch")
    target = git_refs.branch(session, repository, base)
    if target is None:
        raise ApiError(404, "Base does not exist", type="NOT_FOUND")
    try:
        sha = contents.resolve(session, repository, head)
    except NotFoundError as error:
        raise ApiError(404, "Head does not exist", type="NOT_FOUND") from error
    store, id, ours = session.store, repository["id"], str(target["sha"])
    shared = git_objects.merge_base(store, id, ours, str(sha))
    if shared == sha:
        return None
    files = (git_objects.files(store, id, each) for each in (shared, ours, sha))
    merged = git_objects.merged(*files)
    if merged is None:
        raise ConflictError
    made = git_objects.write_commit(
        store,
        id,
        merged,
        parents=[ours, str(sha)],
        author=contents.viewer(session),
        message=message or f"Merge {head} into {base}",
    )
    git_refs.move(session, repository, target, made)
    return made


def update(session: Session, pull_request: Row, expected: str | None) -> None:
    """Merge the base of a pull request into its branch."""
    details = pull_requests.details(session, pull_request["id"])
    if expected not in (None, details["head_sha"]):
        raise UnprocessableError("expected head sha didn't match current head ref.")
    repository = session.store.get("repository", pull_request["repository_id"])
    base, head = details["base_ref_name"], details["head_ref_name"]
    message = f"Merge branch '{base}' into {head}"
    try:
        made = merge(session, repository, head, base, message=message)
    except ConflictError as error:
        raise UnprocessableError("merge conflict between base and head") from error
    if made is None:
        raise UnprocessableError("There are no new commits on the base branch.")


def rename(session: Session, repository: Row, old: str, new: str) -> Row:
    """Give a branch another name; the default branch takes an administrator."""
    is_default = old == repository["default_branch"]
    level = "ADMIN" if is_default else "WRITE"
    repositories.require(session, repository, level, "RenameBranch")
    row = git_refs.branch(session, repository, old)
    if row is None:
        raise ApiError(404, "Branch not found", type="NOT_FOUND")
    if git_refs.branch(session, repository, new) is not None:
        raise UnprocessableError(f"Branch already exists: {new}")
    made = git_refs.create(session, repository, git_refs.BRANCHES + new, row["sha"])
    if is_default:
        session.store.update("repository", repository["id"], {"default_branch": new})
    session.store.execute(
        "UPDATE pull_request SET base_ref_name = ? WHERE base_ref_name = ? AND issue_id IN "
        "(SELECT id FROM issue WHERE repository_id = ? AND state = 'OPEN')",
        new,
        old,
        repository["id"],
    )
    renamed = session.store.get("repository", repository["id"])
    git_refs.delete(session, renamed, git_refs.BRANCHES + old)
    return made
