"""Measures the sandbox with 20,000 issues, from outside: a real server, asked over its socket.

Run by `scripts/bench`. Prints each figure beside its limit; ends with 1 when one is over.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gh_sandbox import Sandbox

PAGE = """query($first: Int!, $after: String) { repository(owner: "octocat", name: "crowd") {
  issues(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
    totalCount pageInfo { endCursor hasNextPage } nodes {
      id number title body state url labels(first: 20) { nodes { id name color } }
      milestone { id number title } parent { id number }
      subIssues(first: 50) { totalCount nodes { id number title state } }
      blockedBy(first: 20) { nodes { id number state } }
      blocking(first: 20) { nodes { id number state } } } } } }"""
TIMES = 20


@dataclass(frozen=True)
class Figure:
    """One thing measured, and what it may be at most."""

    name: str
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        """Show it as a line of the table."""
        over = "  OVER" if self.value > self.limit else ""
        return f"{self.name:46} {self.value:8.1f} {self.unit:2}   (limit {self.limit:g}){over}"


class Bench:
    """Asks a running sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        status = sandbox.status()
        assert status.socket is not None
        assert status.pages is not None
        headers = {"authorization": f"token {sandbox.environment()['GH_TOKEN']}"}
        transport = httpx.HTTPTransport(uds=str(status.socket))
        self._api = httpx.Client(
            transport=transport, headers=headers, base_url="http://api.github.com"
        )
        self._pages = httpx.Client(base_url=status.pages)
        self._process = Path(f"/proc/{status.pid}/status")
        self._cursor: str | None = None

    def issues_over_graphql(self) -> None:
        """Read the next hundred issues."""
        variables: dict[str, Any] = {"first": 100, "after": self._cursor}
        answer = self._api.post("/graphql", json={"query": PAGE, "variables": variables})
        page = answer.raise_for_status().json()["data"]["repository"]["issues"]
        assert len(page["nodes"]) == 100
        self._cursor = page["pageInfo"]["endCursor"]

    def issues_over_rest(self) -> None:
        """Read a hundred issues from the middle."""
        path = "/repos/octocat/crowd/issues?per_page=100&page=100&state=all"
        assert len(self._api.get(path).raise_for_status().json()) == 100

    def page_of_issues(self) -> None:
        """Look at the issues with a label."""
        self._pages.get("/octocat/crowd/issues?label=made-up-1").raise_for_status()

    def most_memory(self) -> float:
        """Return the most memory that the server has had, in MB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", self._process.read_text(encoding="ascii"))
        assert found is not None
        return int(found[1]) / 1000


def median(ask: Callable[[], None]) -> float:
    """Return how long something takes, in ms: the median of several times."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def measure(folder: Path) -> list[Figure]:
    """Seed, start and ask a sandbox."""
    sandbox = Sandbox(folder)
    began = time.perf_counter()
    sandbox.start(seed="crowd", web=0)
    seeded = time.perf_counter() - began
    try:
        bench = Bench(sandbox)
        graphql = median(bench.issues_over_graphql)
        rest = median(bench.issues_over_rest)
        page = median(bench.page_of_issues)
        return [
            Figure("20,000 issues seeded and the server started", seeded, 60, "s"),
            Figure("100 issues with all their links over GraphQL", graphql, 150, "ms"),
            Figure("100 issues over REST", rest, 150, "ms"),
            Figure("a page of issues for people", page, 150, "ms"),
            Figure("most memory of the server", bench.most_memory(), 500, "MB"),
        ]
    finally:
        sandbox.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    print(*figures, sep="\n")
    sys.exit(any(figure.value > figure.limit for figure in figures))
