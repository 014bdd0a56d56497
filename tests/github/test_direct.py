"""The tests' own transport gives what `gh` gives: the same requests, one after the other, to both.

Two sandboxes with the same history answer, so that ids, numbers and limits are the same, too.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from gh_playbook.github.error import UncertainError
from gh_playbook.github.process import gh
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.process import Completed
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import Gh as OfTests
from tests.support import direct

REPOSITORY = "PimpMyNines/LLuMinary"
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTROLS = "".join(map(chr, [*range(1, 32), *range(0x7F, 0xA1)]))
# What differs from answer to answer, or from sandbox to sandbox.
_OWN = re.compile(
    r"^(Date|X-Github-Request-Id|X-Gh-Sandbox[A-Za-z-]*): .*$|(?<=include `)\w+(?=`)|dial unix \S+",
    re.MULTILINE,
)
QUERY = """query($after: String) { repository(owner: "PimpMyNines", name: "LLuMinary") {
  labels(first: 7, after: $after) { nodes { name description } pageInfo { hasNextPage endCursor } }
} }"""


@dataclass(frozen=True)
class Both:
    """Two sandboxes: one is reached through `gh`, one directly."""

    of_gh: Sandbox
    own: Sandbox

    def tell(self, *rules: Mapping[str, object]) -> None:
        """Let these faults strike in both."""
        for sandbox in (self.of_gh, self.own):
            sandbox.set_faults(rules or None)

    def answer(self, *arguments: str, text: str = "", **environment: str) -> Completed:
        """Ask both; return what both gave."""
        with direct.switched(on=False):
            process = Gh({**self.of_gh.environment(), **environment})
            expected = process._run(list(arguments), text).completed()
        process = Gh({**self.own.environment(), **environment})
        found = process._run(list(arguments), text).completed()
        assert _comparable(found) == _comparable(expected)
        return found

    def graphql(self, document: str, **variables: object) -> Any:
        """Send a document to both; return the answer's JSON."""
        text = json.dumps({"query": document, "variables": variables})
        done = self.answer("api", "-i", "-X", "POST", "graphql", "--input", "-", text=text)
        return json.loads(done.out.partition("\r\n\r\n")[2])


def _comparable(done: Completed) -> Completed:
    """Leave out what two answers may differ in; of the errors, `gh` may advise further lines."""
    first = done.error.splitlines()[:1]
    return Completed(done.code, _OWN.sub("", done.out), _OWN.sub("", "".join(first)))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    sandboxes = [Sandbox(tmp_path_factory.mktemp(name)) for name in ("gh", "direct")]
    for each in sandboxes:
        each.start(clock=MOMENT)
        each.keep()
    yield Both(*sandboxes)
    for each in sandboxes:
        each.stop()


@pytest.fixture
def both(begun: Both) -> Both:
    for each in (begun.of_gh, begun.own):
        each.restore()
        each.hold_clock(MOMENT)
    return begun


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where anything starts a process."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("sh.Command", refuse)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "user", None),
        ("GET", "/user", None),
        ("GET", "https://api.github.com/user", None),
        ("GET", f"repos/{REPOSITORY}/labels?per_page=3&page=2", None),
        ("GET", f"repos/{REPOSITORY}/issues/13", None),
        ("GET", f"repos/{REPOSITORY}/labels/good first issue", None),
        ("GET", "repos/PimpMyNines/nothing", None),
        ("POST", f"repos/{REPOSITORY}/labels", {"name": "a", "color": "ededed"}),
        ("POST", f"repos/{REPOSITORY}/labels", {"name": "bug", "color": "red"}),
        ("POST", f"repos/{REPOSITORY}/labels", {}),
        ("DELETE", f"repos/{REPOSITORY}/labels/bug", None),
        ("POST", "graphql", {"query": "{ viewer { login } }"}),
        ("POST", "graphql", {"query": "{ viewer { login nothing } }"}),
        ("POST", "graphql", {"query": '{ repository(owner: "a", name: "b") { id } }'}),
        ("POST", "graphql", {"query": "{ nonsense"}),
    ],
)
def test_answers_and_refusals_are_the_same(
    both: Both, method: str, path: str, body: object
) -> None:
    given = ["--input", "-"] if body is not None else []
    text = "" if body is None else json.dumps(body)
    done = both.answer("api", "-i", "-X", method, path, *given, text=text)
    assert done.out.startswith("HTTP/1.1 ")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "user", None),
        ("GET", "repos/PimpMyNines/nothing", None),
        ("POST", f"repos/{REPOSITORY}/labels", {"name": "bug", "color": "red"}),
        ("DELETE", f"repos/{REPOSITORY}/labels/bug", None),
        ("POST", "graphql", {"query": "{ viewer { login } }"}),
        ("POST", "graphql", {"query": '{ repository(owner: "a", name: "b") { id } }'}),
    ],
)
def test_without_headers_they_are_the_same(
    both: Both, method: str, path: str, body: object
) -> None:
    """One of each kind: an answer, a refusal, one with errors, and none; of REST and GraphQL."""
    given = ["--input", "-"] if body is not None else []
    text = "" if body is None else json.dumps(body)
    done = both.answer("api", "-X", method, path, *given, text=text)
    assert not done.out.startswith("HTTP/1.1 ")


@pytest.mark.parametrize(
    "words",
    [
        ["-X", "PATCH", "-f", "title=a=b", "-F", "milestone=null"],
        ["-X", "PATCH", "-F", "title=12", "-f", "body=true"],
        ["-X", "PATCH", "-F", "milestone=1", "-F", "title=@-"],
        ["-X", "PATCH", "-f", "labels[]=bug"],
        ["-f", "title=a"],
    ],
)
def test_fields_are_sent_the_same(both: Both, words: list[str]) -> None:
    both.answer("api", f"repos/{REPOSITORY}/issues/13", *words, text="Of a file")


def test_fields_of_a_reading_are_sent_the_same(both: Both) -> None:
    both.answer("api", f"repos/{REPOSITORY}/labels", "-X", "GET", "-f", "per_page=2")


def test_fields_of_graphql_are_sent_the_same(both: Both) -> None:
    query = "query A($n: Int, $s: String) { viewer { login(n: $n) id @include(if: $s) } }"
    words = ["-f", f"query={query}", "-f", "operationName=A", "-F", "n=3", "-f", "s=3"]
    both.answer("api", "graphql", *words)
    query = QUERY.replace("first: 7", "first: $first").replace("$after:", "$first: Int, $after:")
    done = both.answer("api", "graphql", "-f", f"query={query}", "-F", "first=3")
    assert len(json.loads(done.out)["data"]["repository"]["labels"]["nodes"]) == 3


@pytest.mark.parametrize("token", ["ghp_sandbox_unknown", "ghp_sandbox"])
@pytest.mark.parametrize("host", ["github.com", "ghe.example.com"])
def test_hosts_and_tokens_are_sent_the_same(both: Both, host: str, token: str) -> None:
    tokens = {"GH_TOKEN": token, "GH_ENTERPRISE_TOKEN": token}
    both.answer("api", "-i", "user", GH_HOST=host, **tokens)
    query = json.dumps({"query": "{ viewer { login } }"})
    both.answer("api", "graphql", "--input", "-", text=query, GH_HOST=host, **tokens)


@pytest.mark.parametrize(("fault", "pages"), [(None, 4), ("html-502", 2), ("drop-before", 2)])
def test_pages_that_gh_turns_are_the_same(both: Both, fault: str | None, pages: int) -> None:
    """With a fault the third page does not come."""
    if fault:
        both.tell({"fault": fault, "nth": 3})
    words = ["-f", "unused=a=b", "-F", "query=@-"]
    query = QUERY.replace("$after", "$endCursor")
    done = both.answer("api", "-i", "graphql", "--paginate", *words, text=query)
    assert (done.code, done.out.count("HTTP/1.1 200")) == (1 if fault else 0, pages)


def test_pages_of_lists_are_the_same(both: Both) -> None:
    path = f"repos/{REPOSITORY}/labels?per_page=7"
    pages = 0
    while path:
        out = both.answer("api", "-i", path).out
        pages += 1
        following = re.search(r'<([^>]+)>; rel="next"', out)
        path = following[1] if following else ""
    after = None
    while True:
        found = both.graphql(QUERY, after=after)["data"]["repository"]["labels"]
        pages -= 1
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    assert pages == 0


def test_control_characters_are_shown_the_same(both: Both) -> None:
    texts = [CONTROLS, "\\".join(CONTROLS), "\\\\".join(CONTROLS), "ü 😀 \u202e \\u001b"]
    body = json.dumps({"title": "Controls", "body": "|".join(texts)})
    both.answer("api", "-i", f"repos/{REPOSITORY}/issues", "--input", "-", text=body)
    exact = ["-H", "Accept-Encoding: identity"]
    both.answer("api", "-i", "-X", "GET", f"repos/{REPOSITORY}/issues", *exact)


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop-before"},
        {"fault": "drop-after"},
        {"fault": "truncated-json"},
        {"fault": "html-502"},
        {"fault": "something-went-wrong"},
        {"fault": "primary-rate-limit", "reset-after": 60},
        {"fault": "secondary-rate-limit", "retry-after": 7},
        {"fault": "secondary-rate-limit", "status": 429},
        {"fault": "content-block", "retry-after": 7},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_faults_and_limits_are_the_same(both: Both, fault: Mapping[str, object]) -> None:
    both.tell(fault)
    both.answer("api", "-i", "-X", "GET", "user")
    text = json.dumps({"query": "{ viewer { login } }"})
    both.answer("api", "-i", "-X", "POST", "graphql", "--input", "-", text=text)
    both.answer("api", "graphql", "--input", "-", text=text)


def test_a_repository_that_moved_is_followed_the_same(both: Both) -> None:
    path = f"repos/{REPOSITORY}"
    for name in ("renamed", "LLuMinary"):
        body = json.dumps({"name": name})
        both.answer("api", "-X", "PATCH", path, "--input", "-", text=body)
        old, path = path, f"repos/PimpMyNines/{name}"
        both.answer("api", "-i", f"{old}/labels?per_page=2")
        given = json.dumps({"name": "moved", "color": "ededed"})
        both.answer("api", "-i", f"{old}/labels", "--input", "-", text=given)
        both.answer("api", "-i", "-X", "DELETE", f"{old}/labels/bug")


def test_what_hangs_and_what_is_not_there_ends_the_same(both: Both) -> None:
    both.tell({"fault": {"hang": 5}})
    for sandbox, is_direct in ((both.of_gh, False), (both.own, True)):
        # Its version is known: on a busy machine that question takes longer than the timeout.
        gh = Gh(sandbox.environment(), timeout=0.3, is_checked=True)
        with direct.switched(on=is_direct), pytest.raises(UncertainError) as caught:
            gh.api("GET", "user", request="user")
        assert caught.value.message == "no answer: gh did not end within 0.3 seconds"
    both.tell()
    for sandbox in (both.of_gh, both.own):
        sandbox.stop()
    try:
        done = both.answer("api", "user")
        assert done.code == 1
    finally:
        for sandbox in (both.of_gh, both.own):
            sandbox.start(clock=MOMENT)
            sandbox.keep()


def test_no_process_is_started_but_where_only_gh_will_do(
    begun: Both, no_process: None, tmp_path: Path
) -> None:
    gh = Gh(begun.own.environment())
    assert gh.api("GET", "user", request="user").status == 200
    assert (gh.version().count("."), gh.processes) == (2, 1)
    with pytest.raises(AssertionError, match="a process was started"):
        gh._run(["api", "user", "--jq", ".login"], None)
    with pytest.raises(AssertionError, match="a process was started"):
        Gh({"GH_CONFIG_DIR": str(tmp_path)}).api("GET", "user", request="user")
    with pytest.raises(AssertionError, match="a process was started"):
        Gh(begun.own.environment(), programs=["/another/gh"]).api("GET", "user", request="user")
    with direct.switched(on=False), pytest.raises(AssertionError, match="a process was started"):
        gh.api("GET", "user", request="user")


def test_neither_the_tools_requests_nor_those_of_tests_are_processes(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    def process(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a process was begun")

    monkeypatch.setattr(gh, "Process", process)
    monkeypatch.setattr(subprocess, "run", process)
    repository = f"repos/{REPOSITORY}"
    assert Gh(both.own.environment()).api("GET", repository, request="read").status == 200
    of_tests = OfTests(both.own)
    assert of_tests.rest("GET", repository).code == 0
    assert of_tests.rest("PATCH", f"{repository}/issues/13", title="Theirs").code == 0
    assert of_tests("api", repository)
    assert "data" in of_tests.graphql(QUERY)
