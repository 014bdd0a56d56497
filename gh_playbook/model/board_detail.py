"""Details of a board that only an export needs: links by name, sorted views, its workflow."""

from collections.abc import Mapping
from dataclasses import field

from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.project import ExistingSorting


@dataclass(frozen=True)
class GeneratedWorkflow:
    """A workflow in the repository that the tool made from a board's rules: its path and its text.

    `is_current` tells that these rules still give exactly this text.
    """

    path: str
    text: str
    is_current: bool = True


@dataclass(frozen=True)
class BoardDetail:
    """Details of a board beyond its fields and cards.

    `repositories` and `teams` are its links: their names by their ids. `sees_teams` tells whether
    GitHub showed this login the teams. `sortings` map the id of a view to its sorting.
    """

    repositories: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    sees_teams: bool = True
    sortings: Mapping[str, tuple[ExistingSorting, ...]] = field(default_factory=dict)
    workflow: GeneratedWorkflow | None = None

    @property
    def link_ends(self) -> dict[str, str]:
        """The ids of the linked repositories and teams, as `World.link_ends` has them."""
        repositories = {folded(name): id for id, name in self.repositories.items()}
        return repositories | {folded(f"team {slug}"): id for id, slug in self.teams.items()}
