"""Links of the project to repositories and teams; `project` links the backlog's repository."""

from dataclasses import replace

from gh_playbook.declaration.backlog.board_link import BoardLink
from gh_playbook.declaration.name import folded
from gh_playbook.model.change import Action, Change, Difference, Mutation, Payload
from gh_playbook.model.past import Past
from gh_playbook.model.project import ExistingLink, ExistingProject
from gh_playbook.model.world import World
from gh_playbook.modules import undo
from gh_playbook.modules.board_module import BoardModule
from gh_playbook.modules.context import Context
from gh_playbook.modules.module import GROUND, Effect, skipped, taken_away
from gh_playbook.modules.project_access import open_project, without_project


class ProjectLinkModule(BoardModule[BoardLink, ExistingLink]):
    """A link of the project to a repository or a team."""

    name = "project_link"
    effect = Effect.NOTHING
    title = "Links of the board"
    argument = BoardLink
    existing = ExistingLink
    stage = GROUND

    def key(self, desired: BoardLink) -> str:
        """Return the name of the repository or the team."""
        return desired.key

    def diff(self, desired: BoardLink, world: World, context: Context) -> Change[ExistingLink]:
        """Compare whether the project is linked; other links stay."""
        change, project, link = self._found(desired, world, context)
        if project is None:
            return change
        if link is None:
            reason = f"there is no {desired.key}, or this login may not see it"
            return replace(change, action=Action.FAIL, reason=reason)
        return change if link.id in project.linked else _linking(change, link, project)

    def absent(self, desired: BoardLink, world: World, context: Context) -> Change[ExistingLink]:
        """Compare an absent declaration with the links of the project."""
        change, project, link = self._found(desired, world, context)
        if project is None:
            return change
        is_linked = link is not None and link.id in project.linked
        return taken_away(self, desired.key, link if is_linked else None, world)

    def record(self, change: Change[ExistingLink], world: World, _payload: Payload | None) -> None:
        """Put the link into the world."""
        if world.project is not None:
            linked = world.project.linked | {change.made.id}
            world.project = replace(world.project, linked=linked)

    def remove(self, key: str, existing: ExistingLink, world: World) -> Change[ExistingLink]:
        """Remove the link."""
        if world.project is None:
            raise ValueError(f"{key}: there is no board")
        name = "unlinkProjectV2FromTeam" if existing.is_team else "unlinkProjectV2FromRepository"
        return Change(
            self.name,
            key,
            Action.REMOVE,
            "not linked any more",
            differences=(Difference("link", key, None),),
            operations=(_mutation(name, existing, world.project),),
            before=existing,
        )

    def forget(self, change: Change[ExistingLink], world: World) -> None:
        """Note that the link no longer exists."""
        if world.project is not None and change.before is not None:
            linked = world.project.linked - {change.before.id}
            world.project = replace(world.project, linked=linked)

    def restore(self, past: Past, world: World) -> Change[ExistingLink]:
        """Compare the link with its state before the run."""
        project = world.project
        if project is None:
            return undo.gone(past)
        link: ExistingLink = past.latest
        is_linked = link.id in project.linked
        if past.before is None:
            return self.remove(past.key, link, world) if is_linked else undo.gone(past)
        change: Change[ExistingLink] = skipped(self.name, past.key, "as before the run")
        if is_linked or past.after is not None:
            return change
        return replace(_linking(change, link, project), reason="as before the run")

    def _found(
        self, desired: BoardLink, world: World, context: Context
    ) -> tuple[Change[ExistingLink], ExistingProject | None, ExistingLink | None]:
        """Return a change that says that there is nothing to do, the project, and the link's end.

        Without a project the change says why nothing can be done.
        """
        change: Change[ExistingLink] = skipped(self.name, desired.key, source=desired.source)
        if desired.team is not None and not world.repository.owner_is_organization:
            reason = f"teams belong to organizations, and {world.repository.owner} is a user"
            return replace(change, action=Action.UNSUPPORTED, reason=reason), None, None
        project = open_project(world, context)
        if project is None:
            return without_project(change, world), None, None
        id = world.link_ends.get(folded(desired.key))
        link = ExistingLink(id, is_team=desired.team is not None) if id else None
        return change, project, link


def _linking(
    change: Change[ExistingLink], link: ExistingLink, project: ExistingProject
) -> Change[ExistingLink]:
    name = "linkProjectV2ToTeam" if link.is_team else "linkProjectV2ToRepository"
    return replace(
        change,
        action=Action.CREATE,
        reason="not linked",
        differences=(Difference("link", None, change.key),),
        operations=(_mutation(name, link, project),),
        after=link,
    )


def _mutation(name: str, link: ExistingLink, project: ExistingProject) -> Mutation:
    end = "team" if link.is_team else "repository"
    wire = {"projectId": project.id, f"{end}Id": link.id}
    return Mutation(name, wire, f"{end} {{ id }}", light=True)
