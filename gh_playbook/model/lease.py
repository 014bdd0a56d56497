"""Leases: the run at work on a repository, and its term, in the form stored on GitHub."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gh_playbook.frozen import dataclass

VERSION = 1
_NAME = "gh-playbook lock"
# The name of the label that holds a lease if no reference can.
LABEL = "gh-playbook: a run is at work"
# A label's description has 100 characters: this many are left for the name of the machine.
_HOST_LENGTH = 10
_MACHINE_LENGTH = 8
# The word for an empty text.
_NO_WORD = "-"
# The term of a lease. A run at work renews it; a killed run leaves it behind.
TERM = timedelta(seconds=120)
# A lease is renewed when less than this is left of its term.
MARGIN = timedelta(seconds=60)
# A margin for requests that are still being sent when the term ends; earlier versions also allow
# this difference between the clocks of two machines.
TOLERANCE = timedelta(seconds=10)


@dataclass(frozen=True)
class Lease:
    """A lease: the login, host, process and run that hold it, and its term.

    `machine` distinguishes hosts with the same name: a process number has a meaning only on its own
    machine. Its moments are in GitHub's time (`github/clock.py`).
    """

    login: str
    host: str
    machine: str
    process: int
    run: str
    since: datetime
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Tell whether its term is over at this moment of GitHub's time."""
        return now > self.until + TOLERANCE

    def is_plausible(self, now: datetime) -> bool:
        """Tell whether a run can have taken it: no run takes a longer term."""
        return self.until <= now + TERM + TOLERANCE

    def is_due(self, now: datetime) -> bool:
        """Tell whether its holder should renew it, also if its end is too far in the future."""
        return now > self.until - MARGIN or not self.is_plausible(now)

    def renewed(self, now: datetime) -> "Lease":
        """Return the lease with a new term."""
        return replace(self, until=now + TERM)

    def described(self, now: datetime) -> str:
        """Return its holder and for how long it has been held, for messages."""
        seconds = max(int((now - self.since).total_seconds()), 0)
        return f"{self.login} on {self.host}, for {seconds} s already (run {self.run})"


def parse(text: str | None) -> Lease | None:
    """Parse a lease; None if the text is not a lease, or comes from a later version."""
    try:
        data = json.loads(text or "")
        if data[_NAME] != VERSION:
            return None
        return Lease(
            str(data["login"]),
            str(data["host"]),
            str(data["machine"]),
            int(data["process"]),
            str(data["run"]),
            _moment(data["since"]),
            _moment(data["until"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _moment(text: str) -> datetime:
    """Return a moment. Raises ValueError for one without a time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment


def compose(lease: Lease) -> str:
    """Return a lease as text: one line of JSON."""
    data = {
        _NAME: VERSION,
        "login": lease.login,
        "host": lease.host,
        "machine": lease.machine,
        "process": lease.process,
        "run": lease.run,
        "since": lease.since.isoformat(timespec="seconds"),
        "until": lease.until.isoformat(timespec="seconds"),
    }
    return json.dumps(data, separators=(",", ":"))


def compose_short(lease: Lease) -> str:
    """Return a lease in less than 100 characters: words, and moments as seconds since 1970."""
    names = (
        _word(lease.login),
        _word(lease.host, _HOST_LENGTH),
        _word(lease.machine, _MACHINE_LENGTH),
    )
    moments = (int(each.timestamp()) for each in (lease.since, lease.until))
    return " ".join(
        map(str, (*names, lease.process, _word(lease.run.rpartition("-")[2]), *moments))
    )


def _word(text: str, length: int | None = None) -> str:
    """Return a text as one word, because spaces separate the words of a lease."""
    readable = text.encode(errors="replace").decode()
    return "_".join(readable.split())[:length] or _NO_WORD


def parse_short(text: str | None) -> Lease | None:
    """Parse the text of `compose_short`; None if the text is something else."""
    try:
        login, host, machine, process, run, *moments = (text or "").split()
        since, until = (datetime.fromtimestamp(int(each), UTC) for each in moments)
        is_unknown = machine == _NO_WORD
        return Lease(login, host, "" if is_unknown else machine, int(process), run, since, until)
    except (ValueError, OverflowError, OSError):
        return None


def compose_name(lease: Lease) -> str:
    """Return a lease as a part of a reference's name: letters, digits, hyphens, underscores."""
    return base64.urlsafe_b64encode(compose_short(lease).encode()).decode().rstrip("=")


def parse_name(text: str) -> Lease | None:
    """Parse the text of `compose_name`; None if the text is something else."""
    try:
        return parse_short(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except ValueError:
        return None


def _flag() -> str:
    """Return a lease that nobody holds and that never ends."""
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 9999))
    return compose(Lease("a run", "another machine", "", 0, "of a later version", begin, end))


# The text of the commit that the lock points at while the lease is in a name. Earlier versions take
# it for a lease, and so wait.
FLAG = _flag()
