"""Lists below a heading `Dependencies`: `Search depends on Index`, `#1 blocks #2`."""

import re
from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from gh_playbook.importing.draft import DraftIssue, Names, PlanDraft
from gh_playbook.importing.markdown.list_heading import plain
from gh_playbook.importing.markdown.named_issue import names_in
from gh_playbook.importing.markdown.section import Section, items, lead, rest, use, words

_HEADINGS = frozenset(
    {"dependencies", "dependency", "dependency graph", "abhängigkeiten", "dépendances"}
)
_WAITS = re.compile(
    r"^(?P<one>.+?)\s+(?:depends on|is blocked by|blocked by|requires|needs|waits for)\s+"
    r"(?P<others>.+?)\.?$",
    re.IGNORECASE,
)
_BLOCKS = re.compile(r"^(?P<one>.+?)\s+blocks\s+(?P<others>.+?)\.?$", re.IGNORECASE)


def read_dependencies(draft: PlanDraft, root: Section, used: set[int]) -> None:
    """Link the issues of a plan as its lists of dependencies say, once all are read.

    A line that names something else is not understood.
    """
    names = Names(draft.all_issues())
    for section in root.walk():
        if plain(section.title) in _HEADINGS and section.line not in used:
            taken = [_read(item, names, used) for block in section.blocks for item in items(block)]
            used |= {section.line} if any(taken) else set()


def _read(item: SyntaxTreeNode, names: Names, used: set[int]) -> bool:
    paragraph = lead(item)
    is_taken = paragraph is not None and _link(words(paragraph), names)
    if is_taken and paragraph is not None:
        use(paragraph, used)
    below = [_read(inner, names, used) for block in rest(item) for inner in items(block)]
    return is_taken or any(below)


def _link(text: str, names: Names) -> bool:
    for form in (_WAITS, _BLOCKS):
        found = form.match(text)
        one = _named(found["one"], names) if found is not None else ()
        others = _named(found["others"], names) if found is not None else ()
        if one and others:
            waiting, blocking = (one, others) if form is _WAITS else (others, one)
            for issue in waiting:
                texts = issue.waits_for
                known = [names.find(each) for text in texts for each in names_in(text, names)]
                issue.waits_for += [_name(each) for each in blocking if each not in known]
            return True
    return False


def _named(text: str, names: Names) -> Sequence[DraftIssue]:
    """Return the issues that a text names, between commas; none if it names anything else."""
    found = [names.find(each) for each in names_in(text.replace("**", ""), names)]
    return [each for each in found if each is not None] if None not in found else ()


def _name(issue: DraftIssue) -> str:
    return min(issue.names, default=issue.title, key=len)
