"""Withdrawing: if two runs created the same thing at the same time, the younger one is removed.

Without a lock two runs can work at the same time. GitHub refuses a second label, milestone, type or
field with the same name, and a second card of an issue; but it creates any number of equal issues,
projects and views. So a run that created some of these reads again, and withdraws its own if there
is another with a lower number. Both runs come to the same decision, in whatever order they read.
Then it completes the older ones: the cards of a withdrawn board go onto the other one.

An issue is closed as a duplicate, without its marker and its links. A project is closed under
another title, because somebody may have used it already. A view is deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gh_playbook.convergence.engine import Engine
from gh_playbook.convergence.group_convergence import converge
from gh_playbook.declaration.declared import Declared
from gh_playbook.declaration.issue import Issue
from gh_playbook.github import selection
from gh_playbook.model import managed_block
from gh_playbook.model.change import Action, Change, Difference, Mutation
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.project import ExistingView
from gh_playbook.model.sending import Landed, Sender
from gh_playbook.model.world import World

# Modules of things that belong to issues, or to an issue and a board.
_BELONGING = {"issue", "sub_issue", "dependency", "relation", "project_item"}


@dataclass
class Made:
    """The issues and views that a run has created, ids by key: GitHub accepts these kinds twice.

    `project` is the id and the number of a project.
    """

    issues: dict[str, str] = field(default_factory=dict)
    project: tuple[str, int] | None = None
    views: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.issues or self.project or self.views)

    def clear(self) -> None:
        """Forget everything noted so far."""
        self.issues.clear()
        self.views.clear()
        self.project = None

    def note(self, change: Change, world: World) -> None:
        """Note what a change has created, once the world contains it."""
        if change.action is not Action.CREATE:
            return
        project, issue = world.project, world.issue(change.key)
        if change.module in {"issue", "sub_issue"} and issue is not None:
            self.issues[change.key] = issue.id
        elif project is None or project.number is None:
            return
        elif change.module == "project":
            self.project = (project.id, project.number)
        elif change.module == "project_view" and (view := project.view(change.key)) is not None:
            self.views[change.key] = view.id


def withdraw(made: Made, sender: Sender) -> tuple[World, list[str]]:
    """Withdraw what another run created a moment earlier.

    Return the world as it is now, and messages about what was withdrawn. Raises GitHubError.
    """
    world = sender.reread()
    changes = list(_changes(made, world))
    if not changes:
        return world, []
    landed = [
        changes[sent.index]
        for batch in sender.send(changes)
        for sent in batch
        if isinstance(sent, Landed)
    ]
    return sender.reread(), [each.reason for each in landed]


def complete(engine: Engine) -> None:
    """Give the older things what belonged to the withdrawn ones: links, cards, numbers in texts.

    The other run does so too, and GitHub has each of these only once. What GitHub would accept
    twice is left to that run.
    """
    items = [
        each
        for each in engine.results
        if each.module in _BELONGING and _exists(each.desired, engine.world)
    ]
    if items:
        converge(engine, items)


def _exists(desired: Declared, world: World) -> bool:
    """Tell whether the things of an issue may be completed: the issue itself is never created."""
    return not isinstance(desired, Issue) or world.issue(desired.key) is not None


def _changes(made: Made, world: World) -> Iterator[Change]:
    """Yield the changes that withdraw each thing for which an older one exists."""
    for key, id in made.issues.items():
        own, twin = world.issues.get(id), _oldest(key, world)
        if own is not None and twin is not None and _is_older(twin.number, own.number):
            yield _issue(key, own, twin, world)
    project = world.project
    if project is None:
        return
    if made.project is not None and _is_older(project.number, made.project[1]):
        yield _project(made.project, project.title, project.number, world)
    for name, id in made.views.items():
        same = [each for each in project.views if each.name == name]
        oldest = min(same, key=lambda each: each.number or 0, default=None)
        own_view = next((each for each in same if each.id == id), None)
        if oldest is not None and own_view is not None and oldest.id != id:
            yield _view(own_view)


def _is_older(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _oldest(key: str, world: World) -> ExistingIssue | None:
    """Return the oldest trusted issue with the marker of a key."""
    bound = world.issue(key)
    found = [*([bound] if bound else []), *world.surplus.get(key, ())]
    bearing = [each for each in found if (mark := claim(each)) is not None and mark.key == key]
    return min(bearing, key=lambda each: each.number or 0, default=None)


def _issue(key: str, own: ExistingIssue, twin: ExistingIssue, world: World) -> Change:
    text = f"Withdrawn: #{twin.number} is the same; two runs created it at the same time."
    after = replace(own, body=_without_block(own.body, text), state="closed", reason="duplicate")
    return Change[object](
        "issue",
        key,
        Action.UPDATE,
        f"#{own.number} is withdrawn, because another run created #{twin.number} of {key}",
        differences=(
            Difference("body", own.body, after.body),
            Difference("state", own.state, after.state),
        ),
        operations=tuple(_withdrawing(own, twin, after.body, world)),
        before=own,
        after=after,
        number=own.number,
        url=own.url,
    )


def _without_block(body: str, text: str) -> str:
    """Return the text around the block, which people wrote, with a notice in place of the block."""
    block = managed_block.find(body)
    return f"{block.before}{text}{block.after}" if block else f"{body}\n\n{text}"


def _withdrawing(
    own: ExistingIssue, twin: ExistingIssue, text: str, world: World
) -> Iterator[Mutation]:
    """Yield the operations that withdraw an issue: links first, for a closed issue still blocks."""
    nothing = "clientMutationId"
    if own.parent is not None:
        yield Mutation("removeSubIssue", {"issueId": own.parent, "subIssueId": own.id}, nothing)
    blocked = [each.id for each in world.issues.values() if own.id in each.blocked_by]
    links = [(own.id, each) for each in own.blocked_by] + [(each, own.id) for each in blocked]
    for waiting, blocking in links:
        given = {"issueId": waiting, "blockingIssueId": blocking}
        yield Mutation("removeBlockedBy", given, nothing)
    card = world.project.items.get(own.id) if world.project else None
    if card is not None and world.project is not None:
        given = {"projectId": world.project.id, "itemId": card.id}
        yield Mutation("deleteProjectV2Item", given, "deletedItemId")
    yield Mutation("updateIssue", {"id": own.id, "body": text}, "issue { id }")
    given = {"issueId": own.id, "stateReason": "DUPLICATE", "duplicateIssueId": twin.id}
    yield Mutation("closeIssue", given, f"issue {{ {selection.issue(world.features)} }}")


def _project(own: tuple[str, int], title: str, twin: int | None, world: World) -> Change:
    id, number = own
    withdrawn = f"{title} (withdrawn for #{twin})"
    linked = {"projectId": id, "repositoryId": world.repository.id}
    return Change[object](
        "project",
        title,
        Action.UPDATE,
        f"project #{number} is withdrawn, because another run created #{twin} of {title!r}",
        differences=(Difference("title", title, withdrawn),),
        operations=(
            Mutation("unlinkProjectV2FromRepository", linked, "clientMutationId"),
            Mutation(
                "updateProjectV2",
                {"projectId": id, "title": withdrawn, "closed": True},
                "projectV2 { id }",
            ),
        ),
        number=number,
    )


def _view(own: ExistingView) -> Change:
    return Change[object](
        "project_view",
        own.name,
        Action.UPDATE,
        f"a second view {own.name!r} is withdrawn, because another run created one",
        operations=(Mutation("deleteProjectV2View", {"viewId": own.id}, "clientMutationId"),),
        before=own,
    )
