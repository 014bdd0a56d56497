"""The board of a draft, as the backlog file has it."""

from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration.issue import Issue
from gh_playbook.importing.board_day import named_days
from gh_playbook.importing.draft import Draft


def project(draft: Draft) -> CommentedMap:
    """Return the board: its columns, and the fields that the plan uses and issues can fill."""
    board = CommentedMap({"title": draft.project})
    fields = CommentedSeq()
    used = {str(each.fields["status"]) for each in draft.all_issues() if "status" in each.fields}
    columns = [*draft.columns, *sorted(used - set(draft.columns))]
    columns += [each for each in draft.automations.values() if each not in columns]
    wanted = draft.board_fields or {"Status": []}
    for name in wanted:
        choices = columns if name == "Status" else wanted[name]
        field = CommentedMap({"name": name})
        value = {"Dependencies": "blocked_by"}.get(name, name.casefold())
        other = "number" if name == "Estimate" else "text"
        field["type"] = "single_select" if choices else other
        field["value"] = value
        if choices:
            field["options"] = CommentedSeq(CommentedMap({"name": each}) for each in choices)
        if value in {"blocked_by", *Issue.model_fields} and (choices or name != "Status"):
            fields.append(field)
    fields += day_fields(draft, fields)
    board["fields"] = fields
    rules = _rules(draft, columns)
    if rules:
        board["automations"] = CommentedMap(rules)
    return board


def day_fields(draft: Draft, present: Sequence[Mapping[str, Any]]) -> list[CommentedMap]:
    """Return the fields of days that issues fill and that are not among the present ones."""
    known = {str(each.get("name")) for each in present}
    names = [each for each in named_days(draft.all_issues()) if each not in known]
    return [CommentedMap({"name": each, "type": "date"}) for each in names]


def _rules(draft: Draft, columns: Sequence[str]) -> dict[str, str]:
    """Return the board's automations; those of the blocked label need all three keys."""
    rules = {name: target for name, target in draft.automations.items() if target in columns}
    label = next((name for name in draft.labels if "blocked" in name.casefold()), None)
    if "blocked" in rules and label is not None:
        others = [each for each in columns if each != rules["blocked"]]
        ready = next((each for each in others if "ready" in each.casefold()), others[0])
        return {**rules, "blocked_label": label, "unblocked": rules.get("unblocked", ready)}
    return {name: target for name, target in rules.items() if "blocked" not in name}
