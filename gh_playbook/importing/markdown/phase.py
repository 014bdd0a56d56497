"""Headings that are phases, `Phase 1: Setup`: issues, with boxes and rows as sub-issues."""

import re
from collections.abc import Sequence
from dataclasses import field

from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import DraftIssue, PlanDraft
from gh_playbook.importing.markdown.plain_list import describe
from gh_playbook.importing.markdown.section import Section

_PHASE = re.compile(
    r"^\W{0,3}(?:phase|stage|etappe|étape)\s+(?:\d+(?:\.\d+)*[a-z]?|[ivx]+|[a-z])\b", re.IGNORECASE
)


@dataclass
class Phases:
    """The phases of a plan; each becomes an issue of the draft when something is put below it."""

    draft: PlanDraft
    lines: Sequence[str]
    used: set[int]
    within: dict[Section, Section] = field(default_factory=dict)
    issues: dict[Section, DraftIssue] = field(default_factory=dict)

    @staticmethod
    def of(root: Section, draft: PlanDraft, lines: Sequence[str], used: set[int]) -> "Phases":
        """Return the phases of a plan; none if a heading is already a milestone."""
        phases = Phases(draft, lines, used)
        for section in root.walk():
            if _PHASE.match(section.title) and section.line not in used:
                phases.within |= dict.fromkeys(section.walk(), section)
        return phases

    def put(self, issue: DraftIssue, section: Section) -> None:
        """Put an issue of a section below the section's phase, or else into the draft."""
        phase = self.within.get(section)
        if phase is None:
            self.draft.issues.append(issue)
        else:
            self._issue(phase).children.append(issue)

    def _issue(self, phase: Section) -> DraftIssue:
        """Return the issue of a phase; the text of its section beside lists is the description."""
        if phase not in self.issues:
            issue = DraftIssue(phase.title.replace("**", ""), phase.line)
            self.issues[phase] = issue
            self.draft.issues.append(issue)
            self.used.add(phase.line)
            for block in phase.blocks:
                if block.type == "paragraph":
                    describe(issue, block, self.lines, self.used)
        return self.issues[phase]
