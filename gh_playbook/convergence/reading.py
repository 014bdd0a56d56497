"""Reading the world that an input is about: as much of GitHub as its steps have to do with."""

from dataclasses import dataclass, replace

from gh_playbook.convergence.binding import binding
from gh_playbook.convergence.preparation import Prepared
from gh_playbook.github import register, snapshot
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.world import World
from gh_playbook.modules import Part


@dataclass(frozen=True)
class Reading:
    """Reads the world, now and again after doubt, always with the same scope.

    `issues` asks for them also where no step needs them; `files` are paths beside those that
    steps declare.
    """

    session: GitHubSession
    prepared: Prepared
    issues: bool = False
    files: tuple[str, ...] = ()

    def read(self) -> World:
        """Return the world, the declared issues bound to those there are. Raises GitHubError."""
        prepared = self.prepared
        scope = snapshot.Scope(
            prepared.owner,
            prepared.name,
            issues=self.issues or prepared.reads(Part.ISSUES),
            project=prepared.project_title(),
            pull_requests=prepared.reads(Part.PULL_REQUESTS),
            issue_types=prepared.issue_types(),
            assignees=prepared.assignees(),
            files=tuple(dict.fromkeys([*prepared.files(), *self.files])),
        )
        world = snapshot.read(self.session.reader, scope)
        if not world.register.is_found:
            kept = register.load_file(self.session.memory, world.repository.name)
            world.register = replace(kept, commit=world.register.commit)
        self.bind(world)
        return world

    def bind(self, world: World) -> None:
        """Bind the declared issues to those that are in a world. Raises GitHubError."""
        binding(self.prepared, self.session.reader).bind(world)
