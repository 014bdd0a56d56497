"""Links between issues: parents and the order of sub-issues, dependencies, relations.

Links that people added belong to them: for example a sub-issue between the declared ones.
"""

from collections.abc import Callable, Iterator

from gh_playbook.declaration.backlog.issue import Dependency, Issue, Relation
from gh_playbook.declaration.source import Source
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing
from gh_playbook.verification.existing import Issue as ExistingIssue
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
    """Compare the order of the declared sub-issues that are under their parent."""
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
    if not found.features.dependencies:
        reason = "there are no dependencies here: the text names it"
        return unsupported("dependency", dependency.key, reason, dependency.source)
    return _link(
        "dependency",
        dependency,
        dependency.blocked_by,
        found,
        lambda waiting, blocking: blocking.id in waiting.blocked_by,
    )


def _relation(relation: Relation, found: Existing) -> Check:
    if not found.features.relations:
        reason = 'there is no "related to" here: the text names it'
        return unsupported("relation", relation.key, reason, relation.source)
    return _link(
        "relation",
        relation,
        relation.related_to,
        found,
        lambda one, other: other.id in one.related_to or one.id in other.related_to,
    )


def _link(
    kind: str,
    link: Dependency | Relation,
    other_key: str,
    found: Existing,
    is_linked: Callable[[ExistingIssue, ExistingIssue], bool],
) -> Check:
    """Compare the link of an issue with the issue of a key or reference."""
    one, other = found.issue(link.issue), found.issue(other_key)
    if one is None or other is None:
        return _unlinked(kind, link.key, link.issue if one is None else other_key, link.source)
    actual = other_key if is_linked(one, other) else None
    what = link.ends[1].replace("_", " ")
    return compared(kind, link.key, what, other_key, actual, link.source)


def _unlinked(kind: str, key: str, lacking: str, source: Source | None) -> Check:
    """Return the check of a link whose one end, the issue `lacking`, was not found."""
    return missing(kind, key, f"there is no issue {lacking!r}", source, ("issue", lacking))


def _named(id: str, found: Existing) -> str:
    """Return the name of an issue: its key, its number, or that it is elsewhere."""
    issue = found.by_id.get(id)
    if issue is None:
        return "an issue of another repository"
    return issue.key or issue.reference
