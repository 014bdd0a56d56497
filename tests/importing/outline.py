"""What tests of imported plans look at: the plans, their trees of issues, and the backlogs."""

from pathlib import Path

from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.importing.draft import DraftIssue, PlanDraft

PLANS = Path(__file__).parents[1] / "cases" / "plans"


def declared(text: str, folder: Path) -> Backlog:
    """Return the backlog of this text, which has no faults."""
    path = folder / "backlog.yml"
    path.write_text(text)
    found = backlog.read(path)
    assert not found.faults
    return found.model


def tree(issues: list[DraftIssue]) -> list[object]:
    """Return the titles, each with those below it where there are some."""
    return [(each.title, tree(each.children)) if each.children else each.title for each in issues]


def issue(draft: PlanDraft, title: str) -> DraftIssue:
    """Return the first issue with this title."""
    return next(each for each in draft.all_issues() if each.title == title)
