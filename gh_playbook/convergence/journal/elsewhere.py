"""Where other runs are, if a command does not find a run in the folder that it looks into."""

from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence.journal.past_run import journals
from gh_playbook.declaration.source import InputError
from gh_playbook.settings import Settings


def told(settings: Settings) -> str | None:
    """Return where there are other runs; None if none are known.

    That is a folder above, if this one has no runs at all. Otherwise it is the other one of the two
    folders of journals: runs in the sandbox have theirs beside its state.
    """
    if above := _folder_above(settings.runs_path):
        return f"{above} has runs: go there"
    there = replace(settings, sandbox=not settings.sandbox).runs_path
    if not _has_runs(there):
        return None
    if settings.sandbox:
        return f"the runs without `--sandbox` are in {there}: leave the flag out"
    return f"the runs with `--sandbox` are in {there}: give that flag, too"


def _folder_above(folder: Path) -> Path | None:
    """Return the closest folder above this one that has runs, if this one has none."""
    if journals(folder):
        return None
    parents = Path.cwd().parents
    return next((above for above in parents if any((above / folder).glob("*.jsonl"))), None)


def _has_runs(folder: Path) -> bool:
    try:
        return bool(journals(folder))
    except InputError:  # It is only a hint: a folder that cannot be read has none.
        return False
