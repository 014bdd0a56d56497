"""The journal of a run: a file with one line for each change and for each outcome.

A change is written before it is sent, with its whole state before and after, and again when it is
answered. So a killed run can be understood and undone. A journal without an `end` line belongs to
an interrupted run.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from io import SEEK_END, FileIO
from pathlib import Path
from typing import Any

from gh_playbook import VERSION
from gh_playbook.convergence.journal import rotation
from gh_playbook.convergence.journal.glance import last_beginning
from gh_playbook.convergence.journal.past_run import FORMAT, journals
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.interruption import held_back
from gh_playbook.github.token_masking import holds_tokens, masked_data, may_hold_tokens
from gh_playbook.model.change import Change
from gh_playbook.model.outcome import Result, count
from gh_playbook.model.plain import plain
from gh_playbook.model.sending import InDoubt, Landed, NotSent, Refused, Sent, Stale
from gh_playbook.model.target import Target
from gh_playbook.settings import Settings


class JournalError(GitHubError):
    """The journal cannot be written any more, so nothing more may be changed on GitHub."""


# The precision of an id.
_A_MOMENT = timedelta(milliseconds=1)
_WORDS = {Landed: "landed", Refused: "refused", InDoubt: "in doubt"}
_WORDS |= {NotSent: "not sent", Stale: "not sent"}


def _now() -> datetime:
    return datetime.now(UTC)


def _token() -> str:
    return secrets.token_hex(3)


@dataclass
class Journal:
    """Writes the journal of a run; a change is on the disk before it is sent to GitHub.

    `has_news` tells that the backlog is another one than in the last run of the same playbook: this
    run probably changes something. Without such a run, as on a machine of CI, nobody knows.
    """

    id: str
    path: Path
    clock: Callable[[], datetime] = _now
    has_news: bool = False
    _sent: int = 0

    @classmethod
    def begin(
        cls,
        settings: Settings,
        prepared: Prepared,
        clock: Callable[[], datetime] = _now,
        token: Callable[[], str] = _token,
    ) -> "Journal":
        """Begin the journal of a run, and remove the oldest journals if there are too many.

        Raises InputError if the journal cannot be written, because such a run could not be undone.
        """
        folder = settings.runs_path
        is_first = not folder.exists()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            present = journals(folder)
            began = _after(present, clock())
            id = f"{began:%Y%m%dT%H%M%S}.{began.microsecond // 1000:03}Z-{token()}"
            # An undo that is interrupted needs the journal of its run once more.
            old = [each for each in present if each.stem != settings.undoes]
            rotation.rotate(old, settings.keep_runs, began)
            (folder / f"{id}.jsonl").touch(mode=0o600, exist_ok=False)
            _sync_names(folder, is_first=is_first)
        except OSError as error:
            message = f"the journal cannot be written in {folder}: {error.strerror}"
            raise InputError([Fault(message)]) from error
        journal = cls(id, folder / f"{id}.jsonl", clock)
        try:
            journal._begin(settings, prepared, present)
        except JournalError as error:
            journal.path.unlink(missing_ok=True)
            raise InputError([Fault(str(error))]) from error
        return journal

    def _begin(self, settings: Settings, prepared: Prepared, before: Sequence[Path]) -> None:
        """Write the first line; `before` are the journals of earlier runs."""
        name, playbook = prepared.repository, settings.playbook.stem
        found, last = digest(prepared), last_beginning(before, name, playbook)
        self.has_news = last is not None and last.get("backlog_digest") != found
        self._write(
            "begin",
            format=FORMAT,
            id=self.id,
            version=VERSION,
            repository=name,
            sandbox=settings.sandbox,
            playbook=playbook,
            undoes=settings.undoes,
            project=prepared.project_title(),
            backlog=str(settings.backlog) if settings.backlog else None,
            backlog_digest=found,
        )

    def target(self, target: Target) -> None:
        """Write the target of the run, if that is possible."""
        with suppress(JournalError):
            self._write("target", **asdict(target))

    def sending(self, changes: Sequence[Change]) -> list[int]:
        """Write changes that are about to be sent; return their numbers. Raises JournalError."""
        numbers = [*range(self._sent + 1, self._sent + len(changes) + 1)]
        self._sent += len(changes)
        self._append(map(self._sending, numbers, changes), is_synced=True)
        return numbers

    def _sending(self, number: int, change: Change) -> str:
        return self._line(
            "send",
            n=number,
            module=change.module,
            key=change.key,
            action=change.action.value,
            reason=change.reason,
            source=str(change.source) if change.source else None,
            number=change.number,
            differences=plain(change.differences),
            before=plain(change.before),
            after=plain(change.after),
            used_by=plain(change.used_by),
        )

    def answered(self, outcomes: Iterable[tuple[int, Sent]]) -> None:
        """Write the outcomes of changes, each with the change's number. Raises JournalError."""
        self._append(self._answered(number, sent) for number, sent in outcomes)

    def _answered(self, number: int, sent: Sent) -> str:
        more: dict[str, Any] = {}
        if isinstance(sent, Landed):
            more["payload"] = sent.payload
        if isinstance(sent, Refused | InDoubt):
            more["error"] = sent.error
        return self._line("answer", n=number, outcome=_WORDS[type(sent)], **more)

    def step(self, step: Step, results: Sequence[Result]) -> None:
        """Write the result of a step, if that is possible: undo does not need it."""
        with suppress(JournalError):
            self._write("step", name=step.name, module=step.module, results=plain(results))

    def end(self, report: RunReport) -> None:
        """Write the result of the run, if that is possible."""
        self._end(
            recap=report.recap,
            requests=dict(report.requests),
            seconds=round(report.seconds, 3),
            retries=report.retries,
            waited=round(report.waited, 3),
            warnings=list(report.warnings),
            stopped=str(report.stopped) if report.stopped else None,
            exit_code=report.exit_code,
        )

    def fail(self, error: BaseException, figures: Mapping[str, Any], exit_code: int = 1) -> None:
        """Write the reason why the run could not begin, and its figures, if that is possible."""
        self._end(
            recap=count(()),
            requests=dict(figures["requests"]),
            seconds=round(figures["seconds"], 3),
            retries=figures["retries"],
            waited=round(figures["waited"], 3),
            stopped=str(error),
            exit_code=exit_code,
        )

    def _end(self, **more: Any) -> None:
        with held_back(), suppress(JournalError):
            self._write("end", **more)

    def _write(self, event: str, **more: Any) -> None:
        """Write a whole line, or nothing. Raises JournalError."""
        self._append([self._line(event, **more)])

    def _line(self, event: str, **more: Any) -> str:
        """Return a line with its end, without tokens."""
        entry = {"event": event, "time": self.clock().isoformat(timespec="milliseconds"), **more}
        # In ASCII: a person may look at it in a terminal, which must not act on people's texts.
        line = json.dumps(entry)
        if may_hold_tokens(line) and holds_tokens(entry):
            line = json.dumps({**masked_data(entry), "is_masked": True})
        return f"{line}\n"

    def _append(self, lines: Iterable[str], *, is_synced: bool = False) -> None:
        """Write all of these lines, or none; wait for the disk, too. Raises JournalError."""
        text = "".join(lines).encode()
        if not text:
            return
        try:
            with self.path.open("ab", buffering=0) as file:
                _append(file, text, is_synced=is_synced)
        except OSError as error:
            message = f"the journal {self.path} cannot be written: {error.strerror}"
            raise JournalError(
                f"{message}; the run stops, because undo could not find changes without a journal"
            ) from error


def _append(file: FileIO, text: bytes, *, is_synced: bool) -> None:
    """Append a text as a whole, or nothing if the disk is full. Raises OSError.

    If it `is_synced`, it is still there after a power cut.
    """
    before = file.seek(0, SEEK_END)
    rest = text
    try:
        while rest:
            rest = rest[file.write(rest) or 0 :]
        if is_synced:
            os.fsync(file.fileno())
    except OSError:
        file.truncate(before)
        raise


def _sync_names(folder: Path, *, is_first: bool) -> None:
    """Wait until a new journal's name is on the disk; for the first one also its folder's name.

    Otherwise its lines would be on the disk, and after a power cut nothing would lead to them. Not
    every file system can wait for names.
    """
    for each in [folder, *list(folder.absolute().parents)[: 2 * is_first]]:
        with suppress(OSError):
            descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _after(present: Sequence[Path], now: datetime) -> datetime:
    """Return the time for a new run's id: later than the ids of all runs before.

    Their order tells which run is the latest, even if the clock was put back in between.
    """
    last = [path for path in present if rotation.is_of_run(path)][-1:]
    with suppress(ValueError, OverflowError):  # It only looks like a time, or is the end of time.
        return max([now, *(rotation.time_of(each) + _A_MOMENT for each in last)])
    return now


def digest(prepared: Prepared) -> str:
    """Return the digest of what is declared; it tells the journals of different backlogs apart."""
    text = prepared.backlog.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()[:16]
