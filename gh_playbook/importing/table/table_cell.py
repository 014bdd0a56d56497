"""The cells of a table: the value that each gives an issue, by the field of its column."""

import re

from gh_playbook.declaration.issue_number import issue_number
from gh_playbook.importing import field_value
from gh_playbook.importing.draft import DraftIssue, PlanDraft
from gh_playbook.importing.markdown.task_box import unticked
from gh_playbook.importing.vocabulary import is_nothing

_URL = re.compile(r"^https?://[^/]+/(?P<repository>[\w.-]+/[\w.-]+)/issues/(?P<number>\d+)")
# The address of a page behind its title, as Notion writes relations.
_ADDRESS = re.compile(r"\s*\(https?://[^()]*\)")
# A formula's first character after the only quote of a cell, as `export --format csv` writes it.
_GUARDED = re.compile(r"'[=+@-][^']*\Z")


def take_cell(issue: DraftIssue, field: str, cell: str) -> bool:
    """Give an issue the value of a cell; False if the field cannot have it."""
    match field:
        case "name" | "id":
            issue.names.add(cell.strip())
        case "number":
            issue.number = issue_number(cell)
            if issue.number is not None:
                issue.names.add(f"#{issue.number}")
            return issue.number is not None
        case "parent":
            found = _URL.match(cell.strip())
            where = f"{found['repository']}#{found['number']}" if found else cell.strip()
            issue.say("parent", where)
        case "waits_for" | "blocks" | "related":
            plain, links = _ADDRESS.subn("", cell)
            names = re.split(r"[,\n]" if links else r"[;|\n]", plain if links else cell)
            found_names = field_value.references(plain) or [each.strip() for each in names]
            getattr(issue, field).extend(found_names)
        case "acceptance_criteria" | "implementation_notes":
            lines = [re.sub(r"^[-*+]\s+", "", each.strip()) for each in cell.splitlines()]
            said = [each for each in lines if not is_nothing(each)]
            issue.take_field(field, [unticked(issue, each) for each in said])
        case "closed_at":
            issue.take_field("state", "closed")
            return False  # The time of day is reported as lost.
        case "locked":
            return _take_lock(issue, cell.strip().casefold())
        case "sprint" if "sprint" in issue.fields:
            # Jira repeats the column for each sprint of an issue: the last one counts.
            issue.lost.append(f"sprint {issue.fields['sprint']}, before {cell.strip()}")
            issue.fields["sprint"] = field_value.unquoted(cell)
        case _:
            return field_value.assign(issue, field, cell)
    return True


def _take_lock(issue: DraftIssue, word: str) -> bool:
    if word in {"yes", "true"}:
        issue.fields["locked"] = True
    return word in {"yes", "true", "no", "false"}


def unguarded(cell: str) -> str:
    """Return a cell without the quote that prevents spreadsheets from reading it as a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def take_address(draft: PlanDraft, issue: DraftIssue, cell: str) -> bool:
    """Take the number out of an issue's address; False if it belongs to another repository."""
    found = _URL.match(cell.strip())
    if found is None:
        return False
    draft.repository = draft.repository or found["repository"]
    if found["repository"] != draft.repository:
        return False
    issue.number = issue_number(found["number"])
    issue.names.add(f"#{issue.number}")
    return True
