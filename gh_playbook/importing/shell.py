"""`gh` commands in a plan's code blocks: the labels, milestones and issues that they would create.

Nothing is run; the commands are only read as text.
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.importing import vocabulary
from gh_playbook.importing.draft import Draft, DraftIssue
from gh_playbook.importing.line import lines_of

_SHORT = {"-c": "color", "-d": "description", "-t": "title", "-b": "body", "-l": "label"}
_SHORT |= {"-m": "milestone", "-a": "assignee", "-R": "repo", "-f": "field", "-F": "field"}
_MILESTONES = re.compile(r"^/?repos/[^/]+/[^/]+/milestones/?$")
_PART_OF = re.compile(r"part of\s+(#\d+)", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s+(.+)$")


def read_commands(draft: Draft, text: str, first_line: int) -> set[int]:
    """Add what the commands of a block would create; return the lines that were understood."""
    used: set[int] = set()
    for start, end, command in _commands(text):
        try:
            words = shlex.split(command, comments=True)
        except ValueError:
            continue
        if words[:1] == ["gh"] and _take(draft, words[1:], first_line + start):
            used |= set(range(first_line + start, first_line + end))
    return used


def _commands(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each command with its first line and the line after it, counted from 0.

    A command continues after a backslash, and while a quote is open.
    """
    lines = lines_of(text)
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and _goes_on("\n".join(lines[at:end])):
            end += 1
        command = "\n".join(lines[at:end])
        if _goes_on(command):  # A quote that nobody closes: leave it at one line.
            end, command = at + 1, lines[at]
        yield at, end, command
        at = end


def _goes_on(command: str) -> bool:
    if command.endswith("\\"):
        return True
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return True
    return False


def _take(draft: Draft, words: Sequence[str], line: int) -> bool:
    arguments, options = _options(words[2:])
    repository = options.get("repo", [None])[0]
    draft.repository = draft.repository or repository
    match list(words[:2]):
        case ["label", "create"] if arguments:
            draft.labels[arguments[0]] = _label(options)
        case ["issue", "create"] if "title" in options:
            _create(draft, options, line)
        case ["issue", "edit"] if arguments and (number := issue_number(arguments[0])):
            return _edit(draft, number, options)
        case ["api", path] if _MILESTONES.match(path) and "field" in options:
            return _milestone(draft, path, options["field"])
        case _:
            return False
    return True


def _label(options: dict[str, list[str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "color" in options:
        values["color"] = options["color"][0].removeprefix("#").lower()
    if "description" in options:
        values["description"] = options["description"][0]
    return values


def _create(draft: Draft, options: dict[str, list[str]], line: int) -> None:
    body = options.get("body", [""])[0]
    issue = DraftIssue(options["title"][0], line)
    _apply(issue, options)
    parent = _PART_OF.search(body)
    issue.parent = parent[1] if parent else None
    section: str | None = "description"
    texts: dict[str, list[str]] = {}
    for text in lines_of(body):
        heading = _HEADING.match(text)
        if heading:
            section = vocabulary.field_of(heading[1])
        elif text.strip() and section:
            texts.setdefault(section, []).append(text.strip())
    for field, lines in texts.items():
        if field in {"acceptance_criteria", "implementation_notes"}:
            issue.fields[field] = [re.sub(r"^[-*+]\s+(\[.\]\s+)?", "", each) for each in lines]
        else:
            vocabulary.assign(issue, field, "\n".join(lines))
    known = draft.issue(None, issue.title)
    if known is None:
        draft.issues.append(issue)
        return
    # The command is the more exact of the two: it holds the whole text.
    for field in ("description", "acceptance_criteria", "implementation_notes"):
        if field in issue.fields:
            known.fields[field] = issue.fields[field]
    known.take(issue)


def _edit(draft: Draft, number: int, options: dict[str, list[str]]) -> bool:
    known = draft.issue(number, "")
    if known is None:
        return False
    _apply(known, options)
    return True


def _apply(issue: DraftIssue, options: dict[str, list[str]]) -> None:
    for option in ("label", "add-label"):
        names = [name.strip() for each in options.get(option, []) for name in each.split(",")]
        known = issue.fields.setdefault("labels", []) if names else []
        known += [name for name in names if name and name not in known]
    if "milestone" in options:
        issue.fields["milestone"] = options["milestone"][0]
    people = [name for each in options.get("assignee", []) for name in each.split(",")]
    if people:
        issue.fields["assignees"] = people


def _milestone(draft: Draft, path: str, fields: Sequence[str]) -> bool:
    values = dict(each.split("=", 1) for each in fields if "=" in each)
    title = values.get("title")
    if title is None:
        return False
    draft.repository = draft.repository or "/".join(path.strip("/").split("/")[1:3])
    known = draft.milestones.setdefault(title, {})
    if "description" in values:
        known["description"] = values["description"]
    if "due_on" in values:
        known["due_on"] = values["due_on"][:10]
    return True


def _options(words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the arguments of a command, and its options with their values."""
    arguments: list[str] = []
    options: dict[str, list[str]] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("-") or word == "-":
            arguments.append(word)
            continue
        name, is_joined, value = word.removeprefix("--").partition("=")
        name = _SHORT.get(word, name)
        if not is_joined:
            has_value = waiting and not waiting[0].startswith("-")
            value = waiting.pop(0) if has_value else ""
        options.setdefault(name, []).append(value)
    return arguments, options
