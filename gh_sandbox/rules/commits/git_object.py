"""The git objects of a repository: files (a mapping of path to blob), commits, and merging.

Whole trees are read and written at once: a repository of the sandbox holds few files.
"""

from collections.abc import Iterator, Sequence

from gh_sandbox import git
from gh_sandbox.git import Commit, Entry, GitObject, Person
from gh_sandbox.state.store import Row, Store

# The blob of each file, by path.
Files = dict[str, str]


def write(store: Store, repository_id: int, made: GitObject) -> str:
    """Store an object and return its id; an object that exists is kept."""
    store.execute(
        "INSERT OR IGNORE INTO git_object (repository_id, sha, type, content) VALUES (?, ?, ?, ?)",
        repository_id,
        made.sha,
        made.type,
        made.content,
    )
    return made.sha


def find(store: Store, repository_id: int, sha: str, type: str) -> Row | None:
    """Return an object of a type, or None."""
    return store.one(
        "SELECT * FROM git_object WHERE repository_id = ? AND sha = ? AND type = ?",
        repository_id,
        sha,
        type,
    )


def content(store: Store, repository_id: int, sha: str, type: str) -> bytes:
    """Return the content of an object that must exist."""
    row = find(store, repository_id, sha, type)
    if row is None:
        raise LookupError(f"{type} {sha}")
    return bytes(row["content"])


def commit(store: Store, repository_id: int, sha: str) -> Commit:
    """Return a commit that must exist."""
    return git.read_commit(content(store, repository_id, sha, "commit"))


def peeled(store: Store, repository_id: int, sha: str) -> tuple[str, str | None] | None:
    """Return the commit that an id names, itself or by an annotated tag, and the tag's id.

    None if it is neither.
    """
    if find(store, repository_id, sha, "commit") is not None:
        return sha, None
    row = find(store, repository_id, sha, "tag")
    return None if row is None else (git.read_tag(row["content"]).object, sha)


def tree(store: Store, repository_id: int, sha: str) -> dict[str, Entry]:
    """Return the entries of a tree that must exist."""
    return git.read_tree(content(store, repository_id, sha, "tree"))


def files(store: Store, repository_id: int, sha: str | None) -> Files:
    """Return the files of a commit; no commit has no files."""
    if sha is None:
        return {}
    return dict(_walk(store, repository_id, commit(store, repository_id, sha).tree, ""))


def files_of_tree(store: Store, repository_id: int, sha: str) -> Files:
    """Return the files of a tree."""
    return dict(_walk(store, repository_id, sha, ""))


def entries(
    store: Store, repository_id: int, sha: str, *, recursive: bool, above: str = ""
) -> Iterator[tuple[str, Entry]]:
    """List the entries of a tree by path, with the entries of its subfolders if asked."""
    for name, entry in tree(store, repository_id, sha).items():
        path = f"{above}{name}"
        yield path, entry
        if recursive and entry.mode == git.FOLDER_MODE:
            yield from entries(store, repository_id, entry.sha, recursive=True, above=f"{path}/")


def _walk(store: Store, repository_id: int, sha: str, above: str) -> Iterator[tuple[str, str]]:
    for name, entry in tree(store, repository_id, sha).items():
        if entry.mode == git.FOLDER_MODE:
            yield from _walk(store, repository_id, entry.sha, f"{above}{name}/")
        else:
            yield f"{above}{name}", entry.sha


def write_files(store: Store, repository_id: int, files: Files) -> str:
    """Store the trees of these files and return the root's id."""
    entries: dict[str, Entry] = {}
    folders: dict[str, Files] = {}
    for path, sha in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = sha
        else:
            entries[path] = Entry(git.FILE_MODE, sha)
    for name, inside in folders.items():
        entries[name] = Entry(git.FOLDER_MODE, write_files(store, repository_id, inside))
    return write(store, repository_id, git.make_tree(entries))


def write_commit(
    store: Store,
    repository_id: int,
    files: Files,
    *,
    parents: Sequence[str],
    author: Person,
    message: str,
    committer: Person | None = None,
) -> str:
    """Store a commit of these files and return its id."""
    root = write_files(store, repository_id, files)
    made = git.make_commit(root, parents, author, message, committer=committer)
    return write(store, repository_id, made)


def ahead(store: Store, repository_id: int, base: str, head: str) -> list[str]:
    """List the commits that `head` has and `base` has not, oldest first."""
    if commit(store, repository_id, head).parents == (base,):
        return [head]
    known = set(_ancestors(store, repository_id, base))
    found = [sha for sha in _ancestors(store, repository_id, head) if sha not in known]
    return found[::-1]


def history(store: Store, repository_id: int, sha: str, path: str | None) -> list[str]:
    """List a commit and its ancestors, newest first; with a path, only those that changed it.

    As in `git log`, a merge that took the file from one parent did not change it.
    """
    found = sorted(
        _ancestors(store, repository_id, sha),
        key=lambda each: commit(store, repository_id, each).committer.date,
        reverse=True,
    )
    if path is None:
        return found

    def there(each: str) -> Files:
        inside = files(store, repository_id, each)
        return {name: blob for name, blob in inside.items() if f"{name}/".startswith(f"{path}/")}

    def changed(each: str) -> bool:
        before = [there(parent) for parent in commit(store, repository_id, each).parents] or [{}]
        return all(there(each) != one for one in before)

    return [each for each in found if changed(each)]


def merge_base(store: Store, repository_id: int, base: str, head: str) -> str | None:
    """Return the latest commit that two commits share."""
    known = set(_ancestors(store, repository_id, base))
    shared = (sha for sha in _ancestors(store, repository_id, head) if sha in known)
    return next(shared, None)


def _ancestors(store: Store, repository_id: int, sha: str) -> list[str]:
    """List a commit and its ancestors, nearest first."""
    found = [sha]
    for each in found:
        parents = commit(store, repository_id, each).parents
        found += [parent for parent in parents if parent not in found]
    return found


def merged(before: Files, ours: Files, theirs: Files) -> Files | None:
    """Apply the changes from `before` to `theirs` on `ours`; None if both changed one file."""
    result = dict(ours)
    for path in before.keys() | theirs.keys():
        old, new = before.get(path), theirs.get(path)
        if new in (old, ours.get(path)):
            continue
        if ours.get(path) != old:
            return None
        if new is None:
            del result[path]
        else:
            result[path] = new
    return result


def rebase(store: Store, repository_id: int, commits: list[str], *, onto: str) -> str | None:
    """Write commits again on top of another commit and return the last one; None on a conflict."""
    tip = onto
    for sha in commits:
        one = commit(store, repository_id, sha)
        before = files(store, repository_id, one.parents[0] if one.parents else None)
        ours, theirs = (files(store, repository_id, each) for each in (tip, sha))
        laid = merged(before, ours, theirs)
        if laid is None:
            return None
        tip = write_commit(
            store, repository_id, laid, parents=[tip], author=one.author, message=one.message
        )
    return tip
