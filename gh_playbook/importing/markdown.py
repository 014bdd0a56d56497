"""Markdown plans: issues under headings or in lists, with their fields, criteria and sub-issues.

A section or item is an issue if it is called one (`Issue #13: …`, `Sub-issue: "…"`), or if it has
fields of an issue (`**Labels**: …`, a heading *Acceptance criteria*) below its heading or its item
of a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value, shell, structure, vocabulary
from gh_playbook.importing.called import (
    ORDINAL,
    called_issue,
    ends_with_name,
    field_in,
    has_fields,
    holds_fields,
    is_called,
    likely,
    named,
    parts_of,
    titled,
)
from gh_playbook.importing.draft import Draft, DraftIssue, Unread
from gh_playbook.importing.line import is_mark, lines_of
from gh_playbook.importing.markdown_table import read_table
from gh_playbook.importing.milestone_heading import directly_below, milestones_of
from gh_playbook.importing.plain_list import describe, listed_issue, plain_issues
from gh_playbook.importing.remainder import remainder
from gh_playbook.importing.section import (
    TASK,
    Section,
    items,
    lead,
    line_of,
    read,
    rest,
    source,
    texts_of,
    unticked,
    use,
    without_front_matter,
    words,
)


def read_markdown(text: str) -> Draft:
    """Return the content of a Markdown plan, with every line that was not understood."""
    lines = lines_of(text)
    reading = _Reading(Draft(), lines)
    root = read("\n".join(without_front_matter(lines)))
    reading.likely |= likely(root)
    reading.sections(root)
    is_list = bool(reading.milestones) and not reading.draft.issues
    if reading.draft.is_empty or reading.has_nested_alone or is_list:
        reading = _Reading(Draft(), lines)
        reading.plain_lists(root)
    if reading.milestones and not reading.draft.issues:
        reading = _Reading(Draft(), lines, likely=directly_below(root))
        reading.sections(root)
    unread = [
        Unread(number, line.strip())
        for number, line in enumerate(lines, 1)
        if line.strip() and number not in reading.used and not is_mark(line)
    ]
    unread += remainder(reading.draft, lines, reading.used)
    reading.draft.unread = sorted(unread, key=lambda each: each.line)
    return reading.draft


@dataclass
class _Reading:
    """The state of reading these lines; `used` are those that were understood, from 1.

    `likely` are sections that are issues because those beside them are. `milestones` lead from the
    sections below the heading of a milestone to its title.
    """

    draft: Draft
    lines: Sequence[str]
    used: set[int] = field(default_factory=set)
    likely: set[Section] = field(default_factory=set)
    nested: list[DraftIssue] = field(default_factory=list)
    milestones: Mapping[Section, str] = field(default_factory=dict)

    @property
    def has_nested_alone(self) -> bool:
        """Tell whether all issues are within items of numbered lists that are none themselves."""
        issues = self.draft.issues
        return bool(issues) and all(any(each is one for one in self.nested) for each in issues)

    def plain_lists(self, root: Section) -> None:
        """Read a plan whose issues are items of lists."""
        self.milestones = milestones_of(root, self.draft, self.used)
        for section, issue in plain_issues(root, self.lines, self.used):
            _put(issue, self.milestones.get(section))
            self.draft.issues.append(issue)

    def sections(self, root: Section) -> None:
        """Read all sections, each once: those that belong to an issue together with it."""
        self.milestones = milestones_of(root, self.draft, self.used)
        done: set[Section] = set()
        for section in root.walk():
            if section in done:
                continue
            milestone = self.milestones.get(section)
            is_heading = milestone is not None and section.line in self.used
            found = None if is_heading else self._issue_of(section)
            if found is not None:
                done.update(section.walk())
                _put(self.draft.add(found), milestone)
                continue
            is_read = structure.read_section(self.draft, section, self.used)
            for block in section.blocks:
                if not (is_read and items(block)):
                    self._block(block, milestone)

    def _block(
        self, block: SyntaxTreeNode, milestone: str | None, *, is_nested: bool = False
    ) -> None:
        if block.type == "fence":
            self.used |= shell.read_commands(self.draft, block.content, line_of(block) + 1)
            return
        if block.type == "table":
            read_table(self.draft, block, self.used)
            return
        for item in items(block):
            found = self._item_issue(item)
            if found is None and milestone is not None and not is_nested:
                found = listed_issue(item, self.lines, self.used)
            if found is not None:
                _put(self.draft.add(found), milestone)
                self.nested += [found] if is_nested else []
                continue
            structure.read_item(self.draft, item, self.used)
            for inner in rest(item):
                self._block(inner, milestone, is_nested=block.type == "ordered_list" or is_nested)

    def _issue_of(self, section: Section) -> DraftIssue | None:
        """Return the issue of a section, with its fields and sub-issues."""
        called = called_issue(section.title)
        if called is None and not has_fields(section) and section not in self.likely:
            return None
        title, names = named(section.title)
        issue = called or DraftIssue(title, section.line)
        issue.line = section.line
        issue.names |= names if called is None else set()
        if not issue.title:
            return None
        self.used.add(section.line)
        self._fields(issue, section.blocks)
        for below in section.sections:
            self._below(issue, below)
        return issue

    def _below(self, issue: DraftIssue, below: Section) -> None:
        """Read a section of an issue: a sub-issue, a field, or else a part of the description."""
        child = self._issue_of(below)
        name = vocabulary.field_of(below.title)
        if child is not None:
            issue.children.append(child)
        elif name is not None:
            self.used.add(below.line)
            self._value(issue, name, "", below.blocks)
        else:
            heading = self.lines[below.line - 1].strip()
            issue.take_field("description", heading)
            self.used.add(below.line)
            for block in below.blocks:
                describe(issue, block, self.lines, self.used)
            for each in below.sections:
                self._below(issue, each)

    def _item_issue(self, item: SyntaxTreeNode, *, is_one: bool = False) -> DraftIssue | None:
        """Return the issue of a list item; with `is_one`, its place alone makes it one."""
        paragraph = lead(item)
        if paragraph is None:
            return None
        own = titled(item)
        if own is not None:
            entry = DraftIssue(own, line_of(item))
            self._lines(entry, paragraph, [])
            self._fields(entry, rest(item))
            return entry
        title = field_value.unquoted(words(paragraph))
        task = TASK.match(title)
        title = field_value.unquoted(task["text"]) if task else title
        issue = called_issue(title.replace("**", ""))
        if issue is None:
            if field_in(words(paragraph)) is not None or not (is_one or holds_fields(item)):
                return None
            issue = DraftIssue(field_value.unquoted(ORDINAL.sub("", title).replace("**", "")), 0)
        issue.line = line_of(item)
        if task and task["tick"] != " ":
            issue.fields["state"] = "closed"
        self._use(paragraph)
        self._fields(issue, rest(item))
        return issue

    def _fields(self, issue: DraftIssue, blocks: Sequence[SyntaxTreeNode]) -> None:
        """Read the fields of an issue from list items and paragraphs; prose is its description.

        A list below a paragraph that ends with a name (`**Sub-issues**`) is the value of it.
        """
        waiting = list(reversed(blocks))
        while waiting:
            block = waiting.pop()
            if block.type == "paragraph":
                is_name = bool(waiting) and ends_with_name(block, waiting[-1])
                self._paragraph(issue, block, [waiting.pop()] if is_name else [])
            elif block.type == "fence":
                first = line_of(block) + 1
                self.used |= shell.read_commands(self.draft, block.content, first)
            if block.type != "paragraph" and not items(block):
                describe(issue, block, self.lines, self.used)
            for item in items(block):
                paragraph = lead(item)
                found = (
                    None if is_called(item) or paragraph is None else field_in(source(paragraph))
                )
                if paragraph is None or found is None:
                    child = self._item_issue(item)
                    if child is not None:
                        issue.children.append(child)
                    elif paragraph is not None and TASK.match(source(paragraph)):
                        self._value(issue, "acceptance_criteria", source(paragraph), [])
                        self._use(paragraph)
                        self._fields(issue, rest(item))
                    else:
                        describe(issue, item, self.lines, self.used)
                    continue
                if vocabulary.is_container(found[0]):
                    self._use(paragraph)
                    self._fields(issue, rest(item))
                else:
                    self._lines(issue, paragraph, rest(item))

    def _paragraph(
        self, issue: DraftIssue, block: SyntaxTreeNode, below: Sequence[SyntaxTreeNode]
    ) -> None:
        """Read a paragraph: lines that are fields, or else a part of the description."""
        lines = source(block).split("\n")
        found = [field_in(line) for line in lines]
        if not any(each and vocabulary.field_of(each[0]) for each in found):
            known = issue.fields.get("description")
            text = source(block)
            issue.fields["description"] = f"{known}\n\n{text}" if known else text
            self._use(block)
            return
        self._lines(issue, block, below)

    def _lines(
        self, issue: DraftIssue, paragraph: SyntaxTreeNode, below: Sequence[SyntaxTreeNode]
    ) -> None:
        """Read a paragraph's lines: each a field, or the rest of the text of the one before it.

        What stands below belongs to the last field.
        """
        fields: list[tuple[str, str, set[int]]] = []
        numbered = enumerate(source(paragraph).split("\n"), line_of(paragraph))
        for number, line in (
            (number, part) for number, text in numbered for part in parts_of(text)
        ):
            found = field_in(line)
            if found is not None:
                fields.append((*found, {number}))
            elif fields and vocabulary.is_text(fields[-1][0]):
                name, value, numbers = fields[-1]
                fields[-1] = (name, f"{value}\n{line.strip()}".strip(), numbers | {number})
        for index, (name, value, numbers) in enumerate(fields):
            is_last = index == len(fields) - 1
            if self._named(issue, name, value, below if is_last else []):
                self.used |= numbers

    def _named(
        self, issue: DraftIssue, name: str, value: str, below: Sequence[SyntaxTreeNode]
    ) -> bool:
        """Give the issue the values under a name; return False where name or value is unknown."""
        known = vocabulary.field_of(name)
        if known is not None:
            return self._value(issue, known, value, below)
        if name.casefold() == "technical debt":
            if value.strip().casefold().startswith("yes"):
                labels = issue.fields.setdefault("labels", [])
                labels += [] if "technical-debt" in labels else ["technical-debt"]
            return True
        if name.casefold() == "project" and not value.casefold().startswith("add"):
            self.draft.project = self.draft.project or field_value.unquoted(value)
            return True
        return False

    def _value(
        self, issue: DraftIssue, name: str, value: str, below: Sequence[SyntaxTreeNode]
    ) -> bool:
        if name == "children":
            for block in below:
                for item in items(block):
                    child = self._item_issue(item, is_one=True)
                    if child is not None:
                        issue.children.append(child)
            return True
        if not vocabulary.is_list(name):
            texts = [value] if value else [source(each) for each in below if source(each)]
            text = "\n\n".join(texts)
            for block in below:
                if not value and block.type == "paragraph":
                    self._use(block)
                if not value and items(block):
                    text += "\n".join(texts_of(block, self.used))
            return bool(text) and field_value.assign(issue, name, text)
        texts = [value] if value else []
        for block in below:
            texts += texts_of(block, self.used)
        texts = [unticked(issue, each) for each in texts if not vocabulary.is_nothing(each)]
        issue.fields.setdefault(name, []).extend(texts)
        return True

    def _use(self, node: SyntaxTreeNode) -> None:
        use(node, self.used)


def _put(issue: DraftIssue, milestone: str | None) -> None:
    """Put an issue into the milestone that it stands below, unless it names its own."""
    if milestone is not None:
        issue.fields.setdefault("milestone", milestone)
