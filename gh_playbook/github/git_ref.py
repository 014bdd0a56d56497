"""Git references outside branches and tags: small texts that only people who may push can change.

A reference points at a commit, whose message is the text; its tree is any existing one. No branch,
clone, workflow or notification sees it [unverified]. Writing is compare-and-set: a reference that
somebody else has moved is not changed.

stored = GitRef("refs/gh-playbook/state", "acme/rocket", reader)
    stored.write(writer, text, repository, before=known)

GitHub's REST description, "Git references" (a name begins with refs and has two slashes), and its
GraphQL schema, `updateRefs`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Done, Writer
from gh_playbook.model.change import Call, Mutation, Operation
from gh_playbook.model.existing import Repository

STATE = "refs/gh-playbook/state"
# What stands for no commit: GitHub's GraphQL schema, `updateRefs`.
NOTHING = "0" * 40
# There is no such reference, no such repository for this login, or no commit at all.
_NOTHING_THERE = {404, 409}
_ATTEMPTS = 4


@dataclass(frozen=True)
class StoredText:
    """A text as it is stored; `commit` is what the reference points at."""

    commit: str
    text: str


@dataclass(frozen=True)
class RefUpdate:
    """A change of a reference: the commit that it pointed at, and the one that it is to point at.

    None means no reference. If both are the same, the reference only has to be unchanged.
    """

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class GitRef:
    """A reference by its full name, in the repository `owner/name`."""

    name: str
    repository: str
    reader: Reader

    def read(self) -> StoredText | None:
        """Ask REST for the text, which knows every reference. Raises GitHubError."""
        git = f"repos/{self.repository}/git"
        try:
            path = f"{git}/matching-refs/{self.name.removeprefix('refs/')}"
            listed = self.reader.get(path, request="reference")
            found = next((each for each in listed if each["ref"] == self.name), None)
            if found is None:
                return None
            commit = self.reader.get(f"{git}/commits/{found['object']['sha']}", request="commit")
        except GitHubError as error:
            if error.status in _NOTHING_THERE:
                return None
            raise
        return StoredText(commit["sha"], commit["message"])

    def write(
        self,
        writer: Writer,
        text: str,
        repository: Repository,
        *,
        before: str | None,
        also: Sequence[RefUpdate] = (),
        beside: str | None = None,
    ) -> StoredText | None:
        """Store a text if the reference still points at `before`, None being that there is none.

        `also` are changes of other references, made together with this one or not at all; so is
        the reference `beside`, which is not there yet and points at the same text then.
        Return None where it does not any more. Raises GitHubError, also where the repository has
        no commit, or this login may not push.
        """
        if repository.tree is None:
            raise GitHubError("the repository is empty", status=409, request=self.name)
        body = {"message": text, "tree": repository.tree, "parents": [before] if before else []}
        made = _made(writer, Call("POST", f"repos/{self.repository}/git/commits", body))
        after = str(made["sha"])
        if beside is not None:
            also = [*also, RefUpdate(beside, None, after)]
        moved = self._move(writer, repository, RefUpdate(self.name, before, after), also)
        return StoredText(after, text) if moved else None

    def delete(
        self, writer: Writer, repository: Repository, *, at: str, also: Sequence[RefUpdate] = ()
    ) -> bool:
        """Delete the reference if it still points at this commit; tell whether it is gone.

        `also` are changes of other references, made together with it or not at all. Raises
        GitHubError, also where this login may not push.
        """
        for _ in range(_ATTEMPTS):
            try:
                _sent(writer, together(repository, [self.deleting(at), *also]))
            except AuthenticationError:
                raise
            except UncertainError:
                now = self.read()
                if now is None or now.commit != at:
                    return now is None
            except GitHubError:
                now = self.read()
                if now is not None and now.commit == at and not also:
                    raise
                return now is None
            else:
                return True
        return False

    def deleting(self, at: str) -> RefUpdate:
        """Return the update that deletes the reference, to be made together with others."""
        return RefUpdate(self.name, at, None)

    def _move(
        self, writer: Writer, repository: Repository, update: RefUpdate, also: Sequence[RefUpdate]
    ) -> bool:
        """Let it point at another commit; tell whether it does.

        Without an answer it is looked at, and tried again while it is where it was.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                _sent(writer, self._moving(repository, update, also))
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


def selection(name: str) -> str:
    """Return what asks a repository in GraphQL for a reference; `parse` reads the answer.

    As an object: GitHub answers `ref` for branches and tags alone (reported).
    """
    return f'object(expression: "{name}") {{ ... on Commit {{ oid message }} }}'


def parse(node: Mapping[str, Any] | None) -> StoredText | None:
    """Read what `selection` asked for; None where there is no such reference, or no commit."""
    if not node or "message" not in node:
        return None
    return StoredText(node["oid"], node["message"])


def together(repository: Repository, updates: Sequence[RefUpdate]) -> Mutation:
    """Return the mutation that makes these changes, all or none."""
    wire = [
        {"name": each.name, "beforeOid": each.before or NOTHING, "afterOid": each.after or NOTHING}
        for each in updates
    ]
    given = {"repositoryId": repository.id, "refUpdates": wire}
    return Mutation("updateRefs", given, "clientMutationId")


def _made(writer: Writer, call: Call) -> Mapping[str, Any]:
    """Make a commit; without an answer once more, for one that nothing points at does no harm."""
    for _ in range(1, _ATTEMPTS):
        try:
            return _sent(writer, call)
        except UncertainError:
            continue
    return _sent(writer, call)


def _sent(writer: Writer, operation: Operation) -> Mapping[str, Any]:
    """Send one operation; return its payload. Raises GitHubError."""
    (reply,) = writer.send([operation])
    if isinstance(reply, Done):
        return reply.payload or {}
    raise reply
