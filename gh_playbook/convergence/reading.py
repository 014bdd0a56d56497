"""Reading the world that an input is about: as much of GitHub as its steps have to do with."""

from dataclasses import dataclass

from gh_playbook.convergence.binding import binding
from gh_playbook.convergence.preparation import Prepared
from gh_playbook.github import snapshot
from gh_playbook.github.reader import Reader
from gh_playbook.model.world import World
from gh_playbook.modules import Part


@dataclass(frozen=True)
class Reading:
    """Reads the world, now and again after doubt, always with the same scope.

    `issues` asks for them also where no step needs them; `files` are paths beside those that
    steps declare.
    """

    reader: Reader
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
            files=tuple(dict.fromkeys([*prepared.files(), *self.files])),
        )
        world = snapshot.read(self.reader, scope)
        binding(prepared, self.reader).bind(world)
        return world
