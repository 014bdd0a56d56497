"""The command `init`, which prepares a repository for this tool."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from invoke.context import Context

from gh_playbook.commands.configuration import settings
from gh_playbook.commands.ending import failing, tell, write
from gh_playbook.commands.option import Options, sharing
from gh_playbook.report.escaping import json_text

if TYPE_CHECKING:
    from gh_playbook.run.init import FirstFile

# The needs of the workflow that no file can contain.
_NEEDED = (
    "the workflow installs what the variable GH_PLAYBOOK names: `gh variable set GH_PLAYBOOK`",
    "for a board it also needs a token, as the secret: `gh secret set PROJECT_TOKEN`",
)
# Instructions to add the commands to a user's existing file.
_BESIDE = (
    "your tasks.py can have the commands, too, under a name: `invoke plan.all` after",
    "  from gh_playbook.tasks import namespace as plan",
    "  namespace = Collection(YOUR_TASKS)    # from invoke import Collection",
    '  namespace.add_collection(plan, name="plan")',
)


@sharing("repo backlog sandbox sandbox_dir output")
def init(
    context: Context,
    no_tasks: bool = False,
    no_workflow: bool = False,
    **options: Unpack[Options],
) -> None:
    """Write the first files of a repository: a backlog of its labels, a playbook, a workflow."""
    from gh_playbook.convergence.location import repository_of
    from gh_playbook.declaration.backlog.backlog import Backlog
    from gh_playbook.run import init as run_init

    chosen = settings(context, **options)
    tasks, workflow = not no_tasks, not no_workflow
    if chosen.repo is None and sys.stdin.isatty() and sys.stderr.isatty():
        chosen = replace(chosen, repo=_asked("which repository (OWNER/NAME)?") or None)
        with failing(chosen):
            repository_of(chosen, Backlog())
        tasks = tasks and _agreed("tasks.py, for `invoke`?")
        workflow = workflow and _agreed("a workflow, for GitHub Actions?")
    with failing(chosen) as listener:
        written = run_init.init(chosen, tasks=tasks, workflow=workflow, on_wait=listener.wait)
    if chosen.output == "json":
        entries = [{"file": str(each.path), "was_there": each.was_there} for each in written]
        write(json_text({"repository": chosen.repo, "files": entries}))
        return
    tell(_told(written, chosen.repo or ""))


def _told(written: Sequence["FirstFile"], repository: str) -> list[str]:
    """Return the written files, and the next steps."""
    from gh_playbook.convergence.location import is_of
    from gh_playbook.run.init import TASKS, WORKFLOW

    lines = [
        f"{'left as it is' if each.was_there else 'written':13}  {each.path}" for each in written
    ]
    if any(each.path == WORKFLOW and not each.was_there for each in written):
        lines += _NEEDED
    if any(each.path == TASKS and each.was_there for each in written):
        own = TASKS.read_text(encoding="utf-8", errors="replace")
        lines += () if "gh_playbook" in own else _BESIDE
    backlog = written[0]
    if backlog.was_there and is_of(backlog.path, repository):
        lines.append(f"{backlog.path} is the backlog of {repository}: it stays, with its issues")
    elif backlog.was_there:
        lines.append(
            f"{backlog.path} does not say `repository: {repository}`: call this in a folder of "
            "your own, or with --backlog and a new file"
        )
        return lines
    lines.append("next: `gh-playbook doctor`, then write issues, and `gh-playbook all --dry-run`")
    return lines


def _asked(question: str) -> str:
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _agreed(question: str) -> bool:
    return _asked(f"{question} [Y/n]").casefold() not in {"n", "no"}
