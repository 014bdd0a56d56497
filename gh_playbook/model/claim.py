"""Claims: the key that an existing issue names by the marker in its body."""

from dataclasses import replace

from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue


@dataclass(frozen=True)
class Claim:
    """An issue whose markers name a key; without a block the markers are damaged.

    `others` are the other keys that damaged markers name.
    """

    issue: ExistingIssue
    key: str
    block: managed_block.ManagedBlock | None
    others: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Tell whether the marker is complete and belongs to this issue itself."""
        return self.block is not None and self.block.is_of(self.issue.number)

    @property
    def is_copy(self) -> bool:
        """Tell whether the marker was written into another issue, so that this issue is a copy."""
        number = self.block.marker.number if self.block else None
        return number is not None and number != self.issue.number


def claim(issue: ExistingIssue | None) -> Claim | None:
    """Return the claim of an issue's markers; None if no marker counts, or without an issue."""
    if issue is None:
        return None
    try:
        block = managed_block.find(issue.body)
    except managed_block.BodyError as error:
        key = error.key_in(issue.number)
        others = tuple(each.key for each in error.markers if each.key != key)
        return Claim(issue, key, None, others)
    return Claim(issue, block.key, block) if block else None


def is_withdrawn(issue: ExistingIssue) -> bool:
    """Tell whether undo has closed the issue: its marker says that it should be reopened."""
    return issue.state == "closed" and is_to_be_opened_again(issue.body)


def is_to_be_opened_again(body: str) -> bool:
    """Tell whether the marker in a body says that its issue is to be reopened."""
    block = _block(body)
    return block is not None and block.marker.pending == "open"


def to_be_opened_again(body: str) -> str:
    """Return a body whose marker says that the issue is to be reopened."""
    block = _block(body)
    if block is None:
        return body
    return managed_block.with_marker(block, replace(block.marker, pending="open"))


def _block(body: str) -> managed_block.ManagedBlock | None:
    try:
        return managed_block.find(body)
    except managed_block.BodyError:
        return None
