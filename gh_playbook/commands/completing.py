"""Completions for a shell beside commands and flags: keys of issues, tags, playbooks, words."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.convergence.location import backlog_file, playbook_folders
from gh_playbook.declaration import backlog, playbook
from gh_playbook.declaration.source import InputError
from gh_playbook.modules import MODULES
from gh_playbook.settings import Settings

_FOLDER = Path("playbooks")
# A shell expands the words that it is given: `$(…)` in the name of a file would be carried out.
_PLAIN = re.compile(r"[\w.:/@+,=-]+")


def candidates(words: Sequence[str]) -> list[str] | None:
    """Return the words for the place of the last word; None if Invoke's own completion is right.

    `words` are the words of the call, without the program; a shell leaves out an empty last word. A
    faulty file gives no completions and no message, because a shell could not show it.
    """
    for word in (words[-1:], words[-2:-1]):
        find = _AFTER.get(word[0]) if word else None
        if find is not None:
            try:
                return sorted(filter(_PLAIN.fullmatch, find(_settings(words))))
            except InputError:
                return []
    return None


def _settings(words: Sequence[str]) -> Settings:
    """Return the playbook and the backlog that a call names."""
    given = dict(pairwise(words))
    folders = playbook_folders(_FOLDER)
    names = [given["run"]] if "run" in given else [each for each in words if each[:1] != "-"]
    found = [each for each in names if each in folders.names()]
    file = given.get("--backlog")
    chosen = folders.find(found[0] if found else "all")
    return Settings(chosen, backlog=Path(file) if file else None)


def _keys(settings: Settings) -> list[str]:
    file = backlog_file(settings)
    return [issue.key for issue in backlog.read(file).model.all_issues] if file else []


def _tags(settings: Settings) -> set[str]:
    # Without the user's own modules: nobody expects a shell's completion to run code.
    known = {*MODULES, *CONTROL, *FINAL_STEPS}
    folders = playbook_folders(_FOLDER)
    steps = playbook.load(settings.playbook, known, folders)
    return {tag for step in steps for tag in step.tags}


def _playbooks(_settings: Settings) -> list[str]:
    return playbook_folders(_FOLDER).names()


_AFTER: dict[str, Callable[[Settings], Sequence[str] | set[str]]] = {
    "--only": _keys,
    "--tags": _tags,
    "--skip-tags": _tags,
    "run": _playbooks,
}
