"""A server of the local GitHub for measurements: its reset, its counts and its content."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gh_sandbox import Sandbox, SandboxError
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.folder import request_log

_USED = "{ rateLimit { used } }"
# What the tool keeps beside the state of a sandbox.
_KEPT_BY_TOOL = (".gh-playbook", "runs")


@dataclass(frozen=True)
class Counted:
    """The counts of a server: requests, REST requests, writes, and GraphQL's points.

    `processor` is how long it worked itself, in seconds.
    """

    requests: int
    rest: int
    writes: int
    points: int
    processor: float


@dataclass(frozen=True)
class Place:
    """A running server; limits are counted and not enforced."""

    sandbox: Sandbox
    client: httpx.Client
    socket: Path
    api: str
    pid: int

    @property
    def folder(self) -> Path:
        """The sandbox's directory."""
        return self.sandbox.directory

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that lead a subject to this server, and to no other."""
        return {
            **self.sandbox.environment(),
            "GITHUB_API": self.api,
            "GITHUB_SOCKET": str(self.socket),
        }

    def reset(self) -> None:
        """Restore the first state, also of the files in which the tool remembers things."""
        self.sandbox.restore()
        for name in _KEPT_BY_TOOL:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def graphql(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send a request that does not count for a subject. Raises ValueError if it is refused."""
        answer = self.client.post("/graphql", json={"query": query, "variables": variables})
        found: dict[str, Any] = answer.raise_for_status().json()
        if "errors" in found:
            raise ValueError(found["errors"])
        data: dict[str, Any] = found["data"]
        return data

    @contextmanager
    def counting(self, found: list[Counted]) -> Iterator[None]:
        """Count the requests inside of this context; `found` gets the counts at the end.

        Points are counted from nothing, and up to an hour's: the server counts no further.
        """
        self.sandbox.hold_clock(None)
        used = self._used()
        before, worked = len(self._log()), self._processor()
        yield
        entries = self._log()[before:]
        worked = self._processor() - worked
        rest = sum(entry["path"] != "/graphql" for entry in entries)
        writes = sum(entry["write"] for entry in entries)
        # To ask for the points costs one.
        points = self._used() - used - 1
        found.append(Counted(len(entries), rest, writes, points, round(worked, 2)))

    def _used(self) -> int:
        return int(self.graphql(_USED)["rateLimit"]["used"])

    def _log(self) -> list[dict[str, Any]]:
        return request_log.read(self.sandbox.requests_log)

    def _processor(self) -> float:
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def opened(folder: Path, *, latency: int = 0, seed: Path | str | None = None) -> Iterator[Place]:
    """Run a server with a latency of `latency` ms, in an empty folder, inside of this context."""
    sandbox = Sandbox(folder)
    sandbox.start(seed=seed, latency=latency, port=0, limits=False)
    try:
        sandbox.keep()
        status = sandbox.status()
        if status.socket is None or status.api is None or status.pid is None:
            raise SandboxError("the server has gone")
        with httpx.Client(
            transport=httpx.HTTPTransport(uds=str(status.socket)),
            headers={"authorization": f"token {DEFAULT_TOKEN}"},
            base_url="http://api.github.com",
            timeout=600,
        ) as client:
            yield Place(sandbox, client, status.socket, status.api, status.pid)
    finally:
        sandbox.stop()
