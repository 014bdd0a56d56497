"""Words of a call that Invoke does not know, with suggestions."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from invoke.exceptions import ParseError
from invoke.parser.context import ParserContext

from gh_playbook.commands.runs import LATEST
from gh_playbook.declaration import repository_name
from gh_playbook.declaration.wording import closest, likeliest, suggestion
from gh_playbook.late_pattern import late_pattern
from gh_sandbox.command_line import lacking

# Invoke's two sentences.
_NO_VALUE = late_pattern(r"Flag (?:<Argument: |--)([\w-]+)\b.* needed value")
_UNKNOWN = late_pattern(r"No idea what ['\"](.*)['\"] is!", re.DOTALL)
# Dashes that word processors make from "-" and "--", with a plain one after it.
_DASH = late_pattern("^[\u2010-\u2015\u2212]-?")
_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
# The length of a flag of one letter.
_SHORT = 2
# Commands of other tools that do the same.
_ELSEWHERE = {
    "apply": "all",
    "converge": "all",
    "deploy": "all",
    "up": "all",
    "sync": "all",
    "check": "lint",
    "validate": "lint",
    "diff": "all --dry-run --diff",
    "plan": "all --dry-run",
    "import": "import-plan",
    "status": "verify",
    "history": "runs",
    "playbook": "run",
    "version": "--version",
    "help": "--help",
    "list": "--list",
}

# Flags of one letter that other tools have.
_LETTERS = {"n": "dry-run", "C": "dry-run"}
# A run's id begins with a day.
_RUN = late_pattern(r"20\d\d\S*")

# What a command does instead of a flag that others have.
_INSTEAD = {
    ("pull", "--diff"): "a pull always shows each change, and `pull --dry-run` writes none",
    ("export", "--backlog"): "write `export --to FILE`; `pull` edits a backlog that is there",
}


def explained(
    error: ParseError,
    words: Sequence[str],
    contexts: Iterable[ParserContext],
    core: ParserContext,
) -> str:
    """Return the fault of a call that could not be parsed, and how to write it.

    `contexts` are the commands, `core` are the program's own flags.
    """
    told = str(error)
    tasks = {str(each.name): each for each in contexts}
    context = error.context
    within = tasks.get(str(context.name)) if context is not None else None
    if found := _NO_VALUE.search(told):
        return f"{_place(within)}--{found[1]} needs a value"
    if found := _UNKNOWN.fullmatch(told):
        return _unknown(found[1], words, within, tasks, core)
    return lacking(context) or told


def _unknown(
    word: str,
    words: Sequence[str],
    within: ParserContext | None,
    tasks: Mapping[str, ParserContext],
    core: ParserContext,
) -> str:
    if (plain := _plain(word)) != word:
        return f"{_place(within)}{word!r} contains typographic signs: write {plain}"
    if word.startswith("-"):
        early = _early(word, words, tasks) if within is None else ""
        return early or _unknown_flag(word, words, within, core)
    if within is not None and (told := _misplaced(word, words, within)):
        return f"{within.name}{told}"
    return _no_command(word, words, within, tasks)


def _no_command(
    word: str, words: Sequence[str], within: ParserContext | None, tasks: Iterable[str]
) -> str:
    """Return the fault of a word that stands in a command's place and is none."""
    if word in _ELSEWHERE:
        return f"there is no command {word!r}: did you mean `{_ELSEWHERE[word]}`?"
    if below := [name for name in tasks if name.startswith(f"{word}.")]:
        meant = next((name for name in below if name.rpartition(".")[2] in words), None)
        told = ", ".join(below) if meant is None else f"did you mean `{meant}`?"
        return f"{word} is a group of commands: {told}"
    if within is not None and not likeliest(word.lower(), tasks):
        return f"{within.name} takes no {word!r}: {_instead_of_word(word, within)}"
    close = suggestion(word.lower(), tasks)
    return f"there is no command {word!r}{close or ': `--list` lists them'}"


def _instead_of_word(word: str, within: ParserContext) -> str:
    """Return how to write what a word means that stands after a command; or where its flags are."""
    if word == LATEST and "--run" in within.flags:
        return "leave it out: without --run it is the latest run"
    if _RUN.fullmatch(word) and "--run" in within.flags:
        return f"did you mean --run {word}?"
    if (word == LATEST or _RUN.fullmatch(word)) and within.name == "runs.list":
        return f"did you mean `runs.show {word}`?"
    return f"`{within.name} --help` lists its flags"


def _early(word: str, words: Sequence[str], tasks: Mapping[str, ParserContext]) -> str:
    """Return the fault of a command's flag that stands before the command."""
    command = next((each for each in words if each in tasks), None)
    if command is None or word not in tasks[command].flags:
        return ""
    return f"flags of a command stand after it: {command} {word}"


def _unknown_flag(
    word: str, words: Sequence[str], within: ParserContext | None, core: ParserContext
) -> str:
    own = (core if within is None else within).flags
    word = _whole(word, words, [*own, *core.flags])
    named = (*own, *own.aliases)
    if (switch := word.replace("--no-", "--", 1)) != word and switch in own:
        return f"{_place(within)}there is no flag {word}: without {switch} it is off"
    instead = _INSTEAD.get((within.name or "", word.partition("=")[0])) if within else None
    if instead:
        return f"{_place(within)}there is no flag {word}: {instead}"
    close = _close(word, [each for each in named if each.startswith("--")])
    listed = f": `{within.name} --help` lists them" if within else ": `--list` lists commands"
    return f"{_place(within)}there is no flag {word}{close or listed}"


def _close(word: str, flags: Sequence[str]) -> str:
    """Return a suggestion for a flag; the dashes that all have do not make two alike."""
    plain = {each.removeprefix("--"): each for each in flags}
    letter = word.lstrip("-")
    if len(letter) == 1:
        begun = [each for each in plain if each.startswith(letter) and each[:3] != "no-"]
        known = _LETTERS.get(letter)
        close = known if known in plain else begun[0] if len(begun) == 1 else None
    else:
        close = closest(letter, plain)
    return f": did you mean {plain[close]!r}?" if close is not None else ""


def _misplaced(word: str, words: Sequence[str], within: ParserContext) -> str:
    """Return the fault of a word that is not a command, after a command that takes no words."""
    if flag := _valued(word, words, within):
        return f": {flag} takes no value, and {word!r} is one: leave it out"
    if flag := _repeated(word, words, within):
        return f": {flag} is given twice, but takes one value"
    if f"--{word}" in within.flags:
        return f": {word!r} is a flag: write --{word}"
    return _loose(word, within)


def _loose(word: str, within: ParserContext) -> str:
    """Return the fault of a file, folder or repository that stands without its flag."""
    if within.positional_args and ("/" in word or "." in word):
        one = " and ".join(str(each.name).upper() for each in within.positional_args)
        return f" takes one {one}, and {word!r} is one more: leave it out"
    takes_backlog = "--backlog" in within.flags
    if "--repo" in within.flags and not _is_file(word) and repository_name.parted(word):
        return f" takes no repository without its flag: did you mean --repo {word}?"
    if os.path.isdir(word):  # noqa: PTH112 - a path that cannot be looked at is none
        advice = "--backlog names the backlog's file" if takes_backlog else "leave it out"
        return f" takes no folder, and {word!r} is one: {advice}"
    if "/" in word or "." in word:
        advice = f"did you mean --backlog {word}?" if takes_backlog else "leave it out"
        return f" takes no file, and {word!r} is one: {advice}"
    return ""


def _is_file(word: str) -> bool:
    """Tell whether a word looks like a file of ours, or is one, or a folder."""
    return word.endswith((".yml", ".yaml")) or os.path.exists(word)  # noqa: PTH110 - as above


def _plain(word: str) -> str:
    """Return a word with the signs of a keyboard instead of typographic ones."""
    plain = _DASH.sub("--", word.strip(_QUOTES))
    return plain if plain.startswith("-") else word


def _whole(word: str, words: Sequence[str], flags: Iterable[str]) -> str:
    """Return the typed word, if Invoke has split it: it reads `-dry-run` as `-d -r …`.

    `flags` are the existing flags.
    """
    typed = [each for each in words if f"-{each}" in flags and word[-1] in each]
    return typed[0] if len(word) == _SHORT and typed else word


def _repeated(word: str, words: Sequence[str], within: ParserContext) -> str:
    """Return the flag before this word, if it takes one value and has one already."""
    for flag in (words[index - 1] for index, each in enumerate(words) if index and each == word):
        takes_one = flag in within.flags and within.flags[flag].kind is not list
        if takes_one and within.flags[flag].takes_value and words.count(flag) > 1:
            return flag
    return ""


def _valued(word: str, words: Sequence[str], within: ParserContext) -> str:
    """Return the flag before this word, if that flag takes no value."""
    joined = (each.partition("=")[0] for each in words if each.endswith(f"={word}"))
    before = (words[index - 1] for index, each in enumerate(words) if index and each == word)
    for flag in (*joined, *before):
        if flag in within.flags and not within.flags[flag].takes_value:
            return flag
    return ""


def _place(within: ParserContext | None) -> str:
    return f"{within.name}: " if within is not None else ""
