"""The rules that move cards, read back from the workflow that the tool made from them.

A workflow that the tool would not make again exactly like this, because people edited it or another
version of the tool made it, gives no rules: it is reported.
"""

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from gh_playbook.declaration.backlog.automation import WORKFLOW, Automations
from gh_playbook.exporting.left_out import LeftOut
from gh_playbook.formatting.yaml_text import Entry, InLine
from gh_playbook.model.board_detail import GeneratedWorkflow
from gh_playbook.model.project_field import ExistingField
from gh_playbook.model.world import World

_SECRET = Automations.model_fields["secret"].default
# A word as `shlex.quote` writes it, and the beginning of the lines of the workflow's `case`.
_WORD = r"(?:'[^']*'|\"'\"|[\w@%+=:,./-]+)+"
_RULES = {
    "linked": r"open/\*\) how=forward",
    "merged": r"closed/true\) how=forward",
    "closed": r"issues/closed/\*\) how=set",
    "blocked": rf'"issues/labeled/"{_WORD}\) how=set',
    "unblocked": rf'"issues/unlabeled/"{_WORD}\) how=unblock',
}
_STATUS = rf" status=({_WORD}) ;;$"


def entry(
    workflow: GeneratedWorkflow,
    title: str,
    status: ExistingField | None,
    world: World,
    left_out: LeftOut,
) -> Entry:
    """Return the section `automations` of the board with a title; empty if it is left out.

    `status` is the field with the status of issues.
    """
    reason = _why_not(workflow, title, status)
    rules = {} if reason else _rules(workflow.text, world)
    if not reason and not _fits(rules, status):
        reason = "its rules name a Status that the board does not have"
    if reason:
        left_out.add("project", f"the rules of {workflow.path}: {reason}")
        return []
    said: Entry = [(name, rules[name]) for name in _ORDER if rules.get(name)]
    if workflow.path != WORKFLOW:
        said.append(("workflow", workflow.path))
    secret = _found(r"secrets\.(\w+)", workflow.text)
    if secret != _SECRET:
        said.append(("secret", secret))
    return said


_ORDER = ("opened", "linked", "merged", "closed", "blocked_label", "blocked", "unblocked")


def _why_not(workflow: GeneratedWorkflow, title: str, status: ExistingField | None) -> str | None:
    if not workflow.is_current:
        return "people edited it, or another version of the tool made it"
    named = {name: _json(rf"^ +{name}: (.+)$", workflow.text) for name in ("PROJECT", "FIELD")}
    if named["PROJECT"] != title:
        return f"it moves the cards of {named['PROJECT']}"
    if status is None or named["FIELD"] != status.name:
        return f"it sets the field {named['FIELD']}, which is not the status field here"
    return None


def _rules(text: str, world: World) -> dict[str, Any]:
    """Return the rules that a generated workflow carries out."""
    rules: dict[str, Any] = {
        name: _unquoted(_found(rf"^ +{rule}{_STATUS}", text)) for name, rule in _RULES.items()
    }
    rules["blocked_label"] = _unquoted(_found(rf'^ +"issues/labeled/"({_WORD})\) how=set', text))
    opened = _json(r"RULES: \|-\n +(\[.*\])$", text)
    rules["opened"] = [InLine(_opening(each, world)) for each in opened or ()]
    if len(rules["opened"]) == 1 and set(rules["opened"][0]) == {"status"}:
        rules["opened"] = rules["opened"][0]["status"]
    return rules


def _opening(rule: Mapping[str, str], world: World) -> dict[str, str]:
    """Return a rule for new issues; the workflow has labels and types in lower case."""
    label, kind = world.label(rule["label"]), world.issue_type(rule["type"])
    names = {
        "label": label.name if label else rule["label"],
        "type": kind.name if kind else rule["type"],
        "status": rule["status"],
    }
    return {key: name for key, name in names.items() if name}


def _fits(rules: Mapping[str, Any], status: ExistingField | None) -> bool:
    opened = rules["opened"]
    named = [rules[name] for name in _RULES]
    named += [opened] if isinstance(opened, str) else [each["status"] for each in opened]
    return status is not None and all(status.option(name) for name in named if name)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found[1] if found else ""


def _json(pattern: str, text: str) -> Any:
    try:
        return json.loads(_found(pattern, text) or "null")
    except ValueError:
        return None


def _unquoted(text: str) -> str:
    """Return the text of a word of the shell; the template quotes each as one."""
    return "".join(shlex.split(text))
