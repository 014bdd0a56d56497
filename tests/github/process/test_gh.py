"""The `gh` process: what it is given, and what its ending means. Here `gh` is a shell script."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gh_playbook.github.error import AuthenticationError, GitHubError, UncertainError
from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.process import Process
from gh_playbook.github.process.program import candidates
from tests.github.scripted import has_ended, numbers, until

# Who starts the tests in the background has them ignore interruptions.
HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from gh_playbook.github.process.interruption import heeded\n"
)
ANSWER = r'printf "HTTP/2.0 200 OK\r\nX-Request: a: b\r\nRetry-After: 5\r\n\r\n{\"a\": 1}"'


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the shell script that is `gh` is written; no packaged one is there."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path / "scripts"))
    return tmp_path / "gh"


def write(script: Path, *lines: str) -> None:
    script.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def test_its_version_is_read(script: Path) -> None:
    write(script, "echo 'gh version 2.102.0 (2026-11-01)'")
    assert Gh().version() == "2.102.0"


@pytest.mark.parametrize("version", ["2.19.3", "1.99.0"])
def test_an_old_one_is_refused(script: Path, version: str) -> None:
    write(script, f"echo 'gh version {version} (2022-11-01)'")
    with pytest.raises(GitHubError, match=f"gh {version} is too old: 2.20 or later is needed: see"):
        Gh().version()


def test_another_program_of_that_name_is_refused(script: Path) -> None:
    write(script, "echo hello")
    with pytest.raises(GitHubError, match="is that GitHub's gh"):
        Gh().version()


def test_one_that_cannot_start_says_why(script: Path) -> None:
    write(script, "echo 'warning: x' >&2; echo 'failed to read configuration: y' >&2; exit 1")
    with pytest.raises(GitHubError, match="`gh` cannot start: failed to read configuration: y"):
        Gh().version()


def test_where_there_is_none_it_says_where_to_get_it(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(script.parent))
    with pytest.raises(GitHubError, match="there is no `gh` on the PATH: see https://cli"):
        Gh().version()


def a_gh(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    write(folder / "gh", f"echo 'gh version {version} (2026-11-01)'")
    return folder


def test_the_system_s_is_run_before_the_packaged_one(tmp_path: Path) -> None:
    """Also in an active virtual environment, whose folder is first on the PATH."""
    own = a_gh(tmp_path / "venv" / "bin", "2.101.0")
    system = a_gh(tmp_path / "system", "2.100.0")
    link = tmp_path / "link"
    link.symlink_to(own)
    programs = candidates(f"{own}::{link}:{tmp_path / 'nothing'}:{system}", own)
    assert programs == [str(system / "gh"), str(own / "gh")]
    gh = Gh(programs=programs)
    assert (gh.version(), gh.program) == ("2.100.0", str(system / "gh"))


@pytest.mark.parametrize("said", ["gh version 2.4.0 (2022-01-01)", "another program"])
def test_the_packaged_one_is_run_where_the_system_s_will_not_do(tmp_path: Path, said: str) -> None:
    own = a_gh(tmp_path / "venv" / "bin", "2.101.0")
    (tmp_path / "system").mkdir()
    write(tmp_path / "system" / "gh", f"echo '{said}'")
    gh = Gh(programs=candidates(str(tmp_path / "system"), own))
    assert (gh.version(), gh.program) == ("2.101.0", str(own / "gh"))
    write(own / "gh", "echo 'gh version 2.5.0'")
    with pytest.raises(GitHubError, match=r"gh 2\.5\.0 is too old"):
        Gh(programs=candidates(str(tmp_path / "system"), own)).version()


def test_its_version_is_asked_only_where_the_first_request_gets_no_answer(
    script: Path, tmp_path: Path
) -> None:
    write(script, ANSWER)
    gh = Gh()
    assert gh.api("GET", "user", request="user").status == 200
    assert gh.processes == 1
    write(script, "echo 'gh version 2.4.0 (2022-01-01)'")
    with pytest.raises(UncertainError):
        gh.api("GET", "user", request="user")
    assert gh.processes == 2, "it has answered before"
    own = a_gh(tmp_path / "venv" / "bin", "2.101.0")
    gh = Gh(programs=[str(script), str(own / "gh")])
    with pytest.raises(UncertainError):
        gh.api("GET", "user", request="user")
    assert gh.program == str(own / "gh")
    with pytest.raises(GitHubError, match=r"gh 2\.4\.0 is too old"):
        Gh(programs=[str(script)]).api("GET", "user", request="user")


def test_the_packaged_one_is_found_where_its_folder_is_not_on_the_path(tmp_path: Path) -> None:
    own = a_gh(tmp_path / "venv" / "bin", "2.101.0")
    assert candidates(str(tmp_path), own) == [str(own / "gh")]


def test_an_answer_is_status_headers_and_body(script: Path) -> None:
    write(script, ANSWER)
    answer = Gh().api("GET", "user", request="user")
    assert (answer.status, answer.json()) == (200, {"a": 1})
    assert answer.headers == {"x-request": "a: b", "retry-after": "5"}


def test_a_refusal_is_an_answer_too(script: Path) -> None:
    write(script, r'printf "HTTP/2.0 404 Not Found\n\n{}"; echo "gh: Not Found" >&2; exit 1')
    assert Gh().api("GET", "user", request="user").status == 404


def test_arguments_are_a_list_and_the_body_goes_in_on_stdin(script: Path, tmp_path: Path) -> None:
    write(
        script,
        f'for each in "$@"; do echo "[$each]"; done > "{tmp_path}/arguments"',
        f'cat > "{tmp_path}/body"',
        ANSWER,
    )
    body = {"title": "`id` $(id) \"quoted\" 'single' ü\n#13"}
    Gh().api("POST", "repos/a b/c;d", body, request="x")
    arguments = (tmp_path / "arguments").read_text().split("\n")[:-1]
    assert arguments == ["[api]", "[-i]", "[-X]", "[POST]", "[repos/a b/c;d]", "[--input]", "[-]"]
    assert json.loads((tmp_path / "body").read_text()) == body


def test_without_a_body_nothing_waits_on_stdin(script: Path, tmp_path: Path) -> None:
    write(script, f'cat > "{tmp_path}/body"', ANSWER)
    Gh().api("GET", "user", request="user")
    assert (tmp_path / "body").read_text() == ""


@pytest.mark.parametrize("own", [None, "100"])
def test_it_does_not_tidy_up_unless_somebody_wants_it(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: str | None
) -> None:
    monkeypatch.delenv("GOGC", raising=False)
    if own is not None:
        monkeypatch.setenv("GOGC", own)
    write(script, f'echo "$GOGC $GOMEMLIMIT" > "{tmp_path}/memory"', ANSWER)
    Gh().api("GET", "user", request="user")
    assert (tmp_path / "memory").read_text() == f"{own or 'off'} 512MiB\n"


def test_it_neither_prompts_nor_colours_nor_obeys_what_the_shell_had_for_it(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GH_DEBUG", "GH_FORCE_TTY", "CLICOLOR_FORCE", "GH_REPO"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GH_TOKEN", "kept")
    write(script, f'env > "{tmp_path}/environment"', ANSWER)
    Gh({"GH_CONFIG_DIR": "/elsewhere"}).api("GET", "user", request="user")
    lines = (tmp_path / "environment").read_text().splitlines()
    environment = dict(line.split("=", 1) for line in lines if "=" in line)
    assert not environment.keys() & {"GH_DEBUG", "GH_FORCE_TTY", "CLICOLOR_FORCE", "GH_REPO"}
    expected = {
        "GH_TOKEN": "kept",
        "GH_CONFIG_DIR": "/elsewhere",
        "GH_PROMPT_DISABLED": "1",
        "NO_COLOR": "1",
    }
    assert expected.items() <= environment.items()


def test_nobody_logged_in_says_what_to_do(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(script, "echo 'To get started with GitHub CLI, please run: gh auth login' >&2; exit 4")
    monkeypatch.chdir(tmp_path)
    gh = Gh(is_checked=True)
    with pytest.raises(AuthenticationError, match=r"run `gh auth login`, or set GH_TOKEN$"):
        gh.api("GET", "user", request="user")
    settings = tmp_path / ".sandbox" / "gh" / "config.yml"
    settings.parent.mkdir(parents=True)
    settings.write_text("http_unix_socket: /some/socket")
    with pytest.raises(
        AuthenticationError, match=r"this folder's sandbox: `eval \"\$\(gh-playbook"
    ):
        gh.api("GET", "user", request="user")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(
            "echo 'error connecting to api.github.com' >&2; exit 1",
            "no answer: error connecting to api.github.com",
            id="no network",
        ),
        pytest.param("exit 3", "no answer: gh ended with code 3", id="in silence"),
        pytest.param("echo nonsense", "no answer: gh ended with code 0", id="nonsense"),
        pytest.param('printf "HTTP/2.0 200 OK\\n"', "no answer: gh ended with code 0", id="cut"),
        pytest.param("kill -9 $$", "no answer: gh ended with code -9", id="killed"),
    ],
)
def test_without_a_whole_answer_it_is_in_doubt(script: Path, line: str, told: str) -> None:
    write(script, line)
    with pytest.raises(UncertainError) as caught:
        Gh(is_checked=True).api("POST", "graphql", {}, request="createIssue")
    assert caught.value.message == told
    assert caught.value.request == "createIssue"


def test_pages_are_asked_for_in_one_process(script: Path) -> None:
    page = r'printf "HTTP/2.0 200 OK\r\nDate: now\r\n\r\n{\"a\": \"%s\"}"'
    hostile = r"'HTTP/2.0 200 OK\n HTTP/1.1 500 Error'"
    failed = r'printf "HTTP/2.0 502 Bad Gateway\r\n\r\n<html>"; exit 1'
    folder = script.parent
    write(
        script,
        f'printf "%s\n" "$@" >{folder}/words; cat >{folder}/query',
        f"{page} one; {page} {hostile}; {failed}",
    )
    found = Gh().pages("query($endCursor: String) { … }", {"owner": "me", "endCursor": None})
    assert [each.status for each in found] == [200, 200, 502]
    assert [each.json() for each in found[:2]] == [
        {"a": "one"},
        {"a": "HTTP/2.0 200 OK\n HTTP/1.1 500 Error"},
    ]
    words = (folder / "words").read_text().split()
    assert words == ["api", "-i", "graphql", "--paginate", "-F", "query=@-", "-f", "owner=me"]
    assert (folder / "query").read_text() == "query($endCursor: String) { … }"


def test_one_that_hangs_is_ended_and_in_doubt(script: Path) -> None:
    write(script, "exec sleep 30")
    with pytest.raises(UncertainError, match=r"gh did not end within 0\.2 seconds"):
        Gh(timeout=0.2, is_checked=True).api("GET", "user", request="user")


def test_one_that_cannot_be_started_is_reported(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(script, ANSWER)

    def exhausted(*_given: object) -> Process:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr("gh_playbook.github.process.gh.Process", exhausted)
    with pytest.raises(GitHubError, match="`gh` cannot be started: Too many open files"):
        Gh().api("GET", "user", request="login")


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        ("#!/no/interpreter\n", 0o755, "No such file or directory"),
        ("\x7fELF of another machine", 0o755, "Exec format error"),
        (ANSWER, 0o644, "Permission denied"),
        (None, 0, "No such file or directory"),
    ],
)
def test_one_that_the_system_cannot_run_is_reported(
    tmp_path: Path, content: str | None, mode: int, told: str
) -> None:
    program = tmp_path / "gh"
    if content is not None:
        program.write_text(content)
        program.chmod(mode)
    gh = Gh(programs=[str(program)])
    with gh.ready():
        gh.stand_by()
        with pytest.raises(GitHubError, match=f"^`gh` cannot be started: {told}"):
            gh.api("POST", "graphql", {}, request="login")


def test_if_no_thread_can_be_started_that_is_reported(
    script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit of processes (`ulimit -u`) counts threads, too."""
    write(script, ANSWER)
    start = threading.Thread.start

    def limited(thread: threading.Thread) -> None:
        if "_listen" in thread.name:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", limited)
    with pytest.raises(GitHubError, match="cannot be started: no thread can be started"):
        Gh(is_checked=True).api("POST", "user", {}, request="user")


def test_processes_are_counted(script: Path) -> None:
    write(script, ANSWER)
    gh = Gh()
    for _ in range(3):
        gh.api("GET", "user", request="user")
    assert gh.processes == 3


def test_a_token_in_what_gh_says_is_hidden(script: Path) -> None:
    write(script, "echo 'error: token ghp_verysecret1 is bad' >&2; exit 1")
    with pytest.raises(UncertainError) as caught:
        Gh(is_checked=True).api("GET", "user", request="user")
    assert str(caught.value) == "no answer: error: token *** is bad (user)"


def test_an_interruption_is_not_held_up_by_gh_s_time_limit(script: Path) -> None:
    """A terminal's Ctrl-C reaches the whole group of processes."""
    started = script.with_name("started")
    write(script, f"touch {started}", "exec sleep 30")
    call = (
        "from gh_playbook.github.process.gh import Gh\n"
        "with heeded(): Gh().api('GET', 'user', request='user')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING + call],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until(lambda: started.exists() or process.poll() is not None)
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Interruption: interrupted" in error


def test_an_interrupted_run_ends_all_that_it_asked_at_the_same_time(
    script: Path, tmp_path: Path
) -> None:
    """Each of eight writes its process id down and would take half a minute."""
    pids = tmp_path / "pids"
    write(script, f"echo $$ >> {pids}", "exec sleep 30")
    call = (
        "from gh_playbook.github.process.gh import Gh\n"
        "from gh_playbook.github.pacing import Pacer\n"
        "from gh_playbook.github.reader import Reader\n"
        "reader = Reader(Gh(), Pacer())\n"
        "asked = [('{ viewer { login } }', {})] * 30\n"
        "with heeded(): reader.parts(asked, request='x', needed=())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING + call],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until(lambda: len(numbers(pids)) == 8 or process.poll() is not None)
        os.kill(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert "Interruption: interrupted" in error
    assert "UncertainError" not in error
    until(lambda: all(map(has_ended, numbers(pids))))
