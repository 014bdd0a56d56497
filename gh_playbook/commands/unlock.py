"""The command `unlock`, which removes a lock that a run has left behind."""

from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import failing, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.report.escaping import escaped


@sharing("repo backlog sandbox sandbox_dir yes")
def unlock(
    context: Context,
    **options: Unpack[Options],
) -> None:
    """Remove the lock that a run has left behind, and say whose it was."""
    from gh_playbook.run.unlock import unlock as carry_out

    chosen = settings(context, **options)
    with failing(chosen) as listener:
        write(escaped(carry_out(chosen, listener)))
