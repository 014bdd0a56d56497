"""The command `doctor`, which checks login, rights, features and quotas before a run."""

from typing import Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, failing, write
from gh_playbook.commands.option import Options, sharing


@sharing("repo backlog sandbox sandbox_dir output")
def doctor(
    context: Context,
    **options: Unpack[Options],
) -> None:
    """Check login, permissions, features and quotas, and forecast what `all` would take."""
    from gh_playbook.doctor import diagnose
    from gh_playbook.report import diagnosis as diagnosis_report

    chosen = settings(context, **options)
    with failing(chosen) as listener:
        diagnosis = diagnose(chosen, listener.wait)
    if chosen.output == "json":
        write(diagnosis_report.text(diagnosis))
    else:
        diagnosis_report.show(diagnosis, chosen)
    conclude(diagnosis.exit_code)
