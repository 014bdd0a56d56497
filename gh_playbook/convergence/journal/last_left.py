"""The state in which the last run on this machine left each issue and each card.

If a value is another one now, somebody has changed it on GitHub since. A journal of thousands of
changes is searched for its lines, and only the lines that are asked for are read as JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from gh_playbook.convergence.journal import past_run
from gh_playbook.convergence.journal.earlier_run import EarlierRuns
from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration import text_file
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.source import InputError
from gh_playbook.frozen import dataclass
from gh_playbook.late_pattern import late_pattern
from gh_playbook.modules import ISSUE_MODULES

_CARD = "project_item"
# The fields whose names in the memory of pulls are those of an existing issue.
_PULLED = ("title", "type", "milestone", "state")
_SEND = late_pattern(
    rb'\{"event": "send",.*?"n": (\d+), "module": "([^"]*)", "key": "([^"\\]*)"', re.DOTALL
)
_ANSWER = late_pattern(rb'\{"event": "answer",.*?"n": (\d+), "outcome": "([^"]*)"')
_TARGET = b'{"event": "target"'
_LANDED = b"landed"
_NOT_DONE = {b"refused", b"not sent"}
_Kind = tuple[bool, str]


@dataclass(frozen=True)
class LastLeft:
    """Tells how issues and cards were left.

    The journals are searched once, and only if such a question comes up. A journal that cannot be
    read does not count, nor does a change without a clear answer.
    """

    runs: EarlierRuns

    def issue(self, issue: Issue) -> Mapping[str, Any]:
        """Return the fields of an issue, by their names in an existing one; empty if not known."""
        run, after = self._after(issue, is_card=False)
        pulled = self._pulled_after(issue, run)
        if pulled is not None:
            labels = {} if pulled.labels is None else {"labels": sorted(pulled.labels)}
            return {name: pulled.values[name] for name in _PULLED if name in pulled.values} | labels
        return after if isinstance(after, dict) else {}

    def card(self, issue: Issue) -> Mapping[str, Any]:
        """Return the values of an issue's card, by the names of the fields; empty if not known."""
        run, after = self._after(issue, is_card=True)
        is_known = isinstance(after, list) and len(after) > 1
        item = after[1] if is_known and self._pulled_after(issue, run) is None else None
        values = item.get("values") if isinstance(item, dict) else None
        return values if isinstance(values, dict) else {}

    def _pulled_after(self, issue: Issue, run: str) -> Base | None:
        """Return what a pull took in of an issue, if no run has changed the issue since."""
        pulled = self.runs.pulled
        keys = (each for each in (issue.key, *issue.previously) if each in pulled.bases)
        key = next(keys, None)
        return pulled.bases[key] if key is not None and run <= pulled.run else None

    def _after(self, issue: Issue, *, is_card: bool) -> tuple[str, Any]:
        """Return the run that last changed a thing, and the state after that change."""
        keys = (issue.key, *issue.previously)
        found = [self._lines[is_card, key] for key in keys if (is_card, key) in self._lines]
        run, line = max(found, default=("", b""))
        try:
            return run, json.loads(line).get("after") if line else None
        except ValueError:
            return run, None

    @cached_property
    def _lines(self) -> Mapping[_Kind, tuple[str, bytes]]:
        """The run that changed each thing last, and the line; an empty line if in doubt."""
        found: dict[_Kind, tuple[str, bytes]] = {}
        for path in self._present():
            try:
                lines = text_file.content(path, past_run.SIZE_LIMIT).split(b"\n")
            except InputError:
                continue
            if self._is_about(lines):
                answers = {each[1]: each[2] for each in map(_ANSWER.match, lines) if each}
                for line, each in zip(lines, map(_SEND.match, lines), strict=True):
                    kind = _kind(each[2].decode(), each[3].decode()) if each else None
                    outcome = answers.get(each[1]) if each else None
                    if kind and outcome not in _NOT_DONE:
                        found[kind] = (path.stem, line if outcome == _LANDED else b"")
        return found

    def _present(self) -> Iterator[Path]:
        try:
            yield from past_run.journals(self.runs.folder)
        except InputError:
            return

    def _is_about(self, lines: list[bytes]) -> bool:
        """Tell whether a journal is about the repository: its target, or what was asked for."""
        told = next((line for line in lines if line.startswith(_TARGET)), lines[0])
        try:
            entry = json.loads(told)
        except ValueError:
            return False
        return isinstance(entry, dict) and self.runs.target.has_past(past_run.target(entry))


def _kind(module: str, key: str) -> _Kind | None:
    """Return whether the thing is a card, and its key; None for things of other kinds."""
    return (module == _CARD, key) if module == _CARD or module in ISSUE_MODULES else None
