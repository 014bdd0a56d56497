"""Every fault, as the real `gh` meets it, and what it leaves behind."""

import json
import os
import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh, Result

CREATE = ("issue", "create", "-R", REPOSITORY, "--title", "Struck", "--body", "")
VIEWER = ("api", "graphql", "-f", "query={viewer{login}}")
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POST = ("api", f"repos/{REPOSITORY}/issues", "-f", "title=Struck")


def struck(gh: Gh) -> bool:
    """Whether the issue is there, once nothing fails any more."""
    gh.sandbox.set_faults(None)
    listed = gh.rest("GET", f"repos/{REPOSITORY}/issues?per_page=100").json
    return "Struck" in [each["title"] for each in listed]


def fail(gh: Gh, fault: object, *arguments: str, operation: str, **rule: object) -> Result:
    """Run `gh` with one operation failing; the log tells which fault it was."""
    gh.sandbox.set_faults([{"fault": fault, "operation": operation, **rule}])
    result = gh.run(*arguments)
    name = next(iter(fault)) if isinstance(fault, dict) else fault
    assert [entry["fault"] for entry in gh.log() if "fault" in entry] == [name]
    return result


def test_a_connection_dropped_before_leaves_nothing(gh: Gh) -> None:
    result = fail(gh, "drop-before", *CREATE, operation="createIssue")
    assert (result.code, result.out) == (1, "")
    assert result.error == 'Post "https://api.github.com/graphql": EOF\n'
    assert gh.log()[-1]["status"] == 0
    assert not struck(gh)


def test_a_connection_dropped_after_loses_the_answer_only(gh: Gh) -> None:
    result = fail(gh, "drop-after", *CREATE, operation="createIssue")
    assert (result.code, result.out) == (1, "")
    assert result.error == 'Post "https://api.github.com/graphql": EOF\n'
    assert gh.log()[-1]["mutations"] == ["createIssue"]
    assert gh.log()[-1]["status"] == 0
    assert struck(gh)


def test_hanging_lasts_until_the_client_gives_up(gh: Gh) -> None:
    gh.sandbox.set_faults([{"fault": {"hang": 600}, "operation": "POST /repos/*/*/issues"}])
    environment = {**os.environ, **gh.sandbox.environment()}
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["gh", *POST], env=environment, timeout=0.5, check=False)
    assert gh.run(*VIEWER).code == 0
    assert not struck(gh)


def test_hanging_ends_without_an_answer(gh: Gh) -> None:
    result = fail(gh, {"hang": 0.2}, *POST, operation="POST /repos/*/*/issues")
    assert result.code == 1
    assert result.error == f'Post "https://api.github.com/repos/{REPOSITORY}/issues": EOF\n'
    assert not struck(gh)


def test_a_server_stops_while_someone_hangs(tmp_path: Path) -> None:
    file = tmp_path / "faults.yml"
    file.write_text("- fault: {hang: 600}")
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.start(faults=file)
    environment = {**os.environ, **sandbox.environment()}
    with subprocess.Popen(["gh", *VIEWER], env=environment, stderr=subprocess.PIPE) as hanging:
        while not sandbox.status().requests:
            assert hanging.poll() is None
        assert sandbox.stop()
        assert hanging.wait(10) == 1


def test_latency_holds_one_answer_back(gh: Gh) -> None:
    began = time.monotonic()
    result = fail(gh, {"latency": 400}, *VIEWER, operation="viewer")
    assert time.monotonic() - began >= 0.4
    assert result.json == {"data": {"viewer": {"login": "octocat"}}}


@pytest.mark.parametrize(("fault", "done"), [("html-502", False), ("html-502-after", True)])
def test_502_comes_as_a_page_of_html(gh: Gh, fault: str, done: bool) -> None:
    result = fail(gh, fault, *POST, operation="POST /repos/*/*/issues")
    assert result.code == 1
    assert result.out.startswith("<!DOCTYPE html>")
    assert result.error == "gh: HTTP 502\n"
    assert struck(gh) is done


def test_commands_show_a_502_by_its_status(gh: Gh) -> None:
    result = fail(gh, "html-502", *CREATE, operation="createIssue")
    assert (result.code, result.out) == (1, "")
    assert result.error == "HTTP 502: 502 Bad Gateway (https://api.github.com/graphql)\n"


@pytest.mark.parametrize("committed", [False, True])
def test_something_went_wrong_comes_with_status_200(gh: Gh, committed: bool) -> None:
    fault = "something-went-wrong"
    result = fail(gh, fault, *CREATE, operation="createIssue", committed=committed)
    assert (result.code, result.out) == (1, "")
    assert result.error.startswith("GraphQL: Something went wrong while executing your query. This")
    assert gh.log()[-1]["status"] == 200
    assert struck(gh) is committed


def test_something_went_wrong_is_a_502_over_rest(gh: Gh) -> None:
    result = fail(gh, "something-went-wrong", *POST, operation="POST /repos/*/*/issues")
    assert result.code == 1
    assert result.error.startswith("gh: We couldn't respond to your request in time.")
    assert result.error.endswith("(HTTP 502)\n")


def test_truncated_json_breaks_off_after_it_is_done(gh: Gh) -> None:
    result = fail(gh, "truncated-json", *CREATE, operation="createIssue")
    assert (result.code, result.out, result.error) == (1, "", "unexpected end of JSON input\n")
    assert struck(gh)


def test_gh_api_passes_truncated_json_on(gh: Gh) -> None:
    result = fail(gh, "truncated-json", *POST, operation="POST /repos/*/*/issues")
    assert (result.code, result.error) == (0, "")
    with pytest.raises(json.JSONDecodeError):
        json.loads(result.out)


def test_resource_limits_let_the_first_aliases_through(gh: Gh, node: dict[int | str, str]) -> None:
    gh.sandbox.set_faults([{"fault": {"resource-limits": 2}, "operation": "createIssue"}])
    create = 'createIssue(input: {repositoryId: "%s", title: "%s"}) { issue { number } }'
    fields = [f"{name}: {create % (node['repo'], name)}" for name in ("a", "b", "c", "d")]
    result = gh.run("api", "graphql", "-f", f"query=mutation {{ {' '.join(fields)} }}")
    assert result.code == 1
    assert result.error == (
        "gh: Resource limits for this query exceeded.\nResource limits for this query exceeded.\n"
    )
    assert result.json["data"] == {
        "a": {"issue": {"number": 21}},
        "b": {"issue": {"number": 22}},
        "c": None,
        "d": None,
    }
    refused = [(each["type"], each["path"]) for each in result.json["errors"]]
    assert refused == [("RESOURCE_LIMITS_EXCEEDED", ["c"]), ("RESOURCE_LIMITS_EXCEEDED", ["d"])]
    assert gh.log()[-1]["fault"] == "resource-limits"


def headers(result: Result) -> dict[str, str]:
    """The headers that `gh api -i` printed, by name in lower case."""
    lines = result.out.split("\n\n", 1)[0].splitlines()
    pairs = [line.split(": ", 1) for line in lines[1:]]
    return {"status": lines[0], **{name.lower(): value for name, value in pairs}}


def test_the_primary_limit_says_when_it_ends(gh: Gh) -> None:
    gh.sandbox.hold_clock(NINE)
    gh.sandbox.set_faults([{"fault": "primary-rate-limit", "writes": True, "reset-after": 90}])
    result = gh.run(*POST, "-i")
    assert result.code == 1
    assert re.fullmatch(
        r"gh: API rate limit exceeded for user ID \d+\. \(HTTP 403\)\n", result.error
    )
    found = headers(result)
    assert found["status"] == "HTTP/1.1 403 Forbidden"
    assert (found["x-ratelimit-remaining"], found["x-ratelimit-resource"]) == ("0", "core")
    assert (
        int(found["x-ratelimit-reset"]) == datetime(2026, 11, 23, 9, 1, 30, tzinfo=UTC).timestamp()
    )
    assert "retry-after" not in found
    assert not struck(gh)


def test_the_primary_limit_is_a_200_over_graphql(gh: Gh) -> None:
    result = fail(gh, "primary-rate-limit", *VIEWER, "-i", operation="viewer")
    assert result.code == 1
    assert result.error.startswith("gh: API rate limit exceeded for user ID ")
    found = headers(result)
    assert found["status"] == "HTTP/1.1 200 OK"
    assert (found["x-ratelimit-remaining"], found["x-ratelimit-resource"]) == ("0", "graphql")
    assert json.loads(result.out.split("\n\n", 1)[1])["errors"][0]["type"] == "RATE_LIMITED"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("secondary-rate-limit", "Please wait a few minutes before you try again."),
        ("content-block", "content creation. Please retry your request again later."),
    ],
)
@pytest.mark.parametrize("retry_after", [None, 60])
@pytest.mark.parametrize("status", [403, 429])
def test_the_secondary_limit_may_say_how_long_to_wait(
    gh: Gh, fault: str, words: str, retry_after: int | None, status: int
) -> None:
    rule = {} if retry_after is None else {"retry-after": retry_after}
    gh.sandbox.set_faults([{"fault": fault, "writes": True, "status": status, **rule}])
    result = gh.run(*POST, "-i")
    assert result.code == 1
    assert result.error.startswith("gh: You have exceeded a secondary rate limit")
    assert result.error.endswith(f"{words} (HTTP {status})\n")
    found = headers(result)
    assert found.get("retry-after") == (None if retry_after is None else str(retry_after))
    assert int(found["x-ratelimit-remaining"]) > 0
    assert gh.log()[-1]["fault"] == fault


def test_graphql_has_the_secondary_limit_as_a_403_too(gh: Gh) -> None:
    result = fail(gh, "content-block", *CREATE, operation="createIssue")
    assert (result.code, result.out) == (1, "")
    assert result.error.startswith("HTTP 403: You have exceeded a secondary rate limit and have ")
    assert not struck(gh)


def test_too_quick_is_an_error_of_the_alias(gh: Gh) -> None:
    result = fail(gh, "too-quick", *CREATE, operation="createIssue")
    assert (result.code, result.out) == (1, "")
    assert result.error == "GraphQL: was submitted too quickly (createIssue)\n"
    assert gh.log()[-1]["status"] == 200
    assert not struck(gh)


def test_too_quick_is_a_422_over_rest(gh: Gh) -> None:
    result = fail(gh, "too-quick", *POST, operation="POST /repos/*/*/issues")
    assert result.code == 1
    assert "was submitted too quickly" in result.out
    assert result.error == "gh: Validation Failed (HTTP 422)\n"
    assert not struck(gh)


def test_a_token_can_be_refused_in_mid_run(gh: Gh) -> None:
    result = fail(gh, "unauthorized", *CREATE, operation="createIssue", nth=1)
    assert (result.code, result.out) == (1, "")
    assert result.error.startswith("HTTP 401: Bad credentials (https://api.github.com/graphql)\n")
    assert [entry["status"] for entry in gh.log()] == [200, 401]
    assert not struck(gh)


def test_lists_lag_behind_a_write_and_the_issue_itself_does_not(gh: Gh) -> None:
    gh.sandbox.hold_clock(NINE)
    gh.sandbox.set_faults([{"fault": {"stale-lists": 5}}])
    number = str(gh.run(*POST).json["number"])
    gh.run("issue", "edit", "3", "-R", REPOSITORY, "--title", "Renamed")

    def lists() -> tuple[bool, bool]:
        listing = ("list", "-R", REPOSITORY, "--json", "title", "--jq", ".[].title")
        graphql = gh("issue", *listing)
        rest = [each["title"] for each in gh.rest("GET", f"repos/{REPOSITORY}/issues").json]
        search = gh("issue", *listing, "--search", "Struck in:title")
        assert ("Struck" in rest) is ("Struck" in graphql) is ("Struck" in search)
        return "Struck" in graphql, "Renamed" in graphql

    assert lists() == (False, False)
    view = ("issue", "view", "-R", REPOSITORY, "--json", "title", "--jq", ".title")
    assert gh(*view, number) == "Struck\n"
    assert gh(*view, "3") == "Renamed\n"
    assert gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json["title"] == "Struck"
    # What belongs to something that lists do not know yet is an empty list.
    assert gh("api", f"repos/{REPOSITORY}/issues/{number}/sub_issues") == "[]"
    gh.sandbox.advance(4)
    assert lists() == (False, False)
    gh.sandbox.advance(1)
    assert lists() == (True, True)


def test_what_is_deleted_stays_in_stale_lists(gh: Gh) -> None:
    gh.sandbox.hold_clock(NINE)
    gh.sandbox.set_faults([{"fault": {"stale-lists": 5}}])
    names = ("label", "list", "-R", REPOSITORY, "--json", "name", "--jq", ".[].name")
    gh("label", "delete", "wontfix", "-R", REPOSITORY, "--yes")
    assert "wontfix" in gh(*names)
    gh.sandbox.advance(5)
    assert "wontfix" not in gh(*names)


def test_a_search_index_lags_while_lists_do_not(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(search_lag=3, clock=NINE)
    gh = Gh(sandbox)
    try:
        gh("label", "create", "brand-new", "-R", REPOSITORY)
        gh(*CREATE, "--label", "brand-new")
        listing = ("issue", "list", "-R", REPOSITORY, "--json", "title", "--jq", ".[].title")
        assert "Struck" in gh(*listing)
        assert gh(*listing, "--label", "brand-new") == ""
        sandbox.advance(3)
        assert gh(*listing, "--label", "brand-new") == "Struck\n"
        # What a seed brings is in the index at once.
        sandbox.reset(seed="scripts-ran")
        assert gh(*listing, "--label", "brand-new") == ""
        assert gh(*listing, "--label", "bug") != ""
        gh(*CREATE, "--label", "bug")
        assert "Struck" not in gh(*listing, "--label", "bug")
    finally:
        sandbox.stop()
