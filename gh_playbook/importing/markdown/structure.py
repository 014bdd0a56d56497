"""The parts of a plan beside its issues: labels, types and milestones, the board and its rules."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing import field_value
from gh_playbook.importing.day import days_in, due
from gh_playbook.importing.draft import PlanDraft
from gh_playbook.importing.markdown.list_heading import plain
from gh_playbook.importing.markdown.section import Section, items, lead, line_of, rest, source
from gh_playbook.importing.markdown.task_box import TASK

_BOLD = re.compile(r"^\*\*(?P<name>[^*]+?)\s*:?\*\*\s*:?\s*(?P<text>.*)$", re.DOTALL)
_QUOTED = re.compile(r"[\"“”`]([^\"“”`]+)[\"“”`]")
_PROJECT = re.compile(r"\bproject\s*(?:=|:|is)\s*[\"“”`]([^\"“”`]+)[\"“”`]", re.IGNORECASE)
_CHOICES = re.compile(r"^(?P<name>[^(]*[^(\s])\s*\((?P<choices>[^)]*)\)$")
_RANGE = re.compile(r"\bP(\d)\s*-\s*P(\d)\b")
# The plan's own numbers; `owner/name#12` is an issue elsewhere.
_NUMBERS = re.compile(r"(?<![^\W_])#(\d+)")
_MOVE = re.compile(r"(?:to|status to)\s+[\"“”`]([^\"“”`]+)[\"“”`]", re.IGNORECASE)
# A name of at most five words, and its description after a dash, or after a colon
# where it has several words.
_NAME = r"(?P<name>[^\s:\u2013\u2014]+(?::[ ]?\S+)?(?:[ ][^\s:\u2013\u2014-]\S*){0,4}?)"
_PLAIN_LABEL = re.compile(
    rf"^{_NAME}(?:\s*(?::|\s[\u2013\u2014-])\s*(?P<text>\S+\s+\S.*|(?<=[\u2013\u2014-]\s)\S+))?$",
    re.DOTALL,
)
_PLAIN_MILESTONE = re.compile(
    r"^(?P<name>[^:\u2013\u2014\n]+?)(?:\s*(?::|\s[\u2013\u2014-])\s*(?P<text>\S.*))?$", re.DOTALL
)
_COLOR = re.compile(r"\(?`?#([0-9A-Fa-f]{6})\b`?\)?")
# A name in backticks, and its description after a colon or a dash.
_ABOUT = re.compile(r"^`[^`]+`\s*[:\u2013\u2014-]\s*(?P<text>[^`]+)$")


def read_section(draft: PlanDraft, section: Section, used: set[int]) -> bool:
    """Add a section about labels, types or milestones; return False for any other section."""
    title = section.title.casefold()
    word = next((each for each in _SECTIONS if re.search(rf"\b{each}\b", title)), None)
    if word is None:
        return False
    read = partial(_SECTIONS[word], draft)
    found = False
    for block in section.blocks:
        for item in items(block):
            # Below a heading that says nothing else each item is one.
            is_read = _each(item, used, read)
            if not is_read and plain(section.title) == word:
                is_read = _plain_each(draft, item, used, word)
            found |= is_read
    if found:
        used.add(section.line)
    return found


def read_item(draft: PlanDraft, item: SyntaxTreeNode, used: set[int]) -> None:
    """Add the facts of a list item about the project, its columns, fields and rules."""
    paragraph = lead(item)
    if paragraph is None:
        return
    text = source(paragraph)
    project = _PROJECT.search(text)
    if project:
        draft.project = draft.project or project[1]
        _use(paragraph, used)
        return
    named = _BOLD.match(text)
    read = _ITEMS.get((named["name"] if named else text).strip(" :").casefold())
    if read is None:
        return
    _use(paragraph, used)
    for block in rest(item):
        for inner in items(block):
            _each(inner, used, partial(read, draft))


def _each(item: SyntaxTreeNode, used: set[int], read: Callable[[str], bool]) -> bool:
    """Read an item and the items below it; tell whether any was understood."""
    paragraph = lead(item)
    found = paragraph is not None and read(source(paragraph))
    if found and paragraph is not None:
        _use(paragraph, used)
    for block in rest(item):
        for inner in items(block):
            found |= _each(inner, used, read)
    return found


def _plain_each(draft: PlanDraft, item: SyntaxTreeNode, used: set[int], word: str) -> bool:
    """Read an item that is only a name, and perhaps what it is about: a label or a milestone."""
    paragraph = lead(item)
    read = _PLAIN.get(word)
    if paragraph is None or read is None or any(items(block) for block in rest(item)):
        return False
    task = TASK.match(source(paragraph))
    text = (task["text"] if task else source(paragraph)).replace("**", "").strip()
    if len(text.split()) > 1 and re.fullmatch(r"[^:\u2013\u2014]*[.!?]", text):
        return False  # A sentence.
    found = read(draft, text)
    if found is None:
        return False
    if task is not None and task["tick"] in {"x", "X"} and word == "milestones":
        found["state"] = "closed"
    _use(paragraph, used)
    return True


def _plain_label(draft: PlanDraft, text: str) -> dict[str, Any] | None:
    """Declare the label of an item: `bug`, `bug (#d73a4a): broken`, `type: bug — broken`."""
    color = _COLOR.search(text)
    found = _PLAIN_LABEL.match(_COLOR.sub("", text, count=1).strip())
    if found is None:
        return None
    known = draft.labels.setdefault(field_value.unquoted(found["name"]), {})
    if color is not None:
        known["color"] = color[1].lower()
    if found["text"]:
        known.setdefault("description", " ".join(found["text"].split()))
    return known


def _plain_milestone(draft: PlanDraft, text: str) -> dict[str, Any] | None:
    """Declare the milestone of an item: `Alpha`, `Alpha (due 2026-12-31): the first`."""
    days = days_in(text)
    found = _PLAIN_MILESTONE.match(days.rest)
    if found is None:
        return None
    known = draft.milestones.setdefault(field_value.unquoted(found["name"]), {})
    if found["text"]:
        known.setdefault("description", " ".join(found["text"].split()))
    due(known, days)
    return known


def _label(draft: PlanDraft, text: str) -> bool:
    named = _BOLD.match(text)
    names = re.findall(r"`([^`]+)`", named["text"] if named else text)
    for name in names:
        draft.labels.setdefault(name, {})
    about = _ABOUT.match(text)
    if about is not None and len(names) == 1:
        draft.labels[names[0]].setdefault("description", about["text"])
    return bool(names)


def _type(draft: PlanDraft, text: str) -> bool:
    named = _BOLD.match(text)
    if named is None:
        return False
    draft.types.setdefault(named["name"], {"description": " ".join(named["text"].split())})
    return True


def _milestone(draft: PlanDraft, text: str) -> bool:
    # A table below without an empty line between is a part of the item, for Markdown.
    days = days_in(text.split("\n|", 1)[0])
    text = days.rest
    named = _BOLD.match(text)
    quoted = _QUOTED.search(text)
    title = quoted[1] if quoted else named["name"] if named else None
    if title is None:
        return False
    known = draft.milestones.setdefault(title, {})
    numbers = _NUMBERS.findall(text)
    about = named["text"] if named else (_ABOUT.match(text) or {"text": ""})["text"]
    if about and title not in about and not numbers:
        known.setdefault("description", about.strip(" .:-"))
    due(known, days)
    for number in numbers:
        issue = draft.called(f"#{number}")
        if issue is not None:
            issue.fields.setdefault("milestone", title)
    return True


def _column(draft: PlanDraft, text: str) -> bool:
    draft.columns.append(field_value.unquoted(text))
    return True


def _field(draft: PlanDraft, text: str) -> bool:
    found = _CHOICES.match(text.strip())
    name = found["name"] if found else text.strip()
    choices: list[str] = []
    if found:
        levels = _RANGE.search(found["choices"])
        if levels:
            choices = [f"P{level}" for level in range(int(levels[1]), int(levels[2]) + 1)]
        elif "/" in found["choices"]:
            choices = [each.strip() for each in found["choices"].split("/")]
    draft.board_fields[name] = choices
    return True


def _automation(draft: PlanDraft, text: str) -> bool:
    target = _MOVE.search(text)
    if target is None:
        return False
    said = text.casefold()
    for words, rule in _RULES.items():
        if all(word in said for word in words):
            draft.automations[rule] = target[1]
            return True
    return False


def words() -> frozenset[str]:
    """Return the words by which this module recognizes sections and lists."""
    names = (*_SECTIONS, *_ITEMS, "project set board required issue dropdown scale links")
    return frozenset(word for name in names for word in name.split())


_SECTIONS: Mapping[str, Callable[[PlanDraft, str], bool]] = {
    "issue types": _type,
    "labels": _label,
    "milestones": _milestone,
}
_PLAIN: Mapping[str, Callable[[PlanDraft, str], dict[str, Any] | None]] = {
    "labels": _plain_label,
    "milestones": _plain_milestone,
}
_ITEMS: Mapping[str, Callable[[PlanDraft, str], bool]] = {
    "board columns": _column,
    "columns": _column,
    "required fields": _field,
    "fields": _field,
    "automations": _automation,
}
_RULES: Mapping[Sequence[str], str] = {
    ("linked",): "linked",
    ("merged",): "merged",
    ("closed",): "closed",
    ("block", "label", "remov"): "unblocked",
    ("block", "label"): "blocked",
}


def _use(node: SyntaxTreeNode, used: set[int]) -> None:
    first = line_of(node)
    used |= set(range(first, first + len(source(node).split("\n"))))
