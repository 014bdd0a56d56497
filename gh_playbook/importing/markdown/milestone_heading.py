"""Headings that are milestones: `Milestone: A`, `B (due 31.12.2026)`, all in `Milestones`."""

import re

from gh_playbook.importing import field_value
from gh_playbook.importing.day import days_in, due
from gh_playbook.importing.draft import PlanDraft
from gh_playbook.importing.markdown.field_line import has_fields
from gh_playbook.importing.markdown.issue_title import ORDINAL, called_issue
from gh_playbook.importing.markdown.section import Section

_NAMED = re.compile(
    r"^(?:milestone|meilenstein|jalon)(?:\s+\w*\d\w*)?\s*[:\u2013\u2014-]\s*(?P<title>.+)$",
    re.IGNORECASE,
)
# A heading with its due day: `Beta, due 2026-12-31`.
_DUE = re.compile(r"(?:[,(\u2013\u2014-]|\s-)\s*(?:due|fällig|échéance)\b", re.IGNORECASE)
_PLACES = {"milestones", "meilensteine", "jalons"}


def milestones_of(root: Section, draft: PlanDraft, used: set[int]) -> dict[Section, str]:
    """Declare the milestones in headings; return the milestone of each section within one."""
    within: dict[Section, str] = {}
    is_place = field_value.unquoted(root.title).casefold() in _PLACES
    for section in root.sections:
        title = _declared(draft, section, is_any_one=is_place)
        if title is not None:
            used.add(section.line)
            within |= dict.fromkeys(section.walk(), title)
        if title is not None or not _is_issue(section):
            within |= milestones_of(section, draft, used)
    return within


def directly_below(root: Section) -> set[Section]:
    """Return the sections that stand directly below the headings of milestones."""
    headings: set[int] = set()
    within = milestones_of(root, PlanDraft(), headings)
    return {
        below
        for section in within
        if section.line in headings
        for below in section.sections
        if below.line not in headings
    }


def _declared(draft: PlanDraft, section: Section, *, is_any_one: bool) -> str | None:
    """Declare the milestone of a heading; return its title, or None if it is not a milestone."""
    days = days_in(ORDINAL.sub("", section.title))
    named = _NAMED.match(days.rest)
    is_due = days.day is not None and _DUE.search(section.title) is not None
    if named is None and (not (is_any_one or is_due) or _is_issue(section)):
        return None
    title = field_value.unquoted(named["title"] if named else days.rest)
    if not title:
        return None
    due(draft.milestones.setdefault(title, {}), days)
    return title


def _is_issue(section: Section) -> bool:
    return called_issue(section.title) is not None or has_fields(section)
