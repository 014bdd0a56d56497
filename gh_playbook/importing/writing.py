"""From a draft to a backlog file, or merged into one whose keys and comments stay.

For the same field the plan wins over the file; what only the file says stays.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.formatting import formatted
from gh_playbook.importing.board import day_fields, project
from gh_playbook.importing.draft import Draft, DraftIssue, folded
from gh_playbook.importing.line import lines_of
from gh_playbook.importing.matching import entries_of, give_keys, maps_of
from gh_playbook.importing.style import DAYS, Representer, styled

# The order of an issue's fields, as people read them.
_ORDER = (
    *("key", "number", "title", "type", "labels", "milestone", "assignees", "state"),
    *("state_reason", "pinned"),
    *("priority", "size", "effort", "estimate", "sprint", "status", "fields"),
    "description",
    *("acceptance_criteria", "implementation_notes", "blocked_by", "related_to", "sub_issues"),
)
# What GitHub's own form proposes for a label without a colour of its own.
_NO_COLOR = "ededed"
# Right after these an issue stands without an empty line.
_HEADS = {"issues:", "sub_issues:"}


@dataclass(frozen=True)
class Written:
    """A backlog file: its text, what changed in it, and names that could not be resolved.

    `names_repository` tells whether the file says which repository it is about.
    """

    text: str
    changes: tuple[str, ...]
    lost: tuple[str, ...]
    names_repository: bool


def write(draft: Draft, present: str | None = None) -> Written:
    """Return the backlog file of a draft; `present` is the text of the file that it is merged into.

    Raises InputError where that is not a backlog.
    """
    document = _read(present)
    merging = _Merging(document, is_new=present is None)
    if draft.repository:
        document.setdefault("repository", draft.repository)
    give_keys(draft, document)
    _declare_names(draft)
    merging.named("labels", "name", draft.labels)
    merging.named("milestones", "title", draft.milestones)
    merging.named("issue_types", "name", draft.types)
    lost: list[str] = []
    issues = merging.list_of(document, "issues")
    for issue in draft.issues:
        merging.issue(issues, issue, draft, lost)
    merging.board(draft)
    text = io.StringIO()
    _yaml().dump(document, text)
    written = text.getvalue()
    if present is None:
        written = formatted(_spaced(written), "the backlog")
    named = bool(document.get("repository"))
    return Written(written, tuple(merging.changes), tuple(lost), names_repository=named)


@dataclass
class _Merging:
    """Merges a draft into a backlog file, and notes what changed."""

    document: CommentedMap
    is_new: bool
    changes: list[str]
    by_key: dict[str, CommentedMap]

    def __init__(self, document: CommentedMap, *, is_new: bool) -> None:
        self.document = document
        self.is_new = is_new
        self.changes = []
        self.by_key = {str(each.get("key")): each for each in entries_of(document.get("issues"))}

    def list_of(self, mapping: CommentedMap, name: str) -> CommentedSeq:
        """Return a list of a mapping; it is created where there is none."""
        if not isinstance(mapping.get(name), CommentedSeq):
            mapping[name] = CommentedSeq()
        found: CommentedSeq = mapping[name]
        return found

    def named(self, name: str, key: str, things: Mapping[str, Mapping[str, Any]]) -> None:
        """Add labels, milestones or types."""
        if not things:
            return
        entries = self.list_of(self.document, name)
        known = {folded(str(each.get(key))): each for each in maps_of(entries)}
        for title, fields in things.items():
            entry = known.get(folded(title))
            if entry is None:
                entry = CommentedMap({key: title})
                entries.append(entry)
                self._say(f"{name}: {title}")
            for field, value in fields.items():
                self._set(entry, field, value, title)

    def issue(
        self, entries: CommentedSeq, issue: DraftIssue, draft: Draft, lost: list[str]
    ) -> None:
        """Add an issue and those below it."""
        entry = self.by_key.get(issue.key)
        if entry is None:
            entry = self.by_key[issue.key] = CommentedMap({"key": issue.key})
            entries.append(entry)
            self._say(f"issue {issue.key}: {issue.title}")
        values = {"number": issue.number, "title": issue.title, **issue.fields}
        values |= {
            "blocked_by": _keys(draft, issue, issue.waits_for, lost),
            "related_to": _keys(draft, issue, issue.related, lost),
        }
        for field in _ORDER:
            if values.get(field) and field in Issue.model_fields:
                self._set(entry, field, values[field], issue.key)
        lost += [f"{issue.key}: {each}" for each in issue.lost]
        left = [field for field in values if values[field] and field not in Issue.model_fields]
        lost += [f"{issue.key}: {field} {values[field]}" for field in left]
        if issue.children:
            below = self.list_of(entry, "sub_issues")
            for child in issue.children:
                self.issue(below, child, draft, lost)

    def board(self, draft: Draft) -> None:
        """Add the board, or to the file's own the fields that the issues fill with days."""
        present = self.document.get("project")
        if draft.project and "project" not in self.document:
            self.document["project"] = project(draft)
            self._say(f"project: {draft.project}")
        elif isinstance(present, CommentedMap):
            fields = maps_of(present.get("fields"))
            for field in day_fields(draft, list(fields)):
                self.list_of(present, "fields").append(field)
                self._say(f"project: field {field['name']}")

    def _set(self, entry: CommentedMap, field: str, value: Any, what: str) -> None:
        known = entry.get(field)
        if isinstance(value, dict):
            if not isinstance(known, CommentedMap):
                known = entry[field] = styled(field, {})
            for name, each in value.items():
                self._set(known, name, each, what)
            return
        if field in entry and (known == value or (field in DAYS and str(known) == value)):
            return
        if field in entry:
            self._say(f"{what}: {field} {_short(entry[field])} -> {_short(value)}")
        elif not self.is_new:
            self._say(f"{what}: {field} {_short(value)}")
        entry[field] = styled(field, value)

    def _say(self, change: str) -> None:
        self.changes.append(change)


def _declare_names(draft: Draft) -> None:
    """Declare the labels, milestones and types that issues use and the plan does not describe."""
    for issue in draft.all_issues():
        for name in issue.fields.get("labels", []):
            _named(draft.labels, name)
        milestone = issue.fields.get("milestone")
        if milestone:
            _named(draft.milestones, milestone)
        kind = issue.fields.get("type")
        if kind:
            _named(draft.types, kind)
    for fields in draft.labels.values():
        fields.setdefault("color", _NO_COLOR)


def _named(things: dict[str, dict[str, Any]], name: str) -> None:
    if folded(name) not in map(folded, things):
        things[name] = {}


def _keys(draft: Draft, issue: DraftIssue, names: list[str], lost: list[str]) -> list[str]:
    keys = []
    for name in names:
        found = draft.called(name)
        if found is None:
            lost.append(f"{issue.key}: {name} is no issue of this plan")
        elif found is not issue and found.key not in keys:
            keys.append(found.key)
    return keys


def _short(value: Any) -> str:
    text = str(list(value) if isinstance(value, CommentedSeq) else value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _read(present: str | None) -> CommentedMap:
    if present is None:
        return CommentedMap()
    try:
        document = _yaml().load(present)
    except YAMLError as error:
        raise InputError([Fault(f"the backlog to write into is no YAML: {error}")]) from error
    if document is None:
        return CommentedMap()
    if not isinstance(document, CommentedMap):
        raise InputError([Fault("the file to write into is no backlog")])
    return document


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Representer = Representer
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000  # Long texts are folded by hand: ruamel breaks lines within names.
    yaml.preserve_quotes = True
    return yaml


def _spaced(text: str) -> str:
    """Return a new file's text with an empty line before each section and each issue."""
    lines: list[str] = []
    for line in lines_of(text):
        is_section = line and not line[0].isspace()
        is_issue = re.match(r"\s*- key: ", line) and lines[-1].strip() not in _HEADS
        if lines and (is_section or is_issue):
            lines.append("")
        lines.append(line)
    return "\n".join(lines) + "\n"
