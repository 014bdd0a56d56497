"""The values that a new issue must declare, so that a run leaves it as it is on GitHub.

Without them it takes values from its parent and from `defaults` that people did not give it.
"""

from collections.abc import Mapping
from typing import Any

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.formatting.yaml_text import InLine
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.managed_block import find
from gh_playbook.model.world import World
from gh_playbook.pulling.backlog_file import BacklogFiles
from gh_playbook.pulling.last_written_issue import issue_values
from gh_playbook.pulling.three_way import CARD, FIELDS, is_equal
from gh_playbook.pulling.value import PulledValues

# If these are undeclared, they belong to people.
_PEOPLES = {"pinned", "locked", "status"}
_TEXTS = ("description", "body")
_LISTS = ("acceptance_criteria", "implementation_notes", "blocked_by", "related_to")


def own_values(
    issue: Issue,
    existing: ExistingIssue,
    values: Mapping[str, Any],
    fields: Mapping[str, Any],
    rules: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the values to write into a new issue, by their names.

    `issue` is the issue in the backlog, `values` and `fields` are its values on GitHub, `rules`
    those of `labels_from`. Lists are joined, so only null can shorten a list that would get too
    much.
    """
    found: dict[str, Any] = {}
    for name in (*FIELDS, *CARD):
        declared, there = getattr(issue, name), values.get(name)
        if name == "state" and declared is None:
            declared = "open"
        is_peoples = declared is None and name in _PEOPLES
        if not is_peoples and not is_equal(name, declared, there):
            found[name] = there
    if "state_reason" in found and found["state_reason"] is None and values["state"] == "closed":
        found["state_reason"] = "completed"
    for name, there in (("labels", existing.labels), ("assignees", existing.assignees)):
        if {folded(each) for each in getattr(issue, name)} - {folded(each) for each in there}:
            found[name] = None
    if "labels" in found and rules:
        found["labels_from"] = InLine(dict.fromkeys(rules))
    texts = {"body": written.content.strip()} if (written := find(existing.body)) else {}
    found |= {name: "" for name in _TEXTS if getattr(issue, name).strip() != texts.get(name, "")}
    found |= {name: None for name in _LISTS if getattr(issue, name)}
    now = {folded(name): value for name, value in fields.items()}
    own = {
        name: now.get(folded(name))
        for name, value in issue.fields.items()
        if not is_equal(f"fields.{name}", value, now.get(folded(name)))
    }
    return {**found, "fields": InLine(own)} if own else found


def settle(
    new: Mapping[str, ExistingIssue],
    prepared: Prepared,
    world: World,
    files: BacklogFiles,
    cards: PulledValues,
) -> None:
    """Write the values of new issues that they would otherwise inherit or get by default.

    `prepared` is the backlog with these issues. If an issue is not on the declared board, its entry
    says so.
    """
    is_on_board = world.project is not None and prepared.backlog.project is not None
    for key, existing in new.items():
        issue = prepared.context.issues[key]
        fields = {**existing.fields, **(cards.card(key, existing) or {})}
        values = issue_values(vars(existing)) | cards.properties(key, existing)
        own = own_values(issue, existing, values, fields, prepared.backlog.labels_from)
        if is_on_board and issue.card and not cards.has_card(existing):
            own["card"] = False
        editor = files.editor(issue)
        editor.apply()
        node = editor.issue(key)
        for name, value in own.items():
            editor.set(node, name, value)
