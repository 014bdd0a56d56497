"""Entries of a journal, one line of JSON each: the keys that each kind must have.

A journal is kept for a long time, and may be cut off or edited by hand. The models only check that
the keys which are read exist; the entry itself is passed on unchanged.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gh_playbook.model.outcome import Outcome


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


def _time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


class _Begin(_Entry):
    time: Annotated[str, AfterValidator(_time)]
    format: int = 1
    version: str = ""
    repository: str
    playbook: str
    project: str | None = None


class _Target(_Entry):
    repository: str
    host: str
    login: str
    sandbox: str | None
    moved_from: str | None
    repository_id: str | None = Field(
        default=None, description="its node id: a repository that is made anew has another one"
    )
    state: str | None = Field(
        default=None,
        description="of a sandbox: past states, each the beginning of the next; null on GitHub",
    )


class _Send(_Entry):
    n: int = Field(description="the number of the change in this run")
    module: str
    key: str
    action: str
    before: Any = Field(default=None, description="the whole thing before; null if it is new")
    after: Any = Field(default=None, description="the whole thing after; null if it is removed")
    used_by: Mapping[str, Any] | None = Field(
        default=None, description="the issues and cards that lose it, by their ids"
    )


class _Answer(_Entry):
    n: int = Field(description="the number of the change that was answered")
    outcome: str = Field(description="landed, refused, in doubt, or not sent")
    payload: Mapping[str, Any] | None = Field(default=None, description="GitHub's answer")


class _Difference(_Entry):
    field: str
    existing: Any
    desired: Any


class _Source(_Entry):
    file: str
    line: int
    column: int


class _Result(_Entry):
    step: str
    module: str
    key: str
    outcome: Outcome
    reason: str
    differences: tuple[_Difference, ...]
    number: int | None
    url: str | None
    source: _Source | None
    warnings: tuple[str, ...]


class _Step(_Entry):
    name: str
    module: str
    results: tuple[_Result, ...]


class _Requests(_Entry):
    reads: int
    writes: int
    processes: int


class _End(_Entry):
    recap: Mapping[str, int]
    requests: _Requests
    seconds: float
    retries: int
    waited: float
    warnings: tuple[str, ...] = ()
    stopped: str | None
    exit_code: int


KINDS: Mapping[str, type[_Entry]] = {
    "begin": _Begin,
    "target": _Target,
    "send": _Send,
    "answer": _Answer,
    "step": _Step,
    "end": _End,
}


def read(line: str) -> Mapping[str, Any]:
    """Return the entry of a line. Raises ValueError if the line is not an entry."""
    try:
        entry: Any = json.loads(line)
    except RecursionError as error:
        raise ValueError("lists and mappings are nested too deeply") from error
    found: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    event = found.get("event")
    if not isinstance(event, str):
        raise ValueError("it is no event")  # noqa: TRY004 - as all else that a line can be
    kind = KINDS.get(event)
    if kind is not None:
        try:
            kind.model_validate(found)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return found
