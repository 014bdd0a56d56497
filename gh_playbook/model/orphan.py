"""Orphans: open issues that a backlog created or adopted, and whose entries were removed since."""

from collections.abc import Callable, Collection

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.wording import counted
from gh_playbook.frozen import dataclass
from gh_playbook.model import managed_block
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import Activity, Edit, ExistingIssue
from gh_playbook.model.managed_block import ManagedBlock
from gh_playbook.model.marker import title_digest
from gh_playbook.model.world import World

# The beginning of the tool's comment on an orphan that it has closed.
CLOSED = "Closed as not planned: its entry has left the backlog"


@dataclass(frozen=True)
class ExistingOrphan(ExistingIssue):
    """An orphan that was closed; `comment` is the id of the comment that says why, if known."""

    comment: str = ""


@dataclass(frozen=True)
class FoundOrphan:
    """An orphan that was found: the key of its marker, and its number."""

    key: str
    number: int


def orphans(
    world: World, declared: Collection[str], trusted: Collection[str] = ()
) -> list[FoundOrphan]:
    """Return the orphans, by number; `declared` are all keys, also previous ones.

    An orphan must be vouched for: by an author with rights (`trusted` are logins, in lower case),
    or by the register. A copy is not an orphan.
    """
    found = []
    for issue in world.issues.values():
        if issue.state != "open" or issue.number is None or "gh-playbook:" not in issue.body:
            continue
        mark = claim(issue)
        if mark is None or mark.block is None or mark.is_copy or mark.key in declared:
            continue
        is_registered = world.register.names(mark.key, issue.number, issue.id)
        if is_registered or issue.author.has_rights(trusted):
            found.append(FoundOrphan(mark.key, issue.number))
    return sorted(found, key=lambda each: each.number)


def work_on(
    issue: ExistingIssue,
    world: World,
    by_hand: Callable[[], Collection[str] | None] = lambda: None,
) -> list[str]:
    """Return in words what people have done with an issue since it was written, but for its links.

    The author and the login of the run are people, too, but they also run this tool: their changes
    count if `by_hand` says that no run made them. It returns the labels and milestones, folded, and
    an empty text for a reopening; None if nothing is known: then whatever came after the creation
    counts.
    """
    found = []
    block = managed_block.find(issue.body)
    if block is None or _is_edited(issue, block):
        found.append("it was edited")
    if issue.assignees:
        found.append(f"assigned to {', '.join(issue.assignees)}")
    activity = world.activities.get(issue.id)
    if activity is None:
        found.append("its comments are not known")
    else:
        found += told(activity)
        own = {issue.author.login, world.login.name}
        editors = {each.login for each in activity.edits if each.login not in own}
        given = _given(issue)
        suspects = [
            each
            for each in activity.edits
            if each.login in own and each != given and _may_tell(each, world)
        ]
        if suspects and not found and not editors:
            known = by_hand()
            editors |= {
                each.login
                for each in suspects
                if (not each.is_of_creation if known is None else folded(each.name or "") in known)
            }
        found += [f"changed by {', '.join(sorted(editors))}"] if editors else []
    return found


def _given(issue: ExistingIssue) -> Edit | None:
    """Return what GitHub gives a new sub-issue without a milestone: the milestone of its parent.

    The parent may have another one by now.
    """
    if issue.parent is None or issue.milestone is None:
        return None
    return Edit(issue.author.login, issue.milestone, is_of_creation=True)


def _may_tell(edit: Edit, world: World) -> bool:
    """Tell whether an edit may be work: what no longer exists left the issue by itself."""
    if not edit.name:
        return edit.name is not None
    return bool(world.label(edit.name) or world.milestone(edit.name))


def told(activity: Activity) -> list[str]:
    """Return in words what people have added to an issue."""
    numbers = {
        "comment": activity.comments,
        "linked pull request": activity.pull_requests,
        "linked branch": activity.branches,
    }
    found = [counted(number, what) for what, number in numbers.items() if number]
    return found + ([f"{', '.join(activity.waiting)} waits for it"] if activity.waiting else [])


def _is_edited(issue: ExistingIssue, block: ManagedBlock) -> bool:
    """Tell whether somebody has changed the title or the text, or ticked a box."""
    has_other_title = block.marker.title not in {"", title_digest(issue.title)}
    around = block.before.strip() or block.after.strip()
    return bool(around) or block.is_edited or has_other_title or managed_block.is_ticked(block)
