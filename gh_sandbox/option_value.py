"""The values of the commands' options: ports, whole numbers and times. Wrong ones raise Exit."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from invoke.exceptions import Exit

_LAST_PORT = 65_535
# No number of seconds or milliseconds has more digits.
_DIGITS = 9
# Far enough from the first and the last year that a calendar has.
_YEARS = range(1970, 9000)


def check(options: Mapping[str, object]) -> None:
    """Raise Exit for an option that was typed without a value, by its name in a function.

    An empty folder would be the present one, and `faults` without a file removes all rules.
    """
    told = [
        f"--{name.replace('_', '-')} needs a value"
        + (f", and {value!r} looks like a flag" if value.strip() else "")
        for name, value in options.items()
        if isinstance(value, str) and (not value.strip() or value.startswith("--"))
    ]
    if told:
        raise Exit("\n".join(told), 1)


def check_end(words: Sequence[str], command: str) -> None:
    """Raise Exit if a call of a command has words after `--`, which it does not get.

    One may name a folder. `words` may also call something else, which calls the command itself.
    """
    if "--" not in words:
        return
    end = words.index("--")
    unread = words[end + 1 :]
    is_called = any(word.rpartition(".")[2] == command for word in words[:end])
    if is_called and unread:
        raise Exit(f"nothing after `--` is read, so leave it out: here {shlex.join(unread)}", 1)


def port_of(flag: str, given: str | bool | None) -> int | None:
    """Read `--web` or `--port`; True, without a number, is any free port."""
    if not given:
        return None
    if given is True:
        return 0
    number = _number(given)
    if number is None or number > _LAST_PORT:
        raise Exit(f"--{flag} takes a port number, at most {_LAST_PORT}, not {given!r}", 1)
    return number


def whole_number(flag: str, given: str) -> int:
    """Read an option that is a whole number, in digits."""
    number = _number(given)
    if number is None:
        more = f" of at most {_DIGITS} digits" if given.isdecimal() else ""
        raise Exit(f"--{flag} takes a whole number{more}, not {given!r}", 1)
    return number


def _number(given: str) -> int | None:
    """Return a number that is written in not too many digits."""
    return int(given) if given.isdecimal() and len(given) <= _DIGITS else None


def moment_of(clock: str | None) -> datetime | None:
    """Read `--clock`; a time without a zone is in UTC."""
    if clock is None:
        return None
    try:
        moment = datetime.fromisoformat(clock)
    except ValueError as error:
        raise Exit(f"--clock takes a time as 2026-11-23T09:00:00Z, not {clock}", 1) from error
    if moment.year not in _YEARS:
        years = f"the years {_YEARS[0]} to {_YEARS[-1]}"
        raise Exit(f"--clock takes a time in {years}, not {clock}", 1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
