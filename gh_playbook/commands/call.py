"""A call as a whole: `invoke setup-labels setup-milestones --sandbox` is two tasks with one intent.

Invoke runs the tasks one after the other, gives each only its own flags, and accepts a flag twice.
So the typed words are checked here, before the first task has sent anything.
"""

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import field

from gh_playbook.commands.option import HELP
from gh_playbook.frozen import dataclass

# The words of a call, if it is not the call of this process.
TYPED: ContextVar[Sequence[str] | None] = ContextVar("TYPED", default=None)

# The flags for the target of a run, and for whether it writes.
_SHARED = ("--sandbox", "--sandbox-dir", "--repo", "--dry-run")
_ALIASES = {"--check": "--dry-run"}
# The flags whose values are checked with all other settings.
_SETTINGS = {f"--{name.replace('_', '-')}" for name in HELP}


@dataclass(frozen=True)
class Flag:
    """A flag: whether it takes a value, and whether it may be given more than once.

    The value of a positional flag may be given alone.
    """

    takes_value: bool = True
    is_repeatable: bool = False
    is_positional: bool = False


# A command's flags, by name, such as `--repo`.
Flags = Mapping[str, Flag]


@dataclass
class TypedTask:
    """A task of the call: its name, and its flags' values in order, "" for none."""

    name: str
    given: dict[str, list[str]] = field(default_factory=dict)


def typed() -> Sequence[str]:
    """Return the words of the call, without the program."""
    words = TYPED.get()
    return sys.argv[1:] if words is None else words


def faults(words: Sequence[str], commands: Mapping[str, Flags]) -> Iterator[str]:
    """Yield the faults of a call; only `commands` are checked."""
    read, unread = _parted(words)
    tasks = list(_tasks(read, commands))
    if tasks and unread:
        yield f"nothing after `--` is read, so leave it out: here {shlex.join(unread)}"
    for task in tasks:
        for flag, values in task.given.items():
            known = commands[task.name][flag]
            if known.takes_value and flag not in _SETTINGS:
                yield from (f"{task.name}: {told}" for told in _value_faults(flag, values))
            if len(values) > 1 and known.takes_value and not known.is_repeatable:
                yield f"{task.name}: {flag} is given {len(values)} times, but takes one value"
    for flag in _SHARED:
        sharing = [task for task in tasks if flag in commands[task.name]]
        if len({(*task.given.get(flag, ()),) for task in sharing}) > 1:
            told = " and ".join(dict.fromkeys(_told(task, flag) for task in sharing))
            yield f"the tasks of one call share {flag}: here {told}; give each of them the same"


def _parted(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the words that Invoke parses, and those after the first `--`, which no task gets."""
    end = words.index("--") if "--" in words else len(words)
    return words[:end], words[end + 1 :]


def _value_faults(flag: str, values: Sequence[str]) -> Iterator[str]:
    for value in values:
        if not value.strip(" ,\t\n"):
            yield f"{flag} needs a value"
        elif looks_like_flag(flag, value):
            yield f"{flag} needs a value, and {value!r} looks like a flag"


def looks_like_flag(flag: str, value: str) -> bool:
    """Tell whether a flag seems to have the next flag as its value; what follows `=` is a value."""
    return value.startswith("-") and f"{flag}={value}" not in typed()


def _told(task: TypedTask, flag: str) -> str:
    values = task.given.get(flag)
    return f"{task.name} has {' '.join(values) or 'it'}" if values else f"{task.name} has none"


def _tasks(words: Sequence[str], commands: Mapping[str, Flags]) -> Iterator[TypedTask]:
    """Yield the tasks of these commands. Invoke has already accepted their names and flags.

    In a user's own collection a command may have a prefix: `plan.setup-labels`.
    """
    task: TypedTask | None = None
    missing: list[str] = []
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        name = word.rpartition(".")[2]
        if task is not None and _ALIASES.get(flag) in commands[task.name]:
            flag = _ALIASES[flag]
        if task is not None and flag in commands[task.name]:
            takes_value = commands[task.name][flag].takes_value and not equals
            task.given.setdefault(flag, []).append(next(rest, "") if takes_value else value)
            missing = [each for each in missing if each != flag]
        elif task is not None and missing and not word.startswith("-"):
            task.given[missing.pop(0)] = [word]
        elif name in commands:
            if task is not None:
                yield task
            task = TypedTask(name)
            missing = [each for each, known in commands[name].items() if known.is_positional]
    if task is not None:
        yield task
