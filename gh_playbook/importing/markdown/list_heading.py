"""Headings that give the lists below them a meaning: columns of a board, priorities, no work.

`## In progress` beside `## Done` is a status of the issues below it; below `## Out of scope` there
are no issues.
"""

import re
from dataclasses import field
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.importing import vocabulary
from gh_playbook.importing.markdown.section import Section, items, line_of

_COLUMNS = frozenset(
    {"backlog", "icebox", "inbox", "to do", "todo", "to-do", "up next", "ready", "planned"}
    | {"in progress", "in-progress", "doing", "wip", "in review", "review", "testing", "blocked"}
    | {"on hold", "zu erledigen", "in arbeit", "offen", "à faire", "en cours"}
)
_PRIORITY = re.compile(
    r"(?P<name>critical|highest|high|medium|low|lowest)(?:[ -]priority)?|(?P<level>P[0-4])\b.*",
    re.IGNORECASE,
)
# Headings of work that a plan rules out, or only considers.
_RULED_OUT = frozenset(
    {"out of scope", "not in scope", "non-goals", "non goals", "anti-goals"}
    | {"rejected", "nicht im umfang", "nicht-ziele", "hors périmètre"}
    | {"risks", "risk", "risks and mitigations", "risks & mitigations", "known risks", "risiken"}
    | {"risques"}
)
# Headings of documents beside their plan.
_PROSE = frozenset(
    {"table of contents", "contents", "toc", "overview", "introduction", "background", "context"}
    | {"assumptions", "constraints", "glossary", "legend", "references", "resources", "links"}
    | {"see also", "further reading", "changelog", "license", "principles", "summary", "inhalt"}
    | {"executive summary", "problem statement", "success metrics", "appendix", "anhang"}
    | {"target audience", "audience", "risk assessment", "open questions", "definitions"}
    | {"annahmen", "quellen", "hypothèses", "sommaire"}
)
_EPICS = frozenset({"epics", "epiken", "épopées"})
# Parts of a document, which are no issues where only their number makes them one.
PARTS = _PROSE | _RULED_OUT
# Headings of whole plans, which are never issues.
PLACES = _EPICS | _RULED_OUT | {"labels", "milestones", "issue types", "dependencies"}
RULED_OUT = " (below this heading nothing is an issue)"


def plain(title: str) -> str:
    """Return a heading in small letters, without its number, its signs and texts in brackets."""
    return _bare(title).casefold()


def _bare(title: str) -> str:
    text = re.sub(r"\([^()]*\)", "", title.replace("\u2019", "'"))
    return " ".join(re.sub(r"^[\W\d_]+|[^\w')]+$", "", text).split())


@dataclass
class ListHeadings:
    """The meaning of a plan's headings for the lists below them.

    The lists of `ruled_out` sections, and of sections `apart`, are never issues; items in `prose`
    are issues only with numbers or boxes, and all items in `issues` are. `said` are the fields that
    a section gives its issues.
    """

    ruled_out: set[Section]
    prose: set[Section]
    issues: set[Section]
    said: dict[Section, dict[str, Any]]
    apart: set[Section] = field(default_factory=set)

    @staticmethod
    def of(root: Section, used: set[int]) -> "ListHeadings":
        """Return the meaning of a plan's headings; headings that are fields count as used."""
        sections = {each: plain(each.title) for each in root.walk() if each.level}
        starts = [each for each, name in sections.items() if name in _RULED_OUT and each.level > 1]
        ruled_out = {each for start in starts for each in start.walk()}
        said = _said(root, used)
        columns = {each for each, fields in said.items() if fields.keys() & {"status", "state"}}
        epics = {each for each, name in sections.items() if name in _EPICS}
        prose = {each for each, name in sections.items() if name in _PROSE}
        return ListHeadings(ruled_out, prose, columns | epics, said, {*ruled_out})

    @property
    def lines_ruled_out(self) -> set[int]:
        """The lines, counted from 1, of list items that are not issues."""
        blocks = (block for each in self.ruled_out for block in each.blocks)
        return {line_of(item) for block in blocks for item in items(block)}


def _said(root: Section, used: set[int]) -> dict[Section, dict[str, Any]]:
    """Return the fields that headings give the items below them; a single heading gives none."""
    said: dict[Section, dict[str, Any]] = {}
    for section in root.walk():
        for read in (_status, _priority):
            found = {each: read(each.title) for each in section.sections if _has_lists(each)}
            known = {each: fields for each, fields in found.items() if fields}
            if len(known) > 1:
                used |= {each.line for each in known}
                for each, fields in known.items():
                    said |= dict.fromkeys(each.walk(), fields)
    return said


def _has_lists(section: Section) -> bool:
    return any(items(block) for each in section.walk() for block in each.blocks)


def _status(title: str) -> dict[str, Any]:
    name = plain(title)
    if name in vocabulary.CANCELLED:
        return {"state": "closed", "state_reason": "not_planned"}
    if name in vocabulary.CLOSED:
        return {"state": "closed"}
    return {"status": _bare(title)} if name in _COLUMNS else {}


def _priority(title: str) -> dict[str, Any]:
    found = _PRIORITY.fullmatch(title.strip("* :"))
    if found is None:
        return {}
    return {"priority": (found["level"] or found["name"]).capitalize()}
