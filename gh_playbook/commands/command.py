"""Commands as Invoke tasks that check the whole call before they begin."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from invoke.exceptions import Exit
from invoke.parser.argument import Argument

from gh_playbook.commands import call
from gh_playbook.commands.call import Flag, Flags
from gh_playbook.commands.process import short_lived
from gh_playbook.github.process.interruption import Interruption, heeded
from gh_playbook.report.escaping import escaped
from gh_sandbox.command_line import Explained

# Other names of options: Ansible's names for the same.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "dry-run": ("check",),
    "extra-vars": ("e",),
}


class _Option(Argument):
    """An option whose messages use its flag name, and which has no value by default."""

    def __init__(self, like: Argument) -> None:
        super().__init__(
            names=(*like.names, *ALIASES.get(like.names[0], ())),
            kind=like.kind,
            default=like.default,
            help=like.help,
            positional=like.positional,
            optional=like.optional,
            incrementable=like.incrementable,
            attr_name=like.attr_name,
        )
        # Invoke takes an empty list for a value, so `--only` alone would seem to have one.
        self.raw_value = None

    def __repr__(self) -> str:
        return f"--{self.names[0]}"


class Command(Explained):
    """A command. It begins only if the whole call is right."""

    known: ClassVar[dict[str, Flags]] = {}

    def __init__(
        self,
        body: Callable[..., None],
        name: str,
        help: Mapping[str, str],
        *,
        positional: Iterable[str] = (),
        iterable: Iterable[str] = (),
    ) -> None:
        super().__init__(
            body,
            name=name,
            help=dict(help),
            positional=list(positional),
            iterable=list(iterable),
            auto_shortflags=False,
        )
        self.known[name] = {
            flag: Flag(
                takes_value=parameter.default is not False,
                is_repeatable=each in self.iterable,
                is_positional=each in self.positional,
            )
            for each, parameter in self.argspec(body).parameters.items()
            for flag in _flags(each.strip("_").replace("_", "-"))
        }

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        """Return the options, as Invoke's parser takes them."""
        return [_Option(each) for each in super().get_arguments(ignore_unknown_help)]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Check the whole call, then carry out the command. Raises Exit."""
        refuse(call.faults(call.typed(), self.known))
        try:
            with heeded(), short_lived():
                return super().__call__(*args, **kwargs)
        except KeyboardInterrupt as interrupt:
            ended = Interruption.of(interrupt)
            raise Exit(ended.message, ended.exit_code) from interrupt


def _flags(name: str) -> list[str]:
    """Return an option's flags for all its names."""
    names = (name, *ALIASES.get(name, ()))
    return [f"{'-' if len(each) == 1 else '--'}{each}" for each in names]


def refuse(faults: Iterable[str]) -> None:
    """Print the faults, if there are any, and end the process with exit code 1."""
    told = [escaped(fault) for fault in faults]
    if told:
        raise Exit("\n".join(told), 1)


def refuse_other(flag: str, given: str, choices: Sequence[str]) -> None:
    """End the process with exit code 1 if the value of a flag is none of its choices."""
    if given not in choices:
        raise Exit(f"{flag} must be {', '.join(choices[:-1])} or {choices[-1]}, not {given!r}", 1)
