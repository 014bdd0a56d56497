"""Task lists of spec-kit (`tasks.md`): phases with tasks `- [ ] T001 [P] [US1] …`.

A phase becomes an issue and its tasks sub-issues of it; `[P]`, which may be done in parallel,
and the user story become labels.
"""

import re

from gh_playbook.importing.draft import DraftIssue, PlanDraft, Unread
from gh_playbook.importing.line import is_mark, lines_of
from gh_playbook.importing.markdown.remainder import remainder
from gh_playbook.importing.markdown.task_box import BOX, take_tick

_TASK = re.compile(
    rf"^\s*[-*]\s+{BOX}\s+(?P<name>T(?:\d{{3,}}[a-z]?|X{{3,}}))\s+"
    r"(?P<marks>(?:\[[^\]]+\]\s+)*)(?P<text>.+)$"
)
_PHASE = re.compile(r"^(?P<level>#{2,3})\s+(?P<title>.+?)\s*$")
# spec-kit's description of a phase, in a line of its own.
_SAID = re.compile(r"^\*\*[^*]+\*\*\s*:")
_DEPENDS = re.compile(r"\b(T\d{3,}[a-z]?)\b[^.;]{0,200}?\bdepends on\b\s+([^.;)]+)", re.IGNORECASE)
_BEFORE = re.compile(r"\(depends on ([^)]+)\)", re.IGNORECASE)
_NAME = re.compile(r"\bT\d{3,}[a-z]?\b")


def is_task_list(text: str) -> bool:
    """Tell whether a text is a task list of spec-kit: it has at least two such tasks."""
    return sum(_TASK.match(line) is not None for line in lines_of(text)) >= 2


def read_task_list(text: str) -> PlanDraft:
    """Return what a task list says, with every line that was not understood."""
    draft = PlanDraft()
    phase: DraftIssue | None = None
    is_code = False
    said: dict[int, list[Unread]] = {}
    for number, line in enumerate(lines_of(text), 1):
        if line.strip().startswith(("```", "~~~")):
            is_code = not is_code
        task = None if is_code else _TASK.match(line)
        heading = None if is_code else _PHASE.match(line)
        if task is not None:
            issue = _issue(task, number)
            if phase is None:
                draft.issues.append(issue)
                continue
            if phase not in draft.issues:
                draft.issues.append(phase)
            phase.children.append(issue)
        elif heading is not None:
            # Below a phase, a smaller heading only groups its tasks.
            if len(heading["level"]) == 2 or not _is_phase(phase, draft):
                phase = DraftIssue(heading["title"].replace("**", ""), number)
            draft.unread.append(Unread(number, line.strip()))
        elif phase is not None and not is_code and _describes(line, phase):
            said.setdefault(phase.line, []).append(Unread(number, line.strip()))
        elif line.strip() and not is_mark(line) and not _depends(draft, line):
            draft.unread.append(Unread(number, line.strip()))
    phases = {each.line for each in draft.issues}
    draft.unread += [each for line, lines in said.items() if line not in phases for each in lines]
    draft.unread = [each for each in draft.unread if each.line not in phases]
    lines = lines_of(text)
    told = {each.line for each in draft.unread}
    used = {number for number, line in enumerate(lines, 1) if line.strip() and number not in told}
    draft.unread += remainder(draft, lines, used)
    draft.unread.sort(key=lambda each: each.line)
    return draft


def _is_phase(phase: DraftIssue | None, draft: PlanDraft) -> bool:
    """Tell whether tasks below a smaller heading belong to a phase, by its name or its tasks.

    `Phase 3: User Story 1` has its tasks below *Tests* and *Implementation*.
    """
    return phase is not None and (phase in draft.issues or phase.title.startswith("Phase "))


def _describes(line: str, phase: DraftIssue) -> bool:
    """Take in a line about a phase or, if it is indented, about its last task."""
    if _SAID.match(line.strip()):
        phase.take_field("description", line.strip())
        return True
    if phase.children and re.match(r"^\s{2,}[-*+]\s+\S", line):
        phase.children[-1].take_field("description", line.strip())
        return True
    return False


def _issue(task: re.Match[str], line: int) -> DraftIssue:
    text = task["text"].strip()
    issue = DraftIssue(_BEFORE.sub("", text).strip(), line, names={*_NAME.findall(task["name"])})
    for each in _BEFORE.findall(text):
        issue.waits_for += _NAME.findall(each)
    marks = re.findall(r"\[([^\]]+)\]", task["marks"])
    labels = ["parallel" if mark == "P" else mark for mark in marks]
    if labels:
        issue.fields["labels"] = labels
    take_tick(issue, task)
    return issue


def _depends(draft: PlanDraft, line: str) -> bool:
    """Read a line such as `T012 depends on T004, T005`; return False for any other line."""
    found = _DEPENDS.search(line)
    if found is None:
        return False
    issue = next((each for each in draft.all_issues() if found[1] in each.names), None)
    if issue is None:
        return False
    issue.waits_for += [each for each in _NAME.findall(found[2]) if each not in issue.waits_for]
    return True
