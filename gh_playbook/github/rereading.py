"""Rereading of values right before a change overwrites them, and of edits that came between.

GitHub has no compare-and-set for issues. So a value that is overwritten as a whole, an issue's text
or a field's options, is read again right before each batch, and a change is not sent if the value
has changed since it was compared. A moment between reading and writing is left: an edit in it is
found afterwards in the history that GitHub keeps of a text, which has every whole version
(reported).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import activity, parsing, project_parsing, selection
from gh_playbook.model import orphan
from gh_playbook.model.caret import may_stand_for_another
from gh_playbook.model.change import Change, Mutation
from gh_playbook.model.existing import ExistingIssue, ExistingIssueField, Features
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.sending import Stale

_Fresh = ExistingIssue | ExistingIssueField | ExistingField | None


@dataclass(frozen=True)
class TextEdit:
    """An edit of an issue's text: the whole text (None if GitHub hides it) and its author."""

    text: str | None
    editor: str


@dataclass
class Rereading:
    """Reads again the values that changes overwrite, and remembers the last edit of each text."""

    reader: Reader
    features: Features

    def __post_init__(self) -> None:
        self._last_edits: dict[str, str | None] = {}
        self._waiting: dict[str, set[str]] = {}

    def stale(self, changes: Mapping[int, Change]) -> list[Stale]:
        """Return the changes whose things have changed since they were compared.

        Raises GitHubError.
        """
        if not changes:
            return []
        nodes, is_exact = self._nodes(list(changes.values()))
        found = []
        for (index, change), node in zip(changes.items(), nodes, strict=True):
            fresh = self._parsed(node, is_exact=is_exact)
            is_same = _is_same(change.before, fresh)
            if change.if_unused and node and (not is_same or self._is_used(change, node, fresh)):
                found.append(Stale(index))
            elif not is_same:
                found.append(Stale(index, _with_what_was_not_read(change.before, fresh)))
        return found

    def _is_used(self, change: Change, node: Any, fresh: _Fresh) -> bool:
        """Tell whether an issue is used by more than was known when it was compared.

        An issue that waits for it is told once: this login may not see it in any reading.
        """
        told = self._waiting.setdefault(node["id"], set())
        waiting = activity.waiting(node) - change.referring - told
        told |= waiting
        is_active = bool(orphan.told(activity.parse(node)))
        return is_active or bool(waiting) or _has_new_link(change.before, fresh)

    def between(self, mutation: Mutation, payload: Any) -> TextEdit | None:
        """Return the last edit that a mutation has overwritten and that nobody had seen."""
        id = str(mutation.input.get("id"))
        if id not in self._last_edits or "body" not in mutation.input:
            return None
        listed = (payload["issue"].get("userContentEdits") or {}).get("nodes") or []
        new = self._new(listed, self._last_edits[id])
        if not new:
            return None
        texts = [each["diff"] for each in new]
        body = mutation.input["body"]
        own = texts.index(body) if body in texts else 0
        self._last_edits[id] = new[own]["id"]
        if own + 1 == len(new):
            return None
        found = new[own + 1]
        return TextEdit(found["diff"], (found["editor"] or {}).get("login") or "somebody")

    def _new(self, listed: Sequence[Any], known: str | None) -> Sequence[Any]:
        """Return the edits since the known one, newest first."""
        ids = [each["id"] for each in listed]
        if known in ids:
            return listed[: ids.index(known)]
        # After the first edit, the original text is an entry, too.
        return listed[:-1] if known is None and len(listed) < selection.EDITS_LIMIT else listed

    def _nodes(self, changes: Sequence[Change]) -> tuple[list[Any], bool]:
        """Read the things that the changes overwrite; ask only for the kinds among them.

        A login without the scope for projects must not ask for a field at all.
        """
        ids = [str(each.overwrites) for each in changes]
        kinds = ""
        if any(isinstance(each.before, ExistingIssue) for each in changes):
            kinds += f"""... on Issue {{ {selection.issue(self.features)}
            userContentEdits(first: 1) {{ nodes {{ id }} }} }}"""
        if any(each.if_unused for each in changes):
            kinds += f" ... on Issue {{ {activity.selection(self.features)} }}"
        if any(isinstance(each.before, ExistingField) for each in changes):
            kinds += selection.field(several=self.features.multi_selects)
        if any(isinstance(each.before, ExistingIssueField) for each in changes):
            kinds += f" __typename {selection.ISSUE_FIELD}"
        document = f"query Again($ids: [ID!]!) {{ nodes(ids: $ids) {{ {kinds} }} }}"
        variables = {"ids": ids}
        answer = self.reader.part(document, variables, request="again", needed=(), exact=True)
        nodes = [*answer.data["nodes"]]
        return nodes + [None] * (len(ids) - len(nodes)), answer.is_exact

    def _parsed(self, node: Any, *, is_exact: bool) -> _Fresh:
        if not node:
            return None
        if "body" not in node:
            is_of_issues = node.get("__typename", "").startswith("IssueField")
            field = (
                parsing.issue_field(node) if is_of_issues else project_parsing.project_field(node)
            )
            shown = " ".join(f"{each.name} {each.description}" for each in field.options)
            return replace(field, is_exact=is_exact or not may_stand_for_another(shown))
        newest = (node.get("userContentEdits") or {}).get("nodes") or []
        self._last_edits[node["id"]] = newest[0]["id"] if newest else None
        issue = parsing.issue(node)
        return replace(issue, is_exact=is_exact or not may_stand_for_another(issue.body))


def _is_same(before: object, fresh: _Fresh) -> bool:
    """Tell whether a thing is unchanged in everything that a change may write."""
    if isinstance(before, ExistingIssue) and isinstance(fresh, ExistingIssue):
        return before.own == fresh.own
    return before == fresh


def _has_new_link(before: object, fresh: _Fresh) -> bool:
    """Tell whether an issue has a link that it did not have when it was compared."""
    if not (isinstance(before, ExistingIssue) and isinstance(fresh, ExistingIssue)):
        return False
    return not _links(fresh) <= _links(before)


def _links(issue: ExistingIssue) -> set[tuple[str, str]]:
    """Return the links of an issue that are read with it: the kind and the other issue's id."""
    ids = {
        "parent": [issue.parent] if issue.parent else [],
        "sub_issues": issue.sub_issues,
        "blocked_by": issue.blocked_by,
        "related_to": issue.related_to,
    }
    return {(kind, each) for kind, others in ids.items() for each in others}


def _with_what_was_not_read(before: object, fresh: _Fresh) -> _Fresh:
    if isinstance(before, ExistingIssue) and isinstance(fresh, ExistingIssue):
        return replace(fresh, pull_requests=before.pull_requests)
    return fresh
