"""The command line of `gh-playbook`: the commands of Invoke, without a `tasks.py`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invoke.config import AmbiguousMergeError
from invoke.exceptions import (
    AmbiguousEnvVar,
    Exit,
    ParseError,
    UncastableEnvVar,
    UnpicklableConfigMember,
)
from invoke.parser import Parser
from invoke.parser.context import ParserContext
from invoke.util import yaml  # type: ignore[attr-defined]

from gh_playbook import VERSION
from gh_playbook.commands import settings_file
from gh_playbook.commands.call import TYPED
from gh_playbook.commands.misspelling import explained
from gh_playbook.commands.welcome import purpose, welcome
from gh_playbook.report.escaping import escaped
from gh_sandbox import command_line

_NAME = "gh-playbook"
_NO_SETTINGS = "the settings cannot be read: write mappings into invoke.yaml, such as `run: {}`"
_OF_USER = "~/.invoke.yaml or /etc/invoke.yaml"


class CommandLine(command_line.CommandLine):
    """Invoke's program with the shipped commands and with the settings of the current folder."""

    def __init__(self) -> None:
        from gh_playbook.tasks import namespace

        super().__init__(namespace=namespace, name=_NAME, binary=_NAME)
        self.purpose = purpose(_NAME, VERSION)

    def print_version(self) -> None:
        """Print the version."""
        print(f"{_NAME} {VERSION}")

    def create_config(self) -> None:
        """Read the user's own settings, `~/.invoke.yaml`. Raises Exit if they cannot be read."""
        try:
            super().create_config()
        except (AmbiguousMergeError, AttributeError, TypeError) as error:
            raise Exit(f"{_OF_USER}: {_NO_SETTINGS}", 1) from error
        except (yaml.YAMLError, UnpicklableConfigMember, ValueError, OSError) as error:
            raise Exit(escaped(f"{_OF_USER} cannot be read: {error}"), 1) from error

    def normalize_argv(self, argv: list[str] | None) -> None:
        """Keep the words of the call: commands check it as a whole."""
        super().normalize_argv(argv)
        TYPED.set(self.argv[1:])

    def parse_tasks(self) -> None:
        """Parse the rest of the call. Raises Exit with an explanation if it cannot be parsed."""
        with self._explaining():
            super().parse_tasks()

    def _make_parser(self) -> Parser:
        """Return a parser of the commands whose names occur in the call.

        Invoke reads the options of all its commands, and copies them to parse a call.
        """
        call = " ".join(self.argv)
        named = [
            _Helped(name, aliases, self.collection[name].get_arguments())
            for name, aliases in self.collection.task_names.items()
            if any(each in call for each in (name, *aliases))
        ]
        return Parser(named, self.initial_context)

    def parse_cleanup(self) -> None:
        """Answer the program's own flags, such as `--help`. Raises Exit as `parse_tasks`."""
        if self.args.complete.value:
            self._complete()
        with self._explaining():
            super().parse_cleanup()

    def no_tasks_given(self) -> None:
        """Print a welcome if a call has no command. Raises Exit."""
        print(welcome(_NAME, VERSION))
        raise Exit

    def execute(self) -> None:
        """Run the tasks. Raises Exit if Invoke cannot read a variable as its own setting."""
        try:
            super().execute()
        except (AmbiguousEnvVar, UncastableEnvVar) as error:
            raise Exit(escaped(f"a variable INVOKE_… cannot be read: {error}"), 1) from error

    def _complete(self) -> None:
        """Answer a shell that asks for completions which Invoke does not know; then raise Exit."""
        from gh_playbook.commands.completing import candidates

        found = candidates(self.core.remainder.split()[1:])
        if found is not None:
            print("\n".join(found))
            raise Exit

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except ParseError as error:
            contexts = self.collection.to_contexts()
            told = explained(error, self.argv[1:], contexts, self.initial_context)
            raise Exit(escaped(told), 1) from error

    def parse_collection(self) -> None:
        """Parse `invoke.yaml` too: Invoke itself does so only beside a `tasks.py`."""
        self.config.set_project_location(str(_here()))
        # Invoke would also run an `invoke.py`, but reading settings should not run a checkout's
        # code.
        self.config._set(_file_suffixes=settings_file.SUFFIXES)
        self._check_settings(settings_file.file_in(_here()))
        try:
            self.config.load_project()
        except (AmbiguousMergeError, AttributeError, TypeError) as error:
            # Invoke's errors if a part is not a mapping, as it expects.
            raise Exit(_NO_SETTINGS, 1) from error
        except (yaml.YAMLError, ValueError, OSError) as error:
            raise Exit(escaped(f"the settings cannot be read: {error}"), 1) from error
        super().parse_collection()

    @staticmethod
    def _check_settings(path: Path | None) -> None:
        """Raise Exit if the settings file has faults."""
        if path is None:
            return
        from gh_playbook.commands.configuration import file_faults

        if faults := file_faults(path):
            raise Exit(escaped("\n".join(faults)), 1)


class _Helped(ParserContext):
    """A command whose help shows the value of a repeatable flag, too, which Invoke leaves out."""

    def help_for(self, flag: str) -> tuple[str, str]:
        names, told = super().help_for(flag)
        if self.flags[flag].kind is list:
            names = re.sub(r"(--\S+?)(?=,|$)", r"\1=STRING", names)
        return names, told


def _here() -> Path:
    """Return the current folder. Raises Exit if it has been removed."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise Exit("the current folder does not exist any more: go to another one", 1) from error
