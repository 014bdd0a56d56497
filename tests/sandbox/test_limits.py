"""GitHub's own limits: through `gh` on a clock that stands still, and counted in this process."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.sandbox import Sandbox, request_log, seed, sowing
from gh_playbook.sandbox.app import Application
from gh_playbook.sandbox.clock import ManualClock
from gh_playbook.sandbox.graphql.schema import load_schema
from gh_playbook.sandbox.limits import Limits
from gh_playbook.sandbox.limits.document import LIGHT_MUTATIONS
from gh_playbook.sandbox.limits.secondary import CONTENT_MUTATIONS, CONTENT_ROUTES, Tally
from gh_playbook.sandbox.request_log import RequestLog
from gh_playbook.sandbox.rest.call import ROUTES
from gh_playbook.sandbox.store import Store
from tests.sandbox.conftest import REPOSITORY, Gh, Local

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


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Local:
    folder = tmp_path_factory.mktemp("limits")
    clock = ManualClock(NINE)
    store = Store(folder / "github.sqlite3")
    log = folder / request_log.FILE
    limits = Limits(clock, enforced=True)
    return Local(Application(store, RequestLog(log), clock, limits=limits), store, clock, log)


@pytest.fixture
def limited(kept: Local) -> Iterator[Local]:
    """The application in this process, with limits, on a clock that stands still."""
    sowing.sow(kept.store, seed.read(seed.find(None)), kept.clock)
    yield kept
    kept.application.restart()


def headers(local: Local, method: str, path: str) -> dict[str, str]:
    response = local.send(method, path)
    return {"status": str(response.status_code), **response.headers}


def test_rest_has_900_points_a_minute_and_a_write_is_five(limited: Local) -> None:
    for _ in range(180):
        assert limited.send("PUT", f"{ISSUES}/3/lock").status_code != 403
    refused = limited.send("GET", "/user")
    assert refused.status_code == 403
    assert refused.headers["retry-after"] == "60"
    body = json.loads(bytes(refused.body))
    assert body["message"].startswith("You have exceeded a secondary rate limit. Please wait")
    assert int(refused.headers["x-ratelimit-remaining"]) > 4000
    assert "errors" not in limited.graphql("{ viewer { login } }")
    limited.clock.advance(60)
    assert limited.send("GET", "/user").status_code == 200


def test_graphql_has_2000_points_a_minute_and_a_mutation_is_five(limited: Local) -> None:
    mutation = "mutation { deleteIssue(input: {issueId: 1}) { clientMutationId } }"
    for _ in range(399):
        limited.graphql(mutation)
    for _ in range(5):
        assert "data" in limited.graphql("{ viewer { login } }")
    answer = limited.send("POST", "/graphql", content=b'{"query": "{ viewer { login } }"}')
    assert answer.status_code == 403
    assert answer.headers["retry-after"] == "60"


def test_content_has_500_an_hour(limited: Local) -> None:
    repository = limited.rest("GET", f"/repos/{REPOSITORY}")["node_id"]
    for _ in range(25):
        assert "errors" not in limited.graphql(document(repository, 20))
        limited.clock.advance(60)
    refused = limited.send("POST", ISSUES, content=b'{"title": "T"}')
    assert refused.status_code == 403
    assert refused.headers["retry-after"] == str(3600 - 25 * 60)
    limited.clock.advance(3600 - 25 * 60)
    assert limited.send("POST", ISSUES, content=b'{"title": "T"}').status_code == 201


def test_the_hour_has_5000_points(limited: Local) -> None:
    for _ in range(10):
        for _ in range(500):
            assert limited.send("GET", "/user").status_code == 200
        limited.clock.advance(60)
    refused = headers(limited, "GET", "/user")
    assert (refused["status"], refused["x-ratelimit-remaining"]) == ("403", "0")
    assert int(refused["x-ratelimit-reset"]) - limited.clock.now().timestamp() == 3600 - 600
    assert headers(limited, "GET", "/rate_limit")["status"] == "200"
    assert "data" in limited.graphql("{ viewer { login } }")
    limited.clock.advance(3600 - 600)
    assert headers(limited, "GET", "/user")["x-ratelimit-remaining"] == "4999"


def test_search_has_30_requests_a_minute(limited: Local) -> None:
    for _ in range(30):
        assert headers(limited, "GET", "/search/issues?q=x")["status"] == "200"
    refused = headers(limited, "GET", "/search/issues?q=x")
    assert (refused["status"], refused["x-ratelimit-resource"]) == ("403", "search")
    limited.clock.advance(60)
    assert headers(limited, "GET", "/search/issues?q=x")["status"] == "200"


def test_graphql_points_used_up_are_an_error_with_status_200(limited: Local) -> None:
    viewer = limited.rest("GET", "/user")["id"]
    limited.application._limits.primary.spend(viewer, "graphql", 5000)
    response = limited.send("POST", "/graphql", content=b'{"query": "{ viewer { login } }"}')
    assert response.status_code == 200
    assert response.headers["x-ratelimit-remaining"] == "0"
    assert json.loads(bytes(response.body)) == {
        "errors": [
            {"type": "RATE_LIMITED", "message": f"API rate limit exceeded for user ID {viewer}."}
        ]
    }


def test_another_user_has_limits_of_their_own(limited: Local) -> None:
    for _ in range(30):
        limited.send("GET", "/search/issues?q=x")
    assert limited.send("GET", "/search/issues?q=x").status_code == 403
    other = limited.send("GET", "/search/issues?q=x", token="ghp_sandbox_reader")
    assert other.status_code == 200


def test_a_server_told_so_counts_but_never_refuses(tmp_path: Path) -> None:
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


def test_the_limits_name_what_there_is() -> None:
    mutation = load_schema().mutation_type
    assert mutation is not None
    # These two the sandbox has over REST only.
    known = {*mutation.fields, "createPullRequest", "mergePullRequest"}
    assert {*LIGHT_MUTATIONS, *CONTENT_MUTATIONS} <= known
    routes = {f"{each.method} {re.sub('{[^}]*}', '*', each.path)}" for each in ROUTES}
    assert routes >= CONTENT_ROUTES
