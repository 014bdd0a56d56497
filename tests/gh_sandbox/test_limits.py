"""GitHub's own limits, met by the real `gh` on a clock that stands still."""

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema

from gh_sandbox import Sandbox
from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.clock import ManualClock
from gh_sandbox.errors import ApiError
from gh_sandbox.exchange import recording
from gh_sandbox.limits.document import LIGHT_MUTATIONS
from gh_sandbox.limits.primary import PrimaryLimits
from gh_sandbox.limits.secondary import CONTENT_MUTATIONS, CONTENT_ROUTES, Tally
from gh_sandbox.rest.call import ROUTES
from tests.gh_sandbox.conftest import REPOSITORY, Gh

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ISSUES = f"/repos/{REPOSITORY}/issues"


def document(repository: str, count: int) -> str:
    """A mutation that creates issues, one an alias."""
    create = (
        f'createIssue(input: {{repositoryId: "{repository}", title: "T"}}) {{ issue {{ id }} }}'
    )
    return "mutation { " + " ".join(f"a{number}: {create}" for number in range(count)) + " }"


@pytest.fixture
def still(gh: Gh) -> Gh:
    """A sandbox whose clock stands still."""
    gh.sandbox.hold_clock(NINE)
    return gh


def create(gh: Gh, repository: str, count: int) -> Any:
    return gh.graphql(document(repository, count))


def test_the_81st_creation_of_a_minute_is_too_quick(still: Gh, node: dict[int | str, str]) -> None:
    for _ in range(4):
        assert "errors" not in create(still, node["repo"], 20)
    new = ("issue", "create", "-R", REPOSITORY, "--title", "T", "--body", "")
    result = still.run(*new)
    assert (result.code, result.out) == (1, "")
    assert result.error == "GraphQL: was submitted too quickly (createIssue)\n"
    comment = still.run("issue", "comment", "3", "-R", REPOSITORY, "--body", "Hello")
    assert (comment.code, comment.error) == (
        1,
        "GraphQL: was submitted too quickly (addComment)\n",
    )
    # What makes no content goes on.
    assert still.run("issue", "edit", "3", "-R", REPOSITORY, "--title", "New").code == 0
    assert still.run("label", "create", "new", "-R", REPOSITORY).code == 0
    still.sandbox.advance(59)
    assert still.run(*new).code == 1
    still.sandbox.advance(1)
    assert still.run(*new).code == 0


def test_rest_says_how_long_content_is_blocked(still: Gh, node: dict[int | str, str]) -> None:
    for _ in range(4):
        create(still, node["repo"], 20)
    still.sandbox.advance(45)
    result = still.run("api", "-i", ISSUES[1:], "-f", "title=T")
    assert result.code == 1
    assert "have been temporarily blocked from content creation" in result.error
    assert result.error.endswith("(HTTP 403)\n")
    assert "Retry-After: 15\n" in result.out
    still.sandbox.advance(15)
    assert still.run("api", ISSUES[1:], "-f", "title=T").code == 0


def test_a_document_is_cut_off_where_the_minute_is_full(
    still: Gh, node: dict[int | str, str]
) -> None:
    for _ in range(3):
        create(still, node["repo"], 20)
    create(still, node["repo"], 15)
    answer = create(still, node["repo"], 7)
    assert [name for name, made in answer["data"].items() if made is None] == ["a5", "a6"]
    assert [(each["type"], each["path"]) for each in answer["errors"]] == [
        ("UNPROCESSABLE", ["a5"]),
        ("UNPROCESSABLE", ["a6"]),
    ]


def test_a_document_carries_out_twenty_heavy_mutations(
    still: Gh, node: dict[int | str, str]
) -> None:
    result = still.run("api", "graphql", "-f", f"query={document(node['repo'], 25)}")
    assert result.code == 1
    assert result.error.startswith("gh: Resource limits for this query exceeded.\n")
    assert [bool(made) for made in result.json["data"].values()] == [True] * 20 + [False] * 5
    assert {each["type"] for each in result.json["errors"]} == {"RESOURCE_LIMITS_EXCEEDED"}


def test_a_document_carries_out_fifty_light_mutations(
    still: Gh, node: dict[int | str, str]
) -> None:
    lock = f'lockLockable(input: {{lockableId: "{node[3]}"}}) {{ clientMutationId }}'
    fields = " ".join(f"a{number}: {lock}" for number in range(55))
    answer = still.graphql(f"mutation {{ {fields} }}")
    assert [bool(done) for done in answer["data"].values()] == [True] * 50 + [False] * 5


def test_a_query_for_too_many_nodes_is_refused(gh: Gh) -> None:
    query = (
        '{ organization(login: "PimpMyNines") { repositories(first: 100) { nodes { '
        "issues(first: 100) { nodes { labels(first: 100) { nodes { name } } } } } } } }"
    )
    result = gh.run("api", "graphql", "-f", f"query={query}")
    assert result.code == 1
    assert "1,010,100 possible nodes which exceeds the maximum limit of 500,000" in result.error
    assert result.json["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"


class Unix(http.client.HTTPConnection):
    """A connection to the server, for more requests than one would want to start `gh` for."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__("api.github.com")
        self._where = sandbox.status().socket

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._where))

    def send_often(self, count: int, method: str, path: str, **body: object) -> set[int]:
        """Send a request so often, and return the statuses of the answers."""
        statuses = set()
        content = json.dumps(body) if body else None
        headers = {"Authorization": f"token {DEFAULT_TOKEN}", "User-Agent": "tests"}
        for _ in range(count):
            self.request(method, path, content, headers)
            response = self.getresponse()
            response.read()
            statuses.add(response.status)
        return statuses


@pytest.fixture(scope="module")
def unrecorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A server whose answers are not checked against the contracts: they are too many alike."""
    sandbox = Sandbox(tmp_path_factory.mktemp("limits"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(recording.VARIABLE, raising=False)
        sandbox.start(clock=NINE)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def busy(unrecorded: Sandbox) -> Gh:
    """A sandbox for many requests, whose clock stands still too."""
    unrecorded.reset()
    return Gh(unrecorded)


@pytest.fixture
def unix(busy: Gh) -> Iterator[Unix]:
    with closing(Unix(busy.sandbox)) as connection:
        yield connection


VIEWER = ("api", "graphql", "-f", "query={viewer{login}}")


def test_rest_has_900_points_a_minute_and_a_write_is_five(busy: Gh, unix: Unix) -> None:
    assert unix.send_often(179, "PATCH", f"{ISSUES}/3", title="T") == {200}
    assert unix.send_often(5, "GET", "/user") == {200}
    result = busy.run("api", "-i", "user")
    assert result.code == 1
    assert result.error == (
        "gh: You have exceeded a secondary rate limit. "
        "Please wait a few minutes before you try again. (HTTP 403)\n"
    )
    assert "Retry-After: 60\n" in result.out
    assert busy.run(*VIEWER).code == 0
    busy.sandbox.advance(60)
    assert busy.run("api", "user").code == 0


def test_graphql_has_2000_points_a_minute_and_a_mutation_is_five(busy: Gh, unix: Unix) -> None:
    mutation = 'mutation { unpinIssue(input: {issueId: "none"}) { clientMutationId } }'
    assert unix.send_often(399, "POST", "/graphql", query=mutation) == {200}
    assert unix.send_often(5, "POST", "/graphql", query="{ viewer { login } }") == {200}
    result = busy.run("issue", "list", "-R", REPOSITORY)
    assert (result.code, result.out) == (1, "")
    assert result.error.startswith("HTTP 403: You have exceeded a secondary rate limit. Please")
    assert busy.run("api", "user").code == 0
    busy.sandbox.advance(60)
    assert busy.run("issue", "list", "-R", REPOSITORY).code == 0


def test_content_has_500_an_hour(busy: Gh, unix: Unix) -> None:
    repository = busy.rest("GET", f"repos/{REPOSITORY}").json["node_id"]
    for _ in range(25):
        unix.send_often(1, "POST", "/graphql", query=document(repository, 20))
        busy.sandbox.advance(60)
    new = ("api", "-i", ISSUES[1:], "-f", "title=T")
    result = busy.run(*new)
    assert result.code == 1
    assert "temporarily blocked from content creation" in result.error
    assert f"Retry-After: {3600 - 25 * 60}\n" in result.out
    busy.sandbox.advance(3600 - 25 * 60)
    assert busy.run(*new).code == 0


def test_search_has_30_requests_a_minute(busy: Gh, unix: Unix) -> None:
    search = "/search/issues?q=x"
    assert unix.send_often(30, "GET", search) == {200}
    result = busy.run("api", "-i", search)
    assert result.code == 1
    assert result.error.startswith("gh: API rate limit exceeded for user ID ")
    assert "X-Ratelimit-Resource: search\n" in result.out
    busy.sandbox.advance(60)
    assert busy.run("api", search).code == 0


def test_each_rest_request_takes_one_of_5000_an_hour(busy: Gh, unix: Unix) -> None:
    remaining = ("api", "rate_limit", "--jq", ".resources.core.remaining")
    assert unix.send_often(50, "GET", "/user") == {200}
    assert busy.run(*remaining).out == "4950\n"
    busy.sandbox.advance(60)
    told = busy.run("api", "-i", "user").out
    assert "X-Ratelimit-Remaining: 4949\n" in told
    assert f"X-Ratelimit-Reset: {int(NINE.timestamp()) + 3600}\n" in told
    busy.sandbox.advance(3600 - 60)
    assert busy.run(*remaining).out == "5000\n"


def test_after_5000_rest_requests_the_rest_of_the_hour_has_none() -> None:
    """How a refusal is answered, those of searches show: it takes 30 requests there."""
    clock = ManualClock(NINE)
    limits = PrimaryLimits(clock, enforced=True)
    for _ in range(10):
        for _ in range(500):
            window = limits.spend(7, "core", 1)
        clock.advance(60)
    assert window.remaining == 0
    with pytest.raises(ApiError, match="API rate limit exceeded for user ID 7") as refused:
        limits.spend(7, "core", 1)
    assert refused.value.status == 403
    assert limits.spend(7, "graphql", 1).remaining == limits.spend(8, "core", 1).remaining == 4999
    clock.advance(3600 - 600)
    assert limits.spend(7, "core", 1).remaining == 4999


def test_graphql_has_5000_points_an_hour(busy: Gh, unix: Unix) -> None:
    costly = (
        '{ organization(login: "PimpMyNines") { repositories(first: 100) { nodes { '
        "issues(first: 100) { nodes { labels(first: 1) { totalCount } } } } } } }"
    )
    assert unix.send_often(50, "POST", "/graphql", query=costly) == {200}
    result = busy.run("issue", "list", "-R", REPOSITORY)
    assert (result.code, result.out) == (1, "")
    assert result.error.startswith("GraphQL: API rate limit exceeded for user ID ")
    raw = busy.run(*VIEWER)
    assert raw.json["errors"][0]["type"] == "RATE_LIMITED"
    assert busy.run("api", "user").code == 0
    busy.sandbox.advance(3600)
    assert busy.run("issue", "list", "-R", REPOSITORY).code == 0


def test_another_user_has_limits_of_their_own(busy: Gh, unix: Unix) -> None:
    unix.send_often(30, "GET", "/search/issues?q=x")
    assert busy.run("api", "search/issues?q=x").code == 1
    assert busy.run("api", "search/issues?q=x", token="ghp_sandbox_reader").code == 0


def test_a_jump_of_the_clock_begins_anew(busy: Gh, unix: Unix) -> None:
    unix.send_often(30, "GET", "/search/issues?q=x")
    busy.sandbox.hold_clock(NINE)
    assert busy.run("api", "search/issues?q=x").code == 0


def test_a_server_without_limits_counts_but_never_refuses(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(limits=False, clock=NINE)
    gh = Gh(sandbox)
    try:
        repository = gh.rest("GET", f"repos/{REPOSITORY}").json["node_id"]
        for _ in range(5):
            assert "errors" not in create(gh, repository, 20)
        assert gh.run("api", ISSUES[1:], "-f", "title=T").code == 0
        used = gh.graphql("{ rateLimit { used } }")["data"]["rateLimit"]["used"]
        assert used == 6
    finally:
        sandbox.stop()


def test_a_tally_slides() -> None:
    clock = ManualClock(NINE)
    tally = Tally(10, 60)
    tally.spend(clock.now(), 4)
    clock.advance(20)
    tally.spend(clock.now(), 6)
    clock.advance(20)
    assert tally.wait(clock.now(), 1) == 20
    assert tally.wait(clock.now(), 5) == 40
    clock.advance(20)
    assert tally.wait(clock.now(), 4) == 0
    assert tally.wait(clock.now(), 5) == 20


def test_the_limits_name_what_there_is(schema: GraphQLSchema) -> None:
    mutation = schema.mutation_type
    assert mutation is not None
    assert {*LIGHT_MUTATIONS, *CONTENT_MUTATIONS} <= set(mutation.fields)
    routes = {f"{each.method} {re.sub('{[^}]*}', '*', each.path)}" for each in ROUTES}
    assert routes >= CONTENT_ROUTES
