"""Issues as a table: CSV with the columns that `import-plan` and spreadsheets read."""

import csv
import io
from collections.abc import Sequence

from gh_playbook.declaration.yaml.yaml_value import escaped, scalar
from gh_playbook.importing.list_cell import quoted
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World

_COLUMNS = ("Number", "Title", "State", "Type", "Labels", "Milestone", "Assignees")
_LAST = ("Parent", "Blocked by", "URL")
# The beginnings of texts that a spreadsheet reads as formulas.
_FORMULA = ("=", "+", "-", "@")


def table(world: World, issues: Sequence[ExistingIssue]) -> str:
    """Return a CSV table, a row for each issue; the board's own fields are columns too."""
    project = world.project
    fields = [each for each in project.fields if not each.is_built_in] if project else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(_cell(each.name) for each in fields), *_LAST])
    for issue in issues:
        item = project.items.get(issue.id) if project else None
        values = item.values if item else {}
        parent = world.issues.get(issue.parent or "")
        waits = (_name(world, id) for id in issue.blocked_by)
        row = [
            f"{issue.number}",
            issue.title,
            (issue.reason if issue.state == "closed" else None) or issue.state,
            issue.type or "",
            ", ".join(map(quoted, issue.labels)),
            issue.milestone or "",
            ", ".join(issue.assignees),
            *(_shown(values.get(each.name)) for each in fields),
            f"#{parent.number}" if parent else issue.parent_name or "",
            ", ".join(filter(None, waits)),
            issue.url or "",
        ]
        writer.writerow(map(_cell, row))
    return text.getvalue()


def _name(world: World, id: str) -> str | None:
    """Return the name of an issue: its number, or a reference to another repository."""
    there = world.issues.get(id)
    foreign = world.foreign.get(id)
    return f"#{there.number}" if there else foreign.title if foreign else None


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case int() | float():
            return scalar(value)
        case tuple():
            return ", ".join(quoted(str(each)) for each in value)
    return str(value)


def _cell(text: str) -> str:
    """Return a text as a cell: one line, and never a formula."""
    text = escaped(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
