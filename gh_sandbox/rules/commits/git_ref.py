"""Rules for branches, tags and other references: names that point at commits.

A reference points at a commit itself, or by an annotated tag. The sandbox has no annotated tags of
anything else.

Sources: GitHub's REST description, "Git references"; its GraphQL schema, `updateRefs`; the messages
as reported. Unverified: the error type when a reference points elsewhere, and that forty zeros
stand for a reference that does not exist, as in git's own protocol.

A name cannot be the folder of another: git keeps `refs/heads/a/b` in a folder `refs/heads/a`. The
words as in microsoft/vscode-remote-repositories-github#122 and googleapis/release-please#1024.
"""

from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.rules.commits import commit_message
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.issues import event as events
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row, Value

BRANCHES = "refs/heads/"
TAGS = "refs/tags/"
NOTHING = "0" * 40


def find(session: Session, repository: Row, name: str) -> Row | None:
    """Return a reference by its full name."""
    return session.store.one(
        "SELECT * FROM git_ref WHERE repository_id = ? AND name = ?", repository["id"], name
    )


def get(session: Session, repository: Row, name: str) -> Row:
    """Return a reference by its full name, or refuse; an empty repository has none (409)."""
    require_commits(session, repository)
    row = find(session, repository, name)
    if row is None:
        raise NotFoundError
    return row


def branch(session: Session, repository: Row, name: str) -> Row | None:
    """Return a branch by its short name."""
    return find(session, repository, BRANCHES + name)


def starting_with(session: Session, repository: Row, start: str) -> list[Row]:
    """List the references whose full names start with this text, by name."""
    return session.store.all(
        "SELECT * FROM git_ref WHERE repository_id = ?1 AND substr(name, 1, length(?2)) = ?2 "
        "ORDER BY name",
        repository["id"],
        start,
    )


def create(session: Session, repository: Row, name: str, sha: str) -> Row:
    """Create a reference at a commit."""
    repositories.require(session, repository, "WRITE", "CreateRef")
    require_commits(session, repository)
    if not name.startswith("refs/") or name.count("/") < 2 or name.endswith("/"):
        raise UnprocessableError("Reference name must start with 'refs/' and have two slashes")
    if find(session, repository, name) is not None:
        raise UnprocessableError("Reference already exists")
    _require_place(session, repository, name)
    sha, tag = _commit(session, repository, sha)
    values = {"repository_id": repository["id"], "name": name, "sha": sha, "tag_sha": tag}
    row = session.store.get("git_ref", session.store.insert("git_ref", values))
    main = branch(session, repository, repository["default_branch"] or "main")
    if name.startswith(BRANCHES) and main is not None:
        shas = git_objects.ahead(session.store, repository["id"], main["sha"], sha)
        commit_message.read(session, repository, name.removeprefix(BRANCHES), shas)
    return row


def update(session: Session, repository: Row, name: str, sha: str, *, force: bool = False) -> Row:
    """Move a reference to a commit, which must build on the present one unless `force` is set."""
    repositories.require(session, repository, "WRITE", "UpdateRef")
    row = _existing(session, repository, name)
    sha, tag = _commit(session, repository, sha)
    base = git_objects.merge_base(session.store, repository["id"], sha, row["sha"])
    if base != row["sha"] and not force:
        raise UnprocessableError("Update is not a fast forward")
    move(session, repository, row, sha)
    session.store.update("git_ref", row["id"], {"tag_sha": tag})
    return session.store.get("git_ref", row["id"])


def move(session: Session, repository: Row, row: Row, sha: str) -> None:
    """Move a reference; open pull requests from the branch get the new commit.

    Its new commits may name issues.
    """
    session.store.update("git_ref", row["id"], {"sha": sha})
    _move_heads(session, repository, row["name"].removeprefix(BRANCHES), sha)
    session.store.update("repository", repository["id"], {"pushed_at": session.now()})
    if row["name"].startswith(BRANCHES):
        shas = git_objects.ahead(session.store, repository["id"], row["sha"], sha)
        commit_message.read(session, repository, row["name"].removeprefix(BRANCHES), shas)


def _move_heads(session: Session, repository: Row, branch: str, sha: str) -> None:
    """Let open pull requests from a branch have its new commit.

    If the base was merged into the branch, its commits are no longer those of the pull request.
    """
    for row in session.store.all(
        "SELECT pull_request.* FROM pull_request JOIN issue ON issue_id = issue.id "
        "WHERE head_repository_id = ? AND head_ref_name = ? AND state = 'OPEN'",
        repository["id"],
        branch,
    ):
        store, id = session.store, repository["id"]
        base = find(session, repository, BRANCHES + row["base_ref_name"])
        shared = git_objects.merge_base(store, id, base["sha"], sha) if base else None
        known = git_objects.merge_base(store, id, row["base_sha"], sha)
        store.execute(
            "UPDATE pull_request SET head_sha = ?, base_sha = ? WHERE issue_id = ?",
            sha,
            row["base_sha"] if shared in (None, known) else shared,
            row["issue_id"],
        )


def delete(session: Session, repository: Row, name: str) -> None:
    """Delete a reference; open pull requests from the branch are closed."""
    repositories.require(session, repository, "WRITE", "DeleteRef")
    row = _existing(session, repository, name)
    if name == f"{BRANCHES}{repository['default_branch']}":
        raise UnprocessableError("Cannot delete the default branch")
    session.store.execute("DELETE FROM git_ref WHERE id = ?", row["id"])
    if not name.startswith(BRANCHES):
        return
    branch = name.removeprefix(BRANCHES)
    for pull_request in session.store.all(
        "SELECT issue.id, state FROM issue JOIN pull_request ON issue_id = issue.id "
        "WHERE head_repository_id = ? AND head_ref_name = ?",
        repository["id"],
        branch,
    ):
        if pull_request["state"] == "OPEN":
            _close(session, pull_request["id"])
        events.publish(session, events.HeadDeleted(pull_request["id"], branch))


def _close(session: Session, pull_request_id: int) -> None:
    by: dict[str, Value] = {"closed_at": session.now(), "closed_by_id": session.viewer.id}
    session.store.update("issue", pull_request_id, {"state": "CLOSED", **by})
    events.publish(session, events.Closed(pull_request_id))


def swap(
    session: Session,
    repository: Row,
    name: str,
    *,
    before: str | None,
    after: str,
    force: bool = False,
) -> None:
    """Move a reference to `after` if it points at `before`.

    `before` None allows any present commit. Forty zeros mean that the reference does not exist.
    """
    repositories.require(session, repository, "WRITE", "UpdateRefs")
    row = find(session, repository, name)
    present = NOTHING if row is None else target(row)[1]
    if before not in (None, present):
        raise ApiError(422, "Reference does not match beforeOid", type="STALE_DATA")
    if after == NOTHING:
        delete(session, repository, name)
    elif row is None:
        create(session, repository, name, after)
    else:
        update(session, repository, name, after, force=force)


def require_commits(session: Session, repository: Row) -> None:
    """Refuse an empty repository."""
    if not starting_with(session, repository, "refs/"):
        raise empty()


def empty() -> ApiError:
    """Return the refusal of an empty repository."""
    return ApiError(409, "Git Repository is empty.", type="UNPROCESSABLE")


def _existing(session: Session, repository: Row, name: str) -> Row:
    row = find(session, repository, name)
    if row is None:
        raise UnprocessableError("Reference does not exist")
    return row


def _require_place(session: Session, repository: Row, name: str) -> None:
    """Refuse a name below another reference, or above one."""
    parts = name.split("/")
    above = ["/".join(parts[:length]) for length in range(3, len(parts))]
    if starting_with(session, repository, f"{name}/") or any(
        find(session, repository, each) for each in above
    ):
        raise ApiError(
            422,
            "Reference update failed",
            type="UNPROCESSABLE",
            graphql_message="Ref cannot be created",
        )


def _commit(session: Session, repository: Row, sha: str) -> tuple[str, str | None]:
    """Return the commit, and the annotated tag if the id is one's."""
    found = git_objects.peeled(session.store, repository["id"], sha)
    if found is None:
        raise UnprocessableError("Object does not exist")
    return found


def target(row: Row) -> tuple[str, str]:
    """Return the type and the id of the object at which a reference points."""
    return ("tag", row["tag_sha"]) if row["tag_sha"] else ("commit", row["sha"])
