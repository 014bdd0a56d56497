"""The content of an exported issue: its key, and its present values."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.declaration.derived_key import key_of
from gh_playbook.declaration.name import folded
from gh_playbook.exporting.board import BoardPart
from gh_playbook.exporting.faithful import Description, LabelName, Line, Title, is_faithful
from gh_playbook.exporting.issue_field import IssueFieldPart
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.claim import Claim, claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World


@dataclass
class IssueContent:
    """An issue to declare: single values by field, and values with an attribute of their own.

    `labels` are its labels, `closing` says that it is closed and why, `fields` are values of issue
    fields and on its card, `body` is the text that the tool wrote into it before. `comments` name
    the values that cannot be declared. `outsider` tells of an author without rights.
    """

    issue: ExistingIssue
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    body: str = ""
    closing: list[tuple[str, Any]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    has_card: bool = True
    is_archived: bool = False
    comments: Entry = field(default_factory=list)
    parent: "IssueContent | None" = None
    children: list["IssueContent"] = field(default_factory=list)
    outsider: str | None = None


def faults(issues: Sequence[ExistingIssue], world: World) -> dict[str, str]:
    """Return the reasons why issues cannot be declared, by their ids; most issues can.

    The marker of an outsider's issue would make their words a text of the backlog.
    """
    found = {each.id: reason for each in issues if (reason := _fault(each))}
    first: dict[str, ExistingIssue] = {}
    claims = _claims(issues, world)
    counting = {each.issue.id for each in claims}
    for issue in issues:
        if issue.id not in found and issue.id not in counting and claim(issue) is not None:
            found[issue.id] = "it has a marker that nobody with rights here wrote"
    for claimed in claims:
        twin = first.setdefault(claimed.key, claimed.issue)
        if twin is not claimed.issue:
            found[claimed.issue.id] = f"it has the marker of #{twin.number}"
    return found


def by_outsider(issue: ExistingIssue, world: World) -> str | None:
    """Return who wrote an issue, if that is no one with rights, and can still change it.

    Its number in a backlog makes it the backlog's own, so a person has to decide that. What an app
    wrote and a run has bound is a run's: workflows have the login of an app.
    """
    author = issue.author
    if author.has_rights() or not author.login:
        return None
    if not author.is_app:
        return f"by {author.login}, who has no rights here"
    found = claim(issue)
    is_bound = found is not None and world.register.names(found.key, issue.number, issue.id)
    return None if is_bound else f"by the app {author.login}, whose words may be anybody's"


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
    """Return the markers that count; if several have one key, the run's choice comes first."""
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


def marked_keys(issues: Sequence[ExistingIssue], world: World) -> tuple[dict[str, str], set[str]]:
    """Return the keys in the markers that count, by the issues' ids, and those in all markers."""
    everywhere = (claim(issue) for issue in world.issues.values())
    taken = {claimed.key for claimed in everywhere if claimed is not None}
    return {each.issue.id: each.key for each in _claims(issues, world)}, taken


def _keys(issues: Sequence[ExistingIssue], world: World) -> dict[str, str]:
    """Return a key for each issue's id: the one in its marker, or one made from its title.

    A key in the marker of another issue is not used again.
    """
    found, taken = marked_keys(issues, world)
    for issue in issues:
        if issue.id not in found:
            found[issue.id] = key_of(issue.title, taken)
            taken.add(found[issue.id])
    return found


@dataclass(frozen=True)
class Contents:
    """Makes the contents of issues from a world, limited to the chosen parts and fields.

    `milestones` are the declared titles, by their folded form; `references` map the references in
    the contents to the ids of their issues.
    """

    world: World
    parts: frozenset[str]
    board: BoardPart | None
    issue_fields: IssueFieldPart
    milestones: Mapping[str, str]
    left_out: LeftOut
    references: dict[str, str] = field(default_factory=dict)

    def of(self, issues: Sequence[ExistingIssue]) -> dict[str, IssueContent]:
        """Return the content of each issue, by its id; sub-issues below their parents."""
        named = _keys(issues, self.world)
        found = {
            each.id: IssueContent(each, named[each.id], outsider=by_outsider(each, self.world))
            for each in issues
        }
        for each in found.values():
            self._take_own(each, named)
            self._take_fields(each)
        if "links" in self.parts:
            for each in found.values():
                _put_below_parent(each, found)
        return found

    def _take_own(self, each: IssueContent, keys: Mapping[str, str]) -> None:
        """Take in the own values of an issue."""
        issue, values, parts, world = each.issue, each.values, self.parts, self.world
        block = managed_block.find(issue.body)
        each.body = block.content if block else ""
        each.closing = self._closing(issue, keys, each.comments)
        logins = [login for login in issue.assignees if world.account(login) is not None]
        values |= {"assignees": logins} if logins else {}
        values |= {"locked": issue.lock} if issue.lock else {}
        values |= {"pinned": True} if issue.is_pinned else {}
        for login in issue.assignees:
            if login not in logins:
                self._leave(each, f"the assignee {login}, who cannot be assigned any more")
        if "types" in parts and world.features.issue_types and issue.type:
            kind = world.issue_type(issue.type)
            is_usable = kind is not None and kind.is_enabled and is_faithful(Line, issue.type)
            values["type"] = issue.type if is_usable else None
            if not is_usable:
                self._leave(each, f"the type {issue.type}, which is disabled")
        if "milestones" in parts and issue.milestone:
            is_declared = folded(issue.milestone) in self.milestones
            values["milestone"] = issue.milestone if is_declared else None
        if "labels" in parts:
            worn = [name for name in issue.labels if is_faithful(LabelName, name)]
            each.labels = sorted(worn, key=lambda name: (folded(name), name))

    def _take_fields(self, each: IssueContent) -> None:
        """Take in the values of issue fields, and those on an issue's card."""
        issue, board = each.issue, self.board
        each.fields, left = self.issue_fields.values(issue)
        if board is not None:
            item = board.project.items.get(issue.id)
            each.has_card = item is not None
            each.is_archived = item is not None and item.is_archived
            each.values |= board.values(issue.id)
            fields, more = board.fields_of(issue.id)
            each.fields |= fields
            left += more
        for what in left:
            self._leave(each, what)

    def _closing(
        self, issue: ExistingIssue, keys: Mapping[str, str], comments: Entry
    ) -> list[tuple[str, Any]]:
        """Return the state and the reason of a closed issue, if a backlog can express them."""
        if issue.state != "closed":
            return []
        closing: list[tuple[str, Any]] = [("state", "closed")]
        if issue.reason == "not_planned":
            closing.append(("state_reason", issue.reason))
        if issue.reason == "duplicate":
            known = self.world.issues.get(issue.duplicate_of or "")
            original = keys.get(issue.duplicate_of or "")
            if original is None and known is not None:
                original = f"#{known.number}"
                self.references[original] = known.id
            if original:
                closing += [("state_reason", issue.reason), ("duplicate_of", original)]
            else:
                what = "closed as a duplicate of an issue that is not in this repository"
                comments.append(self.left_out.add_of_issue(issue, what))
        return closing

    def _leave(self, each: IssueContent, what: str) -> None:
        each.comments.append(self.left_out.add_of_issue(each.issue, what))


def _put_below_parent(child: IssueContent, found: Mapping[str, IssueContent]) -> None:
    issue = child.issue
    parent = found.get(issue.parent or "")
    if parent is not None and issue.id in parent.issue.sub_issues:
        child.parent = parent
        parent.children.append(child)
        parent.children.sort(key=lambda each: parent.issue.sub_issues.index(each.issue.id))
