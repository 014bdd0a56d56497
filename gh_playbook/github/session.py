"""A session with GitHub: its reader and, unless nothing may change, its writer."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.github.pacing import BRIEF, PATIENCE, Pacer
from gh_playbook.github.process.deserted_socket import leads_to_socket
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.reader import Reader
from gh_playbook.github.token_masking import VARIABLES
from gh_playbook.github.writer import Writer
from gh_playbook.late_pattern import late_pattern
from gh_playbook.settings import Settings

if TYPE_CHECKING:  # Loaded only for runs in a sandbox.
    from gh_sandbox import Sandbox

# The token of every sandbox; tokens in seeds may begin like this (the sandbox's guide).
_SANDBOX_TOKEN = "ghp_sandbox"  # noqa: S105 - opens nothing but a sandbox
_HOST = late_pattern(r"[\w.-]+(?::\d+)?")


@dataclass(frozen=True)
class GitHubSession:
    """An open way to GitHub; without a writer nothing can change there.

    `memory` is the folder for data that runs keep on this machine.
    """

    gh: Gh
    reader: Reader
    writer: Writer | None
    memory: Path

    @property
    def requests(self) -> dict[str, int]:
        """The number of requests and processes so far."""
        return {
            "reads": self.reader.requests,
            "writes": self.writer.requests if self.writer else 0,
            "processes": self.gh.processes,
        }

    @property
    def retries(self) -> int:
        """The number of requests that were sent again."""
        return self.reader.retries + (self.writer.retries if self.writer else 0)

    def figures(self, seconds: float) -> dict[str, Any]:
        """Return the figures of a run that took so many seconds."""
        return {
            "requests": self.requests,
            "retries": self.retries,
            "waited": self.reader.pacer.waited,
            # As the journal has it: rounded twice, it could be printed otherwise by `runs.show`.
            "seconds": round(seconds, 3),
        }


@contextmanager
def begun(settings: Settings) -> Iterator[Gh | None]:
    """Let the process of the first request start while the input is prepared in this context.

    Yield the way to GitHub; None if the sandbox has to start first. Any other obstacle is told when
    the session is opened: faults of the input come first.
    """
    if settings.sandbox and not _sandbox(settings).is_running:
        yield None
        return
    gh = _way(settings)
    with gh.ready():
        with suppress(GitHubError, InputError):
            _check(settings, gh)
            gh.stand_by()
        yield gh


@contextmanager
def opened(
    settings: Settings,
    on_wait: Callable[[float, str], None] = lambda _seconds, _why: None,
    *,
    gh: Gh | None = None,
    runs_workflows: bool = False,
    is_patient: bool = True,
) -> Iterator[GitHubSession]:
    """Open a session with GitHub, or with the sandbox, which stops after the last session.

    `gh` is the way, if it has begun already. A sandbox that is started here runs the workflows of
    its repositories if the settings say so. Only a session that writes is patient: it waits up to
    an hour if GitHub's quota is spent, because otherwise it would end half-way. Raises GitHubError
    if there is no usable `gh`, or no usable token.
    """
    patience = PATIENCE if is_patient and not settings.dry_run else BRIEF
    with _borrowed(settings, runs_workflows=runs_workflows):
        gh = gh or _way(settings)
        with gh.ready():
            _check(settings, gh)
            if settings.sandbox:  # It belongs to the user: requests disturb nobody else.
                pacer = Pacer(0.0, patience, on_wait=on_wait)
            else:
                pacer = Pacer(patience=patience, on_wait=on_wait)
            writer = None if settings.dry_run else Writer(gh, pacer)
            yield GitHubSession(gh, Reader(gh, pacer), writer, settings.memory)


def _way(settings: Settings) -> Gh:
    """Return the way to GitHub, or to the sandbox, which need not run yet."""
    if not settings.sandbox:
        return Gh()
    token = _lesser_token(os.environ.get("GH_TOKEN", ""))
    return Gh(_sandbox(settings).environment() | token, without_secrets=True)


def _check(settings: Settings, gh: Gh) -> None:
    """Raise GitHubError, or InputError, for an obstacle on this machine."""
    _check_token()
    _check_host()
    if not settings.sandbox:
        _check_sandbox()
    _ = gh.program  # Raises GitHubError if there is none.


def _check_token() -> None:
    """Raise AuthenticationError for a token that no HTTP header can hold."""
    for name in VARIABLES:
        if not os.environ.get(name, "").isprintable():
            message = f"{name} holds a line break or another control character: set it without them"
            raise AuthenticationError(message)


def _check_sandbox() -> None:
    """Raise AuthenticationError for a sandbox's token that would be sent to a real GitHub.

    This happens if the variables of a sandbox are still set, but its folder is gone. A host such as
    `github.localhost` is this machine (RFC 6761): a sandbox behind a port.
    """
    folder = os.environ.get("GH_CONFIG_DIR", "")
    if os.environ.get("GH_HOST", "").endswith(".localhost"):
        return
    if _is_of_sandbox(os.environ.get("GH_TOKEN", "")) and not leads_to_socket(folder):
        raise AuthenticationError(
            "GH_TOKEN belongs to a sandbox, but GH_CONFIG_DIR does not lead to one: "
            "`unset GH_CONFIG_DIR GH_HOST GH_TOKEN` leaves it, and --sandbox uses one"
        )


def _check_host() -> None:
    """Raise InputError if GH_HOST is not a host's name: `gh` would look for a server of that name.

    GitHub CLI's manual, `gh help environment`: "the hostname of a GitHub instance".
    """
    given = os.environ.get("GH_HOST", "")
    if given and not _HOST.fullmatch(given):
        name = given.partition("://")[2].partition("/")[0] or "github.example.com"
        message = f"GH_HOST is the name of a host, such as {name}, not {given!r}"
        raise InputError([Fault(message)])


def _sandbox(settings: Settings) -> "Sandbox":
    from gh_sandbox import Sandbox

    return Sandbox(settings.sandbox_dir)


@contextmanager
def _borrowed(settings: Settings, *, runs_workflows: bool) -> Iterator[None]:
    """Let the sandbox run inside the block, if the settings name one."""
    with ExitStack() as use:
        if settings.sandbox:
            from gh_sandbox import SandboxError

            try:
                use.enter_context(_sandbox(settings).borrowed(actions=runs_workflows))
            except SandboxError as error:
                raise InputError([Fault(str(error))]) from error
        yield


def _lesser_token(given: str) -> dict[str, str]:
    """Use a token that only sandboxes have, such as one with fewer scopes."""
    return {"GH_TOKEN": given} if _is_of_sandbox(given) else {}


def _is_of_sandbox(token: str) -> bool:
    """Tell whether only sandboxes have such a token."""
    return token == _SANDBOX_TOKEN or token.startswith(f"{_SANDBOX_TOKEN}_")
