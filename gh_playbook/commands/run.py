"""The command `run`, and the commands that each run the shipped playbook of their name."""

import sys
from collections.abc import Callable
from typing import Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import show
from gh_playbook.commands.option import HELP, Options, sharing


@sharing(" ".join(HELP))
def run(context: Context, playbook: str, **options: Unpack[Options]) -> None:
    """Run any playbook: a file, or one by its name."""
    _carry_out(context, playbook, options)


def running(playbook: str, summary: str) -> Callable[..., None]:
    """Return the body of the command that runs a shipped playbook; `summary` is its help."""

    @sharing(" ".join(HELP))
    def command(context: Context, **options: Unpack[Options]) -> None:
        _carry_out(context, playbook, options)

    command.__doc__ = summary
    return command


def _carry_out(context: Context, playbook: str, options: Options) -> None:
    """Carry out a playbook, or list its steps."""
    chosen = settings(context, playbook, **options)
    if options.get("list_steps") or options.get("list_tags"):
        from gh_playbook.commands.listing import show_list

        show_list(chosen, tags=not options.get("list_steps"))
        return
    if chosen.step and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Exit("--step asks before each step, and there is no terminal to ask on", 1)
    from gh_playbook.run import flow

    show(chosen, lambda listener: flow.run(chosen, listener))
