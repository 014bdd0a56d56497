"""Reading the world that an input is about: only the parts of GitHub that its steps need."""

from functools import partial

from gh_playbook.convergence import registering
from gh_playbook.convergence.binding import binding
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.removable import former_users, removable
from gh_playbook.declaration.name import folded
from gh_playbook.frozen import dataclass
from gh_playbook.github import register
from gh_playbook.github.reading import (
    activity,
    kept_reading,
    referenced,
    snapshot,
    unlisted,
    wearer,
)
from gh_playbook.github.reading.scope import Scope, Sought
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from gh_playbook.modules import ISSUE_MODULES, LINK_FIELDS, MODULES, Part
from gh_playbook.modules.issues import issue_undo
from gh_playbook.modules.issues.placement import Placement


@dataclass(frozen=True)
class Reading:
    """Reads the world, and reads it again after a doubtful answer, always with the same scope.

    `issues` asks for issues even if no step needs them; `files` are paths beside those that steps
    declare. `is_full` asks for all issues even if the known ones would be enough.
    """

    session: GitHubSession
    prepared: Prepared
    issues: bool = False
    files: tuple[str, ...] = ()
    is_full: bool = False

    def read(self) -> World:
        """Return the world, the declared issues bound to those there are. Raises GitHubError."""
        world = self._read(is_anywhere=False)
        declared = self.prepared.context.issues
        told = world.bound.keys() | world.conflicts.keys()
        if world.is_searched or told >= declared.keys():
            return world
        # The register was wrong: a missing issue may be among the issues that were not read.
        return self._read(is_anywhere=True)

    def reread(self) -> World:
        """Return the world as it is now, with all issues: the doubtful issue may be anywhere.

        What lists do not show is asked for by number, because they may be older than what this run
        has just created. Raises GitHubError.
        """
        world = self._read(is_anywhere=True)
        features = world.features
        sees_boards = features.projects and features.keeps_values and features.project_scope
        is_missing = sees_boards and world.project is None
        title = self.prepared.project_title() if is_missing else None
        issues = self._lacks_issues(world)
        is_worth_asking = issues or title is not None
        reader = self.session.reader
        if is_worth_asking and unlisted.take(reader, world, issues=issues, project=title):
            self.bind(world)
        return world

    def _lacks_issues(self, world: World) -> bool:
        """Tell whether a declared issue is missing that a run would create."""
        if not self.prepared.reads(Part.ISSUES):
            return False
        declared = self.prepared.context.issues.values()
        return any(world.lacks_issue(each.key) for each in declared if not each.is_absent)

    def _sought(self, *, is_anywhere: bool) -> Sought | None:
        """Return how to find the declared issues: keys, titles, numbers; None for all issues."""
        if self.is_full or self.prepared.needs_all_issues():
            return None
        declared = self.prepared.context.issues.values()
        return Sought(
            tuple((issue.key, *issue.previously) for issue in declared),
            frozenset(folded(issue.title) for issue in declared),
            frozenset(issue.number for issue in declared if issue.number is not None),
            is_anywhere=is_anywhere,
        )

    def _read(self, *, is_anywhere: bool) -> World:
        prepared = self.prepared
        scope = Scope(
            prepared.owner,
            prepared.name,
            issues=self.issues or prepared.reads(Part.ISSUES),
            project=prepared.project_title(),
            pull_requests=prepared.reads(Part.PULL_REQUESTS),
            issue_types=prepared.issue_types(),
            assignees=prepared.assignees(),
            issue_fields=prepared.reads_issue_fields(),
            references=prepared.references(),
            contents=prepared.contents(),
            repositories=prepared.linked_repositories(),
            teams=prepared.linked_teams(),
            selections=prepared.selections(),
            files=tuple(dict.fromkeys([*prepared.files(), *self.files])),
            sought=self._sought(is_anywhere=is_anywhere),
            labels=len(prepared.context.labels),
        )
        remembered = partial(register.load_file, self.session.memory)
        last = kept_reading.load(self.session.memory, prepared.repository)
        world = snapshot.read(self.session.reader, scope, remembered, last)
        self.bind(world)
        if missed := registering.unshown(prepared, world):
            unlisted.take_known(self.session.reader, world, missed)
        if prepared.closes_orphans:
            numbers = (each.number for each in prepared.orphans(world))
            left = [issue.id for each in numbers if (issue := world.numbered(each)) is not None]
            world.activities = activity.read(self.session.reader, left, world.features)
        if made := self._made(world):
            world.activities = activity.read(self.session.reader, made, world.features)
        if others := self._others(world):
            world.foreign |= referenced.by_id(self.session.reader, others, world.features)
        going, former = removable(prepared, world), former_users(prepared, world)
        if going or former:
            world.pull_requests, world.pull_request_count = wearer.read(
                self.session.reader, world.repository.id, going, former
            )
        return world

    def _made(self, world: World) -> list[str]:
        """Return the ids of the issues that were created by the run which this input undoes."""
        pasts = self.prepared.undone(*ISSUE_MODULES)
        made = [
            each for each in pasts if each.before is None and isinstance(each.after, ExistingIssue)
        ]
        found = (issue_undo.present(each, world) for each in made)
        return [each.id for each in found if each is not None]

    def _others(self, world: World) -> list[str]:
        """Return the ids of the issues that an undo ties to others again, and that were not read.

        They belong to other repositories, or no longer exist.
        """
        ids: list[str | None] = []
        for each in self.prepared.undone(*MODULES):
            before = each.before
            if each.module in LINK_FIELDS:
                ids += before or ()
            elif isinstance(before, Placement):
                ids.append(before.parent)
            elif isinstance(before, ExistingIssue):
                ids += (before.parent, before.duplicate_of)
        return [id for id in dict.fromkeys(ids) if id and id not in world.issues]

    def bind(self, world: World) -> None:
        """Bind the declared issues to those that are in a world. Raises GitHubError."""
        binding(self.prepared, self.session.reader).bind(world)
