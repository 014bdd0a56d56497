"""Knowledge before GitHub is read back, which saves questions."""

from collections.abc import Sequence

from gh_playbook.declaration.reference import Reference
from gh_playbook.frozen import dataclass
from gh_playbook.model.register import Register
from gh_playbook.verification.existing import KnownFeatures
from gh_playbook.verification.issue_reading import Whereabouts
from gh_playbook.verification.query import Asked
from gh_playbook.verification.recalled import Again


@dataclass(frozen=True)
class Known:
    """The known facts; `project_id` is None if there is no such project.

    `other_projects` are the numbers of the owner's other projects with that title, open or closed.
    Without `whereabouts` all issues are read. With `again` only the things that it names are read,
    and the rest is what a run had read. `card_pages` are the cursors at which the pages of the
    board's cards ended when a run read them. `register` is the run's own, which GitHub may not show
    yet: it counts instead of GitHub's.
    """

    features: KnownFeatures
    project_id: str | None = None
    other_projects: tuple[int, ...] = ()
    whereabouts: Whereabouts | None = None
    again: Again | None = None
    card_pages: tuple[str, ...] = ()
    register: Register | None = None

    def asked(self, files: int, foreign: Sequence[Reference]) -> Asked:
        """Return the questions of the first request, with these files and other issues."""
        where, again = self.whereabouts, self.again
        return Asked(
            project=self.project_id is not None,
            files=files,
            foreign=foreign,
            ids=where is not None or again is not None,
            latest=where is not None and where.newest is not None,
            cards=again is not None and self.project_id is not None,
            labels=len(again.labels) if again else 0,
        )
