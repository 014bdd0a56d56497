"""The command `report`, which writes the implementation report."""

from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import show
from gh_playbook.commands.option import Options, sharing


@sharing("dry_run repo backlog sandbox sandbox_dir output force yes")
def report(
    context: Context,
    publish: bool = False,
    **options: Unpack[Options],
) -> None:
    """Write the implementation report: what became of the backlog on GitHub, with its board."""
    from gh_playbook.run import report as run_report

    chosen = settings(context, **options)
    show(chosen, lambda listener: run_report.report(chosen, listener, publish=publish))
