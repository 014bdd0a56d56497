"""The target of a run, as GitHub's answer states it."""

from gh_playbook.frozen import dataclass


@dataclass(frozen=True)
class Target:
    """A repository on a host, and the login that is used.

    `sandbox` is the folder of the sandbox that answered, None if a real GitHub answered.
    `moved_from` is the name in the request, if the repository has another name now.
    """

    repository: str
    host: str = ""
    login: str = ""
    sandbox: str | None = None
    moved_from: str | None = None

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
