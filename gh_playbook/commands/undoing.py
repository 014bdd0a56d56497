"""The command `undo`: it takes a run back."""

from dataclasses import replace

from invoke.context import Context

from gh_playbook.commands.command import Command
from gh_playbook.commands.ending import show
from gh_playbook.commands.history import LATEST
from gh_playbook.commands.option import HELP, settings

_NAME = "undo"
_SHARED = (
    *("dry_run", "diff", "sandbox", "sandbox_dir", "output", "detailed_exitcode", "verbose"),
    *("plan", "checksum", "yes", "no_lock", "lock_timeout"),
)
_HELP = {
    "run": "the id of the run, or its beginning (see `runs`); otherwise the latest that changed "
    "something",
    "delete": "delete the issues that the run created, instead of closing them; asks first",
}


def _undo(
    context: Context,
    run: str = LATEST,
    delete: bool = False,
    dry_run: bool = False,
    diff: bool = False,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
    detailed_exitcode: bool = False,
    verbose: bool = False,
    plan: str | None = None,
    checksum: str | None = None,
    yes: bool = False,
    no_lock: bool = False,
    lock_timeout: str | None = None,
) -> None:
    """Restore what a run changed, where it is still as the run left it."""
    from gh_playbook.convergence.reversal import PLAYBOOK
    from gh_playbook.run.undoing import undo

    chosen = settings(
        context,
        "all",
        dry_run=dry_run,
        diff=diff,
        sandbox=sandbox,
        sandbox_dir=sandbox_dir,
        output=output,
        detailed_exitcode=detailed_exitcode,
        verbose=verbose,
        plan=plan,
        checksum=checksum,
        yes=yes,
        no_lock=no_lock,
        lock_timeout=lock_timeout,
    )
    chosen = replace(
        chosen,
        playbook=chosen.playbook.with_name(f"{PLAYBOOK}.yml"),
        undoes=None if run == LATEST else run,
        deletes=delete,
    )
    show(chosen, lambda listener: undo(chosen, listener))


command = Command(_undo, _NAME, _HELP | {name: HELP[name] for name in _SHARED})
