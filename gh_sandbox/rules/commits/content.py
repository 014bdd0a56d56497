"""Rules for a repository's files: reading them at a commit, and writing them as a commit.

Sources: GitHub's REST description, "Repository contents" (`sha` is required to update a file, a
different one gives 409); reports for the messages, and for the 404 for files in `.github/workflows`
when the token lacks the scope `workflow`.
"""

from collections.abc import Sequence

from gh_sandbox import git
from gh_sandbox.errors import ApiError, NotFoundError, UnprocessableError
from gh_sandbox.git import GitObject, Person
from gh_sandbox.rules.commits import commit_message
from gh_sandbox.rules.commits import git_object as git_objects
from gh_sandbox.rules.commits import git_ref as git_refs
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

WORKFLOWS = ".github/workflows/"


def resolve(session: Session, repository: Row, ref: str | None) -> str | None:
    """Return the commit of a branch, a tag, a commit id or HEAD; None for an empty repository."""
    if ref in (None, "HEAD"):
        head = git_refs.branch(session, repository, repository["default_branch"] or "main")
        return None if head is None else str(head["sha"])
    for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}"):
        row = git_refs.find(session, repository, name)
        if row is not None:
            return str(row["sha"])
    if git_objects.find(session.store, repository["id"], ref, "commit") is None:
        raise NotFoundError(f"No commit found for the ref {ref}")
    return ref


def head(session: Session, repository: Row, ref: str | None) -> str:
    """Return a commit as `resolve` does, or refuse an empty repository."""
    sha = resolve(session, repository, ref)
    if sha is None:
        raise git_refs.empty()
    return sha


def write(
    session: Session,
    repository: Row,
    path: str,
    data: bytes | None,
    *,
    message: str,
    branch: str | None,
    sha: str | None,
    author: Person | None = None,
    committer: Person | None = None,
) -> str:
    """Write a file as a commit, or delete it (`data` is None), and return the commit's id.

    `sha` is the blob to replace. The first file of a repository creates the default branch. The
    viewer commits unless another person is given, who is the author, too, if none is given.
    """
    _require_writing(session, repository, path)
    name = branch or repository["default_branch"] or "main"
    head = git_refs.branch(session, repository, name)
    if head is None and git_refs.starting_with(session, repository, "refs/"):
        raise NotFoundError(f"Branch {name} not found")
    parent = None if head is None else str(head["sha"])
    store, id = session.store, repository["id"]
    files = git_objects.files(store, id, parent)
    _check_sha(path, files.get(path), sha, deleting=data is None)
    if data is None:
        del files[path]
    else:
        files[path] = git_objects.write(store, id, GitObject("blob", data))
    commit = git_objects.write_commit(
        store,
        id,
        files,
        parents=[parent] if parent else [],
        author=author or committer or viewer(session),
        committer=committer or viewer(session),
        message=message,
    )
    _set_branch(session, repository, name, head, commit)
    return commit


def _set_branch(
    session: Session, repository: Row, name: str, head: Row | None, commit: str
) -> None:
    """Move a branch to a commit. A branch that does not exist is created as the default branch."""
    if head is not None:
        git_refs.move(session, repository, head, commit)
        return
    store, id = session.store, repository["id"]
    store.insert("git_ref", {"repository_id": id, "name": git_refs.BRANCHES + name, "sha": commit})
    store.update("repository", id, {"default_branch": name, "pushed_at": session.now()})
    commit_message.read(session, store.get("repository", id), name, [commit])


def commit(
    session: Session,
    repository: Row,
    *,
    tree: str,
    parents: Sequence[str],
    message: str,
    author: Person,
    committer: Person | None,
) -> str:
    """Write a commit that is on no branch, and return its id; the messages are reported."""
    repositories.require(session, repository, "WRITE", "CreateCommit")
    git_refs.require_commits(session, repository)
    store, id = session.store, repository["id"]
    if git_objects.find(store, id, tree, "tree") is None:
        raise UnprocessableError("Tree SHA does not exist")
    if any(git_objects.find(store, id, parent, "commit") is None for parent in parents):
        raise UnprocessableError("Parent SHA does not exist or is not a commit object")
    made = git.make_commit(tree, parents, author, message, committer=committer)
    return git_objects.write(store, id, made)


def viewer(session: Session) -> Person:
    """Return the viewer as the author of a commit made now."""
    row = session.store.get("owner", session.viewer.id)
    email = row["email"] or f"{row['id']}+{row['login']}@users.noreply.github.com"
    return Person(row["name"] or row["login"], email, session.now())


def is_path(path: str) -> bool:
    """Tell whether a path can be that of a file in a repository."""
    return not any(part in ("", ".", "..", ".git") for part in path.split("/"))


def _require_writing(session: Session, repository: Row, path: str) -> None:
    scoped = not path.startswith(WORKFLOWS) or session.viewer.writes_workflows
    if not scoped or not repositories.allows(session, repository, "WRITE"):
        raise NotFoundError
    if not is_path(path):
        raise UnprocessableError("path contains a malformed path component")


def _check_sha(path: str, existing: str | None, sha: str | None, *, deleting: bool) -> None:
    if existing is None:
        if deleting:
            raise NotFoundError
        return
    if sha is None:
        raise UnprocessableError('Invalid request.\n\n"sha" wasn\'t supplied.')
    if sha != existing:
        raise ApiError(409, f"{path} does not match {sha}", type="UNPROCESSABLE")
