"""The reference of all commands, made of the tasks that `gh-playbook` and `invoke` carry out."""

from collections import Counter
from copy import deepcopy
from pathlib import Path

from invoke.collection import Collection
from invoke.parser.argument import Argument
from invoke.parser.context import ParserContext

from gh_playbook.tasks import namespace

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
_HEAD = """# Every command

`scripts/update-reference` makes this page from the tasks: do not edit it.
`gh-playbook --help COMMAND` says the same. In a folder with a `tasks.py`, `invoke COMMAND` is
`gh-playbook COMMAND`. [Output](output.md) describes what commands print, and the exit codes.

## Flags that most commands take
"""
_SHARED_BY = 14
# Invoke takes the help of a task from it when it first reads its arguments: a copy still has it.
_TASKS = deepcopy(namespace)
_COLUMNS = "| flag | |\n|---|---|"


def page() -> str:
    """Return the page."""
    tasks = deepcopy(_TASKS)
    contexts = sorted(tasks.to_contexts(), key=lambda each: ("." in _name(each), _name(each)))
    counts = Counter(_said(argument) for each in contexts for argument in _arguments(each))
    shared = {said for said, count in counts.items() if count >= _SHARED_BY}
    found = {
        _said(argument): argument
        for each in contexts
        for argument in _arguments(each)
        if _said(argument) in shared
    }
    flags = [_row(found[said]) for said in sorted(shared, key=lambda said: said[0])]
    sections = (_section(tasks, each, shared) for each in contexts)
    return "\n".join([_HEAD, _COLUMNS, *flags, "", *sections])


def _section(tasks: Collection, context: ParserContext, shared: set[tuple[str, str]]) -> str:
    words = " ".join(
        _word(each).upper() for each in context.positional_args if each.default is None
    )
    name = _name(context)
    lines = [f"## `{name}{' ' if words else ''}{words}`", ""]
    lines += [" ".join((tasks[name].__doc__ or "").split()), ""]
    arguments = list(_arguments(context))
    own = [each for each in arguments if _said(each) not in shared]
    if own:
        lines += [_COLUMNS, *map(_row, own), ""]
    lines += [_common({_said(each)[0] for each in arguments if _said(each) in shared}, shared), ""]
    return "\n".join(lines)


def _common(flags: set[str], shared: set[tuple[str, str]]) -> str:
    """Return the sentence about the flags that a command has in common with others."""
    missing = sorted({flag for flag, _ in shared} - flags)
    if not flags:
        return "This command takes none of the flags above."
    if len(missing) > len(shared) / 2:
        return f"Of the flags above, it takes {', '.join(f'`--{each}`' for each in sorted(flags))}."
    but = f", but not {', '.join(f'`--{each}`' for each in missing)}" if missing else ""
    return f"It takes all flags above{but}."


def _name(context: ParserContext) -> str:
    return str(context.name)


def _arguments(context: ParserContext) -> list[Argument]:
    return list(dict.fromkeys(context.args.values()))


def _said(argument: Argument) -> tuple[str, str]:
    return _word(argument), argument.help or ""


def _word(argument: Argument) -> str:
    return str(argument.name).strip("_").replace("_", "-")


def _row(argument: Argument) -> str:
    words = [f"-{each}" if len(each) == 1 else f"--{each}" for each in argument.names]
    value = "" if argument.kind is bool else " VALUE"
    told = (argument.help or "").replace("|", "\\|")
    return f"| `{', '.join(sorted(words, key=len, reverse=True))}{value}` | {told} |"
