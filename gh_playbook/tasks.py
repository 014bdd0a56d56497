"""The commands, as an Invoke collection that any repository's `tasks.py` can use.

    from gh_playbook.tasks import namespace

Defaults come from Invoke's configuration, under `gh_playbook`: `invoke.yaml`, or the environment
(`INVOKE_GH_PLAYBOOK_REPO=owner/name`).
"""

from collections.abc import Callable
from inspect import signature

from invoke.collection import Collection
from invoke.context import Context

from gh_playbook.commands import authoring, history, inspection, transfer
from gh_playbook.commands.command import Command
from gh_playbook.commands.ending import show
from gh_playbook.commands.option import HELP, settings
from gh_playbook.probe.proof import TIMEOUT
from gh_playbook.run.flow import run
from gh_sandbox.tasks import collection as sandbox_commands

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


def _command(name: str, summary: str) -> Command:
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
        plan: str | None = None,
        checksum: str | None = None,
        yes: bool = False,
        no_lock: bool = False,
        lock_timeout: str | None = None,
    ) -> None:
        chosen = settings(
            context,
            name,
            dry_run=dry_run,
            diff=diff,
            repo=repo,
            backlog=backlog,
            tags=tags,
            skip_tags=skip_tags,
            only=only,
            sandbox=sandbox,
            sandbox_dir=sandbox_dir,
            output=output,
            detailed_exitcode=detailed_exitcode,
            force=force,
            verbose=verbose,
            plan=plan,
            checksum=checksum,
            yes=yes,
            no_lock=no_lock,
            lock_timeout=lock_timeout,
        )
        show(chosen, lambda listener: run(chosen, listener))

    command.__doc__ = summary
    return Command(command, name, HELP, iterable=["only"])


def _task(name: str, body: Callable[..., None], **more: str) -> Command:
    """Return a command whose options are its body's parameters; `more` is help for some."""
    names = list(signature(body).parameters)[1:]
    options = {name: more.get(name) or HELP[name] for name in names}
    iterable = [option for option in options if option == "only"]
    return Command(body, name, options, iterable=iterable)


_OF_REPORT = {
    "publish": "put it into the repository, too",
    "force": "with --publish: overwrite a report that people edited",
}
commands = [_command(name, summary) for name, summary in _COMMANDS.items()]
commands += [_task("report", inspection.report, **_OF_REPORT)]
commands += [
    _task(
        "verify",
        inspection.verify,
        verbose="show every property, also those as declared",
        automations="prove the board's rules: with an issue and a pull request, made and removed",
        timeout=f"with --automations: for how many seconds to watch the board (default {TIMEOUT})",
    )
]
commands += [_task("doctor", inspection.doctor), _task("unlock", inspection.unlock)]
commands += [_task("lint", authoring.lint, format="text, json, or github: annotations for Actions")]
commands += [
    Command(
        transfer.import_plan,
        "import-plan",
        {
            "file": "the plan: Markdown, tasks.md, CSV, TSV, or JSON of `gh issue list`",
            "to": "the backlog to write, or to take the plan in; without it, it is printed",
            "map": "a table's column and what it is: COLUMN=FIELD; repeatable",
            "output": "text, or json: one document on stdout",
        },
        positional=["file"],
        iterable=["map"],
    )
]
namespace = Collection(*commands)
namespace.add_collection(history.collection)
namespace.add_collection(sandbox_commands)
