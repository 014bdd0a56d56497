"""Git references outside branches and tags: small texts that only people with push access change.

A reference points at a commit, whose message is the text, and whose tree is any existing one.
Branches, clones, workflows and notifications do not show it [unverified]. Writing is
compare-and-set: a reference that somebody else has moved is not changed.

    stored = GitRef("refs/gh-playbook/state", "acme/rocket", reader)
    after = make_commit(writer, repository, text, before)
    moving = stored.begin_move(writer, repository, RefUpdate(stored.name, before, after))
    stored.has_moved(writer, moving)

GitHub's REST description, "Git references" (a name begins with refs and has two slashes), and its
GraphQL schema, `updateRefs`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Begun, Done, Writer
from gh_playbook.model.change import Call, Mutation, Operation
from gh_playbook.model.existing import Repository

STATE = "refs/gh-playbook/state"
# The reference whose commit locks point at.
FLAG = "refs/gh-playbook/flag"
# The id that means "no commit": GitHub's GraphQL schema, `updateRefs`.
NOTHING = "0" * 40
# The statuses of no such reference, no such repository for this login, or no commit at all.
NOTHING_THERE = {404, 409}
_ATTEMPTS = 4


class ObstructedError(GitHubError):
    """Somebody has made something else in the place of a reference: `name` is the obstacle.

    In git, a reference is no folder of others; and texts are stored in commits, not in tags.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} is in the way", request="reference")


@dataclass(frozen=True)
class StoredText:
    """A stored text; `commit` is the commit that the reference points at."""

    commit: str
    text: str


@dataclass(frozen=True)
class RefUpdate:
    """A change of a reference: the commits that it points at before and afterwards.

    None means no reference. If both are the same, the reference only has to be unchanged. With
    `force` the new commit does not have to follow the old one.
    """

    name: str
    before: str | None
    after: str | None
    force: bool = False


@dataclass(frozen=True)
class GitRef:
    """A reference by its full name, in the repository `owner/name`."""

    name: str
    repository: str
    reader: Reader

    def read(self) -> StoredText | None:
        """Read the text by REST, which knows every reference.

        Raises GitHubError, ObstructedError if there can be no such text.
        """
        git = f"repos/{self.repository}/git"
        try:
            path = f"{git}/matching-refs/{self.name.removeprefix('refs/')}"
            listed = self.reader.get(path, request="reference")
            self._check(listed)
            found = next((each for each in listed if each["ref"] == self.name), None)
            if found is None:
                return None
            commit = self.reader.get(f"{git}/commits/{found['object']['sha']}", request="commit")
        except GitHubError as error:
            if error.status in NOTHING_THERE:
                return None
            raise
        return StoredText(commit["sha"], commit["message"])

    def _check(self, listed: Sequence[Mapping[str, Any]]) -> None:
        """Raise ObstructedError if something else is in its place."""
        for each in listed:
            is_other = each["ref"] == self.name and each["object"]["type"] != "commit"
            if is_other or each["ref"].startswith(f"{self.name}/"):
                raise ObstructedError(each["ref"])

    def begin_move(
        self,
        writer: Writer,
        repository: Repository,
        update: RefUpdate,
        also: Sequence[RefUpdate] = (),
    ) -> "Moving":
        """Send the change of this reference, with changes of others: the last one of a run.

        Raises GitHubError.
        """
        operation = self._moving(repository, update, also)
        return Moving(update, operation, writer.begin([operation], are_last=True))

    def has_moved(self, writer: Writer, moving: "Moving") -> bool:
        """Wait for GitHub's answer; tell whether it points at the new commit. Raises GitHubError.

        If no answer comes, the reference is read, and the change is tried again if it has not
        moved.
        """
        update, begun = moving.update, moving.begun
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                payload(writer, begun)
            except AuthenticationError:
                raise
            except GitHubError as error:
                now = self.read()
                if now is not None and now.commit == update.after:
                    return True
                if (now.commit if now else None) != update.before:
                    return False
                if not isinstance(error, UncertainError) or attempt == _ATTEMPTS:
                    raise
                begun = writer.begin([moving.operation])
            else:
                break
        return True

    def _moving(
        self, repository: Repository, update: RefUpdate, also: Sequence[RefUpdate]
    ) -> Operation:
        if update.before is None and not also:
            body = {"ref": self.name, "sha": update.after}
            return Call("POST", f"repos/{self.repository}/git/refs", body)
        return together(repository, [update, *also])


@dataclass(frozen=True)
class Moving:
    """A change of a reference that was sent, alone or with others."""

    update: RefUpdate
    operation: Operation
    begun: Begun


def selection(name: str) -> str:
    """Return the GraphQL selection of a repository's reference; `parse` reads the answer.

    It asks for an object, because GitHub answers `ref` only for branches and tags (reported).
    """
    return f'object(expression: "{name}") {{ ... on Commit {{ oid message }} }}'


def parse(node: Mapping[str, Any] | None) -> StoredText | None:
    """Read the answer to `selection`; None if there is no such reference, or no commit."""
    if not node or "message" not in node:
        return None
    return StoredText(node["oid"], node["message"])


def together(repository: Repository, updates: Sequence[RefUpdate]) -> Mutation:
    """Return the mutation that makes these changes, all or none."""
    wire = [
        {"name": each.name, "beforeOid": each.before or NOTHING, "afterOid": each.after or NOTHING}
        | ({"force": True} if each.force else {})
        for each in updates
    ]
    given = {"repositoryId": repository.id, "refUpdates": wire}
    return Mutation("updateRefs", given, "clientMutationId")


def make_commit(
    writer: Writer, repository: Repository, text: str, parent: str | None = None
) -> str:
    """Make a commit with a text; return its id. If no answer comes, it is made once more.

    A commit that nothing points at does no harm. Raises GitHubError, also if the repository has no
    commit yet.
    """
    call = commit_call(repository, text, parent)
    for _ in range(1, _ATTEMPTS):
        with suppress(UncertainError):
            return str(perform(writer, call)["sha"])
    return str(perform(writer, call)["sha"])


def commit_call(repository: Repository, text: str, parent: str | None) -> Call:
    """Return the request that makes a commit. Raises GitHubError if the repository has none yet."""
    if repository.tree is None:
        raise GitHubError("the repository is empty", status=409, request="commits")
    body = {"message": text, "tree": repository.tree, "parents": [parent] if parent else []}
    return Call("POST", f"repos/{repository.name}/git/commits", body)


def perform(writer: Writer, operation: Operation, *, is_last: bool = False) -> Mapping[str, Any]:
    """Send one operation; return its payload. Raises GitHubError."""
    return payload(writer, writer.begin([operation], are_last=is_last))


def payload(writer: Writer, begun: Begun) -> Mapping[str, Any]:
    """Wait for the reply to one operation; return its payload. Raises GitHubError."""
    (reply,) = writer.replies(begun)
    if isinstance(reply, Done):
        return reply.payload or {}
    raise reply
