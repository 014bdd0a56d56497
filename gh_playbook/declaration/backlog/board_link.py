"""Links of a project to repositories and teams, which then show it."""

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from gh_playbook.declaration.chosen import Chosen
from gh_playbook.declaration.declared import Declared, Line
from gh_playbook.declaration.value import Presence
from gh_playbook.late_pattern import late_pattern

_REPOSITORY = late_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+")
_TEAM = late_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def _repository(value: str) -> str:
    if not _REPOSITORY.fullmatch(value):
        raise ValueError(f"must be a repository, owner/name, not {value!r}")
    return value


def _team(value: str) -> str:
    if not _TEAM.fullmatch(value):
        raise ValueError(
            f"must be a team's name as in its address, such as web-crew, not {value!r}"
        )
    return value


RepositoryName = Annotated[Line, AfterValidator(_repository)]
TeamSlug = Annotated[Line, AfterValidator(_team)]


class BoardLink(Declared):
    """A link of the project to a repository or a team."""

    repository: RepositoryName | None = None
    team: TeamSlug | None = None
    state: Presence = "present"

    @model_validator(mode="after")
    def _check_end(self) -> Self:
        if (self.repository is None) == (self.team is None):
            raise ValueError("a link takes either a `repository` or a `team`")
        return self

    @property
    def key(self) -> str:
        """The name of the change."""
        return self.repository or f"team {self.team}"

    def belongs_to(self, _chosen: Chosen) -> bool:
        """Return False: `--only` selects declared issues, and this belongs to none."""
        return False
