"""Issues, found by their markers alone: their properties, and the text of the managed block.

Labels that people added are theirs; so are values that are set once: `status:*` labels, open or
closed, ticks, and the text around the block.
"""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same, matches
from gh_playbook.declaration.value import ME
from gh_playbook.model import managed_block
from gh_playbook.model.identity_advice import nearly, retitled
from gh_playbook.verification import existing
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import Check, CheckState, compared, missing, unsupported

# The kinds of the things that properties of issues name.
_KINDS = {"type": "issue type", "milestone": "milestone"}


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare all declared issues, links aside."""
    for issue in desired.issues:
        existing_issue = found.issue(issue.key)
        if existing_issue is None:
            yield missing("issue", issue.key, _unmarked(issue, found), issue.source)
            continue
        yield from _properties(issue, existing_issue, desired, found)
        yield from _labels(issue, existing_issue, desired)
        yield from _assignees(issue, existing_issue, desired, found)
        yield from _closing(issue, existing_issue, desired, found)
        yield from _marks(issue, existing_issue, found)
        yield _text(issue, existing_issue, desired, found)


def _unmarked(issue: Issue, found: Existing) -> str | None:
    """Return what there is instead of a missing issue, and what to do if it is meant.

    That is an issue with a previous key or with its title, which could be adopted; the issue with
    its number; or one with nearly its title.
    """
    moved = [(each, key) for key in issue.previously if (each := found.issue(key))]
    if moved:
        return ", ".join(f"{each.reference} with the key {key!r}" for each, key in moved)
    same = [each.reference for each in found.unmarked(issue.title)]
    if same:
        return f"{', '.join(same)} without a marker"
    numbered = found.numbered(issue.number) if issue.number is not None else None
    if numbered is not None and numbered.key is None and not is_same(numbered.title, issue.title):
        return retitled(numbered.number, numbered.title)
    if issue.number is not None and numbered is None:
        return f"there is no issue #{issue.number}"
    return "; ".join(nearly(each.number, each.title) for each in found.nearly(issue.title)) or None


def _properties(
    issue: Issue, found: existing.Issue, desired: Desired, all_: Existing
) -> Iterator[Check]:
    pairs = {
        "title": (issue.title, found.title),
        "type": (issue.type if all_.features.issue_types else None, found.type),
        "milestone": (issue.milestone, found.milestone),
        "state": (issue.state, "open" if found.is_open else "closed"),
    }
    for name, (expected, actual) in pairs.items():
        if expected is None or name in {*desired.backlog.set_once.fields, *issue.ignore}:
            continue
        # GitHub's names of types and milestones ignore case; the catalogue compares their own.
        same = name != "title" and is_same(actual or "", expected)
        place = issue.place(name)
        there = expected if same else actual
        needs = (_KINDS[name], expected) if name in _KINDS else None
        yield compared("issue", issue.key, name, expected, there, place, needs)


def _labels(issue: Issue, found: existing.Issue, desired: Desired) -> Iterator[Check]:
    if "labels" in issue.ignore:
        return
    worn = {folded(name) for name in found.labels}
    left = desired.left_labels(issue)
    for index, name in enumerate(issue.labels):
        if folded(name) not in left and not _is_set_once(name, desired):
            actual = name if folded(name) in worn else None
            place = issue.place("labels", index)
            needs = ("label", name)
            yield compared("issue", issue.key, "label", name, actual, place, needs)
    for index, name in enumerate(issue.remove_labels):
        actual = name if folded(name) in worn else None
        place = issue.place("remove_labels", index)
        yield compared("issue", issue.key, "removed label", None, actual, place)
    outdated = desired.outdated_labels(issue, found.labels)
    for name in sorted(each for each in found.labels if folded(each) in outdated):
        if _is_set_once(name, desired):
            continue
        place = issue.place("labels")
        yield compared("issue", issue.key, "outdated label", None, name, place)


def _assignees(
    issue: Issue, found: existing.Issue, desired: Desired, all_: Existing
) -> Iterator[Check]:
    """Check that every declared person is assigned; others may be assigned too."""
    if "assignees" in {*desired.backlog.set_once.fields, *issue.ignore}:
        return
    there = {folded(login) for login in found.assignees}
    for index, login in enumerate(issue.assignees):
        meant = all_.target.login if login == ME else login
        actual = login if folded(meant) in there else None
        yield compared(
            "issue", issue.key, "assignee", login, actual, issue.place("assignees", index)
        )


def _closing(
    issue: Issue, found: existing.Issue, desired: Desired, all_: Existing
) -> Iterator[Check]:
    """Check the reason of a closed issue, unless that is set once."""
    if "state" in {*desired.backlog.set_once.fields, *issue.ignore}:
        return
    if issue.state_reason == "duplicate" and not all_.features.duplicates:
        place, reason = issue.place("state_reason"), "there are no duplicates here: not planned"
        yield compared("issue", issue.key, "reason", "not_planned", found.reason, place)
        yield unsupported("issue", issue.key, reason, place)
        return
    if issue.state_reason is not None:
        place = issue.place("state_reason")
        yield compared("issue", issue.key, "reason", issue.state_reason, found.reason, place)
    if issue.duplicate_of is not None:
        place = issue.place("duplicate_of")
        original = all_.by_id.get(found.duplicate_of or "")
        actual = (original.key or original.reference) if original else found.duplicate_of
        yield compared("issue", issue.key, "duplicate of", issue.duplicate_of, actual, place)


def _marks(issue: Issue, found: existing.Issue, all_: Existing) -> Iterator[Check]:
    """Check whether it is pinned and locked, if that is declared."""
    if issue.pinned is not None:
        place = issue.place("pinned")
        if all_.features.pins:
            yield compared("issue", issue.key, "pinned", issue.pinned, found.is_pinned, place)
        else:
            yield unsupported("issue", issue.key, "issues cannot be pinned here", place)
    if issue.locked is not None:
        is_locked = found.lock is not None
        actual = found.lock or is_locked if isinstance(issue.locked, str) else is_locked
        place = issue.place("locked")
        yield compared("issue", issue.key, "locked", issue.locked, actual, place)


def _is_set_once(label: str, desired: Desired) -> bool:
    return any(matches(label, pattern) for pattern in desired.backlog.set_once.labels)


def _text(issue: Issue, found: existing.Issue, desired: Desired, all_: Existing) -> Check:
    """Check that the block has the declared text, ignoring ticks, whoever wrote it."""
    expected = desired.text(issue, all_).strip()
    try:
        block = managed_block.find(found.body)
    except managed_block.BodyError as error:
        return compared("issue", issue.key, "body", expected, str(error), issue.source)
    actual = block.content.strip() if block else ""
    same = block is not None and managed_block.is_same(actual, expected)
    state = CheckState.MATCH if same else CheckState.MISMATCH
    expected = managed_block.with_ticks(expected, actual)  # Ticks are no difference to show.
    return Check("issue", issue.key, "body", expected, actual, state, issue.source)
