"""Twenty thousand issues: how much is asked of the state for a page of them.

How long it takes is measured by `scripts/bench sandbox`; here is what makes it quick.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks.sandbox import PAGE
from gh_sandbox.app import Application
from gh_sandbox.clock import ManualClock
from gh_sandbox.folder.request_log import RequestLog
from gh_sandbox.seeding import seed, seed_file, writing
from gh_sandbox.state.store import FILE, Store
from tests.gh_sandbox.conftest import Local

COUNT = 20_000
CLOCK = ManualClock(datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    folder = tmp_path_factory.mktemp("crowd")
    log = folder / "requests.jsonl"
    with closing(Store(folder / FILE)) as store:
        writing.sow(store, seed_file.read(seed_file.find("crowd")), CLOCK)
        found = Local(Application(store, RequestLog(log), CLOCK), store, CLOCK, log)
        found.rest("GET", "/rate_limit")  # The first request of a day also does what is due daily.
        yield found


def statements(local: Local, query: str, **variables: Any) -> tuple[int, int]:
    """Send a query; return how many SQL statements it took and how many issues it gave."""
    seen: list[str] = []
    local.store.trace(seen.append)
    answer = local.graphql(query, **variables)
    local.store.trace(None)
    return len(seen), len(answer["data"]["repository"]["issues"]["nodes"])


def test_the_crowd_is_all_there_and_tied_together(loaded: Local) -> None:
    count = loaded.store.number
    assert count("SELECT COUNT(*) FROM issue") == COUNT
    assert count("SELECT COUNT(*) FROM issue_label") == 4 * COUNT
    assert count("SELECT COUNT(*) FROM issue WHERE milestone_id IS NULL") == 0
    assert count("SELECT COUNT(DISTINCT parent_id) FROM sub_issue") == COUNT // 10
    assert count("SELECT COUNT(*) FROM sub_issue") == COUNT * 9 // 10
    assert count("SELECT COUNT(*) FROM dependency") == COUNT * 9 // 10
    assert count("SELECT last_number FROM repository") == COUNT


def test_a_crowd_comes_after_a_repositorys_own_issues(local: Local) -> None:
    repository = seed.Repository(
        name="small",
        labels=[seed.Label(name="own")],
        issues=[seed.Issue(title="First", number=7, labels=["own"]), seed.Issue(title="Second")],
        generate=12,
    )
    owner = seed.Owner(login="octocat", repositories=[repository])
    writing.sow(local.store, seed.Seed(owners=[owner]), CLOCK)
    rows = local.store.all("SELECT number, title FROM issue ORDER BY number")
    assert [row["number"] for row in rows] == list(range(7, 21))
    assert [row["title"] for row in rows[:3]] == ["First", "Second", "Made-up issue 1"]


def test_a_page_asks_for_the_same_however_many_issues_it_shows(loaded: Local) -> None:
    statements(loaded, PAGE, first=1)  # The first one lists them all.
    few = statements(loaded, PAGE, first=10)
    many = statements(loaded, PAGE, first=100)
    assert (few[1], many[1]) == (10, 100)
    assert few[0] == many[0]
    assert many[0] < 30


def test_a_page_asks_for_the_same_wherever_it_is(loaded: Local) -> None:
    first = loaded.graphql(PAGE, first=100)["data"]["repository"]["issues"]
    assert first["totalCount"] == COUNT
    assert first["pageInfo"]["hasNextPage"]
    cursor = first["pageInfo"]["endCursor"]
    assert statements(loaded, PAGE, first=100) == statements(loaded, PAGE, first=100, after=cursor)


def test_what_a_page_shows_is_found_by_an_index(loaded: Local) -> None:
    seen: list[str] = []
    loaded.store.trace(seen.append)
    loaded.graphql(PAGE, first=100)
    loaded.store.trace(None)
    tables = ("issue", "issue_label", "sub_issue", "dependency", "label", "milestone")
    for sql in seen:
        if sql.startswith("SELECT"):
            for row in loaded.store.all(f"EXPLAIN QUERY PLAN {sql}"):
                assert row["detail"] not in {f"SCAN {table}" for table in tables}, sql


def test_a_rest_page_asks_for_the_same_wherever_it_is(loaded: Local) -> None:
    counts = []
    for page in (1, 150):
        seen: list[str] = []
        loaded.store.trace(seen.append)
        path = f"/repos/octocat/crowd/issues?per_page=100&state=all&page={page}"
        assert len(loaded.rest("GET", path)) == 100
        loaded.store.trace(None)
        counts.append(len(seen))
    # Users, milestones and types are asked for once each, and pages differ in those.
    assert max(counts) < 45


def test_a_list_is_made_once_for_all_its_pages_and_anew_after_a_write(local: Local) -> None:
    def listing(after: str | None = None) -> tuple[int, Any]:
        seen: list[str] = []
        local.store.trace(seen.append)
        answer = local.graphql(query, after=after)["data"]["repository"]["issues"]
        local.store.trace(None)
        return sum("ORDER BY" in each for each in seen), answer

    query = """query($after: String) { repository(owner: "PimpMyNines", name: "LLuMinary") {
      issues(first: 5, after: $after) { totalCount nodes { number } pageInfo { endCursor } } } }"""
    made, first = listing()
    assert made == 1
    again, second = listing(first["pageInfo"]["endCursor"])
    assert again == 0
    assert first["nodes"] != second["nodes"]
    local.rest("POST", "/repos/PimpMyNines/LLuMinary/issues", title="One more")
    made, third = listing()
    assert made == 1
    assert third["totalCount"] == first["totalCount"] + 1
