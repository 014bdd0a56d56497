"""The content of an exported issue: its key, and its present values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.exporting.board import BoardPart
from gh_playbook.exporting.faithful import Description, LabelName, Title, is_faithful
from gh_playbook.importing.key import key_of
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import Claim, claim
from gh_playbook.model.world import World


@dataclass
class Wanted:
    """An issue to be declared: single values by field, and those with a place of their own.

    `labels` are its labels, `closing` says that it is closed and why, `fields` are values on its
    card, `body` is the text that the tool wrote into it before.
    """

    issue: ExistingIssue
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    body: str = ""
    closing: list[tuple[str, Any]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    has_card: bool = True
    parent: "Wanted | None" = None
    children: list["Wanted"] = field(default_factory=list)


def faults(issues: Sequence[ExistingIssue], world: World) -> dict[str, str]:
    """Return why issues cannot be declared as they are, by their ids; most of them can."""
    found = {each.id: reason for each in issues if (reason := _fault(each))}
    first: dict[str, ExistingIssue] = {}
    for claimed in _claims(issues, world):
        twin = first.setdefault(claimed.key, claimed.issue)
        if twin is not claimed.issue:
            found[claimed.issue.id] = f"it bears the marker of #{twin.number}"
    return found


def _fault(issue: ExistingIssue) -> str | None:
    if not is_faithful(Title, issue.title):
        return "its title has characters that a backlog cannot contain"
    try:
        block = managed_block.find(issue.body)
    except managed_block.BodyError as error:
        return f"{error}; repair them by hand"
    if block and not is_faithful(Description, block.content):
        return "its managed block has characters that a backlog cannot contain"
    if block and managed_block.holds_marker(block.content):
        return "its managed block holds a marker"
    return None


def _claims(issues: Sequence[ExistingIssue], world: World) -> list[Claim]:
    """Return the markers that count; of several with one key, the run's choice comes first."""
    found = []
    for issue in issues:
        claimed = claim(issue)
        if claimed is None:
            continue
        is_registered = world.register.names(claimed.key, issue.number, issue.id)
        author = issue.author
        if is_registered or author.has_rights() or (author.is_app and claimed.is_right):
            found.append((not is_registered, claimed.is_copy, issue.number or 0, claimed))
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]


def _keys(issues: Sequence[ExistingIssue], world: World) -> dict[str, str]:
    """Return a key for each issue's id: the one in its marker, or one made from its title.

    A key in the marker of another issue is not used again.
    """
    found = {each.issue.id: each.key for each in _claims(issues, world)}
    everywhere = (claim(issue) for issue in world.issues.values())
    taken = {claimed.key for claimed in everywhere if claimed is not None}
    for issue in issues:
        if issue.id not in found:
            found[issue.id] = key_of(issue.title, taken)
            taken.add(found[issue.id])
    return found


def wanted(
    issues: Sequence[ExistingIssue],
    world: World,
    parts: frozenset[str],
    board: BoardPart | None,
    milestones: Mapping[str, str],
) -> dict[str, Wanted]:
    """Return the content of each issue, by its id; sub-issues below their parents.

    `milestones` are the declared titles, by their folded form.
    """
    named = _keys(issues, world)
    found = {each.id: Wanted(each, named[each.id]) for each in issues}
    for each in found.values():
        issue, values = each.issue, each.values
        block = managed_block.find(issue.body)
        each.body = block.content if block else ""
        each.closing = _closing(issue, named)
        values |= _more(issue, world)
        if "types" in parts and world.features.issue_types and issue.type:
            kind = world.issue_type(issue.type)
            values["type"] = issue.type if kind and kind.is_enabled else None
        if "milestones" in parts and issue.milestone:
            values["milestone"] = issue.milestone if folded(issue.milestone) in milestones else None
        if "labels" in parts:
            worn = [name for name in issue.labels if is_faithful(LabelName, name)]
            each.labels = sorted(worn, key=lambda name: (folded(name), name))
        if board is not None:
            each.has_card = issue.id in board.project.items
            values |= board.values(issue.id)
            each.fields = board.fields_of(issue.id)
    if "links" in parts:
        for each in found.values():
            _put_below_parent(each, found)
    return found


def _closing(issue: ExistingIssue, keys: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Return the state and the reason of a closed issue, where a backlog can express them."""
    if issue.state != "closed":
        return []
    closing: list[tuple[str, Any]] = [("state", "closed")]
    if issue.reason == "not_planned":
        closing.append(("state_reason", issue.reason))
    original = keys.get(issue.duplicate_of or "")
    if issue.reason == "duplicate" and original is not None:
        closing += [("state_reason", issue.reason), ("duplicate_of", original)]
    return closing


def _more(issue: ExistingIssue, world: World) -> dict[str, Any]:
    """Return the assignees that can still be assigned, and whether it is locked or pinned."""
    logins = [login for login in issue.assignees if world.account(login) is not None]
    values: dict[str, Any] = {"assignees": logins} if logins else {}
    if issue.lock:
        values["locked"] = issue.lock
    if issue.is_pinned:
        values["pinned"] = True
    return values


def _put_below_parent(child: Wanted, found: Mapping[str, Wanted]) -> None:
    issue = child.issue
    parent = found.get(issue.parent or "")
    if parent is not None and issue.id in parent.issue.sub_issues:
        child.parent = parent
        parent.children.append(child)
        parent.children.sort(key=lambda each: parent.issue.sub_issues.index(each.issue.id))
