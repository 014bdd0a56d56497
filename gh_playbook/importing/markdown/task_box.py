"""The boxes of task lists: GitHub's `[ ]` and `[x]`, and the marks that other tools put into them.

Obsidian's themes have `[/]`, `[-]`, `[>]` and more; GitLab writes `[~]` for what does not apply any
more. Letters other than x are no marks here: `[P]` and `[US1]` are names.
"""

import re

from gh_playbook.importing.draft import DraftIssue

BOX = r"\[(?P<tick>[ xX/~<>!?*-]?)\]"
_TICKED = "\u2705\u2611\u2714"
_EMPTY = "\u2610\u2b1c\U0001f532\u25fb\u25a1"
# A box, or an emoji of one, and its text, as an item of a list has them.
TASK = re.compile(rf"^(?:{BOX}|(?P<sign>[{_TICKED}{_EMPTY}])\ufe0f?)\s+(?P<text>.*)$", re.DOTALL)
_BELOW = re.compile(rf"^(?P<mark>\s*(?:-|\d+\.)\s+)(?P<task>{BOX}\s.*)$")
_DONE = {"x", "X"}
_CANCELLED = {"-", "~"}
_MEANINGS = {"/": "begun", ">": "moved", "<": "scheduled", "!": "important", "?": "a question"}


def take_tick(issue: DraftIssue, task: re.Match[str] | None) -> None:
    """Give an issue the state in the box of a task; another mark is noted as lost."""
    tick = _tick(task) if task is not None else ""
    if tick in _DONE | _CANCELLED:
        issue.fields["state"] = "closed"
        issue.fields |= {"state_reason": "not_planned"} if tick in _CANCELLED else {}
    elif tick:
        issue.lost.append(f"{_mark(tick)}: an issue is open or closed; on a board `status` says it")


def unticked(issue: DraftIssue, text: str) -> str:
    """Return a text without its box; a tick is noted as lost, because the backlog has no ticks.

    Boxes in lists below its first line stay, empty.
    """
    first, *others = text.split("\n")
    lines = [_emptied(issue, TASK.match(first), first)]
    for line in others:
        found = _BELOW.match(line)
        task = TASK.match(found["task"]) if found is not None else None
        lines.append(
            line if found is None else f"{found['mark']}[ ] {_emptied(issue, task, found['task'])}"
        )
    return "\n".join(lines)


def _emptied(issue: DraftIssue, task: re.Match[str] | None, text: str) -> str:
    """Return the text of a task; what its box says is noted as lost."""
    if task is None:
        return text
    tick = _tick(task)
    if tick in _DONE:
        issue.lost.append(f"the tick of {task['text']}: ticks belong to people, set it on GitHub")
    elif tick:
        issue.lost.append(f"{_mark(tick)} of {task['text']}: boxes of GitHub are ticked or not")
    return task["text"]


def is_ticked(task: re.Match[str]) -> bool:
    """Tell whether the box of a task says that it is done."""
    return _tick(task) in _DONE


def _tick(task: re.Match[str]) -> str:
    """Return the mark in a box; none if it is empty."""
    sign = task.groupdict().get("sign")
    return (task["tick"] or "").strip() if sign is None else "x" if sign in _TICKED else ""


def _mark(tick: str) -> str:
    meaning = "cancelled" if tick in _CANCELLED else _MEANINGS.get(tick)
    return f"the mark [{tick}] ({meaning})" if meaning else f"the mark [{tick}]"
