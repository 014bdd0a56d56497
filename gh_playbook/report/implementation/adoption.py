"""The backlog's effect on an issue that existed before it."""

from collections.abc import Collection

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.model import managed_block
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.report.implementation.state import Adoption


def adoption(desired: Issue, existing: ExistingIssue) -> Adoption:
    """Return the declared values that an adopted issue has.

    GitHub does not tell the earlier values of an issue, so a declared label that people had added
    already counts too. Declared values that are not true yet are left out: they are listed as
    differences, or belong to people if they are set once.
    """
    worn = {folded(name) for name in existing.labels}
    return Adoption(
        type=existing.type if _is_same(desired.type, existing.type) else None,
        milestone=existing.milestone if _is_same(desired.milestone, existing.milestone) else None,
        labels=_named(desired.labels, worn, there=True),
        without=_named(desired.remove_labels, worn, there=False),
        has_block=_has_block(existing),
    )


def _is_same(declared: str | None, found: str | None) -> bool:
    return is_same(declared or "", found or "")


def _named(names: Collection[str], worn: Collection[str], *, there: bool) -> tuple[str, ...]:
    return tuple(name for name in names if (folded(name) in worn) is there)


def _has_block(existing: ExistingIssue) -> bool:
    try:
        return managed_block.find(existing.body) is not None
    except managed_block.BodyError:
        return False
