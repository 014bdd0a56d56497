"""`gh` commands in a plan's code blocks: the labels, milestones and issues that they would create.

Nothing is run; the commands are only read as text.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.frozen import dataclass
from gh_playbook.importing import field_value, vocabulary
from gh_playbook.importing.draft import DraftIssue, PlanDraft
from gh_playbook.importing.line import lines_of

_SHORT = {"-c": "color", "-d": "description", "-t": "title", "-b": "body", "-l": "label"}
_SHORT |= {"-m": "milestone", "-a": "assignee", "-R": "repo", "-f": "field", "-F": "field"}
_MILESTONES = re.compile(r"^/?repos/[^/]+/[^/]+/milestones/?$")
_PART_OF = re.compile(r"part of\s+(#\d+)", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s+(.+)$")
# A variable that a script sets, and one that it uses.
_SET = re.compile(r"^\s*(?:export\s+|readonly\s+)?([A-Za-z_]\w*)=([^$`]*)$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
# A here-document, and the placeholder for its text in a command.
_HERE = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
_MARK = "\x00{}\x00"
_MARKED = re.compile(r"(?:\$\(cat\s*)?\x00(\d+)\x00\s*\)?")


def read_commands(draft: PlanDraft, text: str, first_line: int) -> set[int]:
    """Add the things that the commands of a block would create; return the understood lines.

    Variables that the block sets are filled in; a command with other variables counts as not
    understood.
    """
    used: set[int] = set()
    variables: dict[str, str] = {}
    for command in _commands(text):
        numbers = set(range(first_line + command.start, first_line + command.end))
        given = _SET.match(command.text)
        try:
            words = shlex.split(command.text, comments=True)
        except ValueError:
            continue
        if given is not None and len(words) == 1:
            variables[given[1]] = words[0].partition("=")[2]
            used |= numbers
            continue
        filled = [_filled(word, variables, command.texts) for word in words]
        if words[:1] != ["gh"] or any(word is None for word in filled):
            continue
        if _take(draft, [word for word in filled[1:] if word], first_line + command.start):
            used |= numbers
    return used


def _filled(word: str, variables: Mapping[str, str], texts: Sequence[str]) -> str | None:
    """Return a word as the shell would pass it; None if that is unknown."""
    here = _MARKED.fullmatch(word)
    if here is not None:
        return texts[int(here[1])]
    names = {found[1] or found[2] for found in _VARIABLE.finditer(word)}
    if names - variables.keys():
        return None
    return _VARIABLE.sub(lambda found: variables[found[1] or found[2]], word)


@dataclass
class _Command:
    """A command of a block: its lines, counted from 0, the one after it, and its here-documents."""

    start: int
    end: int
    text: str
    texts: list[str] = field(default_factory=list)


def _commands(text: str) -> Iterator[_Command]:
    """Yield each command; it continues after a backslash, and while a quote is open."""
    lines = lines_of(text)
    at = 0
    while at < len(lines):
        command = _Command(at, at, "")
        _read_line(command, lines)
        while command.end < len(lines) and _goes_on(command.text):
            _read_line(command, lines)
        if _goes_on(command.text):  # An unclosed quote: the command ends with this line.
            command = _Command(at, at + 1, lines[at])
        yield command
        at = command.end


def _read_line(command: _Command, lines: Sequence[str]) -> None:
    """Add the next line to a command, and the here-documents that it begins."""
    line = lines[command.end]
    command.end += 1
    for found in list(_HERE.finditer(line)):
        end = next(
            (at for at in range(command.end, len(lines)) if lines[at].strip() == found[2]), None
        )
        if end is None:
            continue
        line = line.replace(found[0], _MARK.format(len(command.texts)), 1)
        command.texts.append("\n".join(lines[command.end : end]))
        command.end = end + 1
    command.text = f"{command.text}\n{line}" if command.text else line


def _goes_on(command: str) -> bool:
    if command.endswith("\\"):
        return True
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return True
    return False


def _take(draft: PlanDraft, words: Sequence[str], line: int) -> bool:
    arguments, options = _options(words[2:])
    if arguments[-1:] and options.get("body-file") == ["-"]:
        # The text that the shell would pass to its standard input.
        options["body"] = [arguments.pop()]
    repository = options.get("repo", [None])[0]
    draft.repository = draft.repository or repository
    match list(words[:2]):
        case ["label", "create"] if arguments:
            draft.labels[arguments[0]] = _label(options)
        case ["issue", "create"] if "title" in options:
            _create(draft, options, line)
        case ["issue", "edit"] if arguments and (number := issue_number(arguments[0])):
            return _edit(draft, number, options)
        case ["issue", "close"] if arguments and (number := issue_number(arguments[0])):
            return _close(draft, number, options)
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


def _create(draft: PlanDraft, options: dict[str, list[str]], line: int) -> None:
    body = options.get("body", [""])[0]
    issue = DraftIssue(options["title"][0], line)
    _apply(issue, options)
    parent = _PART_OF.search(body)
    issue.parent = parent[1] if parent else None
    section = "description"
    texts: dict[str, list[str]] = {}
    for text in lines_of(body):
        heading = _HEADING.match(text)
        known = vocabulary.field_of(heading[1]) if heading else None
        if known is not None:
            section = known
            continue
        section = "description" if heading else section
        texts.setdefault(section, []).append(text.rstrip())
    for name, lines in texts.items():
        if name in {"acceptance_criteria", "implementation_notes"}:
            items = [each.strip() for each in lines if each.strip()]
            issue.fields[name] = [re.sub(r"^[-*+]\s+(\[.\]\s+)?", "", each) for each in items]
        else:
            field_value.assign(issue, name, "\n".join(lines).strip())
    twin = draft.issue(None, issue.title)
    if twin is None:
        draft.issues.append(issue)
        return
    # The command is more exact: it contains the whole text.
    for name in ("description", "acceptance_criteria", "implementation_notes"):
        if name in issue.fields:
            twin.fields[name] = issue.fields[name]
    twin.take(issue)


def _edit(draft: PlanDraft, number: int, options: dict[str, list[str]]) -> bool:
    known = draft.issue(number, "")
    if known is None:
        return False
    _apply(known, options)
    return True


def _close(draft: PlanDraft, number: int, options: dict[str, list[str]]) -> bool:
    known = draft.issue(number, "")
    if known is None:
        return False
    known.fields["state"] = "closed"
    if options.get("reason", [""])[0] == "not planned":
        known.fields["state_reason"] = "not_planned"
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


def _milestone(draft: PlanDraft, path: str, fields: Sequence[str]) -> bool:
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
            has_value = waiting and (waiting[0] == "-" or not waiting[0].startswith("-"))
            value = waiting.pop(0) if has_value else ""
        options.setdefault(name, []).append(value)
    return arguments, options
