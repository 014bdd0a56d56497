"""The desired body of an issue: people's words unchanged, the managed block as declared."""

from dataclasses import replace

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.managed_block import ManagedBlock
from gh_playbook.model.marker import Marker, title_digest

_EDITED = (
    "edited inside the managed block: nothing of the issue is changed (`pull` takes the edit into "
    "the backlog, --force overwrites it)"
)
_SHOWN_OTHERWISE = (
    "its text holds control characters, which `gh` shows as ^[ and the like, and would write so: "
    "remove them in the issue (--force writes it as shown)"
)
_LEFT_OPEN = (
    "its text leaves code or a comment open at its end, which would swallow the managed block: "
    "close that in the issue"
)


@dataclass(frozen=True)
class Body:
    """A desired body.

    A `conflict` says why nothing of the issue may be sent. `adopts` tells that the issue had no
    block with this key or a previous one; `moved_from` is that previous key. `restores` tells that
    an earlier run bound the issue, and that people have removed its block. `edited` is the block
    after people's edits. `pending` is a state that a new issue still has to get.
    """

    text: str
    adopts: bool = False
    restores: bool = False
    moved_from: str = ""
    pending: str = ""
    edited: str | None = None
    conflict: str = ""
    is_damaged: bool = False

    def is_still_to_set(self, field: str) -> bool:
        """Tell whether values that are set once have not been set yet."""
        return self.is_begun_anew or (field == "state" and bool(self.pending))

    @property
    def reopened(self) -> str:
        """The state to set because the tool closed the issue, and it is declared again."""
        return self.pending if self.pending == "open" else ""

    @property
    def is_begun_anew(self) -> bool:
        """Tell whether the issue is adopted or declared again: then set-once values are set."""
        return self.adopts or bool(self.reopened)


def compose(
    desired: Issue,
    existing: ExistingIssue,
    content: str,
    *,
    force: bool,
    known: str = "",
    is_bound: bool = False,
) -> Body:
    """Return the desired body; with `force`, people's edits inside the block are overwritten.

    `is_bound` tells that the register names the issue. `known` is the digest of an edit that the
    backlog has taken in, so that it no longer counts as an edit.
    """
    now = existing.body.replace("\r\n", "\n")
    try:
        block = managed_block.find(now)
    except managed_block.BodyError as error:
        conflict = f"{error}; repair them by hand, or delete them all"
        return Body(now, conflict=conflict, is_damaged=True)
    made = Marker(desired.key, existing.number, title_digest(desired.title))
    if block is None:
        found = _appended(now, made, content, existing, force=force)
        return replace(found, adopts=not is_bound, restores=is_bound)
    moved_from = block.key if block.key in desired.previously else ""
    adopts, pending = block.key not in {desired.key, moved_from}, block.marker.pending
    found = Body(now, adopts=adopts, moved_from=moved_from, pending=pending)
    is_same = managed_block.is_same(block.content, content)
    if is_same and block.key == desired.key:
        # The marker is renewed only together with other changes, not by a write of its own.
        text = managed_block.renew(block, made, content) if pending else now
    elif block.is_edited and not is_same and not force and not block.holds(known):
        return replace(found, edited=block.content, conflict=_EDITED)
    else:
        text = managed_block.renew(block, made, content)
    around = block.before + block.after
    conflict = "" if text == now or force or _is_as_shown(existing, around) else _SHOWN_OTHERWISE
    return replace(found, text=text, conflict=conflict)


def _appended(
    now: str, made: Marker, content: str, existing: ExistingIssue, *, force: bool
) -> Body:
    text = managed_block.append(now, made, content)
    if not _holds(text, made.key):
        return Body(now, conflict=_LEFT_OPEN)
    conflict = "" if force or _is_as_shown(existing, now) else _SHOWN_OTHERWISE
    return Body(text, conflict=conflict)


def _holds(text: str, key: str) -> bool:
    found: ManagedBlock | None = managed_block.find(text)
    return found is not None and found.key == key


def _is_as_shown(existing: ExistingIssue, text: str) -> bool:
    """Tell whether people's text can be sent back exactly as it was read."""
    return existing.is_exact or not may_stand_for_another(text)
