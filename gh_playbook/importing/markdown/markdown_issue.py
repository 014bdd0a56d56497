"""The issues of a Markdown plan: sections and items of lists, with fields and sub-issues."""

from collections.abc import Sequence
from dataclasses import field

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.frozen import dataclass
from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import DraftIssue, PlanDraft
from gh_playbook.importing.markdown import shell
from gh_playbook.importing.markdown.field_line import (
    ends_with_name,
    field_in,
    has_fields,
    holds_field,
    holds_fields,
    is_called,
    parts_of,
    starts_with_field,
    titled,
)
from gh_playbook.importing.markdown.issue_title import ORDINAL, called_issue, existing_issue, named
from gh_playbook.importing.markdown.plain_list import describe, has_box
from gh_playbook.importing.markdown.section import (
    Section,
    items,
    lead,
    line_of,
    lines_below,
    rest,
    source,
    texts_of,
    use,
    words,
)
from gh_playbook.importing.markdown.task_box import TASK, take_tick, unticked


@dataclass
class IssueReader:
    """Reads issues out of these lines; `used` are those that were understood, from 1.

    `likely` are sections that are issues because their neighbours are.
    """

    draft: PlanDraft
    lines: Sequence[str]
    used: set[int] = field(default_factory=set)
    likely: set[Section] = field(default_factory=set)

    def of_section(self, section: Section) -> DraftIssue | None:
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
        """Read a section of an issue: a sub-issue, a field, or a part of the description."""
        name = vocabulary.field_of(below.title)
        child = None if vocabulary.is_text(below.title) else self.of_section(below)
        if child is not None:
            issue.children.append(child)
        elif name is not None:
            self.used.add(below.line)
            fields = [each for each in below.blocks if starts_with_field(each)]
            self._value(issue, name, "", [each for each in below.blocks if each not in fields])
            self._fields(issue, fields)
            for each in below.sections:
                self._below(issue, each)
        else:
            heading = self.lines[below.line - 1].strip()
            issue.take_field("description", heading)
            self.used.add(below.line)
            for block in below.blocks:
                describe(issue, block, self.lines, self.used)
            for each in below.sections:
                self._below(issue, each)

    def of_item(self, item: SyntaxTreeNode, *, is_one: bool = False) -> DraftIssue | None:
        """Return the issue of a list item; with `is_one`, it is an issue by its place alone."""
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
        existing = existing_issue(TASK.sub(r"\g<text>", source(paragraph))) if is_one else None
        if existing is not None and not existing.title:
            return None
        issue = existing or called_issue(title.replace("**", ""))
        if issue is None:
            if field_in(words(paragraph)) is not None or not (is_one or holds_fields(item)):
                return None
            issue = DraftIssue(field_value.unquoted(ORDINAL.sub("", title).replace("**", "")), 0)
        issue.line = line_of(item)
        take_tick(issue, task)
        self._use(paragraph)
        read = self._boxes if is_one and task else self._fields
        read(issue, rest(item))
        return issue

    def _boxes(self, issue: DraftIssue, blocks: Sequence[SyntaxTreeNode]) -> None:
        """Read what stands below a box that is a sub-issue: boxes there are sub-issues of it."""
        for block in blocks:
            for item in items(block):
                if has_box(item):
                    self._child(issue, item)
                else:
                    self._item(issue, item)
            if not items(block):
                self._fields(issue, [block])

    def _fields(self, issue: DraftIssue, blocks: Sequence[SyntaxTreeNode]) -> None:
        """Read the fields of an issue from list items and paragraphs; prose is its description.

        A list below a paragraph that ends with a field's name (`**Sub-issues**`) is the field's
        value.
        """
        waiting = list(reversed(blocks))
        while waiting:
            block = waiting.pop()
            if block.type == "paragraph":
                is_name = bool(waiting) and ends_with_name(block, waiting[-1])
                self._paragraph(issue, block, [waiting.pop()] if is_name else [])
                continue
            if block.type == "fence":
                first = line_of(block) + 1
                self.used |= shell.read_commands(self.draft, block.content, first)
            if not items(block):
                describe(issue, block, self.lines, self.used)
            for item in items(block):
                self._item(issue, item)

    def _item(self, issue: DraftIssue, item: SyntaxTreeNode) -> None:
        """Read an item: a field, fields below a name, a sub-issue, a criterion, or description."""
        paragraph = lead(item)
        found = None if paragraph is None or is_called(item) else field_in(source(paragraph))
        if paragraph is not None and found is not None:
            if vocabulary.is_container(found[0]):
                self._use(paragraph)
                self._fields(issue, rest(item))
            else:
                self._lines(issue, paragraph, rest(item))
            return
        child = self.of_item(item)
        if child is not None:
            issue.children.append(child)
        elif paragraph is not None and TASK.match(source(paragraph)):
            self._criterion(issue, item, paragraph)
        else:
            describe(issue, item, self.lines, self.used)

    def _criterion(
        self, issue: DraftIssue, item: SyntaxTreeNode, paragraph: SyntaxTreeNode
    ) -> None:
        """Give the issue the criterion that an item is; lists below it are a part of it."""
        fields = [each for each in rest(item) if not items(each) or holds_field(each)]
        parts = [each for each in rest(item) if each not in fields]
        text = "\n".join([source(paragraph), *lines_below(parts, self.used)])
        self._value(issue, "acceptance_criteria", text, [])
        self._use(paragraph)
        self._fields(issue, fields)

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
        """Read a paragraph's lines: each is a field, or continues the text of the field before it.

        After a field that is not a text, and whose list does not continue, a line is description.
        Blocks below belong to the last field.
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
            elif fields and fields[-1][1] and not fields[-1][1].endswith(","):
                issue.take_field("description", line.strip())
                self.used.add(number)
        for index, (name, value, numbers) in enumerate(fields):
            is_last = index == len(fields) - 1
            if self._named(issue, name, value, below if is_last else []):
                self.used |= numbers
            elif value and vocabulary.field_of(name) is None:
                issue.take_field("description", f"**{name}**: {value}")
                self.used |= numbers

    def _named(
        self, issue: DraftIssue, name: str, value: str, below: Sequence[SyntaxTreeNode]
    ) -> bool:
        """Give the issue the values under a name; return False if name or value is unknown."""
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
        """Give the issue the value of a field, beside its name or below it; False if none."""
        if name == "children":
            self._children(issue, below)
            return True
        if not vocabulary.is_list(name):
            text = value or self._prose(below)
            return bool(text) and field_value.assign(issue, name, text)
        texts = [value] if value else []
        for block in below:
            texts += texts_of(block, self.used)
        texts = [unticked(issue, each) for each in texts if not vocabulary.is_nothing(each)]
        issue.fields.setdefault(name, []).extend(texts)
        return True

    def _children(self, issue: DraftIssue, below: Sequence[SyntaxTreeNode]) -> None:
        """Give the issue a sub-issue for each item of the lists below."""
        for block in below:
            for item in items(block):
                self._child(issue, item)

    def _child(self, issue: DraftIssue, item: SyntaxTreeNode) -> None:
        """Give the issue the sub-issue that an item is."""
        child = self.of_item(item, is_one=True)
        if child is not None:
            issue.children.append(child)

    def _prose(self, below: Sequence[SyntaxTreeNode]) -> str:
        """Return the text of paragraphs and lists, the lists at its end."""
        text = "\n\n".join(source(each) for each in below if source(each))
        for block in below:
            if block.type == "paragraph":
                self._use(block)
            if items(block):
                text += "\n".join(texts_of(block, self.used))
        return text

    def _use(self, node: SyntaxTreeNode) -> None:
        use(node, self.used)
