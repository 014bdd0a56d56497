"""Links that would form a circle, which GitHub refuses: a parent below its own sub-issue."""

from collections.abc import Iterator

from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World


def between(child: ExistingIssue, parent: ExistingIssue, world: World) -> list[ExistingIssue]:
    """Return the issues from a parent up to the one right below the child; mostly none.

    None of them can stay where it is if the child is to be put under that parent.
    """
    path: list[ExistingIssue] = []
    for issue in _upwards(parent, world):
        path.append(issue)
        if issue.parent == child.id:
            return path
    return []


def _upwards(issue: ExistingIssue, world: World) -> Iterator[ExistingIssue]:
    """Yield an issue, its parent, that one's parent and so on, each once."""
    seen: set[str] = set()
    above: ExistingIssue | None = issue
    while above is not None and above.id not in seen:
        seen.add(above.id)
        yield above
        above = world.known(above.parent or "")
