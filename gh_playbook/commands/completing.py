"""Completions for a shell beside commands and flags: keys, tags, playbooks, runs, words."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from gh_playbook.commands import export, lint, pull
from gh_playbook.commands.runs import LATEST
from gh_playbook.convergence.control_word import CONTROL, FINAL_STEPS
from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.location import backlog_file, playbook_folders
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.playbook import playbook
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
    is_flag = words[-1:] and words[-1].startswith("-")
    for word in (words[-1:], [] if is_flag else words[-2:-1]):
        find = _AFTER.get(word[0]) if word else None
        if find is not None:
            try:
                return sorted(filter(_PLAIN.fullmatch, find(words)))
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
    is_sandbox = "--sandbox" in words
    return Settings(chosen, backlog=Path(file) if file else None, sandbox=is_sandbox)


def _keys(words: Sequence[str]) -> list[str]:
    file = backlog_file(_settings(words))
    return [issue.key for issue in backlog.read(file).model.all_issues] if file else []


def _tags(words: Sequence[str]) -> set[str]:
    # Without the user's own modules: nobody expects a shell's completion to run code.
    known = {*MODULES, *CONTROL, *FINAL_STEPS}
    folders = playbook_folders(_FOLDER)
    steps = playbook.load(_settings(words).playbook, known, folders)
    return {tag for step in steps for tag in step.tags}


def _playbooks(_words: Sequence[str]) -> list[str]:
    return playbook_folders(_FOLDER).names()


def _runs(words: Sequence[str]) -> list[str]:
    return [each.stem for each in past_run.journals(_settings(words).runs_path)]


def _shown_runs(words: Sequence[str]) -> list[str]:
    return [LATEST, *_runs(words)]


def _explained(_words: Sequence[str]) -> Sequence[str]:
    from gh_playbook.commands.doc import known_words

    return known_words()


def _formats(words: Sequence[str]) -> Sequence[str]:
    return lint.FORMATS if "lint" in words else export.FORMATS


def _files(_words: Sequence[str]) -> Sequence[str]:
    """Return nothing: then the shell completes the names of files."""
    return ()


_AFTER: dict[str, Callable[[Sequence[str]], Sequence[str] | set[str]]] = {
    "--only": _keys,
    "--tags": _tags,
    "--skip-tags": _tags,
    "run": _playbooks,
    "--run": _runs,
    "runs.show": _shown_runs,
    "doc": _explained,
    "--format": _formats,
    "--output": lambda _words: ("text", "json"),
    "--prefer": lambda _words: pull.SIDES,
    **dict.fromkeys(("import-plan", "--to", "--plan", "--backlog"), _files),
}
