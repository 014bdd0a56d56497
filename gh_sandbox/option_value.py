"""The values of the commands' options: ports, whole numbers and times. Wrong ones raise Exit."""

from datetime import UTC, datetime

from invoke.exceptions import Exit


def port_of(flag: str, given: str | bool | None) -> int | None:
    """Read `--web` or `--port`; True, without a number, is any free port."""
    if not given:
        return None
    if given is True:
        return 0
    if not given.isdigit():
        raise Exit(f"--{flag} takes a port number, not {given}", 1)
    return int(given)


def whole_number(flag: str, given: str) -> int:
    """Read an option that is a whole number, in digits."""
    if not given.isdecimal():
        raise Exit(f"--{flag} takes a whole number, not {given!r}", 1)
    return int(given)


def moment_of(clock: str | None) -> datetime | None:
    """Read `--clock`; a time without a zone is in UTC."""
    if clock is None:
        return None
    try:
        moment = datetime.fromisoformat(clock)
    except ValueError as error:
        raise Exit(f"--clock takes a time as 2026-11-23T09:00:00Z, not {clock}", 1) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
