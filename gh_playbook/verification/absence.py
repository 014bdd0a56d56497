"""Things that are declared absent, but exist."""

from collections.abc import Iterator
from dataclasses import replace

from gh_playbook.declaration.backlog.issue import Dependency, Relation
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.declaration.source import Source
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing, KnownFeatures
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.verification import EXISTENCE, Check, CheckState


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare everything that is declared absent."""
    absent = desired.absent
    names = {
        "label": {folded(each.name) for each in found.labels},
        "issue type": {folded(each.name) for each in found.issue_types},
    }
    for label in absent.labels:
        yield _check("label", label.name, folded(label.name) in names["label"], label.source)
    for issue_type in absent.issue_types:
        is_there = folded(issue_type.name) in names["issue type"]
        yield _check("issue type", issue_type.name, is_there, issue_type.source)
    there = {folded(each.name) for each in found.issue_fields}
    for issue_field in absent.issue_fields:
        is_there = folded(issue_field.name) in there
        yield _check("issue field", issue_field.name, is_there, issue_field.source)
    for milestone in absent.milestones:
        is_there = any(is_same(each.title, milestone.title) for each in found.milestones)
        yield _check("milestone", milestone.title, is_there, milestone.source)
    for issue in absent.issues:
        existing = found.issue(issue.key)
        is_open = existing is not None and existing.is_open
        yield _check("issue", issue.key, is_open, issue.source)
    links: tuple[Dependency | Relation, ...] = (*absent.dependencies, *absent.relations)
    for link in links:
        kind = "dependency" if isinstance(link, Dependency) else "relation"
        yield _check(kind, link.key, _is_linked(link, found), link.source)
    for file in absent.files:
        yield _check("file", file.path, found.files.get(file.path) is not None, file.source)
    if found.board is not None:
        yield from _of_board(desired, found.board, found.features)


def _of_board(desired: Desired, board: Board, features: KnownFeatures) -> Iterator[Check]:
    project = desired.backlog.project
    if project is None:
        return
    views = {folded(each.name) for each in board.views}
    for view in project.views:
        if view.is_absent:
            check = _check("view", view.name, folded(view.name) in views, view.source)
            is_wrong = check.state is not CheckState.MATCH
            unsupported = replace(check, state=CheckState.UNSUPPORTED)
            yield unsupported if is_wrong and not features.views else check
    for field in project.fields:
        found = board.field(field.name)
        if field.is_absent:
            yield _check("field", field.name, found is not None, field.source)
            continue
        there = {folded(each.name) for each in found.options} if found else set()
        for option in field.options:
            if option.is_absent:
                key = f"{field.name}: {option.name}"
                yield _check("option", key, folded(option.name) in there, option.source)


def _is_linked(link: Dependency | Relation, found: Existing) -> bool:
    one, other = (found.issue(getattr(link, end)) for end in link.ends)
    if one is None or other is None:
        return False
    if isinstance(link, Dependency):
        return other.id in one.blocked_by
    return other.id in one.related_to or one.id in other.related_to


def _check(kind: str, key: str, is_there: bool, source: Source | None) -> Check:
    state = CheckState.MISMATCH if is_there else CheckState.MATCH
    return Check(kind, key, EXISTENCE, "none", "exists" if is_there else "none", state, source)
