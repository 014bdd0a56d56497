"""The commands that look back: `runs`, `runs.show`."""

import sys
from typing import Unpack

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import conclude, failing, write
from gh_playbook.commands.option import HELP, Options, sharing
from gh_sandbox.command_line import Explained

LATEST = "latest"
_HELP = {name: HELP[name] for name in ("sandbox", "sandbox_dir", "output")}
_HELP["repo"] = "only runs on this repository, OWNER/NAME"


@task(klass=Explained, name="list", default=True, help=_HELP, auto_shortflags=False)
@sharing("repo sandbox sandbox_dir output")
def list_(
    context: Context,
    **options: Unpack[Options],
) -> None:
    """List past runs, the latest first, each with its result."""
    from gh_playbook.convergence import location
    from gh_playbook.convergence.journal import elsewhere, glance
    from gh_playbook.convergence.journal.earlier_run import gone
    from gh_playbook.report import past_run as past_run_report
    from gh_playbook.report.console import TextReport

    chosen = settings(context, **options)
    repository = options.get("repo")
    with failing(chosen):
        location.check_repository(repository)
    present, faults = glance.outlines(chosen.runs_path)
    found = [each for each in present if each.is_on(repository)]
    is_json = chosen.output == "json"
    if is_json:
        write(past_run_report.document(found, gone(present)))
    elif found or not faults:
        others = None if found else elsewhere.told(chosen)
        write("\n".join(past_run_report.lines(found, gone(present), repository, others)))
    if faults:
        TextReport(chosen, out=sys.stderr).fail("\n".join(map(str, faults)))
    conclude(1 if faults else 0)


_SHOW = {"id": "of the run, or its beginning; or `latest`", "diff": HELP["diff"]}
_SHOW |= {name: HELP[name] for name in ("verbose", "sandbox", "sandbox_dir", "output")}


@task(klass=Explained, positional=["id"], help=_SHOW, auto_shortflags=False)
@sharing("diff verbose sandbox sandbox_dir output")
def show(
    context: Context,
    id: str,
    **options: Unpack[Options],
) -> None:
    """Print a past run in the form in which it was printed."""
    from gh_playbook.convergence.journal import elsewhere, past_run
    from gh_playbook.report import past_run as past_run_report

    chosen = settings(context, **options)
    with failing(chosen):
        others = elsewhere.told(chosen)
        run = past_run.find(chosen.runs_path, None if id == LATEST else id, elsewhere=others)
        if chosen.output == "json":
            write(past_run_report.text(run, chosen))
        else:
            past_run_report.show(run, chosen)


collection = Collection("runs", list_, show)
