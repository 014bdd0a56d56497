"""The boxes of task lists: GitHub's `[ ]` and `[x]`, and the marks that other tools put into them.

Obsidian's themes have `[/]`, `[-]`, `[>]` and more; GitLab writes `[~]` for what does not apply any
more. Letters other than x are no marks here: `[P]` and `[US1]` are names.
"""

import re

from gh_playbook.importing.draft import DraftIssue

BOX = r"\[(?P<tick>[ xX/~<>!?*-]?)\]"
# A box and its text, as an item of a list has them.
TASK = re.compile(rf"^{BOX}\s+(?P<text>.*)$", re.DOTALL)
_DONE = {"x", "X"}
_CANCELLED = {"-", "~"}
_MEANINGS = {"/": "begun", ">": "moved", "<": "scheduled", "!": "important", "?": "a question"}


def take_tick(issue: DraftIssue, task: re.Match[str] | None) -> None:
    """Give an issue the state that the box of a task says; what is no state is noted as lost."""
    tick = task["tick"] if task is not None else ""
    if tick in _DONE | _CANCELLED:
        issue.fields["state"] = "closed"
        issue.fields |= {"state_reason": "not_planned"} if tick in _CANCELLED else {}
    elif tick.strip():
        issue.lost.append(f"{_mark(tick)}: an issue is open or closed; on a board `status` says it")


def unticked(issue: DraftIssue, text: str) -> str:
    """Return a text without its box; that it was ticked is noted, for the backlog has no ticks."""
    task = TASK.match(text)
    if task is None:
        return text
    if task["tick"] in _DONE:
        issue.lost.append(f"the tick of {task['text']}: ticks are people's, set it on GitHub")
    elif task["tick"].strip():
        issue.lost.append(
            f"{_mark(task['tick'])} of {task['text']}: boxes of GitHub are ticked or not"
        )
    return task["text"]


def _mark(tick: str) -> str:
    meaning = "cancelled" if tick in _CANCELLED else _MEANINGS.get(tick)
    return f"the mark [{tick}] ({meaning})" if meaning else f"the mark [{tick}]"
