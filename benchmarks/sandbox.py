"""Measures the sandbox with 20,000 issues, from outside: a real server, asked over its socket.

Run by `scripts/bench sandbox`. Prints each figure beside its limit; ends with 1 when one is over.
Times are the server's own on a processor, so that a busy machine measures the same.
"""

import os
import re
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
SIMPLE = 100


@dataclass(frozen=True)
class Figure:
    """One measured figure, and its maximum; its minimum, if both are negative."""

    name: str
    value: float
    limit: float
    unit: str

    def __str__(self) -> str:
        """Show it as a line of the table."""
        over = "  OVER" if self.value > self.limit else ""
        value, limit = abs(self.value), abs(self.limit)
        return f"{self.name:46} {value:8.1f} {self.unit:2}   (limit {limit:g}){over}"


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

    def simple_requests(self) -> None:
        """Ask for one small thing after the other, over both APIs."""
        for _ in range(SIMPLE // 4):
            self._api.get("/user").raise_for_status()
            self._api.get("/repos/octocat/crowd/labels/bug").raise_for_status()
            self._api.get("/repos/octocat/crowd/issues/7").raise_for_status()
            query = {"query": "{ viewer { login } }"}
            self._api.post("/graphql", json=query).raise_for_status()

    def processor_time(self) -> float:
        """Return how long the server has had a processor, in ms."""
        fields = self._process.with_name("stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") * 1000

    def most_memory(self) -> float:
        """Return the most memory that the server has had, in MB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", self._process.read_text(encoding="ascii"))
        assert found is not None
        return int(found[1]) / 1000


def own_time(bench: Bench, ask: Callable[[], None], times: int = TIMES) -> float:
    """Return how long the server works on a request, in ms: the mean of several times.

    In its own time, so that neither the client nor what else the machine does counts.
    """
    ask()
    began = bench.processor_time()
    for _ in range(times):
        ask()
    return (bench.processor_time() - began) / times


def measure(folder: Path) -> list[Figure]:
    """Seed, start and ask a sandbox."""
    sandbox = Sandbox(folder)
    began = time.perf_counter()
    sandbox.start(seed="crowd", web=0, limits=False)
    seeded = time.perf_counter() - began
    try:
        bench = Bench(sandbox)
        graphql = own_time(bench, bench.issues_over_graphql)
        rest = own_time(bench, bench.issues_over_rest)
        page = own_time(bench, bench.page_of_issues)
        answered = SIMPLE / own_time(bench, bench.simple_requests) * 1000
        return [
            Figure("simple requests a second", -answered, -400, ""),
            Figure("20,000 issues seeded and the server started", seeded, 60, "s"),
            Figure("100 issues with all their links over GraphQL", graphql, 40, "ms"),
            Figure("100 issues over REST", rest, 40, "ms"),
            Figure("a page of issues for people", page, 150, "ms"),
            Figure("most memory of the server", bench.most_memory(), 500, "MB"),
        ]
    finally:
        sandbox.stop()


def report(folder: Path) -> int:
    """Measure in an empty folder, and print; return the exit code: 1 if a figure is too high."""
    figures = measure(folder)
    print(*figures, sep="\n")
    return int(any(figure.value > figure.limit for figure in figures))
