"""The target of a run, as GitHub's answer states it."""

from collections.abc import Mapping

from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import Repository

# What tells a repository from another one of the same name.
_IDENTITY = ("repository", "host", "repository_id", "state")


@dataclass(frozen=True)
class Target:
    """A repository on a host, and the login that is used.

    `sandbox` is the folder of the sandbox that answered, None if a real GitHub answered.
    `moved_from` is the name in the request, if the repository has another name now.
    `repository_id` is the node id of the repository, None if it was not asked for; `state` is the
    lineage of the sandbox's state (`gh_sandbox/state/lineage.py`), None on a real GitHub.
    """

    repository: str
    host: str = ""
    login: str = ""
    sandbox: str | None = None
    moved_from: str | None = None
    repository_id: str | None = None
    state: str | None = None

    def __str__(self) -> str:
        return f"{self.repository}{self.way}"

    @property
    def server(self) -> str:
        """The host, or `sandbox`: a sandbox answers as any host."""
        return self.host if self.sandbox is None else "sandbox"

    @property
    def way(self) -> str:
        """The way to the repository, in words: the host, the login, and the sandbox, if any."""
        host = f" on {self.host}" if self.host else ""
        login = f" as {self.login}" if self.login else ""
        sandbox = f", in the sandbox {self.sandbox}" if self.sandbox is not None else ""
        return f"{host}{login}{sandbox}"

    @property
    def identity(self) -> dict[str, str | None]:
        """What a file has to note, so that `of_identity` can tell later what it was about."""
        return {name: getattr(self, name) for name in _IDENTITY}

    def has_past(self, past: "Target") -> bool:
        """Tell whether what was done to a past target was done to this one.

        A repository that was deleted and made anew has the old name and another id. A sandbox that
        was reset gives the same ids again, and one that was restored has forgotten what came last.
        If one of the two has no id, as in the journals of older versions, the name decides. GitHub
        will replace old forms of ids ("Migrating GraphQL global node IDs"): a repository whose id
        takes the new form will seem to be another one once, and its old runs stay as they are.
        """
        if past.repository_id is None or self.repository_id is None:
            names = {self.repository.casefold(), (self.moved_from or "").casefold()}
            return past.repository.casefold() in names
        return past.repository_id == self.repository_id and self.is_on_server_of(past)

    def is_on_server_of(self, past: "Target") -> bool:
        """Tell whether a past target is on the same server, which has forgotten nothing since."""
        if past.state is None or self.state is None:
            is_real = past.state is None and self.state is None
            return is_real and past.host.casefold() == self.host.casefold()
        return f"{self.state}.".startswith(f"{past.state}.")


def of_repository(repository: Repository, moved_from: str | None = None) -> Target:
    """Return a repository that was read as a target, without the way to it."""
    return Target(
        repository.name,
        repository.host,
        moved_from=moved_from,
        repository_id=repository.id,
        state=repository.state,
    )


def of_identity(known: Mapping[str, str]) -> Target:
    """Return the target that a file notes. Raises KeyError and TypeError if it notes none."""
    return Target(**{name: known[name] for name in _IDENTITY})
