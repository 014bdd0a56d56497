"""The values that a new issue must declare, so that a run leaves it as it is on GitHub.

Without them it takes values from its parent and from `defaults` that people did not give it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.value import ME
from gh_playbook.editing.yaml_edit import Editor
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
    login: str,
) -> dict[str, Any]:
    """Return the values to write into a new issue, by their names; labels come after them.

    `issue` is the issue in the backlog, `values` and `fields` are its values on GitHub, `login` is
    who "@me" means. Lists are joined, so only null can shorten a list that would get too much.
    """
    found: dict[str, Any] = {}
    for name in (*FIELDS, *CARD):
        declared, there = getattr(issue, name), values.get(name)
        if name == "state" and declared is None:
            declared = "open"
        is_peoples = declared is None and name in _PEOPLES
        # A lock without a reason would get the reason that `defaults` give.
        is_reason_new = name == "locked" and isinstance(declared, str) and there != declared
        if not is_peoples and (is_reason_new or not is_equal(name, declared, there)):
            found[name] = there
    if "state_reason" in found and found["state_reason"] is None and values["state"] == "closed":
        found["state_reason"] = "completed"
    given = (login if each == ME else each for each in issue.assignees)
    if _has_others(given, existing.assignees):
        found["assignees"] = None
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
    editors: Mapping[str, Editor],
    checked: Callable[[], Prepared],
    world: World,
    files: BacklogFiles,
    cards: PulledValues,
) -> None:
    """Write the values of new issues that they would otherwise inherit or get by default.

    `editors` are those of their files; `checked` returns the edited backlog, which has them. If an
    issue is not on the declared board, its entry says so. Other values make other labels, so labels
    come after them: rules that make too many go first, because without the list the issue's own
    labels would go, too.
    """

    def values(issue: Issue, prepared: Prepared) -> dict[str, Any]:
        existing, backlog = new[issue.key], prepared.backlog
        fields = {**existing.fields, **(cards.card(issue.key, existing) or {})}
        now = issue_values(vars(existing)) | cards.properties(issue.key, existing)
        own = own_values(issue, existing, now, fields, world.login.name)
        is_on_board = world.project is not None and backlog.project is not None
        if is_on_board and issue.card and not cards.has_card(existing):
            own["card"] = False
        return own

    def rules(issue: Issue, prepared: Prepared) -> dict[str, Any]:
        made = {**prepared.backlog.labels_from, **issue.labels_from}
        is_more = _has_others(issue.labels, new[issue.key].labels)
        return {"labels_from": InLine(dict.fromkeys(made))} if made and is_more else {}

    def labels(issue: Issue, _: Prepared) -> dict[str, Any]:
        return {"labels": None} if _has_others(issue.labels, new[issue.key].labels) else {}

    _quiet_rules(editors, checked, files)
    for owned in (values, rules, labels):
        prepared = checked()
        for key in new:
            issue = prepared.context.issues[key]
            if own := owned(issue, prepared):
                _write(files.editor(issue), key, own)


def _quiet_rules(
    editors: Mapping[str, Editor], checked: Callable[[], Prepared], files: BacklogFiles
) -> None:
    """Switch off the rules for the new issues if one makes an undeclared label of their values.

    Such a label is on none of them, and the backlog would be refused as a whole.
    """
    try:
        checked()
    except InputError:
        backlog = files.backlog
        given = [backlog.labels_from, *(each.labels_from for each in backlog.all_issues)]
        rules = dict.fromkeys(name for each in given for name in each)
        for key, editor in editors.items() if rules else ():
            _write(editor, key, {"labels_from": InLine(rules)})


def _has_others(given: Iterable[str], there: Iterable[str]) -> bool:
    """Tell whether a backlog gives names that are not there."""
    return not {*map(folded, given)} <= {*map(folded, there)}


def _write(editor: Editor, key: str, own: Mapping[str, Any]) -> None:
    editor.apply()
    node = editor.issue(key)
    for name, value in own.items():
        editor.set(node, name, value)
    editor.apply()
