"""The board of a draft, as the backlog file has it."""

from collections.abc import Collection, Sequence

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.backlog.project import OPTIONS_LIMIT
from gh_playbook.declaration.name import folded
from gh_playbook.importing.draft import BoardField, PlanDraft
from gh_playbook.importing.field_column import used_fields
from gh_playbook.importing.vocabulary import CLOSED


def project(draft: PlanDraft) -> CommentedMap:
    """Return the board: its columns, and the fields that the plan uses and issues can fill."""
    board = CommentedMap({"title": draft.project})
    fields = CommentedSeq()
    used = dict.fromkeys(
        str(each.fields["status"]) for each in draft.all_issues() if "status" in each.fields
    )
    others = sorted(each for each in used if each not in draft.columns)
    columns = [*draft.columns, *sorted(others, key=lambda each: each.casefold() in CLOSED)]
    columns += [each for each in draft.automations.values() if each not in columns]
    wanted = draft.board_fields or _used(draft)
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
    fields += own_fields(draft, {folded(str(each["name"])) for each in fields})
    board["fields"] = fields
    rules = _rules(draft, columns)
    if rules:
        board["automations"] = CommentedMap(rules)
    return board


def _used(draft: PlanDraft) -> dict[str, list[str]]:
    """Return the fields for the properties that issues have, with their values as options."""
    found: dict[str, list[str]] = {"Status": []}
    for name in ("Priority", "Size", "Effort", "Estimate", "Sprint"):
        values = [each.fields.get(name.casefold()) for each in draft.all_issues()]
        said = dict.fromkeys(str(each) for each in values if each is not None)
        if said:
            is_select = name in {"Priority", "Size"} and len(said) <= OPTIONS_LIMIT
            found[name] = list(said) if is_select else []
    return found


def own_fields(draft: PlanDraft, present: Collection[str]) -> list[CommentedMap]:
    """Return the fields that `fields` of issues fill; the names of present ones are folded."""
    names = [each for each in used_fields(draft.all_issues()) if folded(each) not in present]
    return [_entry(draft.own_fields.get(each, BoardField(each, "text"))) for each in names]


def _entry(field: BoardField) -> CommentedMap:
    entry = CommentedMap({"name": field.name, "type": field.type})
    if field.options:
        entry["options"] = CommentedSeq(field.options)
    return entry


def _rules(draft: PlanDraft, columns: Sequence[str]) -> dict[str, str]:
    """Return the board's automations; the rules of the blocked label need all three keys."""
    rules = {name: target for name, target in draft.automations.items() if target in columns}
    label = next((name for name in draft.labels if "blocked" in name.casefold()), None)
    if "blocked" in rules and label is not None:
        others = [each for each in columns if each != rules["blocked"]]
        ready = next((each for each in others if "ready" in each.casefold()), others[0])
        return {**rules, "blocked_label": label, "unblocked": rules.get("unblocked", ready)}
    return {name: target for name, target in rules.items() if "blocked" not in name}
