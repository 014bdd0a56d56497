"""Reading: asked again where that may help, and never able to write."""

import socket
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.reader import Reader
from gh_sandbox.folder import leading
from tests.github.answers import Answering, Time, answer

QUERY = "query Things($after: String) { things }"
LOST = UncertainError("no answer: connection refused", request="things")


def a_reader(*answers: Any) -> tuple[Reader, Answering, Time]:
    gh, time = Answering(answers=list(answers)), Time()
    return Reader(gh, time.pacer()), gh, time


def test_a_reader_sends_no_mutation() -> None:
    reader, gh, _ = a_reader()
    with pytest.raises(ValueError, match="queries only"):
        reader.query("mutation { createLabel }", {}, request="x")
    assert gh.asked == []


def test_a_query_gives_its_data() -> None:
    reader, gh, _ = a_reader(answer({"data": {"things": 1}}))
    assert reader.query(QUERY, {"after": None}, request="things") == {"things": 1}
    assert gh.asked == [("POST", "graphql", {"query": QUERY, "variables": {"after": None}})]


def test_a_lost_answer_is_asked_for_again_with_growing_pauses() -> None:
    reader, _, time = a_reader(LOST, answer("<html>", 502), answer(""), answer({"data": {"a": 1}}))
    assert reader.query(QUERY, {}, request="things") == {"a": 1}
    assert time.slept == [1.0, 2.0, 4.0]
    assert (reader.requests, reader.retries) == (4, 3)


def test_without_a_network_it_gives_up_and_asks_whether_there_is_one() -> None:
    reader, gh, _ = a_reader(LOST, LOST, LOST, LOST)
    with pytest.raises(GitHubError) as caught:
        reader.query(QUERY, {}, request="things")
    told = "no answer: connection refused; asked 4 times: is the network available? (things)"
    assert str(caught.value) == told
    assert len(gh.asked) == 4


def test_a_sandbox_that_is_not_running_is_reported_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading.configure(tmp_path, tmp_path / "github.sock")
    monkeypatch.setenv("GH_CONFIG_DIR", leading.environment(tmp_path)["GH_CONFIG_DIR"])
    reader, gh, time = a_reader(LOST)
    with pytest.raises(GitHubError, match="where no server answers: start the sandbox"):
        reader.query(QUERY, {}, request="things")
    assert (len(gh.asked), time.slept) == (1, [])


@pytest.mark.parametrize("configuration", ["", "version: '1'", "http_unix_socket: 3", "{", "\0"])
def test_what_is_lost_without_a_socket_is_asked_for_again(
    configuration: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yml").write_text(configuration)
    monkeypatch.setenv("GH_CONFIG_DIR", str(tmp_path))
    reader, _, _ = a_reader(LOST, answer({"data": {"a": 1}}))
    assert reader.query(QUERY, {}, request="things") == {"a": 1}


def test_a_socket_at_which_somebody_listens_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    leading.configure(tmp_path, Path("here.sock"))
    monkeypatch.setenv("GH_CONFIG_DIR", str(tmp_path / "gh"))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("here.sock")
        listening.listen()
        reader, _, _ = a_reader(LOST, answer({"data": {"a": 1}}))
        assert reader.query(QUERY, {}, request="things") == {"a": 1}


def test_a_github_that_only_fails_is_reported_with_its_status() -> None:
    reader, _, _ = a_reader(*[answer("<html>", 502)] * 4)
    with pytest.raises(GitHubError) as caught:
        reader.get("repos/octo/demo", request="repository")
    told = "GitHub did not answer in time; asked 4 times (repository, HTTP 502)"
    assert str(caught.value) == told


def test_part_of_the_data_is_not_enough() -> None:
    errors = [{"path": ["repository", "issues"], "type": "FORBIDDEN", "message": "not for you"}]
    reader, _, _ = a_reader(answer({"data": {"repository": {}}, "errors": errors}))
    with pytest.raises(GitHubError, match="not for you") as caught:
        reader.query(QUERY, {}, request="things")
    assert caught.value.kind == "FORBIDDEN"


def withheld(*path: str | int, kind: str = "FORBIDDEN") -> dict[str, Any]:
    return {"path": list(path), "type": kind, "message": "not for you"}


NEEDED = {("repository",), ("repository", "labels")}


@pytest.mark.parametrize("kind", ["FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"])
def test_what_is_withheld_leaves_the_rest(kind: str) -> None:
    data = {"repository": {"labels": {"nodes": [None, 1]}}, "node": None}
    errors = [withheld("node", kind=kind), withheld("repository", "labels", "nodes", 0, kind=kind)]
    reader, gh, _ = a_reader(answer({"data": data, "errors": errors}))
    part = reader.part(QUERY, {}, request="things", needed=NEEDED)
    assert part.data == data
    assert part.withholds("node")
    assert part.withholds("repository")
    assert not part.withholds("viewer")
    assert len(gh.asked) == 1


@pytest.mark.parametrize("path", [("repository",), ("repository", "labels"), ()])
def test_what_is_needed_cannot_be_withheld(path: tuple[str, ...]) -> None:
    reader, _, _ = a_reader(answer({"data": {"node": 1}, "errors": [withheld(*path)]}))
    with pytest.raises(GitHubError, match="not for you"):
        reader.part(QUERY, {}, request="things", needed=NEEDED)


def test_what_is_not_withheld_but_wrong_is_an_error() -> None:
    errors = [withheld("node"), withheld("node", kind="SOMETHING_ELSE")]
    reader, _, _ = a_reader(answer({"data": {"node": None, "x": 1}, "errors": errors}))
    with pytest.raises(GitHubError) as caught:
        reader.part(QUERY, {}, request="things", needed=())
    assert caught.value.kind == "SOMETHING_ELSE"


def test_the_scopes_are_those_of_the_last_answer() -> None:
    scopes = {"x-oauth-scopes": "repo, read:org"}
    reader, _, _ = a_reader(answer({"data": {"a": 1}}, 200, scopes), answer({"data": {"a": 1}}))
    reader.query(QUERY, {}, request="things")
    assert reader.scopes == frozenset({"repo", "read:org"})
    reader.query(QUERY, {}, request="things")
    assert reader.scopes is None


def test_a_limit_in_the_middle_of_the_data_is_waited_for() -> None:
    errors = [{"path": ["a"], "type": "RATE_LIMITED", "message": "limit"}]
    limited = answer({"data": {"a": None, "b": 1}, "errors": errors}, 200, {"retry-after": "9"})
    reader, _, time = a_reader(limited, answer({"data": {"a": 1, "b": 1}}))
    assert reader.query(QUERY, {}, request="things") == {"a": 1, "b": 1}
    assert time.slept == [9.0]


def test_a_refusal_is_not_asked_again() -> None:
    reader, gh, _ = a_reader(answer({"message": "Not Found"}, 404))
    with pytest.raises(GitHubError, match="Not Found"):
        reader.get("repos/octo/none", request="repository")
    assert len(gh.asked) == 1


def test_a_refused_login_is_not_asked_again() -> None:
    reader, gh, _ = a_reader(answer({"message": "Bad credentials"}, 401))
    with pytest.raises(AuthenticationError):
        reader.get("user", request="user")
    assert len(gh.asked) == 1
