"""A plan that has only lists: items with a number or a box are issues.

If there are none, each item of a list at the margin is an issue, and the items below describe it.
"""

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import DraftIssue
from gh_playbook.importing.markdown.field_line import field_in
from gh_playbook.importing.markdown.issue_title import existing_issue
from gh_playbook.importing.markdown.list_heading import ListHeadings
from gh_playbook.importing.markdown.section import Section, items, lead, line_of, rest, source
from gh_playbook.importing.markdown.task_box import TASK, is_ticked, take_tick

# Characters of a line that an editor wrapped.
_WRAPPED = 55
_SENTENCE = re.compile(r"^(.*?[.!?])\s+(.+)$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def plain_issues(
    root: Section,
    lines: Sequence[str],
    used: set[int],
    headings: ListHeadings,
) -> list[tuple[Section, DraftIssue]]:
    """Return the issues in the items of lists, with the issues below them and their sections.

    `headings` say which sections have none, or only some with a number or a box.
    """

    def found(*, is_any_one: bool) -> list[tuple[Section, DraftIssue]]:
        return [
            (section, issue)
            for section in root.walk()
            if section not in headings.apart and not (is_any_one and section in headings.prose)
            for block in section.blocks
            for issue in _listed(
                block,
                lines,
                used,
                is_any_one=is_any_one
                or section in headings.issues
                or (section not in headings.prose and _only_ticks(block)),
            )
        ]

    return found(is_any_one=False) or found(is_any_one=True)


def describe(issue: DraftIssue, node: SyntaxTreeNode, lines: Sequence[str], used: set[int]) -> None:
    """Add a block, or an item, unchanged to an issue's description.

    Lines that were read already, and comments in HTML, are left out.
    """
    numbers = range(node.map[0] + 1, node.map[1] + 1) if node.map else range(0)
    left = [number for number in numbers if number not in used]
    text = dedent("\n".join(lines[number - 1] for number in left)).strip("\n")
    if text.strip() and not text.lstrip().startswith("<!--"):
        issue.take_field("description", text)
        used |= set(left)


def _listed(
    block: SyntaxTreeNode, lines: Sequence[str], used: set[int], *, is_any_one: bool = False
) -> Iterator[DraftIssue]:
    for item in items(block):
        found = listed_issue(item, lines, used, is_any_one=is_any_one)
        if found is not None:
            yield found
        elif (existing := _existing(item)) is not None:
            # It is not an issue of the plan, but the issues below it are.
            for below in rest(item):
                for each in _listed(below, lines, used, is_any_one=is_any_one):
                    each.parent = existing
                    yield each


def listed_issue(
    item: SyntaxTreeNode, lines: Sequence[str], used: set[int], *, is_any_one: bool = False
) -> DraftIssue | None:
    """Return the issue of an item with a number or a box, with the issues below it."""
    is_numbered = item.parent is not None and item.parent.type == "ordered_list"
    paragraph = lead(item)
    first, more = _unwrapped(source(paragraph) if paragraph else "")
    task = TASK.match(first)
    text = task["text"] if task else first
    plain = field_value.unquoted(_LINK.sub(r"\1", text))
    issue = existing_issue(text) or DraftIssue(plain, 0)
    issue.title, issue.line = issue.title.replace("**", ""), line_of(item)
    is_one = is_any_one or task is not None or is_numbered
    if paragraph is None or not is_one or not issue.title:
        return None
    take_tick(issue, task)
    if _LINK.search(text) and not issue.number:
        issue.take_field("description", text.strip())  # A title has no links.
    for line in more:
        if not _take_field(issue, line):
            issue.take_field("description", line)
    used |= {line_of(paragraph) + offset for offset in range(len(source(paragraph).split("\n")))}
    for below in rest(item):
        issue.children += _listed(below, lines, used)
        _take_fields(issue, below, used)
        describe(issue, below, lines, used)
    return issue


def _unwrapped(text: str) -> tuple[str, list[str]]:
    """Return the first sentence of an item, and its other lines.

    A long line that does not end a sentence goes on in the next one, unless this is a field.
    """
    first, *others = (line.strip() for line in text.split("\n"))
    line = first
    while others and len(line) >= _WRAPPED and line[-1] not in ".!?:;" and not field_in(others[0]):
        line = others.pop(0)
        found = _SENTENCE.match(line)
        if found is not None:
            return f"{first} {found[1]}", [found[2], *filter(None, others)]
        first = f"{first} {line}"
    return first, [*filter(None, others)]


def has_box(item: SyntaxTreeNode) -> bool:
    """Tell whether an item of a list begins with a box."""
    paragraph = lead(item)
    return paragraph is not None and TASK.match(source(paragraph)) is not None


def _only_ticks(block: SyntaxTreeNode) -> bool:
    """Tell whether the only boxes of a list are ticked: they mark what is done of its items."""
    sources = [source(paragraph) for item in items(block) if (paragraph := lead(item)) is not None]
    boxes = [found for each in sources if (found := TASK.match(each)) is not None]
    return bool(boxes) and all(is_ticked(each) for each in boxes)


def _existing(item: SyntaxTreeNode) -> str | None:
    """Return the text of an item that is only the number of an existing issue."""
    paragraph = lead(item)
    text = source(paragraph) if paragraph is not None else ""
    task = TASK.match(text)
    text = (task["text"] if task else text).strip()
    issue = existing_issue(text)
    return text if issue is not None and not issue.title else None


def _take_fields(issue: DraftIssue, block: SyntaxTreeNode, used: set[int]) -> None:
    """Give an issue the fields in the items below it: `size: M`."""
    for item in items(block):
        paragraph = lead(item)
        if paragraph is not None and not rest(item) and _take_field(issue, source(paragraph)):
            used |= {line_of(item)}


def _take_field(issue: DraftIssue, text: str) -> bool:
    """Give an issue the field in a text: `size: M`; False if it is not a field."""
    found = field_in(text)
    known = vocabulary.field_of(found[0]) if found else None
    if found is None or known is None or vocabulary.is_list(known) or not found[1]:
        return False
    return field_value.assign(issue, known, found[1])
