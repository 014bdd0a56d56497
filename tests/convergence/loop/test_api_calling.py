"""`gh_api`: reads that are registered, and writes that are not done where it is so already."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.convergence import undo_input
from gh_playbook.convergence.journal.past_run import PastChange, PastRun
from gh_playbook.convergence.loop.group_loop import GroupLoop
from gh_playbook.declaration.playbook.api_call import ApiAnswer, ApiRead
from gh_playbook.declaration.source import InputError
from gh_playbook.github.error import GitHubError
from gh_playbook.model.change import Call, Change, Mutation
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.plain import plain
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.model.target import Target
from tests.convergence.playing import loop, prepared

PROTECT = """\
- gh_api:
    method: PUT
    path: repos/{owner}/{repo}/topics
    body: {names: [cli]}
    unless: {path: "/repos/{owner}/{repo}/topics", that: "'cli' in json.names"}
  register: put
- {debug: {msg: "{{ put.changed }}"}}
"""


class GitHub:
    """Answers with topics, keeps what is put, and can lose or refuse it."""

    def __init__(self, *answers: Callable[[int], Sent]) -> None:
        self.names: list[str] = []
        self.asked: list[str] = []
        self.sent: list[Change] = []
        self.answers = list(answers)
        self.keeps = True

    def ask(self, read: ApiRead, repository: str) -> ApiAnswer:
        self.asked.append(read.path_in(repository) or str(read.document))
        if "missing" in self.asked[-1]:
            return ApiAnswer(404, None)
        if "broken" in self.asked[-1]:
            raise GitHubError("Server Error", status=500, request="GET")
        return ApiAnswer(200, {"names": list(self.names)})

    def send(self, changes: Sequence[Change]) -> Iterator[list[Sent]]:
        self.sent += changes
        answer = self.answers.pop(0) if self.answers else lambda index: Landed(index, {"ok": 1})
        if self.keeps:
            self.names.append("cli")
        yield [answer(0)]


def played(folder: Path, text: str, github: GitHub) -> GroupLoop:
    """Carry a playbook out where this GitHub is asked and sent to."""
    carried_out = loop(replace(prepared(folder, text), ask=github.ask))
    carried_out.engine.sender = github  # type: ignore[assignment]
    carried_out.carry_out()
    return carried_out


def outcomes(carried_out: GroupLoop) -> list[tuple[str, str]]:
    return [(each.outcome.value, each.reason) for each in carried_out.results]


def test_a_read_is_registered_and_kept_in_no_journal(tmp_path: Path) -> None:
    text = """\
- gh_api: {path: "repos/{owner}/{repo}/topics", query: {per_page: 5}}
  register: topics
- {debug: {msg: "{{ topics.status }} {{ topics.json.names }}"}}
"""
    github = GitHub()
    done = played(tmp_path, text, github)
    assert outcomes(done) == [("ok", "read"), ("ok", "200 []")]
    assert github.asked == ["repos/octo/demo/topics?per_page=5"]
    assert "json" not in plain(done.results[0])


def test_what_is_missing_is_a_failure_unless_that_is_an_answer(tmp_path: Path) -> None:
    text = "- {gh_api: {path: missing}}\n- {gh_api: {path: missing, missing_ok: true}}\n"
    assert outcomes(played(tmp_path, text, GitHub())) == [
        ("failed", "there is no such thing (HTTP 404)"),
        ("ok", "there is no such thing"),
    ]


def test_a_write_is_sent_once_and_then_skipped(tmp_path: Path) -> None:
    github = GitHub()
    first = played(tmp_path, PROTECT, github)
    assert outcomes(first) == [("updated", "because `unless` is not true"), ("ok", "true")]
    [change] = github.sent
    assert change.operations == (Call("PUT", "repos/octo/demo/topics", {"names": ["cli"]}),)
    second = played(tmp_path, PROTECT, github)
    assert outcomes(second) == [("skipped", "as `unless` says"), ("ok", "false")]
    assert len(github.sent) == 1


def test_undo_says_that_a_call_stays(tmp_path: Path) -> None:
    sent = GitHub()
    played(tmp_path, PROTECT, sent)
    entry = plain(sent.sent[0])
    change = PastChange(1, "gh_api", sent.sent[0].key, "update", entry, "landed", {"names": []})
    begin = {"time": "2026-11-25T00:00:00+00:00", "repository": "octo/demo"}
    run = PastRun("run", tmp_path / "r", begin, Target("octo/demo"), (change,), (), None)
    undoing = loop(undo_input.prepared(run))
    undoing.carry_out()
    reason = "a request of your own cannot be taken back: left as it is"
    assert outcomes(undoing) == [("unsupported", reason)]


def test_a_dry_run_asks_and_shows_what_it_would_send(tmp_path: Path) -> None:
    github = GitHub()
    carried_out = loop(replace(prepared(tmp_path, PROTECT), ask=github.ask))
    carried_out.carry_out()
    assert (github.sent, len(github.asked)) == ([], 1)
    result = carried_out.results[0]
    assert (result.key, result.outcome) == ("PUT repos/{owner}/{repo}/topics", Outcome.UPDATED)
    assert [each.desired for each in result.differences] == [{"names": ["cli"]}]


def test_an_answer_that_was_lost_is_looked_up_and_never_sent_twice(tmp_path: Path) -> None:
    def lost(index: int) -> Sent:
        return InDoubt(index, "no answer")

    github = GitHub(lost)
    assert outcomes(played(tmp_path, PROTECT, github))[0] == (
        "updated",
        "because `unless` is not true",
    )
    github = GitHub(lost)
    github.keeps = False
    [outcome, reason] = outcomes(played(tmp_path, PROTECT, github))[0]
    assert (outcome, len(github.sent)) == ("failed", 1)
    assert reason.endswith("`unless` is not true, and sending it again might do it twice")


def test_what_was_certainly_not_done_is_sent_again_and_what_is_refused_is_not(
    tmp_path: Path,
) -> None:
    github = GitHub(NotSent)
    assert outcomes(played(tmp_path, PROTECT, github))[0][0] == "updated"
    github = GitHub(lambda index: Refused(index, "Validation Failed"))
    assert outcomes(played(tmp_path, PROTECT, github))[0] == ("failed", "Validation Failed")
    github = GitHub(lambda index: Refused(index, "Forbidden", is_forbidden=True))
    assert outcomes(played(tmp_path, PROTECT, github))[0][0] == "blocked"


def test_what_another_run_did_while_this_one_waited_for_the_lock_is_not_done_again(
    tmp_path: Path,
) -> None:
    github = GitHub(Stale)
    assert outcomes(played(tmp_path, PROTECT, github))[0] == ("skipped", "as `unless` says")
    github = GitHub(Stale)
    github.keeps = False
    assert outcomes(played(tmp_path, PROTECT, github))[0][0] == "updated"
    assert len(github.sent) == 2


def test_a_mutation_and_a_query_are_graphql(tmp_path: Path) -> None:
    text = """\
- gh_api:
    mutation: updateRepository
    input: {repositoryId: R1, hasWikiEnabled: false}
    unless: {document: "query { viewer { login } }", that: json.viewer is defined}
"""
    github = GitHub()
    assert outcomes(played(tmp_path, text, github))[0][0] == "updated"
    wire = {"repositoryId": "R1", "hasWikiEnabled": False}
    assert github.sent[0].operations == (Mutation("updateRepository", wire, "clientMutationId"),)


def test_a_read_is_tried_until_it_says_so(tmp_path: Path) -> None:
    text = """\
- gh_api: {path: a}
  register: read
  until: read.json.names == ['x']
  retries: 5
"""
    github = GitHub()
    carried_out = loop(replace(prepared(tmp_path, text), ask=github.ask))
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        github.names += ["x"] if len(waits) == 2 else []

    carried_out.pause = pause
    carried_out.carry_out()
    assert (outcomes(carried_out), len(github.asked)) == ([("ok", "read")], 3)


def test_what_github_refuses_to_tell_fails_the_step(tmp_path: Path) -> None:
    text = "- {gh_api: {path: broken}}\n- {debug: {}}\n"
    assert outcomes(played(tmp_path, text, GitHub())) == [
        ("failed", "Server Error (GET, HTTP 500)"),
        ("ok", "Hello world!"),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("{}", "gh_api takes a `path`, a `document` or a `mutation`: one of them"),
        ("{path: a, method: POST}", "a write needs `unless`"),
        ("{mutation: addStar}", "a write needs `unless`"),
        ("{path: a, body: {}}", "a read takes no `unless` and no `body`"),
        ("{path: https://evil.example/a}", "a path has no host"),
        ("{path: repos/../../a}", "a path is like repos/{owner}/{repo}/topics"),
        ("{path: repos/%2e%2E/a}", "a path is like repos/{owner}/{repo}/topics"),
        ("{path: repos/a%2f..%2fb}", "a path is like repos/{owner}/{repo}/topics"),
        ("{path: 'repos/..?a=b'}", "a path is like repos/{owner}/{repo}/topics"),
        ("{path: graphq%6c}", "write `document` for a query"),
        ("{path: --hostname}", "a path is like"),
        ("{path: 'repos/{branch}'}", "a path may have {owner} and {repo} in braces"),
        ("{path: graphql}", "write `document` for a query"),
        ("{document: 'mutation { a }'}", "a document is one query"),
        ("{document: 'fragment F on Q { a } mutation { a }'}", "a document is one query"),
        ("{document: 'query {'}", "not valid GraphQL: Syntax Error"),
        ("{mutation: 'a } b', unless: {path: a, that: true}}", "a mutation is a name"),
        ("{path: a, method: PUT, unless: {that: true}}", "`unless` reads a `path`"),
        ("{path: a, method: PUT, unless: {path: a, that: 1 +}}", "template error"),
        ("{path: a, mehod: PUT}", "unknown key 'mehod': did you mean 'method'?"),
    ],
)
def test_what_is_wrong_is_reported_before_anything_is_asked(
    arguments: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        prepared(tmp_path, f"- gh_api: {arguments}\n")
    assert told in str(caught.value)
    assert "all.yml:1:" in str(caught.value)
