"""A command that was called, and what can be read of it."""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Change = dict[str, Any]
# What a run has done, or would do.
WRITTEN = ("created", "updated", "removed")
_FINE = {*WRITTEN, "skipped", "verified"}
# Steps at the end of a run, which change nothing on GitHub.
_FINAL = ("verify", "report")
_PENDING = re.compile(r": (created|updated|removed), ")


@dataclass(frozen=True)
class Done:
    """A command's exit code, its output, and the requests that it sent."""

    words: tuple[str, ...]
    code: int
    out: str
    error: str
    requests: list[dict[str, Any]]

    @cached_property
    def document(self) -> dict[str, Any]:
        """The JSON on its standard output, which must hold nothing else."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def run(self) -> dict[str, Any]:
        """The part of the document about the run."""
        found: dict[str, Any] = self.document.get("run", {})
        return found

    @property
    def is_refused(self) -> bool:
        """Tell whether its input was refused, so that nothing could be done."""
        return bool(self.run.get("faults")) or "changes" not in self.document

    @property
    def changes(self) -> list[Change]:
        """The changes on GitHub."""
        return [each for each in self.document["changes"] if each["module"] not in _FINAL]

    @property
    def warnings(self) -> list[str]:
        """All warnings."""
        of_changes = (one for each in self.document["changes"] for one in each["warnings"])
        return [*self.run["warnings"], *of_changes]

    @property
    def names_orphans(self) -> bool:
        """Tell whether it names issues whose entries are gone, and which it leaves open."""
        return any(each["module"] == "orphan" and each["reason"] for each in self.changes)

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The requests that could have changed something that people see."""
        return [each for each in self.requests if each["write"] and not _is_of_lock(each)]

    @property
    def outcomes(self) -> list[tuple[str, str, str]]:
        """What became of each thing, without relations: two of them may turn out to be one."""
        return _outcomes(each for each in self.changes if each["module"] != "relation")

    @property
    def written(self) -> list[tuple[str, str, str]]:
        """The things that it has changed, or would change."""
        return _outcomes(each for each in self.changes if each["outcome"] in WRITTEN)

    @property
    def left(self) -> list[tuple[str, str, str]]:
        """The things that it could not, or did not want to change."""
        return _outcomes(each for each in self.changes if each["outcome"] not in _FINE)

    @property
    def deleted(self) -> set[int]:
        """The numbers of the issues that it has removed."""
        gone = (each for each in self.changes if each["outcome"] == "removed")
        return {each["number"] for each in gone if each["module"] in ("issue", "sub_issue")}

    @property
    def failed(self) -> list[tuple[str, str, str]]:
        """The things after which its exit code is not 0."""
        return [each for each in self.left if each[2] in ("failed", "blocked")]

    @property
    def pending(self) -> list[str]:
        """What `all` would write after a pull."""
        return [each for each in self.document["pending"] if _PENDING.search(each)]

    @property
    def said(self) -> list[str]:
        """What it says of everything that is not as declared already."""
        return [
            f"{each['outcome']} {each['module']} {each['key']}: {each['reason']}"
            for each in self.changes
            if each["outcome"] != "skipped"
        ]


def _outcomes(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    return sorted((each["module"], each["key"], each["outcome"]) for each in changes)


def _is_of_lock(request: dict[str, Any]) -> bool:
    """Tell whether a request is only about the lock or the register."""
    mutations: Collection[str] = request["mutations"]
    return {*mutations} == {"updateRefs"} or "/git/" in str(request.get("path"))
