"""Building of the report's content from the declared and existing things."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.outcome import Result
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.report.implementation import by_hand
from gh_playbook.report.implementation.adoption import adoption
from gh_playbook.report.implementation.state import (
    BacklogState,
    BoardState,
    Column,
    Hurdle,
    IssueState,
    Origin,
    Tag,
    Workflow,
)

# GitHub's name for the column of cards without a Status, and a colour for unknown labels.
NO_STATUS = "No Status"
_PLAIN = "ededed"
_BOARD_VALUES = ("status", "priority", "size", "estimate", "sprint")


def state_of(
    prepared: Prepared, world: World, results: Sequence[Result], hurdles: Iterable[Hurdle] = ()
) -> BacklogState:
    """Return the state to report; `results` come from the comparison with exactly this world."""
    issues = _Issues(prepared, world)
    there = [each for each in prepared.context.issues.values() if not each.is_absent]
    declared = tuple(map(issues.declared, there))
    return BacklogState(
        repository=world.repository.name,
        url=world.repository.url,
        issues=declared,
        # Steps that only steer a run, such as `debug`, are about nothing on GitHub.
        results=tuple(each for each in results if each.module in MODULES),
        board=_board(world.project, issues, declared) if world.project else None,
        labels=_labels(prepared.backlog),
        surplus=tuple(
            (key, tuple(issues.foreign(each) for each in found))
            for key, found in sorted(world.surplus.items())
        ),
        by_hand=by_hand.sentences(prepared.backlog.project, world),
        hurdles=frozenset(hurdles),
    )


def _labels(backlog: Backlog) -> tuple[str, ...]:
    """Return the labels for issues of the backlog; the other labels belong to rules."""
    rules = backlog.project and backlog.project.automations
    used = {rules.blocked_label, *(each.label for each in rules.opened)} if rules else set()
    named = {folded(each) for each in used if each}
    there = (each.name for each in backlog.labels if not each.is_absent)
    return tuple(name for name in there if folded(name) not in named)


@dataclass(frozen=True)
class _Issues:
    """Returns issues with the information that the world has about them."""

    prepared: Prepared
    world: World

    def declared(self, desired: Issue) -> IssueState:
        """Return a declared issue as it exists, or as declared if it does not exist yet."""
        existing = self.world.issue(desired.key)
        if existing is not None:
            planned = {name: getattr(desired, name) for name in _BOARD_VALUES if name != "status"}
            values = planned | self._values(existing)
            origin = _origin(desired, existing)
            entry = self._entry(desired.key, existing, origin, values)
            if origin is Origin.ADOPTED:
                entry = replace(entry, adoption=adoption(desired, existing))
            words = self._in_words(desired)
            return replace(entry, **words) if words else entry
        return IssueState(
            desired.key,
            desired.title,
            origin=Origin.MISSING,
            type=desired.type,
            milestone=desired.milestone,
            priority=desired.priority,
            size=desired.size,
            estimate=desired.estimate,
            sprint=desired.sprint,
            assignees=desired.assignees,
            parent=desired.parent,
            blocked_by=desired.blocked_by,
            related_to=desired.related_to,
        )

    def _in_words(self, desired: Issue) -> dict[str, Any]:
        """Return the values for which this GitHub has no place; the issue's body states them."""
        features = self.world.features
        words: dict[str, Any] = {}
        if not features.issue_types:
            types = {each.name: each.color for each in self.prepared.backlog.issue_types}
            words |= {"type": desired.type, "type_color": types.get(desired.type or "", "gray")}
        if not features.sub_issues:
            parent = self.world.issue(desired.parent) if desired.parent else None
            words |= {"parent": desired.parent, "under": f"#{parent.number}" if parent else None}
        if not features.dependencies:
            words["blocked_by"] = desired.blocked_by
        if not features.relations:
            words["related_to"] = desired.related_to
        return words

    def foreign(self, existing: ExistingIssue) -> IssueState:
        """Return an undeclared issue."""
        return self._entry(f"#{existing.number}", existing, Origin.FOREIGN, self._values(existing))

    @cached_property
    def _places(self) -> dict[str, tuple[int, str]]:
        """The positions of declared issues in the backlog and their keys, by id."""
        found = ((key, self.world.issue(key)) for key in self.prepared.context.issues)
        return {
            existing.id: (place, key) for place, (key, existing) in enumerate(found) if existing
        }

    def _keys(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of issues in the backlog's order; GitHub's order is that of linking."""
        last = len(self._places)
        there = [self.world.issues[id] for id in ids if id in self.world.issues]
        named = [self._places.get(each.id, (last, f"#{each.number}")) for each in there]
        return tuple(key for _, key in sorted(named))

    def _entry(
        self, key: str, existing: ExistingIssue, origin: Origin, values: Mapping[str, Any]
    ) -> IssueState:
        parent = self.world.issues.get(existing.parent or "")
        kind = self.world.issue_type(existing.type or "")
        labels = ((name, self.world.label(name)) for name in sorted(existing.labels))
        return IssueState(
            key,
            existing.title,
            number=existing.number,
            url=existing.url,
            state=existing.state,
            reason=existing.reason if existing.state == "closed" else None,
            original=self._reference(existing.duplicate_of),
            assignees=existing.assignees,
            origin=origin,
            labels=tuple(Tag(name, each.color if each else _PLAIN) for name, each in labels),
            type=existing.type,
            type_color=kind.color if kind else "gray",
            milestone=existing.milestone,
            parent=next(iter(self._keys([existing.parent or ""])), None),
            under=f"#{parent.number}" if parent else None,
            blocked_by=self._keys(existing.blocked_by),
            related_to=self._keys(existing.related_to),
            **values,
        )

    def _reference(self, id: str | None) -> str | None:
        """Return an issue's reference; an issue of another repository has no number here."""
        found = self.world.issues.get(id or "")
        return f"#{found.number}" if found else None

    def _values(self, existing: ExistingIssue) -> dict[str, Any]:
        """Return the values on an issue's card in fields that the board has."""
        project, declared = self.world.project, self.prepared.backlog.project
        item = project.items.get(existing.id) if project else None
        if project is None or declared is None or item is None:
            return {}
        found: dict[str, Any] = {}
        for field in declared.fields:
            there = project.field(field.name)
            # Several fields may show a property: points as a text, or a priority among several.
            is_number = field.type == "number"
            fits = is_number == (field.value == "estimate") and field.type != "multi_select"
            if field.value in _BOARD_VALUES and there is not None and fits:
                found.setdefault(field.value, item.values.get(there.name))
        return found


def _origin(desired: Issue, existing: ExistingIssue) -> Origin:
    """Tell whether an issue existed before: by its declared number, or by people's text in it.

    A marker without a number was written together with its issue, whatever people did later.
    """
    try:
        block = managed_block.find(existing.body)
    except managed_block.BodyError:
        return Origin.ADOPTED
    if block is not None and block.marker.number is None:
        return Origin.CREATED
    is_numbered = desired.number is not None and desired.number == existing.number
    is_peoples = block is None or bool(block.before.strip())
    return Origin.ADOPTED if is_numbered or is_peoples else Origin.CREATED


def _board(project: ExistingProject, issues: _Issues, declared: Sequence[IssueState]) -> BoardState:
    """Return the board with its cards in the backlog's order, followed by other cards.

    The positions of GitHub are not used, because the run that adds cards does not read them back.
    """
    by_number = {each.number: each for each in declared if each.number is not None}
    found = [issues.world.issues[id] for id in project.items if id in issues.world.issues]
    shown = [each for each in found if not project.items[each.id].is_archived]
    numbers = {each.number for each in shown}
    cards = [each for each in declared if each.number in numbers and each.number is not None]
    others = [each for each in shown if each.number not in by_number]
    cards += [issues.foreign(each) for each in sorted(others, key=lambda each: each.number or 0)]
    status = project.field("Status")
    options = status.options if status else ()
    names = {each.name for each in options}
    columns = [Column(each.name, each.color or "gray", _in(cards, each.name)) for each in options]
    rest = tuple(each for each in cards if each.status not in names)
    if rest or not columns:
        columns.insert(0, Column(NO_STATUS, "gray", rest))
    workflows = sorted(project.workflows, key=lambda each: each.number)
    not_issues = [item for id, item in project.items.items() if id not in issues.world.issues]
    return BoardState(
        project.title,
        project.url or "",
        tuple(columns),
        tuple(Workflow(each.name, each.enabled) for each in workflows),
        others=sum(not item.is_archived for item in not_issues),
    )


def _in(cards: Iterable[IssueState], status: str) -> tuple[IssueState, ...]:
    return tuple(each for each in cards if each.status == status)
