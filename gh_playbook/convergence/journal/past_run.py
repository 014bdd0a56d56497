"""Past runs, read from their journals."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from gh_playbook.convergence.journal import unknown_run
from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.frozen import dataclass
from gh_playbook.model.target import Target

# The version of the format that journals have.
FORMAT = 1
Entry = Mapping[str, Any]

# Bytes; a run of 5,000 issues writes a tenth of it.
SIZE_LIMIT = 512 * 1024 * 1024
# The beginning of a line with the results of a step.
_STEP = b'{"event": "step"'
# The last line of a journal, if the run was killed while it wrote this line.
_CUT_OFF = (json.JSONDecodeError, UnicodeDecodeError)


@dataclass(frozen=True)
class PastChange:
    """A change that a run sent; `outcome` is None if no answer came."""

    number: int
    module: str
    key: str
    action: str
    entry: Entry
    outcome: str | None = None
    payload: Entry | None = None

    @property
    def before(self) -> Any:
        """The whole thing before, as plain data; None if it is new."""
        return self.entry.get("before")

    @property
    def after(self) -> Any:
        """The whole thing after, as plain data; None if it is removed."""
        return self.entry.get("after")

    @property
    def file(self) -> str:
        """The file whose entry the change carried out; empty if none did."""
        return str(self.entry.get("source") or "").rsplit(":", 2)[0]

    @property
    def may_have_landed(self) -> bool:
        """Tell whether GitHub carried out the change, or may have done so."""
        return self.outcome in {"landed", "in doubt", None}


@dataclass(frozen=True)
class PastRun:
    """A past run, as its journal tells it; `end` is None if the run was interrupted."""

    id: str
    path: Path
    begin: Entry
    target: Target
    changes: tuple[PastChange, ...]
    steps: tuple[Entry, ...]
    end: Entry | None

    @property
    def began(self) -> datetime:
        """The time at which it began."""
        return datetime.fromisoformat(str(self.begin["time"]))

    @property
    def repository(self) -> str:
        """The repository that the run was about."""
        return str(self.begin["repository"])

    def is_on(self, repository: str | None) -> bool:
        """Tell whether the run was about a repository, by any of its names; None means any."""
        names = {self.repository.casefold(), self.target.repository.casefold()}
        return repository is None or repository.casefold() in names


def runs(folder: Path) -> Iterator[PastRun]:
    """Yield all runs, the latest first. Raises InputError if a journal cannot be read."""
    return _read(_begun(folder))


def _read(begun: Sequence[Path]) -> Iterator[PastRun]:
    """Yield the runs of journals, the latest first; another run may be removing old ones."""
    for path in reversed(begun):
        try:
            run = read(path)
        except InputError:
            if path.exists():
                raise
        else:
            yield run


def readable(
    folder: Path, read_one: Callable[[Path], PastRun] | None = None
) -> tuple[list[PastRun], list[Fault]]:
    """Return all runs whose journals can be read, the latest first, and why the others cannot.

    They are without the results of their steps, unless a function reads each of them otherwise.
    """
    read_one = read_one or partial(read, without=(_STEP,))
    found: list[PastRun] = []
    try:
        begun = _begun(folder)
    except InputError as error:
        return [], list(error.faults)
    faults: list[Fault] = []
    for path in reversed(begun):
        try:
            found.append(read_one(path))
        except InputError as error:
            if path.exists():  # Another run may have removed it meanwhile.
                faults += error.faults
    return found, faults


def journals(folder: Path) -> list[Path]:
    """Return the files of all journals, the oldest first.

    Links do not count: in somebody else's checkout they may lead anywhere. Raises InputError if the
    folder cannot be read.
    """
    try:
        found = [each for each in folder.iterdir() if each.suffix == ".jsonl"]
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not folder.is_symlink():
            return []
        raise InputError([Fault(f"cannot read {shown(folder)}: {error.strerror}")]) from error
    return sorted(each for each in found if each.is_file() and not each.is_symlink())


def _journal(folder: Path, id: str) -> Path:
    return folder / f"{id}.jsonl"


def _begun(folder: Path) -> list[Path]:
    """Return the journals of runs that had begun.

    A run that was killed before has not even a whole first line, and has sent nothing.
    """
    return [path for path in journals(folder) if _has_begun(path)]


def _has_begun(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline(SIZE_LIMIT).endswith(b"\n")
    except FileNotFoundError:  # Another run has just removed it.
        return False
    except OSError:  # Whoever reads it says why that is not possible.
        return True


def find(
    folder: Path, id: str | None, repository: str | None = None, elsewhere: str | None = None
) -> PastRun:
    """Return the run whose id is this, or begins with this; without an id the latest run.

    With a `repository` it is a run on that one. Raises InputError if there is no such run, or more
    than one; `elsewhere` tells where other runs are.
    """
    names = [path.stem for path in _begun(folder)]
    found = [name for name in names if id is None or name == id or name.startswith(id)]
    if id is None:
        found = found[-1:]
    if repository is not None and len(found) > 1:
        found = [name for name in found if read(_journal(folder, name)).is_on(repository)]
    if len(found) == 1:
        run = read(_journal(folder, found[0]))
        if run.is_on(repository):
            return run
        raise InputError([Fault(f"run {run.id} was on {run.repository}, not on {repository}")])
    if not found:
        on = f" on {repository}" if repository else ""
        if not names:
            raise InputError([Fault(f"there was no run yet: {_where(folder, elsewhere)}")])
        hint = unknown_run.told(str(id), names)
        there = f"journals are in {folder}{f'; {elsewhere}' if elsewhere else ''}"
        raise InputError([Fault(f"there is no run {id}{on}{hint} ({there})")])
    several = "".join(f"\n  {name}" for name in found)
    raise InputError(
        [Fault(f"{id} can mean {len(found)} runs: write a longer part of its id{several}")]
    )


def latest(
    folder: Path,
    repository: str | None = None,
    target: Target | None = None,
    elsewhere: str | None = None,
) -> PastRun:
    """Return the latest run that changed something or may have done so, on this repository or any.

    With a `target` it was on that one, not on an earlier one of the same name. Raises InputError if
    there is none, and where a later one cannot be read: it may be the one. `elsewhere` tells where
    other runs are.
    """
    begun = _begun(folder)
    try:
        for run in _read(begun):
            is_there = run.is_on(repository) and (target is None or target.has_past(run.target))
            if is_there and any(each.may_have_landed for each in run.changes):
                return run
    except InputError as error:
        other = "the latest run cannot be read: `undo --run ID` takes another one back, see `runs`"
        raise InputError([*error.faults, Fault(other)]) from error
    place = f" on {repository}" if repository else ""
    if target is not None:
        since = "made anew since, or its sandbox was reset or restored"
        place = f" on {target.repository} as it is now, only of earlier ones: it was {since}"
    raise InputError([Fault(f"no journal tells of a change{place}: {_where(folder, elsewhere)}")])


def _where(folder: Path, elsewhere: str | None) -> str:
    """Return where the journals are: not only of this machine, if somebody copies them there."""
    copied = "the journal of a run elsewhere can be copied there"
    return elsewhere or f"journals are in {folder}, and {copied}"


def read(path: Path, *, without: tuple[bytes, ...] = ()) -> PastRun:
    """Read a journal, `without` lines that begin in these ways. Raises InputError.

    A last line that was cut off is ignored.
    """
    # A run needs only the names of journals from this file.
    from gh_playbook.convergence.journal import journal_entry

    # Not splitlines: texts may contain U+2028 and similar characters, but only "\n" ends an entry.
    lines = text_file.content(path, SIZE_LIMIT).removesuffix(b"\n").split(b"\n")
    entries: list[Entry] = []
    for number, line in enumerate(lines, 1):
        if line.startswith(without):
            continue
        try:
            entries.append(journal_entry.read(line.decode()))
        except ValueError as error:
            if number == len(lines) and isinstance(error, _CUT_OFF):
                break
            advice = "to continue without this run, move the file away"
            message = f"not a line of a journal: {error}: {advice}"
            raise InputError([Fault(message, Source(str(path), number, 1))]) from error
        _refuse_newer(entries[0], path)
    if not entries or entries[0]["event"] != "begin":
        message = f"{path} is not a journal, for it does not begin with a run: move the file away"
        raise InputError([Fault(message)])
    ends = [each for each in entries if each["event"] == "end"]
    return PastRun(
        id=path.stem,
        path=path,
        begin=entries[0],
        target=_target(entries),
        changes=tuple(_changes(entries)),
        steps=tuple(each for each in entries if each["event"] == "step"),
        end=ends[-1] if ends else None,
    )


def _refuse_newer(first: Entry, path: Path) -> None:
    """Raise InputError if a later version wrote the journal in another format."""
    if first.get("format", FORMAT) > FORMAT:
        written = f"gh-playbook {first.get('version', '')}".strip()
        message = f"{written} has written it in a newer format: that version can read it"
        raise InputError([Fault(message, Source(str(path), 1, 1))])


def _target(entries: list[Entry]) -> Target:
    """Return the target of a run. A run that got no answer knew only the name of the repository."""
    return target(next((each for each in entries if each["event"] == "target"), entries[0]))


def target(entry: Entry) -> Target:
    """Return the target that a line names; older versions wrote less of it."""
    if entry.get("event") != "target":
        return Target(str(entry.get("repository")))
    return Target(**{each.name: entry[each.name] for each in fields(Target) if each.name in entry})


def _changes(entries: list[Entry]) -> Iterator[PastChange]:
    answers = {each["n"]: each for each in entries if each["event"] == "answer"}
    for each in entries:
        if each["event"] == "send":
            answer = answers.get(each["n"], {})
            yield PastChange(
                number=each["n"],
                module=each["module"],
                key=each["key"],
                action=each["action"],
                entry=each,
                outcome=answer.get("outcome"),
                payload=answer.get("payload"),
            )
