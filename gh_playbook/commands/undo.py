"""The command `undo`: it takes back a run."""

from dataclasses import replace
from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import show
from gh_playbook.commands.option import Options, sharing
from gh_playbook.commands.runs import LATEST


@sharing(
    "dry_run diff repo sandbox sandbox_dir output detailed_exitcode verbose plan checksum yes "
    "no_lock lock_timeout"
)
def undo(
    context: Context,
    run: str = LATEST,
    delete: bool = False,
    **options: Unpack[Options],
) -> None:
    """Restore what a run changed, where it is still as the run left it."""
    from gh_playbook.convergence.undo_input import PLAYBOOK
    from gh_playbook.run.undo import undo as carry_out

    chosen = settings(context, **options)
    chosen = replace(
        chosen,
        playbook=chosen.playbook.with_name(f"{PLAYBOOK}.yml"),
        undoes=None if run == LATEST else run,
        deletes=delete,
    )
    show(chosen, lambda listener: carry_out(chosen, listener, repository=options.get("repo")))
