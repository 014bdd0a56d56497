"""Names in a Markdown plan: titles that name an issue, and fields of issues."""

import re

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import DraftIssue, folded
from gh_playbook.importing.field_value import LINK
from gh_playbook.importing.markdown.section import Section, items, lead, rest, source, words
from gh_playbook.importing.markdown.task_box import TASK

_KINDS = "issue|story|user story|ticket|epic|bug|feature|task|aufgabe|tâche"
_COLON = r"\s*[:.\u2013\u2014-]\s*"  # or a dash of any length
_CALLED = re.compile(
    rf"^(?P<kind>{_KINDS})(?:\s+(?P<name>#?\w+(?:\.\d+)*)|\s*(?P<bare>#?\d+(?:\.\d+)*))?"
    rf"{_COLON}(?P<title>.+)$",
    re.IGNORECASE,
)
# An existing issue, alone, or before its title.
_EXISTING = re.compile(r"(?:https?://\S+/(?:issues|pull)/\d+|(?:[\w.-]+/[\w.-]+)?#\d+)")
NUMBERED = re.compile(r"^#(?P<number>\d+)\s*[:\u2013\u2014-]?\s+(?P<title>\S.*)$", re.DOTALL)
_LINKED = re.compile(
    r"^\[(?P<title>[^\[\]]+)\]\(https?://[^\s()]+/issues/(?P<number>\d+)\)$", re.DOTALL
)
_SUB_ISSUE = re.compile(rf"^sub-?(?:issue|task)\s*\d*{_COLON}(?P<title>.+)$", re.IGNORECASE)
_FIELD = re.compile(r"^(?P<name>[^\W\d_][\w /&'\u2019-]{0,40}?)\s*:\s*(?P<value>.*)$", re.DOTALL)
_BOLD_FIELD = re.compile(r"^\*\*(?P<name>[^*]+?)\s*:?\*\*\s*:?\s*(?P<value>.*)$", re.DOTALL)
# Other emphasis: it only counts with a known name.
_EMPHASIZED_FIELD = re.compile(
    r"^(?P<mark>__|\*|_|`)(?P<name>[^*_`]+?)\s*:?(?P=mark)\s*:?\s*(?P<value>.*)$", re.DOTALL
)
# `1.`, `US-1`, `A1:`; but quarters, halves of a year and priorities are no names of issues.
ORDINAL = re.compile(
    r"^(?:\d+(?:\.\d+)*[.)]|[A-Z]+-\d+[:.)]?"
    r"|(?![QP]\d|H[12]\D)[A-Z]{1,3}\d+(?:\.\d+)*[:.)])\s+"
)
# The number of a section of a section: `1.2 Log in`.
_NESTED = re.compile(r"^\d+(?:\.\d+)+\s+(?=[^\W\d_])")
# Emoji before a title, and an anchor behind it: `{#login}`, `[#login]`.
_DECORATION = re.compile(r"^(?P<marks>[^\w\s\[(\"'`*#]+\s+)(?=\w)")
_BRACKETED = re.compile(r"^\[+([^\[\]]*)\]+$")
_ANCHOR = re.compile(r"\s*[\[{](?P<name>#[\w-]+)[\]}]\s*$")
# `- Goal: …` in a list is part of the text.
_PROSE = {"description", "implementation_notes"}
# Fields that the head of a whole document may have, as well as an issue.
_OF_DOCUMENTS = {"title", "status", "state", "assignees", "milestone"}
_OF_DOCUMENTS |= _PROSE
_BETWEEN = re.compile(r"\s+[·|•]\s+(?=\*\*)")


def is_counted(title: str) -> bool:
    """Tell whether a title has a number or a name before it: `1.`, `US-1`."""
    bare = _DECORATION.sub("", title)
    return (ORDINAL.match(bare) or _NESTED.match(bare)) is not None


def named(title: str) -> tuple[str, set[str]]:
    """Return the title of an issue without its number or name, and its names in other issues.

    In a plan whose issues are only counted, `#1` is the first issue.
    """
    names: set[str] = set()
    anchor = _ANCHOR.search(title)
    if anchor is not None:
        names.add(anchor["name"])
        title = title[: anchor.start()]
    marks = _DECORATION.match(title)
    bare = title[marks.end() :] if marks else title
    ordinal = ORDINAL.match(bare) or _NESTED.match(bare)
    if ordinal is not None:
        name = ordinal[0].strip(" .):")
        names |= {f"#{name}", name}
        bare = bare[ordinal.end() :].removeprefix("\u2014 ").removeprefix("\u2013 ")
    if marks is None:
        return bare, names
    return marks[0] + bare, {*names, bare}


def parts_of(line: str) -> list[str]:
    """Return the parts of a line that has several bold fields: `**Priority**: P1 · **Size**: M`."""
    return _BETWEEN.split(line)


def called_issue(title: str) -> DraftIssue | None:
    """Return the issue of a title that names one: `Issue #13: …`, `Sub-issue: "…"`.

    Only `Issue #13` is GitHub's number. `Epic 1`, `Issue 1` and `Epic #1` are the plan's own
    names: its issues can name each other by them, and GitHub's #1 may be anything.
    """
    title = ORDINAL.sub("", _BRACKETED.sub(r"\1", field_value.unquoted(title)))
    sub = _SUB_ISSUE.match(title)
    if sub is not None:
        return DraftIssue(field_value.unquoted(sub["title"]), 0)
    found = _CALLED.match(title)
    if found is None:
        return None
    issue = DraftIssue(field_value.unquoted(found["title"]), 0, names={folded(title)})
    written = found["name"] or found["bare"] or ""
    name = written.lstrip("#")
    if name:
        issue.names |= {f"#{name}", folded(f"{found['kind']} {name}")}
        is_on_github = folded(found["kind"]) == "issue" and written.startswith("#")
        issue.number = issue_number(name) if is_on_github else None
    return issue


def existing_issue(text: str) -> DraftIssue | None:
    """Return the existing issue that a text names by number and title: `#12 Title`, or a link.

    An issue that is named only by its number has an empty title; both can be links.
    """
    text = text.strip()
    plain = LINK.sub(r"\1", text)
    found = NUMBERED.match(plain) or _LINKED.match(text)
    if found is not None and not _EXISTING.fullmatch(plain):
        number = issue_number(found["number"])
        return DraftIssue(found["title"], 0, number, names={f"#{found['number']}"})
    return DraftIssue("", 0) if _EXISTING.fullmatch(plain.strip("<>")) else None


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
