"""Starting, stopping, borrowing and resetting a sandbox, and leading `gh` to it.

A sandbox is a directory: the state, the request log, the server's log, `gh`'s own configuration.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gh_sandbox import program
from gh_sandbox.clock import MovableClock, SystemClock
from gh_sandbox.folder import leading, request_log
from gh_sandbox.folder.folder import (
    BORROWED,
    REHEARSED,
    SOWN,
    START_LOCK,
    USE_LOCK,
    SandboxError,
    check,
    claim,
    in_words,
)
from gh_sandbox.folder.lock import is_locked, share, wait_for
from gh_sandbox.folder.private_file import append, write
from gh_sandbox.lifecycle import preparation
from gh_sandbox.lifecycle.server_option import server_options
from gh_sandbox.lifecycle.server_process import ServerProcess
from gh_sandbox.state import shape
from gh_sandbox.state.store import FILE

if TYPE_CHECKING:
    from gh_sandbox.lifecycle.status import Status

# The seconds by which a clock may be moved at once.
_FARTHEST = 100 * 365 * 86_400.0


@dataclass(frozen=True)
class Sandbox:
    """The sandbox in a directory."""

    directory: Path

    @property
    def requests_log(self) -> Path:
        """The file with one JSON line per request."""
        return self._path(request_log.FILE)

    def start(
        self,
        *,
        seed: Path | str | None = None,
        repository: str | None = None,
        latency: int = 0,
        web: int | None = None,
        port: int | None = None,
        faults: Path | None = None,
        limits: bool = True,
        search_lag: float = 0.0,
        without: Sequence[str] = (),
        like: str | None = None,
        clock: datetime | None = None,
        actions: bool = False,
    ) -> bool:
        """Start the server and wait until it answers; False when it runs already.

        A new sandbox is filled from the seed, a path or a shipped seed's name, and with the
        repository OWNER/NAME. An old one keeps its state. `latency` is in milliseconds. `web` is
        the port of the pages, on this machine only: 0 takes a free one, which `status` tells; None
        leaves the pages out. `port` is one of the API, for clients that know no unix socket.

        `faults` is a file of rules (see `faults/`). Without `limits`, rate limits are counted
        but not enforced. The search index lags by `search_lag` seconds. `without` are features
        that the server lacks, as an older one does, and `like` is a version of GitHub Enterprise
        Server, as `ghes-3.20`, which lacks some (see `missing_features.py`). The server's clock is
        held still at `clock`, and moved by `advance`; None lets it run with the machine's. With
        `actions`, workflows of its repositories run: their steps are commands on this machine.
        """
        preparation.check_packages()
        preparation.check_features(without, like)
        options = server_options(latency, search_lag, without, like, faults, clock, limits=limits)
        with self._alone():
            # A sandbox that is started explicitly stays after its borrowers.
            self._path(BORROWED).unlink(missing_ok=True)
            return self._start(
                options,
                seed=seed,
                repository=repository,
                web=web,
                port=port,
                clock=clock,
                actions=actions,
            )

    @contextmanager
    def borrowed(self, *, actions: bool = False) -> Iterator[None]:
        """Let the server run inside the block; if this starts it, it stops after its last borrower.

        A server started here runs workflows of its repositories only with `actions`. A killed
        process no longer counts as a borrower. Raises SandboxError where it cannot be started.
        """
        preparation.check_packages()
        with self._alone():
            if self._start([], actions=actions):
                write(self._path(BORROWED), "")
            use = share(self._path(USE_LOCK))
        try:
            yield
        finally:
            use.close()
            if self._server.is_running:
                with self._alone():
                    self._end_borrowing()

    @property
    def is_running(self) -> bool:
        """Tell whether the server runs, in a folder that can be a sandbox's."""
        folder = self.directory.expanduser().absolute()
        with suppress(SandboxError), in_words(folder):
            check(folder)
            return self._server.is_running
        return False

    @property
    def has_state(self) -> bool:
        """Tell whether there is a state from which the server can start again."""
        return shape.is_whole(self._path(FILE))

    @property
    def is_there(self) -> bool:
        """Tell whether the folder has a state, also of another version; others are no sandboxes."""
        return self._path(FILE).is_file()

    def was_sown_with(self, seed: Path | str) -> bool:
        """Tell whether the state was made from a seed equal to this one.

        Raises SandboxError for a seed with mistakes, and for one that does not exist.
        """
        note = self._path(SOWN)
        sown = note.read_text(encoding="utf-8") if note.is_file() else None
        return sown == preparation.digest(preparation.read_seed(seed))

    def stop(self) -> bool:
        """Stop the server and wait until it is gone; False when there was none."""
        if not self._server.is_running:
            return False
        with self._alone():
            return self._server.stop()

    def status(self) -> "Status":
        """Return whether the server runs, and the contents of the state."""
        from gh_sandbox.lifecycle.status import Status, counts

        server = self._server
        with in_words(self._path()):
            return Status(
                running=server.is_running,
                pid=server.pid,
                socket=server.socket if server.is_running else None,
                pages=server.pages if server.is_running else None,
                api=server.api if server.is_running else None,
                requests=len(request_log.read(self.requests_log)),
                repositories=counts(self._path(FILE)),
            )

    def reset(self, *, seed: Path | str | None = None, repository: str | None = None) -> None:
        """Restore the seed's state and empty the request log, also while the server runs.

        The state also contains the repository OWNER/NAME; without it and without a seed, the one
        that was asked for before. Raises SandboxError.
        """
        repository = repository or (self._rehearsed() if seed is None else None)
        found = preparation.read_seed(seed, repository)
        sown = preparation.digest(preparation.read_seed(seed))
        if self._server.is_running:
            self._server.tell("reset", found.model_dump_json())
        else:
            with self._alone():
                preparation.sow(self._path(), found, SystemClock())
        self._rehearse(repository)
        self._remember(SOWN, sown)
        leading.forget(self._path())

    def keep(self) -> None:
        """Keep a copy of the present state while the server runs: `restore` brings it back."""
        self._server.tell("keep", "")

    def restore(self) -> None:
        """Restore the kept state, and empty the request log, as `reset` does.

        Times are those of the kept state. Raises SandboxError if no state was kept.
        """
        self._server.tell("restore", "")
        leading.forget(self._path())

    def set_faults(self, rules: Path | Sequence[Mapping[str, object]] | None) -> None:
        """Replace the fault rules by those of a file, or by these; None removes all.

        Rules count requests and seconds from now. A reset restores the rules of the start.
        """
        found = preparation.read_faults(rules) if isinstance(rules, Path) else list(rules or [])
        self._server.tell("faults", json.dumps(found))

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward. Raises SandboxError unless that is possible."""
        is_number = isinstance(seconds, int | float)
        if not is_number or not 0 <= seconds <= _FARTHEST:
            told = f"{seconds:g}" if is_number else repr(seconds)
            raise SandboxError(f"advance moves the clock forward, at most 100 years, not by {told}")
        self._server.tell("advance", str(seconds))

    def hold_clock(self, moment: datetime | None) -> None:
        """Hold the server's clock still at a moment; None lets it run with the machine's again.

        Limits and rules begin to count again from there.
        """
        self._server.tell("hold", moment.astimezone(UTC).isoformat() if moment else "")

    def environment(self) -> dict[str, str]:
        """Return the variables by which `gh` uses the sandbox and nothing else."""
        return leading.environment(self._path())

    def idle_environment(self) -> dict[str, str]:
        """Return variables by which `gh` reaches nothing as long as the sandbox does not run.

        If it was started before, `gh` reaches it after the next start; a folder that is none of a
        sandbox, or has another configuration, leads nowhere.
        """
        folder = self.directory.expanduser().absolute()
        with suppress(SandboxError), in_words(folder):
            check(folder)
            if leading.is_configured(self._path(), self._server.socket):
                return self.environment()
        return leading.dead_end(folder)

    @property
    def _server(self) -> ServerProcess:
        return ServerProcess(self._path())

    def _path(self, *parts: str) -> Path:
        return self.directory.expanduser().resolve().joinpath(*parts)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Start and stop inside the block, while no other process does. Raises SandboxError."""
        claim(self.directory.expanduser().absolute())
        with in_words(self._path()), append(self._path(START_LOCK)) as file:
            wait_for(file)
            yield

    def _start(
        self,
        options: list[str],
        *,
        seed: Path | str | None = None,
        repository: str | None = None,
        web: int | None = None,
        port: int | None = None,
        clock: datetime | None = None,
        actions: bool = False,
    ) -> bool:
        if self._server.is_running:
            return False
        if not self.has_state:
            preparation.sow(
                self._path(), preparation.read_seed(seed, repository), MovableClock(clock)
            )
            self._rehearse(repository)
            self._remember(SOWN, preparation.digest(preparation.read_seed(seed)))
        elif not shape.fits(self._path(FILE)):
            raise SandboxError(
                f"the state in {self.directory} was made by another version of the sandbox: "
                f"empty it with `{program.command('reset')}`, or take another directory"
            )
        leading.configure(self._path(), self._server.socket)
        self._server.start(options, web=web, port=port, actions=actions)
        return True

    def _rehearsed(self) -> str | None:
        """Return the additional repository, if there is one."""
        if self._path().exists():
            check(self._path())
        path = self._path(REHEARSED)
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def _rehearse(self, repository: str | None) -> None:
        """Remember the additional repository, for resets."""
        self._remember(REHEARSED, repository)

    def _remember(self, name: str, text: str | None) -> None:
        """Write a note into the folder; None removes it."""
        with in_words(self._path()):
            if text is None:
                self._path(name).unlink(missing_ok=True)
            else:
                write(self._path(name), text)

    def _end_borrowing(self) -> None:
        if self._path(BORROWED).exists() and not is_locked(self._path(USE_LOCK)):
            self._server.stop()
            self._path(BORROWED).unlink()


__all__ = ["Sandbox", "SandboxError"]
