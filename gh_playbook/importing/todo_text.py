"""Files `todo.txt`, whose lines are tasks: `x 2026-05-01 Done`, `(A) Call +shop due:2026-12-01`.

Each line is read as an item with a box; the format is that of http://todotxt.org.
"""

import re
from pathlib import Path

from gh_playbook.importing.line import lines_of

_NAMES = {"todo.txt", "done.txt"}
_TASK = re.compile(
    r"^(?:(?P<done>x\s+|DONE:\s*)|TODO:\s*)?(?:\((?P<priority>[A-Z])\)\s+)?"
    r"(?:\d{4}-\d\d-\d\d\s+){0,2}(?P<text>\S.*)$"
)
_DUE = re.compile(r"\s+due:(?P<day>\d{4}-\d\d-\d\d)\b")
# What Markdown reads: such a file is no list of lines.
_MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|```|\|)")


def is_todo_text(path: Path, text: str) -> bool:
    """Tell whether a file is a list of tasks, one a line, without marks of Markdown."""
    return path.name.casefold() in _NAMES and not any(map(_MARKDOWN.match, lines_of(text)))


def as_markdown(text: str) -> str:
    """Return the tasks as items with boxes, each in its line; blank lines stay."""
    return "\n".join(_item(line.strip()) for line in lines_of(text))


def _item(line: str) -> str:
    found = _TASK.match(line)
    if found is None:
        return ""
    due = _DUE.search(found["text"])
    title = _DUE.sub("", found["text"], count=1)
    priority = f" (priority: {found['priority']})" if found["priority"] else ""
    day = f" (due {due['day']})" if due else ""
    return f"- [{'x' if found['done'] else ' '}] {title}{priority}{day}"
