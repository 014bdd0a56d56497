"""The store of the lease in a label with a fixed name, for logins that may not write contents.

GitHub refuses a second label of that name, and a deletion by id affects only this one label
(GitHub's documentation, "Create a label", 422; reports say that this holds for simultaneous
requests). So a label can be taken, and taken over, like a reference. People see the label while a
run is at work; its description says whose run it is.
"""

from collections.abc import Sequence
from urllib.parse import quote

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.git_ref import RefUpdate
from gh_playbook.github.lock.lease_store import Expected, StoredLease
from gh_playbook.github.reader import Reader
from gh_playbook.github.writer import Done, Writer
from gh_playbook.model import lease
from gh_playbook.model.change import Call, Mutation, Operation
from gh_playbook.model.existing import Repository
from gh_playbook.model.lease import LABEL, Lease

_COLOR = "ededed"
_ATTEMPTS = 4


@dataclass(frozen=True)
class LabelStore:
    """Keeps the lease in the description of a label."""

    repository: Repository
    reader: Reader
    writer: Writer
    place: str = f"the label {LABEL!r}"

    def read(self) -> StoredLease | None:
        """Return the stored lease."""
        try:
            path = f"repos/{self.repository.name}/labels/{quote(LABEL)}"
            found = self.reader.get(path, request="label")
        except GitHubError as error:
            if error.status == 404:
                return None
            raise
        return StoredLease(found["node_id"], lease.parse_short(found["description"]))

    def take(
        self, wanted: Lease, before: str | None, _expected: Expected | None = None
    ) -> StoredLease | None:
        """Delete the previous holder's label, if any; create a new one, if nobody else has."""
        if before is not None:
            self.release(before)
        text = lease.compose_short(wanted)
        fields = {"name": LABEL, "color": _COLOR, "description": text}
        try:
            path = f"repos/{self.repository.name}/labels"
            made = self._persist(Call("POST", path, fields))
            return StoredLease(made["node_id"], wanted)
        except AuthenticationError:
            raise
        except GitHubError as error:
            found = self.read()
            if found is None:
                raise
            is_own = isinstance(error, UncertainError) or error.status == 422
            return found if is_own and found.lease == lease.parse_short(text) else None

    def renew(self, renewed: Lease, at: str) -> StoredLease | None:
        """Write a new description of the label."""
        given = {"id": at, "description": lease.compose_short(renewed)}
        try:
            self._persist(Mutation("updateLabel", given, "label { id }"))
        except AuthenticationError:
            raise
        except GitHubError as error:
            if error.kind == "NOT_FOUND":
                return None
            raise
        return StoredLease(at, renewed)

    def release(self, at: str, _also: Sequence[RefUpdate] = ()) -> bool:
        """Delete this label by its id; a new label of the same name stays."""
        try:
            self._persist(Mutation("deleteLabel", {"id": at}, "clientMutationId"), is_last=True)
        except AuthenticationError:
            raise
        except GitHubError as error:
            if error.kind != "NOT_FOUND":
                raise
        return True

    def _persist(self, operation: Operation, *, is_last: bool = False) -> dict[str, str]:
        """Send a harmless repeatable request until it is answered. Raises GitHubError."""
        for attempt in range(1, _ATTEMPTS + 1):
            (reply,) = self.writer.send([operation], are_last=is_last)
            if isinstance(reply, Done):
                return dict(reply.payload or {})
            if not isinstance(reply, UncertainError) or attempt == _ATTEMPTS:
                raise reply
        raise AssertionError("the last attempt returns or raises")
