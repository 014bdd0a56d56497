"""Merging of a draft into a backlog file: names, issues with their values, the board."""

from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration import reference
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import SELECTS
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.wording import cut
from gh_playbook.frozen import dataclass
from gh_playbook.importing.draft import BoardField, DraftIssue, Names, PlanDraft
from gh_playbook.importing.merging.board import own_fields, project
from gh_playbook.importing.merging.matching import entries_of, maps_of
from gh_playbook.importing.merging.present import IMPLIED, Present
from gh_playbook.importing.merging.style import DAYS, styled

# The order of an issue's fields, as people read them.
_ORDER = (
    *("key", "number", "title", "parent", "type", "labels", "milestone", "assignees", "state"),
    *("state_reason", "locked", "pinned"),
    *("priority", "size", "effort", "estimate", "sprint", "status", "fields"),
    "description",
    *("acceptance_criteria", "implementation_notes", "blocked_by", "related_to", "sub_issues"),
)


@dataclass
class Merging:
    """Merges a draft into a backlog file, and notes what changed.

    `there` is the earlier content of the file, as a run reads it; `names` are the draft's names.
    """

    document: CommentedMap
    there: Present
    names: Names
    is_new: bool
    changes: list[str]
    by_key: dict[str, CommentedMap]

    def __init__(
        self, document: CommentedMap, there: Present, names: Names, *, is_new: bool
    ) -> None:
        self.document = document
        self.there = there
        self.names = names
        self.is_new = is_new
        self.changes = []
        self.by_key = {str(each.get("key")): each for each in entries_of(document.get("issues"))}

    def list_of(self, mapping: CommentedMap, name: str) -> CommentedSeq:
        """Return a list of a mapping; it is created if there is none."""
        if not isinstance(mapping.get(name), CommentedSeq):
            mapping[name] = CommentedSeq()
        found: CommentedSeq = mapping[name]
        return found

    def named(
        self, name: str, key: str, things: Mapping[str, Mapping[str, Any]], lost: list[str]
    ) -> None:
        """Add labels, milestones or types; things with only a name become bare names.

        `lost` gets the values that other files declare differently.
        """
        places = self._places(name, key)
        known = self.there.names(name) | places.keys()
        missing = {each: fields for each, fields in things.items() if folded(each) not in known}
        if missing:
            entries = self.list_of(self.document, name)
            are_texts = name == "labels" and all(isinstance(each, str) for each in entries)
            is_bare = are_texts and not any(missing.values())
            for title, fields in missing.items():
                entry = CommentedMap({key: title})
                entries.append(title if is_bare else entry)
                self._say(f"{name}: {title}")
                for field, value in fields.items():
                    self._set(entry, field, value, title)
        for title, said in things.items():
            place = places.get(folded(title))
            fields = {
                field: value
                for field, value in said.items()
                if title not in missing and not self.there.describes(name, title, field, value)
            }
            if place is None:
                lost += [f"{title}: {field} {_short(fields[field])}" for field in fields]
            if place is None or not fields:
                continue
            entries, at = place
            if not isinstance(entries[at], CommentedMap):
                entries[at] = CommentedMap({key: entries[at]})
            for field, value in fields.items():
                self._set(entries[at], field, value, title)

    def _places(self, name: str, key: str) -> dict[str, tuple[CommentedSeq, int]]:
        """Return the file's own declarations of labels, milestones or types, by folded name."""
        entries = self.document.get(name)
        return {
            folded(str(each.get(key) if isinstance(each, CommentedMap) else each)): (entries, at)
            for at, each in enumerate(entries if isinstance(entries, CommentedSeq) else ())
        }

    def issue(
        self,
        entries: CommentedSeq,
        issue: DraftIssue,
        draft: PlanDraft,
        lost: list[str],
        above: str | None = None,
    ) -> None:
        """Add an issue, which is a sub-issue of `above` in the plan, and the issues below it."""
        entry = self.by_key.get(issue.key)
        elsewhere = self.there.issues.get(issue.key) if entry is None else None
        if entry is None:
            entry = self.by_key[issue.key] = CommentedMap({"key": issue.key})
            if elsewhere is None:
                entries.append(entry)
                self._say(f"issue {issue.key}: {issue.title}")
        for field, value in self._new(draft, issue, above, lost).items():
            if elsewhere is None:
                self._set(entry, field, value, issue.key)
            else:
                where = elsewhere.source.file if elsewhere.source else "another file"
                lost.append(f"{issue.key}: {field} {_short(value)}: change it in {where}")
        if entry.get("state") == "open":
            entry.pop("state_reason", None)
        lost += [f"{issue.key}: {each}" for each in issue.lost]
        known = self.by_key.keys() | self.there.issues.keys()
        is_place = elsewhere is None and any(each.key not in known for each in issue.children)
        below = self.list_of(entry, "sub_issues") if is_place else entries
        for child in issue.children:
            self.issue(below, child, draft, lost, issue.key)

    def _new(
        self, draft: PlanDraft, issue: DraftIssue, above: str | None, lost: list[str]
    ) -> dict[str, Any]:
        """Return the values that an entry lacks, in people's order; `lost` gets the rest."""
        is_new = issue.key not in self.there.issues
        values = {"number": issue.number, "title": issue.title, **issue.fields}
        values |= {
            "parent": self._parent(draft, issue, above, lost),
            "blocked_by": self._names(draft, issue, issue.waits_for, lost),
            "related_to": self._names(draft, issue, issue.related, lost),
        }
        is_duplicate = not is_new and self.there.issues[issue.key].duplicate_of is not None
        # `gh issue list` calls duplicates not planned.
        if values.get("state_reason") == "duplicate" or is_duplicate:
            reason = values.pop("state_reason", None)
            if reason == "duplicate" and not is_duplicate:
                text = "state_reason duplicate: the plan does not say of which issue"
                lost.append(f"{issue.key}: {text}")
        own = values.get("fields", {})
        values["fields"] = {
            name: own[name]
            for name in own
            if not self.there.says(issue.key, "fields", {name: own[name]})
        }
        left = [field for field in values if values[field] and field not in Issue.model_fields]
        lost += [f"{issue.key}: {field} {values[field]}" for field in left]
        return {
            field: values[field]
            for field in _ORDER
            if values.get(field)
            and field not in left
            and not self.there.says(issue.key, field, values[field])
            and not (is_new and (field, values[field]) in IMPLIED)
        }

    def _parent(
        self, draft: PlanDraft, issue: DraftIssue, above: str | None, lost: list[str]
    ) -> str | None:
        """Return the parent that an entry has to name, because the entry is not below it."""
        name = above
        if name is None and issue.parent is not None:
            name = self._name(draft, issue.parent)
            if name is None:
                text = f"parent {issue.parent}: the plan has no other issue of that name"
                lost.append(f"{issue.key}: {text}")
        is_placed = above is not None and issue.key not in self.by_key
        present = self.there.issues.get(issue.key)
        if name is None or is_placed or name == issue.key:
            return None
        if present is None:
            return None if above is not None else name
        if present.parent not in {None, name}:
            lost.append(f"{issue.key}: parent {name}: it is below {present.parent} in the file")
            return None
        return name

    def _names(
        self, draft: PlanDraft, issue: DraftIssue, names: Sequence[str], lost: list[str]
    ) -> list[str]:
        """Return keys and references of named issues; `lost` gets the names without an issue."""
        found: list[str] = []
        for name in names:
            said = self._name(draft, name)
            if said is None:
                lost.append(f"{issue.key}: neither the plan nor the backlog has an issue {name!r}")
            elif said not in {issue.key, *found}:
                found.append(said)
        return found

    def _name(self, draft: PlanDraft, name: str) -> str | None:
        """Return the key of an issue of the plan or of the file, or a reference to another."""
        found = self.names.find(name)
        if found is not None:
            return found.key
        if name in self.there.numbered:
            return self.there.numbered[name]
        is_reference = reference.parse(name) is not None
        return name if is_reference and (draft.is_existing or "/" in name) else None

    def board(self, draft: PlanDraft) -> None:
        """Add the board; to the file's own board, add the fields that the issues fill with days."""
        present = self.document.get("project")
        if draft.project and "project" not in self.document:
            self.document["project"] = project(draft)
            self._say(f"project: {draft.project}")
        elif isinstance(present, CommentedMap):
            for field in own_fields(draft, self.there.fields.keys()):
                self.list_of(present, "fields").append(field)
                self._say(f"project: field {field['name']}")
            for field in maps_of(present.get("fields")):
                known = self.there.fields.get(folded(str(field.get("name"))))
                if known is not None and known.type in SELECTS and "options" in field:
                    self._options(field["options"], known, draft)

    def _options(self, options: CommentedSeq, field: BoardField, draft: PlanDraft) -> None:
        """Add the options that issues have and that the file's field lacks."""
        known = {*map(folded, field.options)}
        for issue in draft.all_issues():
            fields = issue.fields.get("fields", {})
            value = issue.fields.get(field.property) or fields.get(field.name) or []
            for name in value if isinstance(value, list) else [str(value)]:
                if folded(name) not in known:
                    known.add(folded(name))
                    options.append(name)
                    self._say(f"project: option {name} of {field.name}")

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


def _short(value: Any) -> str:
    text = str(list(value) if isinstance(value, CommentedSeq) else value)
    return cut(" ".join(text.split()), 60)
