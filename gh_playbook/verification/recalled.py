"""The reading of a run before it wrote: used for things that are not read again.

A run that wrote little has read everything a moment ago, and held the lock since. So its final
verification reads again the written things, the things that depend on them, and everything else
that comes with the same request; the rest is taken from that reading. Each property is still
compared, by verification's own comparisons. This gives up two things: somebody else's edit of an
untouched thing between the run's reading and its end is not seen before the next run, and the run's
parsing of untouched things is not checked by another one. Issues and cards that are added or
removed in that time are noticed: they are counted, the last one has to be a known one, and
otherwise everything is read.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField, ExistingLabel
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World
from gh_playbook.verification.existing import Issue, Label
from gh_playbook.verification.existing_board import Card, Value

_DISCARDED = {"not_planned", "duplicate"}


@dataclass(frozen=True)
class Recalled:
    """The reading of a run: labels by their names in lower case, issues by id, cards by issue's id.

    `newest` is the highest number of an issue, `card_ids` are the ids of the cards of any kind.
    """

    labels: Mapping[str, Label]
    issues: Mapping[str, Issue]
    cards: Mapping[str, Card]
    newest: int
    card_ids: frozenset[str]


@dataclass(frozen=True)
class Again:
    """The things to read again: ids of issues and cards, names of labels; `before` is the rest."""

    issues: tuple[str, ...]
    cards: tuple[str, ...]
    labels: tuple[str, ...]
    before: Recalled

    def all_labels(self, read: Iterable[Label]) -> tuple[Label, ...]:
        """Return all labels; the ones that were read again replace the known ones."""
        return (*{**self._others, **{folded(each.name): each for each in read}}.values(),)

    def all_issues(self, read: Iterable[Issue]) -> tuple[Issue, ...]:
        """Return all issues; an issue that was asked for and did not come no longer exists."""
        known = _without(self.before.issues, self.issues)
        return (*{**known, **{each.id: each for each in read}}.values(),)

    def all_cards(self, read: Mapping[str, Card]) -> Mapping[str, Card]:
        """Return all cards; a card that was asked for and did not come no longer exists."""
        return {**_without(self.before.cards, self.issues), **read}

    @property
    def _others(self) -> Mapping[str, Label]:
        return _without(self.before.labels, map(folded, self.labels))


def _without(known: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    left_out = {*names}
    return {name: each for name, each in known.items() if name not in left_out}


def recall(world: World) -> Recalled:
    """Return the reading of a run in verification's form. Pure."""
    board, dates = world.project, _dates(world.issue_fields.values())
    return Recalled(
        {folded(each.name): _label(each) for each in world.labels.values()},
        {each.id: _issue(each, dates) for each in world.issues.values()},
        _cards(board, world) if board else {},
        max((each.number or 0 for each in world.issues.values()), default=0),
        frozenset(each.id for each in board.items.values()) if board else frozenset(),
    )


def _dates(fields: Iterable[ExistingField | ExistingIssueField]) -> tuple[str, ...]:
    return tuple(folded(each.name) for each in fields if each.type == "date")


def _label(label: ExistingLabel) -> Label:
    return Label(label.id, label.name, label.color.lower(), label.description)


def _issue(issue: ExistingIssue, dates: Iterable[str]) -> Issue:
    is_open = issue.state == "open"
    return Issue(
        id=issue.id,
        number=issue.number or 0,
        title=issue.title,
        body=issue.body.replace("\r\n", "\n"),
        url=issue.url or "",
        is_open=is_open,
        is_discarded=not is_open and issue.reason in _DISCARDED,
        labels=issue.labels,
        milestone=issue.milestone,
        type=issue.type,
        assignees=issue.assignees,
        reason=issue.reason,
        duplicate_of=issue.duplicate_of,
        is_pinned=issue.is_pinned,
        lock=None if issue.lock is False else "" if issue.lock is True else issue.lock,
        parent=issue.parent,
        sub_issues=issue.sub_issues,
        blocked_by=issue.blocked_by,
        related_to=issue.related_to,
        fields=_values(issue.fields, dates),
        author=issue.author,
    )


def _cards(board: ExistingProject, world: World) -> dict[str, Card]:
    """Return the cards of issues and pull requests; cards of drafts are not asked for."""
    dates = _dates(board.fields)
    return {
        id: Card(id, item.is_archived, _values(item.values, dates), _name(id, world))
        for id, item in board.items.items()
        if item.draft is None
    }


def _name(id: str, world: World) -> str:
    issue = world.issues.get(id)
    return f"{world.repository.name}#{issue.number}" if issue else ""


def _values(values: Mapping[str, Value], dates: Iterable[str]) -> dict[str, Value]:
    """Return values by the fields' names in lower case; those of `dates` as dates."""
    found = {folded(name): value for name, value in values.items()}
    for name in dates:
        value = found.get(name)
        if isinstance(value, str):
            found[name] = date.fromisoformat(value[:10])
    return found
