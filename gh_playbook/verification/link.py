"""Links between issues: parents and the order of sub-issues, dependencies, relations.

Links that people added are theirs: for example a sub-issue between the declared ones.
"""

from collections.abc import Iterator

from gh_playbook.declaration.issue import Dependency, Issue, Relation
from gh_playbook.declaration.source import Source
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.verification import Check, compared, missing, unsupported


def compare(desired: Desired, found: Existing) -> Iterator[Check]:
    """Compare all links."""
    for issue in desired.issues:
        if issue.parent is not None:
            yield _parent(issue, issue.parent, found)
    for key, children in desired.children.items():
        if len(children) > 1 and found.features.sub_issues:
            yield from _order(key, children, desired, found)
    for dependency in desired.dependencies:
        yield _dependency(dependency, found)
    for relation in desired.relations:
        yield _relation(relation, found)


def _parent(issue: Issue, parent: str, found: Existing) -> Check:
    if not found.features.sub_issues:
        reason = "there are no sub-issues here: the text of the issue names its parent"
        return unsupported("sub-issue", issue.key, reason, issue.source)
    existing = found.issue(issue.key)
    wanted = found.issue(parent)
    if existing is None or wanted is None:
        lacking = parent if wanted is None else issue.key
        return _unlinked("sub-issue", issue.key, lacking, issue.place("parent"))
    actual = _named(existing.parent, found) if existing.parent else None
    if existing.parent == wanted.id:
        actual = parent
    return compared("sub-issue", issue.key, "parent", parent, actual, issue.place("parent"))


def _order(
    parent: str, children: tuple[Issue, ...], desired: Desired, found: Existing
) -> Iterator[Check]:
    """Compare the order of those declared sub-issues that are under their parent."""
    existing = found.issue(parent)
    if existing is None:
        return
    known = {each.id: child.key for child in children if (each := found.issue(child.key))}
    actual = [known[id] for id in existing.sub_issues if id in known]
    expected = [child.key for child in children if child.key in actual]
    declared = desired.by_key.get(parent)
    place = declared.place("sub_issues") if declared else children[0].place("parent")
    yield compared("sub-issue", parent, "order of sub-issues", expected, actual, place)


def _dependency(dependency: Dependency, found: Existing) -> Check:
    kind, source = "dependency", dependency.source
    if not found.features.dependencies:
        reason = "there are no dependencies here: the text names it"
        return unsupported(kind, dependency.key, reason, source)
    waiting, blocking = found.issue(dependency.issue), found.issue(dependency.blocked_by)
    if waiting is None or blocking is None:
        lacking = dependency.issue if waiting is None else dependency.blocked_by
        return _unlinked(kind, dependency.key, lacking, source)
    actual = dependency.blocked_by if blocking.id in waiting.blocked_by else None
    return compared(kind, dependency.key, "blocked by", dependency.blocked_by, actual, source)


def _relation(relation: Relation, found: Existing) -> Check:
    kind, source = "relation", relation.source
    if not found.features.relations:
        reason = 'there is no "related to" here: the text names it'
        return unsupported(kind, relation.key, reason, source)
    one, other = found.issue(relation.issue), found.issue(relation.related_to)
    if one is None or other is None:
        lacking = relation.issue if one is None else relation.related_to
        return _unlinked(kind, relation.key, lacking, source)
    is_linked = other.id in one.related_to or one.id in other.related_to
    actual = relation.related_to if is_linked else None
    return compared(kind, relation.key, "related to", relation.related_to, actual, source)


def _unlinked(kind: str, key: str, lacking: str, source: Source | None) -> Check:
    """Return the check of a link of which one end, the issue `lacking`, was not found."""
    return missing(kind, key, f"there is no issue {lacking!r}", source)


def _named(id: str, found: Existing) -> str:
    """Return the name of an issue: its key, its number, or that it is elsewhere."""
    issue = found.by_id.get(id)
    if issue is None:
        return "an issue of another repository"
    return issue.key or issue.reference
