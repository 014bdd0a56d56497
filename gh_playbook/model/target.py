"""The target of a run, as GitHub's answer states it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A repository on a host, and the login that is used.

    `sandbox` is the folder of the local GitHub that answered, None where a real one did.
    `moved_from` is the name under which the repository was asked for, where it has another now.
    """

    repository: str
    host: str = ""
    login: str = ""
    sandbox: str | None = None
    moved_from: str | None = None

    def __str__(self) -> str:
        return f"{self.repository}{self.way}"

    @property
    def way(self) -> str:
        """How the repository is reached: on which host, as whom, and whether in the sandbox."""
        host = f" on {self.host}" if self.host else ""
        login = f" as {self.login}" if self.login else ""
        sandbox = f", in the sandbox {self.sandbox}" if self.sandbox is not None else ""
        return f"{host}{login}{sandbox}"
