"""The links of a board to repositories and teams, in a pull.

Links that the backlog does not name belong to people. So a declared link that people removed is
removed from the backlog, and a link that they made between two pulls is added; older links are not
added.
"""

from collections.abc import Iterator, Sequence

from gh_playbook.declaration.backlog.project import Project
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.model.board_detail import BoardDetail
from gh_playbook.pulling.last_written import LastWritten
from gh_playbook.pulling.part import BacklogPart, project_place

_MODULE = "project_link"
_MEMORY = "project links"


@dataclass(frozen=True)
class PulledBoardLinks:
    """The links of a declared board and of the existing one; `own` is the backlog's repository."""

    project: Project
    detail: BoardDetail
    own: str
    last: LastWritten

    def parts(self) -> Iterator[BacklogPart]:
        """Yield the lists of links in the backlog."""
        if self.project.repositories:
            names = [each for each in self.detail.repositories.values() if not self._is_own(each)]
            yield self._part("repositories", "", self.project.repositories, names)
        if self.project.teams and self.detail.sees_teams:
            yield self._part("teams", "team ", self.project.teams, [*self.detail.teams.values()])

    def _is_own(self, name: str) -> bool:
        """Tell whether it is the backlog's repository, which is linked even if undeclared."""
        declared = {*map(folded, self.project.repositories)}
        return folded(name) == folded(self.own) and folded(name) not in declared

    def _part(
        self, field: str, prefix: str, declared: Sequence[str], existing: Sequence[str]
    ) -> BacklogPart:
        remembered = self.last.of(_MEMORY, field).get(field)
        said = {*map(folded, declared)}
        last = [each for each in declared if self._was_linked(f"{prefix}{each}", remembered)]
        if remembered is None:
            last += [each for each in existing if folded(each) not in said]
        return BacklogPart(
            module=_MEMORY,
            name=field,
            key="project",
            desired=self.project,
            place=project_place,
            said={field: list(declared)},
            existing={field: list(existing)},
            last={field: [*last, *(remembered or ())]},
            are_lists=True,
        )

    def _was_linked(self, name: str, remembered: Sequence[str] | None) -> bool:
        """Tell whether a run has linked it, or found it linked, since the remembered state."""
        is_written = bool(self.last.of(_MODULE, name))
        is_newer = remembered is None or self.last.was_written_since(_MODULE, name)
        return self.last.was_as_declared(_MODULE, name) or (is_written and is_newer)
