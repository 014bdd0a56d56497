"""People's edits inside the managed block of an issue, as fields of the backlog."""

from dataclasses import replace

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules.context import Context
from gh_playbook.modules.issues import text
from gh_playbook.pulling import text_change
from gh_playbook.pulling.three_way import Conflict, Taken


def texts(
    issue: Issue, existing: ExistingIssue, base: Base, world: World, context: Context
) -> list[Taken]:
    """Return the texts that people changed; a conflict if no field contains the edited part."""
    try:
        block = managed_block.find(existing.body)
    except managed_block.BodyError as error:
        return [Conflict(issue.key, "body", "", "", str(error), is_by_hand=True)]
    written = text.write(issue, world, context).content
    if block is None or block.key != issue.key or managed_block.is_same(block.content, written):
        return []
    if block.holds(base.digest):
        return []
    if managed_block.digest(written) != base.digest:
        return [Conflict(issue.key, "body", written, block.content, is_by_hand=True)]
    alone = "body" if issue.body and not issue.description else "description"
    said = text_change.changes(block.content, written, alone)
    new = issue.model_copy(update=said or {})
    again = text.write(new, world, replace(context, texts={})).content
    if not said or not managed_block.is_same(again, block.content):
        reason = "the edit does not belong to a field"
        return [Conflict(issue.key, "body", written, block.content, reason, is_by_hand=True)]
    return [Taken(issue.key, name, getattr(issue, name), value) for name, value in said.items()]
