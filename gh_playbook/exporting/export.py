"""The backlog file of a repository: its sections and its issues."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.shorthand import INHERITED
from gh_playbook.declaration.yaml_value import Raw
from gh_playbook.exporting import link
from gh_playbook.exporting.board import BoardPart
from gh_playbook.exporting.choice import Choice
from gh_playbook.exporting.faithful import (
    Description,
    LabelDescription,
    LabelName,
    Line,
    Title,
    is_faithful,
)
from gh_playbook.exporting.short import FIELDS, Short, choose
from gh_playbook.exporting.wanted import Wanted, faults, wanted
from gh_playbook.exporting.yaml_text import COMMENT, Entry, InLine, Remarked, document
from gh_playbook.model.existing import ExistingIssue, ExistingMilestone
from gh_playbook.model.world import World

PARTS = ("labels", "milestones", "types", "issues", "board", "links")
# The template that leaves the texts of issues that exist as they are.
TEMPLATE = "text.md.j2"
_TEMPLATE_REMARK = "texts stay as they are: an issue gets a marker, and no text"
# In this order an issue says what it has.
_ORDER = ("type", "labels", "milestone", "assignees", "state", "locked", "pinned", "priority")
_REST = ("size", "effort", "estimate", "sprint", "status")

Naming = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Exported:
    """A backlog file's text; how many things are in it; and what was left out, with the reason.

    `references` map a reference to an issue outside the file to the id of that issue.
    """

    text: str
    counts: Mapping[str, int]
    left_out: tuple[str, ...]
    references: Mapping[str, str]


def export(world: World, choice: Choice, parts: frozenset[str], name_others: Naming) -> Exported:
    """Return a repository as a backlog.

    `name_others` returns the references of issues in other repositories, by their ids. Raises
    InputError where the choice names issues that are not there.
    """
    chosen = choice.issues(world) if "issues" in parts else []
    wrong = faults(chosen, world)
    usable = [each for each in chosen if each.id not in wrong]
    left_out = [
        f"#{each.number} {each.title}: {wrong[each.id]}" for each in chosen if each.id in wrong
    ]
    milestones = _milestones(world, usable, choice) if "milestones" in parts else []
    titles = {folded(each.title): each.title for each in milestones}
    board = None
    if "board" in parts and world.project is not None:
        board = BoardPart.of(world.project, frozenset(each.id for each in usable))
        left_out += board.asides
    found = wanted(usable, world, parts, board, titles)
    links = None
    if "links" in parts:
        links = link.Links(found, world, name_others(link.elsewhere(found, world)))
    short = choose(list(found.values()), is_linked="links" in parts)
    writing = _Writing(short, links, board)
    labels = list(_labels(world)) if "labels" in parts else []
    unsayable = list(_unsayable(world, parts))
    left_out += unsayable
    types = list(_types(world)) if "types" in parts else []
    issues = [writing.issue(each) for each in found.values() if each.parent is None]
    sections: Entry = [
        (COMMENT, f"{world.repository.name} as it is on GitHub, written by `gh-playbook export`."),
        ("repository", world.repository.name),
        *writing.short_forms(has_issues=bool(issues)),
        *[(COMMENT, f"left out: {each}") for each in unsayable],
        ("labels", labels),
        ("milestones", [_milestone(each) for each in milestones]),
        ("issue_types", types),
        *[(COMMENT, f"left out: {each}") for each in left_out[: len(wrong)]],
        ("issues", issues),
        ("project", board.entry() if board else []),
    ]
    counts = {
        "labels": len(labels),
        "milestones": len(milestones),
        "issue_types": len(types),
        "issues": len(found),
        "fields": len(board.fields) if board else 0,
        "cards": sum(each.has_card for each in found.values()) if board else 0,
    }
    said = [each for each in sections if each[1] or each[0] == "inherit"]
    references = links.references if links is not None else {}
    return Exported(document(said), counts, tuple(left_out), references)


@dataclass(frozen=True)
class _Writing:
    """Writes issues, in the short forms of the backlog."""

    short: Short
    links: link.Links | None
    board: BoardPart | None

    def short_forms(self, *, has_issues: bool) -> Entry:
        """Return the sections for the short forms that the issues rely on."""
        if not has_issues:
            return []
        short = self.short
        defaults: Entry = [("template", Remarked(TEMPLATE, _TEMPLATE_REMARK))]
        said = {**short.defaults, **({"labels": short.labels} if short.labels else {})}
        defaults += [
            (name, said[name]) for name in (*FIELDS[:1], "labels", *FIELDS[1:]) if name in said
        ]
        if short.not_below:
            rules = InLine(dict.fromkeys(short.not_below))
            defaults.append(("sub_issues", InLine(labels_from=rules)))
        entry: Entry = [("defaults", defaults)]
        if short.inherit != list(INHERITED):
            entry.append(("inherit", short.inherit))
        if short.labels_from:
            made: Entry = [
                (name, InLine(rule) if isinstance(rule, dict) else rule)
                for name, rule in short.labels_from.items()
            ]
            entry.append(("labels_from", made))
        return entry

    def issue(self, each: Wanted) -> Entry:
        """Return an issue with its sub-issues."""
        issue = each.issue
        entry: Entry = [("key", each.key), ("number", issue.number), ("title", issue.title)]
        entry += self.links.parent(each) if self.links is not None else []
        for name in (*_ORDER, *_REST):
            entry += self._field(each, name)
        if each.fields:
            entry.append(("fields", InLine(each.fields)))
        if self.board is not None and not each.has_card:
            entry.append(("card", False))
        if each.body:
            entry.append(("body", each.body))
        if self.links is not None:
            entry += self.links.entry(each)
        if each.children:
            entry.append(("sub_issues", [self.issue(child) for child in each.children]))
        return entry

    def _field(self, each: Wanted, name: str) -> Entry:
        if name == "state":
            return list(each.closing)
        if name == "labels":
            implied = self.short.implied_labels(each)
            own = [label for label in each.labels if label not in implied]
            return [(name, own)] if own else []
        value = each.values.get(name)
        return [(name, value)] if value != self.short.implied(each, name) else []


def _labels(world: World) -> Iterator[InLine]:
    for each in sorted(world.labels.values(), key=lambda each: (folded(each.name), each.name)):
        if not is_faithful(LabelName, each.name):
            continue
        entry = InLine(name=each.name, color=Raw(each.color))
        if each.description and is_faithful(LabelDescription, each.description):
            entry["description"] = each.description
        yield entry


def _unsayable(world: World, parts: frozenset[str]) -> Iterator[str]:
    """Yield the labels and milestones of names that no backlog can say, or not beside another."""
    if "labels" in parts:
        for label in world.labels.values():
            if not is_faithful(LabelName, label.name):
                yield f"the label {label.name}: GitHub would not take its name any more"
    first: dict[str, str] = {}
    for each in world.milestones.values() if "milestones" in parts else ():
        twin = first.setdefault(folded(each.title), each.title)
        if not is_faithful(Title, each.title):
            yield f"the milestone {each.title}: its title has characters that no backlog can say"
        elif twin != each.title:
            yield f"the milestone {each.title}: it differs from {twin} in case alone"


def _milestones(
    world: World, issues: Sequence[ExistingIssue], choice: Choice
) -> list[ExistingMilestone]:
    """Return the milestones that a backlog can declare: all, or those that are open or used.

    Of two whose titles differ in case alone only one can be declared: the open one, else the first.
    """
    used = {each.milestone for each in issues}
    found: dict[str, ExistingMilestone] = {}
    for each in world.milestones.values():
        is_wanted = choice.kind == "all" or each.state == "open" or each.title in used
        if is_wanted and is_faithful(Title, each.title):
            found.setdefault(folded(each.title), each)
    return sorted(found.values(), key=lambda each: each.number or 0)


def _milestone(each: ExistingMilestone) -> Entry | InLine | str:
    entry: Entry = [("title", each.title)]
    if each.description and is_faithful(Description, each.description):
        entry.append(("description", each.description))
    if each.due_on is not None:
        entry.append(("due_on", each.due_on))
    if each.state != "open":
        entry.append(("state", each.state))
    if len(entry) == 1:
        return each.title
    return entry if "\n" in each.description else InLine(entry)


def _types(world: World) -> Iterator[InLine]:
    if not world.features.issue_types:
        return
    for each in world.issue_types.values():
        if each.is_enabled and is_faithful(Line, each.name):
            entry = InLine(name=each.name)
            if each.description and is_faithful(Description, each.description):
                entry["description"] = each.description
            entry["color"] = each.color
            yield entry
