"""Headings with a number or a name before them, `1. …`, `T001: …`: some of them are issues."""

from gh_playbook.importing.markdown.field_line import has_fields
from gh_playbook.importing.markdown.issue_title import NUMBERED, called_issue, is_counted
from gh_playbook.importing.markdown.list_heading import PARTS, plain
from gh_playbook.importing.markdown.plain_list import has_box
from gh_playbook.importing.markdown.section import Section, items


def likely(root: Section) -> set[Section]:
    """Return the counted sections beside issues, `US-1 …` where `US-2 …` is one, and below them.

    Below an issue only a name with letters counts: `1. Background` is a part of its text.
    """
    found: set[Section] = set()
    for section in root.walk():
        counted = [each for each in section.sections if _can_be_one(each)]
        alike = {
            _has_letters(each) for each in counted if called_issue(each.title) or has_fields(each)
        }
        if called_issue(section.title):
            alike |= {True}
        found |= {each for each in counted if _has_letters(each) in alike}
    return found


def counted(root: Section) -> set[Section]:
    """Return the counted sections of a plan that has no other issues: `T001: …`, `### 1. …`.

    There are several side by side. Headings with only a number are parts of a document if they are
    its largest headings, are below such ones, or contain boxes.
    """
    found: set[Section] = set()
    for section in root.walk():
        beside = [each for each in section.sections if _can_be_one(each)]
        named = [each for each in beside if _has_letters(each)]
        others = [each for each in beside if not _has_letters(each)]
        found |= {*named} if len(named) > 1 else set()
        are_parts = is_counted(section.title) or any(
            each.level < 3 or _holds_boxes(each) for each in others
        )
        found |= {*others} if len(others) > 1 and not are_parts else set()
    return found


def _can_be_one(section: Section) -> bool:
    """Tell whether a heading is counted, and no part that documents have: `1. Overview`."""
    return is_counted(section.title) and plain(section.title) not in PARTS


def _holds_boxes(section: Section) -> bool:
    """Tell whether an item of a list in a section, or below it, begins with a box."""
    blocks = (block for each in section.walk() for block in each.blocks)
    return any(has_box(item) for block in blocks for item in items(block))


def passed_over(root: Section) -> set[Section]:
    """Return the headings with a number or a name of their own beside headings called issues.

    They may be issues to their author: `## 1. Roots` beside `## Issue 3: Fruit`.
    """
    return {
        each
        for section in root.walk()
        if any(called_issue(each.title) for each in section.sections)
        for each in section.sections
        if is_counted(each.title) or NUMBERED.match(each.title)
    }


def _has_letters(section: Section) -> bool:
    return section.title[:1].isalpha()
