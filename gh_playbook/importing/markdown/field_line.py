"""Fields of issues in a Markdown plan: `**Labels**: …` in a line, an item or below a heading."""

import re

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.markdown.issue_title import called_issue
from gh_playbook.importing.markdown.section import Section, items, lead, rest, source, words
from gh_playbook.importing.markdown.task_box import TASK

_FIELD = re.compile(r"^(?P<name>[^\W\d_][\w /&'\u2019-]{0,40}?)\s*:\s*(?P<value>.*)$", re.DOTALL)
_BOLD_FIELD = re.compile(r"^\*\*(?P<name>[^*]+?)\s*:?\*\*\s*:?\s*(?P<value>.*)$", re.DOTALL)
# Other emphasis: it only counts with a known name.
_EMPHASIZED_FIELD = re.compile(
    r"^(?P<mark>__|\*|_|`)(?P<name>[^*_`]+?)\s*:?(?P=mark)\s*:?\s*(?P<value>.*)$", re.DOTALL
)
# `- Goal: …` in a list is part of the text.
_PROSE = {"description", "implementation_notes"}
# Fields that the head of a whole document may have, as well as an issue.
_OF_DOCUMENTS = {"title", "status", "state", "assignees", "milestone"}
_OF_DOCUMENTS |= _PROSE
_BETWEEN = re.compile(r"\s+[·|•]\s+(?=\*\*)")


def parts_of(line: str) -> list[str]:
    """Return the parts of a line that has several bold fields: `**Priority**: P1 · **Size**: M`."""
    return _BETWEEN.split(line)


def field_in(text: str) -> tuple[str, str] | None:
    """Return a field's name and value, if a text is a field: `**Labels**: …`, `Labels: …`."""
    bold = _BOLD_FIELD.match(text.strip())
    if bold is not None:
        return bold["name"].strip(" :"), bold["value"].strip()
    for form in (_EMPHASIZED_FIELD, _FIELD):
        found = form.match(text.strip())
        if found is not None and (
            vocabulary.field_of(found["name"]) or vocabulary.is_container(found["name"])
        ):
            return found["name"], found["value"].strip()
    return None


def starts_with_field(block: SyntaxTreeNode) -> bool:
    """Tell whether a paragraph begins with a bold field that has a value: `**Size**: M`."""
    if block.type != "paragraph":
        return False
    found = _BOLD_FIELD.match(source(block).partition("\n")[0].strip())
    return bool(found and found["value"].strip() and vocabulary.field_of(found["name"]))


def ends_with_name(paragraph: SyntaxTreeNode, following: SyntaxTreeNode) -> bool:
    """Tell whether a paragraph ends with the name of a field whose value follows it."""
    found = field_in(source(paragraph).rpartition("\n")[2])
    if found is None or found[1] or vocabulary.field_of(found[0]) is None:
        return False
    if following.type == "paragraph":
        return (
            vocabulary.is_text(found[0]) and field_in(source(following).partition("\n")[0]) is None
        )
    return bool(items(following)) or following.type in {"fence", "code_block"}


def has_fields(section: Section) -> bool:
    """Tell whether fields of an issue, or headings that are fields, directly follow a heading."""
    found = _headings(section) | _lines(section)
    if section.level == 1:
        found -= {"waits_for"}  # Whole plans have a heading "Dependencies", too.
    if section.level == 1 and found <= _OF_DOCUMENTS:
        return bool(found) and not _holds_issues(section)
    return bool(found)


def _headings(section: Section) -> set[str]:
    """Return the fields in the headings directly below a section."""
    below = {vocabulary.field_of(each.title) for each in section.sections}
    # "Tasks" and "Sub-issues" alone are headings of whole plans, too.
    # "Summary" heads a text of any document.
    known = {each for each in below if each is not None}
    return known - {"blocks", "children", "labels", "milestone", "title"}


def _lines(section: Section) -> set[str]:
    """Return the fields in lines and items of lists below a heading."""
    # Below the title of a whole document, `Owner: …` is no field of an issue.
    is_document = section.level == 1 and any(
        bool(section.sections) or block.type == "table" for block in section.blocks
    )
    found: set[str | None] = set()
    for block in section.blocks:
        if block.type == "paragraph":
            lines = source(block).split("\n")
            found |= {_known(each) for each in lines if not (is_document and _FIELD.match(each))}
        for item in items(block):
            paragraph = lead(item)
            if paragraph is not None and titled(item) is None:
                text = source(paragraph)
                is_prose = _FIELD.match(text) is not None and _known(text) in _PROSE
                found |= set() if is_prose else {_known(text)}
    return {each for each in found if each is not None}


def _holds_issues(section: Section) -> bool:
    """Tell whether a section below is itself an issue."""
    below = (each for one in section.sections for each in one.walk())
    return any(
        called_issue(each.title) is not None or has_fields(each) or _has_boxes(each)
        for each in below
        if vocabulary.field_of(each.title) is None
    )


def _has_boxes(section: Section) -> bool:
    paragraphs = (lead(item) for block in section.blocks for item in items(block))
    return any(each is not None and TASK.match(source(each)) for each in paragraphs)


def titled(item: SyntaxTreeNode) -> str | None:
    """Return the title at the beginning of an item, in a list of several such items."""
    among = items(item.parent) if item.parent is not None else []
    return _title(item) if sum(_title(each) is not None for each in among) > 1 else None


def _title(item: SyntaxTreeNode) -> str | None:
    paragraph = lead(item)
    first = source(paragraph).partition("\n")[0] if paragraph is not None else ""
    found = field_in(first)
    is_title = found is not None and vocabulary.field_of(found[0]) == "title"
    return field_value.unquoted(found[1]) if found and is_title and found[1] else None


def is_called(item: SyntaxTreeNode) -> bool:
    """Tell whether an item of a list is called an issue, or begins with a title."""
    paragraph = lead(item)
    if titled(item) is not None:
        return True
    return paragraph is not None and called_issue(words(paragraph).replace("**", "")) is not None


def holds_fields(item: SyntaxTreeNode) -> bool:
    """Tell whether fields of an issue stand below an item of a list."""
    return any(holds_field(block) for block in rest(item))


def holds_field(block: SyntaxTreeNode) -> bool:
    """Tell whether a list has an item that is a field of an issue."""
    return any(
        _known(source(paragraph)) is not None
        for inner in items(block)
        if (paragraph := lead(inner)) is not None
    )


def _known(text: str) -> str | None:
    """Return the field in a text, `**Labels**: …`; None if it is not a field."""
    found = field_in(text)
    return vocabulary.field_of(found[0]) if found is not None else None
