"""A run goes where it was meant to: what was typed and configured is taken as it was meant."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from gh_playbook.cli import CommandLine
from gh_playbook.github.gh import Gh
from tests import tool
from tests.safety.conftest import BACKLOG, MEMBER, REPOSITORY, ROOT, Place

Called = Callable[..., tuple[int, str]]


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Called:
    """Calls the tool in a folder with a backlog, where a `gh` notes each call and answers none.

    It ends as where nobody is logged in, or with the code in the variable GH_ENDS.

    Returns the exit code, and what was printed and noted.
    """
    (tmp_path / "gh").write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo "gh version 2.102.0"; exit; }\n'
        'echo "SENT $@" >>"$0.calls"\nexit "${GH_ENDS:-4}"\n'
    )
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "backlog.yml").write_text(BACKLOG)
    (tmp_path / "tasks.py").write_text((ROOT / "tasks.py").read_text())
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        code = 0
        try:
            CommandLine().run(["gh-playbook", *words])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capfd.readouterr()
        return code, printed.out + printed.err + noted(tmp_path)

    return call


def noted(folder: Path) -> str:
    """Return the calls that `gh` noted in a folder."""
    calls = folder / "gh.calls"
    return calls.read_text() if calls.exists() else ""


def invoked(*words: str) -> tuple[int, str]:
    """Call the commands by Invoke, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", *words], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr + noted(Path.cwd())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("setup-labels --sandbox setup-milestones", "share --sandbox"),
        ("setup-labels --repo a/b verify --repo c/d", "share --repo"),
        ("setup-labels setup-milestones --dry-run", "share --dry-run"),
        ("setup-labels --check setup-milestones", "share --dry-run"),
        ("setup-labels --tags a --dry-run --tags all", "--tags is given 2 times"),
        ("setup-labels --repo a/b --repo", "--repo is given 2 times"),
        ("all --only", "--only needs a value"),
        ("all --backlog", "--backlog needs a value"),
        ("all --backlog --sandbox", "--backlog needs a value"),
        ("all --backlog --nonsense", "--backlog needs a value, and '--nonsense' looks like a flag"),
        ("all --repo=", "--repo needs a value"),
        ("all --only=", "--only needs a value"),
        ("all --tags= --sandbox", "--tags needs a value"),
        ("verify --repo --sandbox", "--repo needs a value"),
        ("doctor --output=", "--output needs a value"),
    ],
)
def test_a_call_that_is_not_clear_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, words: str, told: str
) -> None:
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_BACKLOG", "backlog.yml")
    code, printed = called(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("all --only", "--only needed value"),
        ("all --backlog --nonsense", "--nonsense' looks like a flag"),
    ],
)
def test_nor_by_invoke(called: Called, words: str, told: str) -> None:
    code, printed = invoked(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("run: {dry_run: true}", "run.dry_run"),
        ("run: {Dry: true}", "run.Dry"),
        ("dry: true", "dry"),
        ("gh_playbook: {}\ndry-run: true", "dry-run"),
        ("tasks: {dry_run: true}", "tasks.dry_run"),
        ("playbook: {dry_run: true}", "playbook.dry_run"),
    ],
)
def test_settings_that_were_meant_to_make_it_dry_send_nothing(
    called: Called, text: str, name: str
) -> None:
    Path("invoke.yaml").write_text(f"{text}\n")
    code, printed = called("all", "--backlog", "backlog.yml")
    told = f"{name!r} does not make a run a dry run: write `gh_playbook: {{dry_run: true}}`"
    assert (code, told in printed, "SENT" in printed) == (1, True, False), printed


def test_nor_do_they_by_invoke(called: Called) -> None:
    Path("invoke.yaml").write_text("run: {dry_run: true}\n")
    code, printed = invoked("all", "--backlog", "backlog.yml")
    assert (code, "'run.dry_run' does not make a run a dry run" in printed) == (1, True), printed
    assert "SENT" not in printed


def test_settings_of_ones_own_tasks_may_be_called_so(called: Called) -> None:
    Path("invoke.yaml").write_text("mine: {dry_run: true}\n")
    assert "SENT api" in called("all", "--backlog", "backlog.yml")[1]


@pytest.mark.parametrize("words", ["al", "all --dryrun", "all --repo"])
def test_what_invoke_cannot_parse_it_answers_itself_and_nothing_is_sent(
    called: Called, words: str
) -> None:
    code, printed = invoked(*words.split())
    assert (code, "SENT" in printed, "Traceback" in printed) == (1, False, False)


def test_what_is_clear_is_sent(called: Called) -> None:
    assert "SENT api" in called("all", "--backlog", "backlog.yml")[1]
    Path("gh.calls").unlink()
    assert "SENT api" in invoked("all", "--backlog", "backlog.yml")[1]


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DRYRUN", "1", "unknown setting INVOKE_GH_PLAYBOOK_DRYRUN: did you mean"),
        ("SANDBOXDIR", "x", "did you mean 'INVOKE_GH_PLAYBOOK_SANDBOX_DIR'"),
        ("YES", "1", "unknown setting INVOKE_GH_PLAYBOOK_YES"),
        ("SANDBOX", "no", "INVOKE_GH_PLAYBOOK_SANDBOX is 1 or 0, not 'no'"),
        ("DRY_RUN", "false", "INVOKE_GH_PLAYBOOK_DRY_RUN is 1 or 0, not 'false'"),
        ("KEEP_RUNS", "0", "gh_playbook.keep_runs must be 1 or more: undo reads the journals"),
        ("GUARD_SHARE", "101", "gh_playbook.guard_share is a percentage, 0 to 100, not 101"),
        ("KEEP_RUNS", "few", "INVOKE_GH_PLAYBOOK_KEEP_RUNS is a whole number, not 'few'"),
        ("OUTPUT", "xml", "--output is text or json, not 'xml'"),
    ],
)
def test_a_variable_that_is_no_setting_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"INVOKE_GH_PLAYBOOK_{variable}", value)
    code, printed = called("all", "--backlog", "backlog.yml")
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    "name",
    [
        *("GH_PLAYBOOK_DRY_RUN", "invoke_gh_playbook_dry_run", "INVOKE_DRY_RUN", "INVOKE_DRYRUN"),
        *("INVOKE_GHPLAYBOOK_DRY_RUN", "INVOKE_PLAYBOOK_DRY_RUN", "GHPLAYBOOK_DRY_RUN"),
    ],
)
def test_a_variable_that_is_nearly_a_setting_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    told = f"unknown setting {name}: did you mean 'INVOKE_GH_PLAYBOOK_DRY_RUN'?\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


@pytest.mark.parametrize("name", ["INVOKE_DRY", "invoke_run_dry", "INVOKE_CHECK"])
def test_a_variable_that_is_nearly_invokes_own_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    told = f"unknown setting {name}: did you mean 'INVOKE_RUN_DRY'?\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("3", "gh_playbook holds settings by their names, not 3"),
        ("{checksum: x}", "invoke.yaml:1:25: unknown setting gh_playbook.checksum"),
        ("{plan: plan.json}", "invoke.yaml:1:21: unknown setting gh_playbook.plan"),
        ("{yes: true}", "invoke.yaml:1:15: unknown setting gh_playbook.yes"),
        ("{reop: a/b}", "unknown setting gh_playbook.reop: did you mean 'repo'?"),
        ("{backlog: 3}", "gh_playbook.backlog is a text, not 3"),
        ('{sandbox: "no"}', "gh_playbook.sandbox is true or false, not 'no'"),
        ("{dry_run: 1}", "gh_playbook.dry_run is true or false, not 1"),
        ("{only: [1]}", "gh_playbook.only is a text or a list of texts, not [1]"),
        ("{keep_runs: -1}", "gh_playbook.keep_runs is a whole number, not -1"),
        (
            "{report: /tmp/x.md}",
            "gh_playbook.report must be below this folder, and '/tmp/x.md' is not",
        ),
        ("{report: ../x.md}", "gh_playbook.report must be below this folder"),
        ("{runs: /tmp/x}", "gh_playbook.runs must be below this folder"),
        ("{report: backlog.yml}", "gh_playbook.report is a Markdown file, NAME.md, not 'backlog"),
        ("{guard_share: 300}", "gh_playbook.guard_share is a percentage, 0 to 100, not 300"),
        ("\n  back_log: x", "invoke.yaml:2:13: unknown setting gh_playbook.back_log: did you"),
    ],
)
def test_a_file_of_settings_that_cannot_be_meant_sends_nothing(
    called: Called, settings: str, told: str
) -> None:
    Path("invoke.yaml").write_text(f"gh_playbook: {settings}\n")
    code, printed = called("all", "--backlog", "backlog.yml")
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


def test_nor_does_one_that_invoke_reads(called: Called) -> None:
    Path("invoke.yaml").write_text("gh_playbook: 3\n")
    code, printed = invoked("all", "--backlog", "backlog.yml")
    assert (code, printed) == (1, "gh_playbook holds settings by their names, not 3\n")


def test_all_faults_of_the_settings_are_told_at_once(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("invoke.yaml").write_text("gh_playbook: {backlog: 3, reop: x}\n")
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_DRYRUN", "1")
    assert len(called("all", "--repo=")[1].splitlines()) == 4


@pytest.mark.parametrize("how", ["flag", "variable", "file"])
def test_the_dry_run_of_invoke_is_one(place: Place, how: str) -> None:
    place.write("invoke.yaml", f"run: {{dry: {'true' if how == 'file' else 'false'}}}\n")
    where = ("--sandbox", "--sandbox-dir", str(place.sandbox.directory))
    words = [*(["--dry"] if how == "flag" else []), "all", *where, "--backlog", "backlog.yml"]
    done = place.run(*words, **({"INVOKE_RUN_DRY": "1"} if how == "variable" else {}))
    assert (done.code, "dry run: nothing is written" in done.out) == (0, True), done
    assert [each for each in place.gh.log() if each["write"]] == []


def test_every_command_says_where_it_goes_and_as_whom(place: Place, naps: list[float]) -> None:
    folder = place.sandbox.directory
    begun = f"acme/rocket on github.com as octocat, in the sandbox {folder}"
    for command in ("all", "verify", "doctor", "report"):
        done = place.playbook(command, "--backlog", "backlog.yml")
        assert done.out.splitlines()[0] == begun
    led = place.run("all", "--backlog", "backlog.yml", **place.sandbox.environment())
    assert led.out.splitlines()[0] == begun
    dry = place.playbook("all", "--dry-run", "--backlog", "backlog.yml", GH_TOKEN=MEMBER)
    begun = begun.replace("octocat", "alice")
    assert dry.out.splitlines()[0] == f"{begun}, dry run: nothing is written"


def test_documents_say_it_too(place: Place, naps: list[float]) -> None:
    told = {
        "host": "github.com",
        "repository": "acme/rocket",
        "login": "octocat",
        "sandbox": True,
        "moved_from": None,
    }
    environment = place.sandbox.environment()
    for command, part in (("all", "run"), ("verify", "verification"), ("doctor", "diagnosis")):
        words = (command, "--output", "json", "--backlog", "backlog.yml")
        document = json.loads(place.run(*words, **environment).out)
        assert {name: document[part][name] for name in told} == told


def test_it_takes_no_request_of_its_own(place: Place) -> None:
    place.write("backlog.yml", "repository: acme/rocket\nlabels: []\n")
    place.playbook("setup-labels", "--backlog", "backlog.yml")
    assert len(place.gh.log()) == 1


def test_a_host_of_the_environment_is_named_before_it_has_answered(
    called: Called, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_ENDS", "1")
    monkeypatch.setenv("GH_HOST", "ghe.corp.example")
    code, printed = called("verify", "--backlog", "backlog.yml")
    assert code == 1
    assert "ghe.corp.example: no answer" in printed


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://github.acme.com", "github.acme.com"),
        ("http://github.acme.com/api/v3", "github.acme.com"),
        ("github.acme.com/", "github.example.com"),
        ("github.acme.com ", "github.example.com"),
    ],
)
def test_a_host_that_is_no_name_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv("GH_HOST", given)
    told = f"GH_HOST is the name of a host, such as {meant}, not {given!r}\n"
    assert called("all", "--backlog", "backlog.yml") == (1, told)


def test_a_gh_that_is_too_old_writes_nothing(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Gh().program
    script = tmp_path / "old" / "gh"
    script.parent.mkdir()
    script.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "gh version 2.4.0"; exit; }}\n'
        f'exec "{real}" "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr("gh_playbook.github.program.sysconfig.get_path", lambda _: str(tmp_path))
    path = f"{script.parent}{os.pathsep}/bin{os.pathsep}/usr/bin"
    assert place.playbook("all", "--dry-run", "--backlog", "backlog.yml", PATH=path).code == 0
    done = place.playbook("all", "--backlog", "backlog.yml", PATH=path)
    assert done.code == 1
    assert "gh 2.4.0 is too old: 2.20 or later is needed" in done.error
    assert place.gh.rest("GET", f"repos/{REPOSITORY}/issues").json == []


def test_a_repository_that_the_backlog_does_not_name_is_asked_about(place: Place) -> None:
    words = ("all", "--repo", "acme/rockets", "--backlog", "backlog.yml")
    before = place.gh("label", "list", "-R", "acme/rockets")
    done = place.playbook(*words)
    assert done.code == 1
    assert "backlog.yml:2:13: the backlog is for acme/rocket, but --repo names" in done.error
    assert "nothing was written: --yes confirms it" in done.error
    assert json.loads(place.playbook(*words, "--output", "json").out)["run"]["exit_code"] == 1
    assert place.gh("label", "list", "-R", "acme/rockets") == before
    dry = place.playbook(*words, "--dry-run")
    assert (dry.code, "! a real run would ask first" in dry.out) == (0, True)
    published = place.playbook("report", "--publish", *words[1:])
    assert published.code == 1
    assert [each for each in place.gh.log() if each["write"]] == []
    assert place.playbook(*words, "--yes").code == 0
    assert "area:core" in place.gh("label", "list", "-R", "acme/rockets")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_on_a_terminal_a_y_is_enough(place: Place, answer: str, code: int) -> None:
    where = ["--sandbox", "--sandbox-dir", str(place.sandbox.directory)]
    words = [
        *tool.COMMAND,
        "setup-labels",
        *where,
        "--repo",
        "acme/rockets",
        "--backlog",
        "backlog.yml",
    ]
    printed, ended = on_a_terminal(words, place.folder, answer)
    assert "Continue anyway? [y/N]" in printed
    assert ended == code
    made = "area:core" in place.gh("label", "list", "-R", "acme/rockets")
    assert made == (code == 0)


def on_a_terminal(words: list[str], folder: Path, answer: str) -> tuple[str, int]:
    """Run a command on a terminal where somebody types the answer."""
    main, other = pty.openpty()
    process = subprocess.Popen(words, cwd=folder, stdin=other, stdout=other, stderr=other)
    os.close(other)
    os.write(main, answer.encode())
    printed = b""
    with suppress(OSError):  # so a terminal says that nobody is there any more
        while part := os.read(main, 4096):
            printed += part
    os.close(main)
    return printed.decode(errors="replace"), process.wait(timeout=60)


def test_a_first_run_on_much_of_peoples_is_asked_about(place: Place) -> None:
    for number in range(1, 13):
        place.gh.rest("POST", "repos/acme/rocket/issues", title=f"Task {number}", body="people's")
    issues = "".join(f"  - {{key: k{n}, title: Task {n}, state: closed}}\n" for n in range(1, 13))
    place.write("backlog.yml", f"repository: acme/rocket\nissues:\n{issues}")
    done = place.playbook("all", "--backlog", "backlog.yml")
    assert done.code == 1
    assert "12 existing issues would be changed: #1, #2, #3, #4, #5, …" in done.error
    open_ones = json.loads(place.gh("issue", "list", "-R", "acme/rocket", "--json", "number"))
    assert len(open_ones) == 12
    dry = place.playbook("all", "--dry-run", "--backlog", "backlog.yml")
    assert (dry.code, "! a real run would ask first" in dry.out) == (0, True)
    assert place.playbook("all", "--yes", "--backlog", "backlog.yml").code == 0
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0


@pytest.mark.parametrize(
    "change", ["name: nuclear, previously: [core]", "name: core, state: absent"]
)
def test_labels_alone_are_asked_about_too_where_many_issues_wear_one(
    place: Place, change: str
) -> None:
    place.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="core", color="ffffff")
    for number in range(1, 13):
        title, labels = f"Task {number}", ["core"]
        place.gh.rest("POST", f"repos/{REPOSITORY}/issues", title=title, labels=labels)
    place.write("backlog.yml", f"repository: acme/rocket\nlabels: [{{{change}}}]\n")
    done = place.playbook("setup-labels", "--backlog", "backlog.yml")
    assert done.code == 1
    assert "12 existing issues would be changed: #1, #2, #3, #4, #5, …" in done.error
    dry = place.playbook("setup-labels", "--dry-run", "--backlog", "backlog.yml")
    assert "! a real run would ask first" in dry.out
    assert place.playbook("setup-labels", "--yes", "--backlog", "backlog.yml").code == 0
