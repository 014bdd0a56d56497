"""The commands that look back: `runs`, `runs.show`."""

import sys

from invoke.collection import Collection
from invoke.context import Context
from invoke.tasks import task

from gh_playbook.commands.ending import conclude, failing, write
from gh_playbook.commands.option import HELP, settings

LATEST = "latest"
_HELP = {name: HELP[name] for name in ("sandbox", "sandbox_dir", "output")}


@task(name="list", default=True, help=_HELP, auto_shortflags=False)
def list_(
    context: Context,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
) -> None:
    """List past runs, the latest first, each with its result."""
    from gh_playbook.convergence import history
    from gh_playbook.report import history as history_report
    from gh_playbook.report.console import TextReport

    chosen = settings(context, "all", sandbox=sandbox, sandbox_dir=sandbox_dir, output=output)
    found, faults = history.readable(chosen.runs_path)
    is_json = chosen.output == "json"
    write(history_report.document(found) if is_json else "\n".join(history_report.lines(found)))
    if faults:
        TextReport(chosen, out=sys.stderr).fail("\n".join(map(str, faults)))
    conclude(1 if faults else 0)


_SHOW = {"id": "of the run, or its beginning; or `latest`", "diff": HELP["diff"]}
_SHOW |= {name: HELP[name] for name in ("verbose", "sandbox", "sandbox_dir", "output")}


@task(positional=["id"], help=_SHOW, auto_shortflags=False)
def show(
    context: Context,
    id: str,
    diff: bool = False,
    verbose: bool = False,
    sandbox: bool = False,
    sandbox_dir: str | None = None,
    output: str | None = None,
) -> None:
    """Print a past run as it was printed when it ran."""
    from gh_playbook.convergence import history
    from gh_playbook.report import history as history_report
    from gh_playbook.report.console import TextReport

    chosen = settings(
        context,
        "all",
        diff=diff,
        verbose=verbose,
        sandbox=sandbox,
        sandbox_dir=sandbox_dir,
        output=output,
    )
    with failing(chosen, TextReport(chosen)):
        run = history.find(chosen.runs_path, None if id == LATEST else id)
        if chosen.output == "json":
            write(history_report.text(run, chosen))
        else:
            history_report.show(run, chosen)


collection = Collection("runs", list_, show)
