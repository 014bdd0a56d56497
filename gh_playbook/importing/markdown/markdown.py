"""Markdown plans: issues under headings or in lists, with their fields, criteria and sub-issues.

A section or item is an issue if it is called one (`Issue #13: …`, `Sub-issue: "…"`), or if it has
fields of an issue (`**Labels**: …`, a heading *Acceptance criteria*) below its heading or its item
of a list.
"""

from collections.abc import Mapping, Set
from dataclasses import field
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import DraftIssue, PlanDraft, Unread, folded
from gh_playbook.importing.line import is_mark, lines_of
from gh_playbook.importing.markdown import shell, structure
from gh_playbook.importing.markdown.counted_heading import counted, likely, passed_over
from gh_playbook.importing.markdown.dependency_list import read_dependencies
from gh_playbook.importing.markdown.issue_title import named
from gh_playbook.importing.markdown.list_heading import (
    PLACES,
    RULED_OUT,
    ListHeadings,
    plain,
)
from gh_playbook.importing.markdown.markdown_issue import IssueReader
from gh_playbook.importing.markdown.markdown_table import read_table
from gh_playbook.importing.markdown.milestone_heading import directly_below, milestones_of
from gh_playbook.importing.markdown.phase import Phases
from gh_playbook.importing.markdown.plain_list import has_box, listed_issue, plain_issues
from gh_playbook.importing.markdown.remainder import remainder
from gh_playbook.importing.markdown.section import (
    Section,
    items,
    line_of,
    read,
    rest,
    without_front_matter,
)

_NO_ISSUE = " (no issue: call it `Issue: …`, or give it fields)"


def read_markdown(text: str) -> PlanDraft:
    """Return the content of a Markdown plan, with every line that was not understood."""
    lines = lines_of(text)
    root = read("\n".join(without_front_matter(lines)))
    reading = _Reading(PlanDraft(), lines, likely=likely(root))
    has_milestones = reading.sections(root)
    more = _details(root, reading) or (counted(root) if reading.has_items_alone else set())
    if more:
        reading = _Reading(PlanDraft(), lines, likely=likely(root) | more)
        has_milestones = reading.sections(root)
    is_list = has_milestones and not reading.draft.issues
    if reading.draft.is_empty or reading.is_of_lists or is_list:
        reading = _Reading(PlanDraft(), lines)
        has_milestones = reading.plain_lists(root)
    if has_milestones and not reading.draft.issues:
        reading = _Reading(PlanDraft(), lines, likely=directly_below(root))
        reading.sections(root)
    read_dependencies(reading.draft, root, reading.used)
    reading.draft.unread = reading.unread({each.line for each in passed_over(root)})
    return reading.draft


def _details(root: Section, reading: "_Reading") -> set[Section]:
    """Return the sections with the title of an issue in a table: they have more of its values."""
    titles = {folded(each.title) for each in reading.draft.all_issues()}
    sections = (each for each in root.walk() if each.line not in reading.used)
    return {each for each in sections if folded(named(each.title)[0]) in titles}


@dataclass(frozen=True)
class _Place:
    """The place of a list or table: its section, the fields in its headings, and the phases."""

    section: Section
    said: Mapping[str, Any]
    phases: Phases
    headings: ListHeadings

    def put(self, issue: DraftIssue) -> None:
        """Add an issue to the draft, with the fields in the headings; below its phase, if any."""
        issue.fill(self.said)
        self.phases.put(issue, self.section)


@dataclass
class _Reading(IssueReader):
    """One way of reading a whole plan.

    `headings` say what lists are. `nested` are issues found within items of numbered
    lists, `boxes` those that only a box, or their heading, makes issues.
    """

    headings: ListHeadings | None = None
    nested: list[DraftIssue] = field(default_factory=list)
    boxes: list[DraftIssue] = field(default_factory=list)

    @property
    def has_items_alone(self) -> bool:
        """Tell whether all issues are items with a box, or are within numbered items."""
        return {*self.draft.issues} <= {*self.nested, *self.boxes}

    @property
    def is_of_lists(self) -> bool:
        """Tell whether a plan is best read as lists, whose numbered items are issues, too."""
        draft = self.draft
        return self.has_items_alone and not (draft.types or draft.project)

    def plain_lists(self, root: Section) -> bool:
        """Read a plan whose issues are items of lists; tell whether it has milestones."""
        milestones = milestones_of(root, self.draft, self.used)
        headings = self.headings = ListHeadings.of(root, self.used)
        phases = Phases.of(root, self.draft, self.lines, self.used)
        headings.apart |= self._structure(root, milestones, phases, headings)
        for section, issue in plain_issues(root, self.lines, self.used, headings):
            issue.fill(headings.said.get(section, {}) | _milestone(milestones.get(section)))
            phases.put(issue, section)
        return bool(milestones)

    def _structure(
        self,
        root: Section,
        milestones: Mapping[Section, str],
        phases: Phases,
        headings: ListHeadings,
    ) -> set[Section]:
        """Read what a plan of lists says beside its issues; return the sections that say it."""
        found: set[Section] = set()
        for section in root.walk():
            if structure.read_section(self.draft, section, self.used):
                found.add(section)
            for block in section.blocks:
                if block.type == "table":
                    said = headings.said.get(section, {}) | _milestone(milestones.get(section))
                    place = _Place(section, said, phases, headings)
                    read_table(self.draft, block, self.used, place.put)
                if block.type == "fence":
                    first = line_of(block) + 1
                    self.used |= shell.read_commands(self.draft, block.content, first)
        return found

    def sections(self, root: Section) -> bool:
        """Read all sections, each once: those that belong to an issue together with it.

        Returns whether the plan has milestones.
        """
        milestones = milestones_of(root, self.draft, self.used)
        headings = self.headings = ListHeadings.of(root, self.used)
        phases = Phases.of(root, self.draft, self.lines, self.used)
        done: set[Section] = set()
        for section in root.walk():
            if section in done:
                continue
            milestone = milestones.get(section)
            is_heading = milestone is not None and section.line in self.used
            is_place = section.level > 0 and plain(section.title) in PLACES
            found = None if is_heading or is_place else self.of_section(section)
            if found is not None:
                done.update(section.walk())
                self.draft.add(found).fill(_milestone(milestone))
                continue
            is_read = structure.read_section(self.draft, section, self.used)
            for block in section.blocks:
                if not (is_read and items(block)):
                    fields = headings.said.get(section, {}) | _milestone(milestone)
                    self._block(block, _Place(section, fields, phases, headings))
        return bool(milestones)

    def unread(self, passed_over: Set[int]) -> list[Unread]:
        """Return the lines that were not understood, in order; skipped headings with the reason."""
        headings = self.headings
        why = dict.fromkeys(headings.lines_ruled_out if headings else (), RULED_OUT)
        why |= dict.fromkeys(passed_over, _NO_ISSUE)
        unread = [
            Unread(number, line.strip() + why.get(number, ""))
            for number, line in enumerate(self.lines, 1)
            if line.strip() and number not in self.used and not is_mark(line)
        ]
        unread += remainder(self.draft, self.lines, self.used)
        return sorted(unread, key=lambda each: each.line)

    def _block(self, block: SyntaxTreeNode, place: _Place, *, is_nested: bool = False) -> None:
        if block.type == "fence":
            self.used |= shell.read_commands(self.draft, block.content, line_of(block) + 1)
            return
        if block.type == "table":
            read_table(self.draft, block, self.used, place.put)
            return
        for item in items(block):
            found = self.of_item(item)
            if found is not None:
                self.draft.add(found).fill(place.said)
                self.nested += [found] if is_nested else []
            elif not is_nested and self._listed(item, place):
                continue
            else:
                structure.read_item(self.draft, item, self.used)
                is_below = block.type == "ordered_list" or is_nested
                for inner in rest(item):
                    self._block(inner, place, is_nested=is_below)

    def _listed(self, item: SyntaxTreeNode, place: _Place) -> bool:
        """Add the issue of an item that its box, its milestone, or its heading makes one.

        Another passage with the same title, such as a row of a table, is the same issue.
        """
        is_any_one = place.section in place.headings.issues
        is_one = "milestone" in place.said or has_box(item) or is_any_one
        if place.section in place.headings.ruled_out or not is_one:
            return False
        found = listed_issue(item, self.lines, self.used, is_any_one=is_any_one)
        if found is None:
            return False
        found.fill(place.said)
        twin = self.draft.issue(found.number, found.title)
        if twin is not None and not any(twin is each for each in self.boxes):
            twin.take(found)
            return True
        self.boxes.append(found)
        place.phases.put(found, place.section)
        return True


def _milestone(title: str | None) -> dict[str, Any]:
    return {} if title is None else {"milestone": title}
