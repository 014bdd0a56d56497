"""Variables of the command line, as Ansible's `-e` takes them: they win over all others.

Three forms: `key=value`, several separated by blanks, values always texts; a mapping in YAML or
JSON; or `@FILE` with such a mapping. Later variables win.
"""

import shlex
from collections.abc import Iterable
from pathlib import Path

from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.variable import variable_name
from gh_playbook.declaration.yaml import located_yaml

# The name of the "file" in the places of variables from the command line.
TYPED = "--extra-vars"


def read(given: Iterable[str]) -> LocatedMapping:
    """Return the variables. Raises InputError with all faults."""
    variables = LocatedMapping(Source(TYPED, 1, 1))
    faults: list[Fault] = []
    for text in given:
        try:
            variables.take(_one(text))
        except InputError as error:
            faults += error.faults
    for name in variables:
        try:
            variable_name(name)
        except ValueError as error:
            faults.append(Fault(str(error), variables.keys_at[name]))
    if faults:
        raise InputError(faults)
    return variables


def _one(text: str) -> LocatedMapping:
    if text.startswith("@"):
        return _mapping(located_yaml.load(Path(text[1:])), Source(text[1:], 1, 1))
    if text.lstrip().startswith(("{", "---")):
        return _mapping(located_yaml.parse(text, TYPED), Source(TYPED, 1, 1))
    variables = LocatedMapping(Source(TYPED, 1, 1))
    for word in _words(text):
        name, is_pair, value = word.partition("=")
        if not is_pair or not name:
            advice = "KEY=VALUE, @FILE or a mapping; quote a value that has blanks: 'a=\"b c\"'"
            raise InputError([Fault(f"-e takes {advice}, not {word!r}")])
        variables.put(name, value, at=variables.source, key_at=variables.source)
    return variables


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise InputError([Fault(f"-e {text}: a quotation mark is not closed")]) from error


def _mapping(value: object, source: Source) -> LocatedMapping:
    if not isinstance(value, LocatedMapping):
        raise InputError([Fault("must hold a mapping of variables", source)])
    return value
