"""The commands, as an Invoke collection that any repository's `tasks.py` can use.

    from gh_playbook.tasks import namespace

Defaults come from Invoke's configuration, under `gh_playbook`: `invoke.yaml`, or the environment
(`INVOKE_GH_PLAYBOOK_REPO=owner/name`).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import Task

from gh_playbook.account import Listener, RunReport
from gh_playbook.declared import suggestion
from gh_playbook.doctor import diagnose
from gh_playbook.github.error import AuthenticationError, GitHubError
from gh_playbook.preparation import DEFAULTS
from gh_playbook.report import diagnosis as diagnosis_report
from gh_playbook.report import document
from gh_playbook.report import probe as probe_report
from gh_playbook.report import verification as verification_report
from gh_playbook.report.implementation import publishing
from gh_playbook.report.text import TextReport
from gh_playbook.run import run
from gh_playbook.settings import Settings
from gh_playbook.source import Fault, InputError
from gh_playbook.verification import verify
from gh_playbook.verification.probe import TIMEOUT, Watch, probe

_HELP = {
    "dry_run": "show what would change; nothing can be written",
    "diff": "show bodies and fields as unified diffs",
    "repo": "the repository, OWNER/NAME; otherwise the backlog's",
    "backlog": "the backlog file; otherwise the one in playbooks/backlogs",
    "tags": "only steps with one of these tags, comma-separated",
    "skip_tags": "no steps with one of these tags, comma-separated",
    "only": "only the issue with this key and what it needs; repeatable",
    "sandbox": "on the local GitHub that ships with the tool; nothing leaves the machine",
    "sandbox_dir": "where the local GitHub keeps its state (default .sandbox)",
    "output": "text, or json: one document on stdout",
    "detailed_exitcode": "with --dry-run: end with 2 when something would change",
    "force": "overwrite what people edited inside managed blocks",
    "verbose": "show where each thing is declared",
}
_FLAGS = ("dry_run", "diff", "sandbox", "detailed_exitcode", "force", "verbose")
# Every setting is declared, for Invoke takes from the environment only what it knows.
_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys([*_HELP, "templates", "playbooks", "report"]),
    **dict.fromkeys(_FLAGS, False),
}
_COMMANDS = {
    "setup-labels": "Create and update the repository's labels.",
    "setup-milestones": "Create and update the repository's milestones.",
    "setup-types": "Create and update the organization's issue types.",
    "update-issues": "Adopt and update the issues that the backlog knows by number.",
    "create-issues": "Create the issues that the backlog adds.",
    "create-subissues": "Create and adopt sub-issues, under their parents, in order.",
    "link-issues": "Link issues: dependencies and relations.",
    "setup-project": "Create and update the project board: fields, options, views.",
    "fill-board": "Put every issue on the board, with its values.",
    "setup-automations": "Put the workflow that moves cards into the repository.",
    "sync-board": "Move cards as the board's rules want it now: pull requests, labels, closing.",
    "all": "Make the repository match the backlog: everything, in order.",
}


def _command(name: str, summary: str) -> Task[Callable[..., None]]:
    def command(
        context: Context,
        dry_run: bool = False,
        diff: bool = False,
        repo: str | None = None,
        backlog: str | None = None,
        tags: str | None = None,
        skip_tags: str | None = None,
        only: list[str] | None = None,
        sandbox: bool = False,
        sandbox_dir: str | None = None,
        output: str | None = None,
        detailed_exitcode: bool = False,
        force: bool = False,
        verbose: bool = False,
    ) -> None:
        options = {key: value for key, value in locals().items() if key != "context"}
        _execute(_settings(name, dict(context.config.get("gh_playbook", {})), options))

    command.__doc__ = summary
    return Task(command, name=name, iterable=["only"], help=_HELP, auto_shortflags=False)


def _settings(name: str, defaults: dict[str, Any], options: dict[str, Any]) -> Settings:
    unknown = sorted(defaults.keys() - _DEFAULTS.keys())
    if unknown:
        hint = suggestion(unknown[0], _DEFAULTS)
        raise Exit(f"unknown setting gh_playbook.{unknown[0]}{hint}", 1)
    given = {key: value for key, value in options.items() if value}
    chosen = {**defaults, **given}
    output = chosen.get("output") or "text"
    if output not in {"text", "json"}:
        raise Exit(f"--output is text or json, not {output!r}", 1)
    backlog = chosen.get("backlog")
    return Settings(
        playbook=_playbook(name, Path(chosen.get("playbooks") or "playbooks")),
        backlog=Path(backlog) if backlog else None,
        repo=chosen.get("repo"),
        tags=_listed(chosen.get("tags")),
        skip_tags=_listed(chosen.get("skip_tags")),
        only=_listed(chosen.get("only")),
        templates=tuple(Path(each) for each in _listed(chosen.get("templates"))),
        sandbox_dir=Path(chosen.get("sandbox_dir") or Settings.sandbox_dir),
        report=Path(chosen.get("report") or Settings.report),
        output=output,
        **{flag: bool(chosen.get(flag)) for flag in _FLAGS},
    )


def _playbook(name: str, folder: Path) -> Path:
    """Return the command's playbook: the repository's own, or the one that ships."""
    own = folder / f"{name}.yml"
    return own if own.is_file() else DEFAULTS / "playbooks" / f"{name}.yml"


def _listed(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value or []
    return tuple(part.strip() for each in words for part in each.split(",") if part.strip())


def _execute(settings: Settings) -> None:
    _show(settings, lambda listener: run(settings, listener))


def _show(settings: Settings, carry_out: Callable[[Listener], RunReport]) -> None:
    report = TextReport(settings, out=sys.stderr if settings.output == "json" else None)
    listener = Quiet() if settings.output == "json" else report
    with _failing(settings, report):
        done = carry_out(listener)
    if settings.output == "json":
        print(document.text(done))
    else:
        report.end(done)
    if done.exit_code:
        raise Exit(code=done.exit_code)


def _verify(
    context: Context,
    repo: str | None = None,
    backlog: str | None = None,
    only: list[str] | None = None,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
    verbose: bool = False,
    automations: bool = False,
    timeout: str = str(TIMEOUT),
) -> None:
    """Compare GitHub with everything declared; end with 2 where it differs."""
    others = {"context", "automations", "timeout"}
    options = {key: value for key, value in locals().items() if key not in others}
    settings = _settings("all", dict(context.config.get("gh_playbook", {})), options)
    report = TextReport(settings, out=sys.stderr)
    if automations:
        _probe(settings, report, timeout, is_meant=repo is not None)
        return
    with _failing(settings, report):
        verification = verify(settings, report.wait)
    if settings.output == "json":
        print(verification_report.text(verification, settings))
    else:
        verification_report.show(verification, settings)
    if verification.exit_code:
        raise Exit(code=verification.exit_code)


def _doctor(
    context: Context,
    repo: str | None = None,
    backlog: str | None = None,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
) -> None:
    """Look at login, permissions, features and quotas, and forecast what `all` would take."""
    options = {key: value for key, value in locals().items() if key != "context"}
    settings = _settings("all", dict(context.config.get("gh_playbook", {})), options)
    report = TextReport(settings, out=sys.stderr)
    with _failing(settings, report):
        diagnosis = diagnose(settings, report.wait)
    if settings.output == "json":
        print(diagnosis_report.text(diagnosis, settings))
    else:
        diagnosis_report.show(diagnosis, settings)
    if diagnosis.exit_code:
        raise Exit(code=diagnosis.exit_code)


def _probe(settings: Settings, report: TextReport, timeout: str, *, is_meant: bool) -> None:
    """Probe the board's rules; `is_meant` where the command line names the repository."""
    with _failing(settings, report):
        if not (is_meant or settings.sandbox):
            message = "--automations writes to the repository: name it with --repo OWNER/NAME"
            raise InputError([Fault(message)])
        if not timeout.isdecimal() or int(timeout) < 1:
            raise InputError([Fault(f"--timeout is a number of seconds, not {timeout!r}")])
        proof = probe(settings, watch=Watch(int(timeout)), say=_say, on_wait=report.wait)
    if settings.output == "json":
        print(probe_report.text(proof, settings))
    else:
        probe_report.show(proof, settings)
    if proof.exit_code:
        raise Exit(code=proof.exit_code)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _report(
    context: Context,
    dry_run: bool = False,
    repo: str | None = None,
    backlog: str | None = None,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
    publish: bool = False,
) -> None:
    """Write the implementation report: what the backlog has become on GitHub, with its board."""
    options = {key: value for key, value in locals().items() if key not in {"context", "publish"}}
    settings = _settings("all", dict(context.config.get("gh_playbook", {})), options)
    _show(settings, lambda listener: publishing.report(settings, listener, publish=publish))


@contextmanager
def _failing(settings: Settings, report: TextReport) -> Iterator[None]:
    """End the command, in words, with what went wrong within."""
    try:
        yield
    except InputError as error:
        faults = [
            {"source": str(fault.source) if fault.source else None, "message": fault.message}
            for fault in error.faults
        ]
        _fail(report, settings, str(error), faults, 1)
    except GitHubError as error:
        code = 4 if isinstance(error, AuthenticationError) else 1
        _fail(report, settings, str(error), [], code)


def _fail(
    report: TextReport,
    settings: Settings,
    message: str,
    faults: list[dict[str, Any]],
    code: int,
) -> None:
    report.fail(message)
    if settings.output == "json":
        print(document.failure(message, faults, code))
    raise Exit(code=code)


class Quiet:
    """Listens and says nothing."""

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_arguments: None


def _task(name: str, body: Callable[..., None], **more: str) -> Task[Callable[..., None]]:
    """Return a command whose options are its body's parameters; `more` is help for some."""
    names = list(signature(body).parameters)[1:]
    options = {name: more.get(name) or _HELP[name] for name in names}
    iterable = [option for option in options if option == "only"]
    return Task(body, name=name, iterable=iterable, help=options, auto_shortflags=False)


commands = [_command(name, summary) for name, summary in _COMMANDS.items()]
commands += [_task("report", _report, publish="put it into the repository, too")]
commands += [
    _task(
        "verify",
        _verify,
        verbose="show every property, also those as declared",
        automations="prove the board's rules: with an issue and a pull request, made and removed",
        timeout=f"with --automations: for how many seconds to watch the board (default {TIMEOUT})",
    )
]
commands += [_task("doctor", _doctor)]
namespace = Collection(*commands)
namespace.configure({"gh_playbook": _DEFAULTS})

try:
    from gh_playbook.sandbox.tasks import collection as sandbox_commands
except ImportError:  # the extra `sandbox` is not installed
    pass
else:
    namespace.add_collection(sandbox_commands)
