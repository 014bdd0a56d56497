"""Plan files: what a run would do, to be reviewed and then applied as reviewed.

A plan file holds no state. The run that applies it makes its own plan in the current world, and
continues only where both plans agree about everything in the file. Things that are not in the file
are left alone.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from gh_playbook import VERSION
from gh_playbook.convergence.journal.journal import digest
from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, Source, shown
from gh_playbook.declaration.wording import short
from gh_playbook.github.token_masking import holds_tokens, masked_data, may_hold_tokens
from gh_playbook.model.change import Action, Change, joined
from gh_playbook.model.plain import plain
from gh_playbook.settings import Settings

FORMAT = 1
# For names of files that are no UTF-8.
_ESCAPING = "backslashreplace"
# The digits of a checksum: enough to tell apart all plans that one person ever sees.
_DIGITS = 16
# Bytes; a plan of 5,000 issues has 5 million.
_SIZE_LIMIT = 64 * 1024 * 1024
# Values; such a plan has 200,000. A small file with many times more is an attack on memory.
_VALUE_LIMIT = 2_000_000
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|([,\[{])')
# The place of the error in invalid JSON, as pydantic writes it.
_AT = re.compile(r" at line (\d+) column (\d+)$")
# The beginning of its message about a file that was cut off.
_CUT = "Invalid JSON: EOF"
# The beginning of a plan file; a file that was cut off may have only a part of it, or nothing.
_BEGINNING = re.compile(rb'\s*(?:\{\s*"format"|\Z)')


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PlannedDifference(_Model):
    """A field that would change: its value now, and its new value."""

    field: str
    existing: Any = None
    desired: Any = None


class PlannedChange(_Model):
    """The planned change of one thing."""

    module: str
    key: str
    action: Literal["create", "update", "remove"] = Field(description="what its first change does")
    reason: str
    source: str | None = Field(description="the place that declares it: file:line:column")
    number: int | None = Field(description="of an issue that exists already")
    differences: tuple[PlannedDifference, ...]
    compared_with: str = Field(description="the digest of what it was compared with")


class PlanFile(_Model):
    """A plan for review: readable, without secrets, and equal for equal plans."""

    format: Literal[1] = Field(description="the version of this format")
    tool: str = Field(description="the version of gh-playbook that made it", pattern=r"^[\w.+!-]+$")
    server: str = Field(description="the host that was asked, or sandbox", pattern=r"^[\w.:-]+$")
    repository: str = Field(description="OWNER/NAME", pattern=r"^[\w.-]+/[\w.-]+$")
    playbook: str = Field(description="the playbook that was planned")
    undoes: str | None = Field(default=None, description="the run that it takes back, by its id")
    backlog_digest: str = Field(default="", description="tells plans of different backlogs apart")
    checksum: str = Field(description="of the changes: what --checksum takes")
    file_digest: str = Field(
        default="", description="of all the rest of the file: tells whether it was edited by hand"
    )
    changes: tuple[PlannedChange, ...]

    @property
    def things(self) -> frozenset[tuple[str, str]]:
        """The module and the key of each thing that would change."""
        return frozenset((each.module, each.key) for each in self.changes)


def plan_file(settings: Settings, server: str, prepared: Prepared, plan: Plan) -> PlanFile:
    """Return a plan in the form for review."""
    changes = planned(plan)
    repository = prepared.repository
    file = PlanFile(
        format=FORMAT,
        tool=VERSION,
        server=server,
        repository=repository,
        playbook=settings.playbook.stem,
        undoes=settings.undoes,
        backlog_digest=digest(prepared),
        checksum=checksum(changes, server, repository),
        changes=changes,
    )
    return sealed(file)


def sealed(file: PlanFile) -> PlanFile:
    """Return a plan with the digest of all that it says; `checksum` leaves some of that out."""
    said = file.model_dump(mode="json", exclude={"file_digest"})
    return file.model_copy(update={"file_digest": _digest([said])[:_DIGITS]})


def planned(plan: Plan) -> tuple[PlannedChange, ...]:
    """Return what a plan does to each thing, in the order of the run."""
    grouped: dict[tuple[str, str], list[Change]] = {}
    for change in plan.changes:
        grouped.setdefault((change.module, change.key), []).append(change)
    written = [
        (changes, [plain(each) for change in changes for each in change.differences])
        for changes in grouped.values()
    ]
    # A plan hardly ever holds tokens, and all of its JSON is searched faster than each value.
    is_suspect = may_hold_tokens(json.dumps([each for _, each in written], ensure_ascii=False))
    return _adapter().validate_python([_planned(*each, is_suspect=is_suspect) for each in written])


@cache
def _adapter() -> TypeAdapter[tuple[PlannedChange, ...]]:
    """Return what makes all planned changes at once, many times as fast as one by one."""
    return TypeAdapter(tuple[PlannedChange, ...])


def checksum(changes: Sequence[PlannedChange], server: str, repository: str) -> str:
    """Return the checksum of changes; equal if the changes do the same to the same things.

    The server and the repository are parts of it: a plan that only creates looks the same in any
    empty repository.
    """
    ordered = sorted(changes, key=lambda each: (each.module, each.key))
    # The place of the declaration and the wording do not count.
    said = [
        {
            "module": each.module,
            "key": each.key,
            "action": each.action,
            "number": each.number,
            "differences": [vars(difference) for difference in each.differences],
            "compared_with": each.compared_with,
        }
        for each in ordered
    ]
    return _digest([f"{server}/{repository}".casefold(), *said])[:_DIGITS]


def refuse_other(path: Path) -> None:
    """Raise InputError if no plan can be written there: another file is never overwritten."""
    text_file.check_target(path)
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                if not _BEGINNING.match(file.read(100)):
                    message = f"{shown(path)} exists, and is no plan file: name another file"
                    raise InputError([Fault(f"--plan: {message}")])


def write(path: Path, file: PlanFile) -> None:
    """Write a plan file. Raises InputError if that fails, or would overwrite another file."""
    refuse_other(path)
    text = file.model_dump_json(indent=2)
    text_file.write_input(path, f"{text}\n".encode())


def read(path: Path) -> PlanFile:
    """Read a plan file. Raises InputError if the file is not a plan, or was changed by hand."""
    start = Source(str(path), 1, 1)
    text = text_file.read(path, _SIZE_LIMIT)
    if _holds_too_much(text.encode()):
        raise InputError([Fault("it has more values than any plan of this tool", start)])
    try:
        file = PlanFile.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError([_newer(first, start) or _fault(first, start)]) from error
    if (name := _repeated(text)) is not None:
        message = f"it has {name!r} twice in one object, and only the last one would count"
        raise InputError([Fault(f"{message}: write it again with --dry-run", start)])
    has_its_sum = checksum(file.changes, file.server, file.repository) == file.checksum
    if not has_its_sum or sealed(file) != file:
        message = "it is not as a dry run wrote it, or of an earlier version of gh-playbook"
        raise InputError([Fault(f"{message}: write it again with --dry-run", start)])
    return file


def _holds_too_much(text: bytes) -> bool:
    """Tell whether JSON contains too many values; the signs in its texts count only in doubt."""
    if sum(text.count(each) for each in (b",", b"[", b"{")) <= _VALUE_LIMIT:
        return False
    outside = (each for each in _TOKEN.finditer(text) if each.lastindex)
    return next(islice(outside, _VALUE_LIMIT, None), None) is not None


def _repeated(text: str) -> str | None:
    """Return a name that an object of valid JSON has twice: the last one counts."""
    found: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> None:
        counted = Counter(name for name, _ in pairs)
        found.extend(name for name, count in counted.items() if count > 1)

    json.loads(text, object_pairs_hook=once)
    return found[0] if found else None


def _newer(error: ErrorDetails, start: Source) -> Fault | None:
    """Return the fault of a plan file that a later version wrote in another format."""
    written = error.get("input")
    if error["loc"] != ("format",) or not isinstance(written, int) or written <= FORMAT:
        return None
    message = "a later version of gh-playbook has written it in a newer format"
    return Fault(f"{message}: that version can apply it", start)


def _fault(error: ErrorDetails, start: Source) -> Fault:
    """Return the first of pydantic's errors as a fault; for invalid JSON with its place."""
    name = ".".join(map(str, error["loc"])) or "it"
    match error["type"]:
        case "json_invalid":
            is_cut = error["msg"].startswith(_CUT)
            what = "it ends in the middle" if is_cut else "here it is not JSON"
            if found := _AT.search(error["msg"]):
                start = Source(start.file, int(found[1]), max(int(found[2]), 1))
        case "missing":
            what = f"{name} is missing"
        case "extra_forbidden":
            what = f"no plan has {name}"
        case _:
            what = f"{name} cannot be {short(error['input'])}"
    return Fault(f"this is not a plan file: {what}: write one with --dry-run --plan FILE", start)


def _planned(
    changes: Sequence[Change], differences: list[Any], *, is_suspect: bool
) -> dict[str, Any]:
    """Return a planned change as plain data."""
    first = changes[0]
    action = first.action if first.action in {Action.CREATE, Action.REMOVE} else Action.UPDATE
    before = [change.before for change in changes if change.before is not None]
    compared = [plain(each) for each in before[:1]]
    if is_suspect and holds_tokens(differences):
        # Masked values look equal: the digest tells whether the hidden values are equal.
        compared, differences = [*compared, differences], masked_data(differences)
    return {
        "module": first.module,
        "key": first.key,
        "action": action.value,
        "reason": joined(change.reason for change in changes),
        "source": str(first.source).encode(errors=_ESCAPING).decode() if first.source else None,
        "number": first.number,
        "differences": tuple(differences),
        "compared_with": _digest(compared)[:_DIGITS],
    }


def _digest(values: Iterable[Any]) -> str:
    text = json.dumps(list(values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
