"""Binding: finding the existing issue that belongs to each declared one.

Only GitHub knows the members of an organization. It is asked only where the answer decides
something.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from gh_playbook.convergence.journal.own_writing import file_mark
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded, is_same
from gh_playbook.frozen import dataclass
from gh_playbook.github import register
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.membership import sees_members
from gh_playbook.github.reading.transfer import moved_to
from gh_playbook.model import managed_block
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import identify
from gh_playbook.model.marker import Marker, title_digest
from gh_playbook.model.register import RegisterEntry
from gh_playbook.model.target import of_repository
from gh_playbook.model.world import World
from gh_playbook.modules import Context, Part
from gh_playbook.modules.issues import text
from gh_playbook.modules.issues.issue_warning import unfit


def binding(prepared: Prepared, reader: Reader) -> "Binding":
    """Return the `Binding` of a prepared backlog.

    If no step reads issues, no issue counts as missing, and GitHub is not asked about any.
    """
    declared, named = prepared.backlog.repository, prepared.repository
    return Binding(
        prepared.context,
        frozenset(login.lower() for login in prepared.backlog.trusted_authors),
        partial(_learn, reader),
        partial(moved_to, reader) if prepared.reads(Part.ISSUES) else _nowhere,
        is_own=is_same(declared or named, named),
    )


def _nowhere(_repository: str, _number: int) -> None:
    """Say that an issue was not moved."""


def _learn(reader: Reader, world: World) -> None:
    """Ask GitHub about authors: read the register, if that is not done yet, and memberships."""
    if not world.register.is_found:
        world.register = register.read(reader, world.repository.name)
    world.sees_members = sees_members(reader, world.repository.owner)


# How many departed issues are asked about before the tool concludes that none was moved.
_ASKED = 20


@dataclass(frozen=True)
class Binding:
    """Binds the issues of a backlog.

    `trusted` are the logins that the backlog trusts, in lower case. `learn` asks GitHub who the
    authors are, and notes the answers in the world. `moved_to` asks for the present place of an
    issue by its old number, and returns None for an issue that does not exist any more. `is_own`
    tells that the repository is the one that the backlog is about.
    """

    context: Context
    trusted: frozenset[str]
    learn: Callable[[World], None]
    moved_to: Callable[[str, int], str | None]
    is_own: bool = True

    def bind(self, world: World) -> None:
        """Bind every declared issue that exists; note doubtful ones in the world."""
        self.context.history.meet(of_repository(world.repository, world.moved_from))
        issues = self.context.issues.values()
        identify(issues, world, self.trusted)
        if world.conflicts and world.sees_members is None:
            self.learn(world)
            identify(issues, world, self.trusted)
        self._note_departed(world)
        self._unbind_others(world)
        self._note_renamed(world)
        self._note_numbers(world)

    def _note_departed(self, world: World) -> None:
        """Note the issues that were bound before, and that people moved to another repository.

        A moved issue is not created again. A deleted issue is created again, because the backlog
        still declares it.
        """
        world.departed, world.gone = {}, {}
        departed = dict(self._departed(world)) if world.is_searched else {}
        # If there are many, only the first ones are asked about: people rarely move many one by
        # one.
        every = [*departed.items()]
        moved = self._places(every[:_ASKED], world)
        if moved:
            moved |= self._places(every[_ASKED:], world)
        for key, place in moved.items():
            world.departed[key] = departed[key]
            world.conflicts[key] = (
                f"#{departed[key].number} was this issue, and was transferred to {place}. Take "
                "the entry out of the backlog, or, for a new issue here, give it another key"
            )
        world.gone = {key: departed[key].number for key in departed if key not in moved}

    def _departed(self, world: World) -> Iterator[tuple[str, RegisterEntry]]:
        """Yield the register's entries of declared issues that are no longer in the repository."""
        there = {each.number for each in world.issues.values()}
        for issue in self.context.issues.values():
            if world.lacks_issue(issue.key):
                for key in (issue.key, *issue.previously):
                    entry = world.register.entries.get(key)
                    if entry is not None and entry.number not in there:
                        yield issue.key, entry
                        break

    def _note_renamed(self, world: World) -> None:
        """Note the entries whose key was renamed: another issue has their title and the old key.

        A journal or the register tells that the old key was in the same file, or the text is the
        same, too. Otherwise the old key may belong to another backlog: the entry is a new issue.
        """
        missing = [
            issue
            for issue in self.context.issues.values()
            if not issue.is_absent and world.lacks_issue(issue.key)
        ]
        left = self._left(world) if missing and not self.context.force else {}
        for issue in missing:
            existing, marker = left.get(folded(issue.title), (None, None))
            if existing and marker and self._is_same_work(issue, existing, marker, world):
                world.renamed.add(existing.number or 0)
                others = world.surplus.pop(issue.key, ())
                world.surplus[issue.key] = tuple(each for each in others if each is not existing)
                world.conflicts[issue.key] = (
                    f"#{existing.number} {existing.title!r} has the key {marker.key!r}, which "
                    "nothing here declares: if the key was renamed, write `previously: "
                    f"[{marker.key}]`; if this is other work, give it another title"
                )

    def _is_same_work(
        self, desired: Issue, existing: ExistingIssue, marker: Marker, world: World
    ) -> bool:
        """Tell whether an issue of the same title and with another key is the declared one."""
        if self.context.history.has_written(desired, marker):
            return True
        file = world.register.file_of(marker.key, existing.number, existing.id)
        if file is not None and desired.source and file == file_mark(desired.source.file):
            return True
        content = text.write(desired, world, self.context).content
        return bool(content) and managed_block.digest(content) == marker.digest

    def _left(self, world: World) -> dict[str, tuple[ExistingIssue, Marker]]:
        """Return the open issues whose keys nothing declares, and their markers, by title."""
        keys = {
            key for issue in self.context.issues.values() for key in (issue.key, *issue.previously)
        }
        found: dict[str, tuple[ExistingIssue, Marker]] = {}
        for existing in world.issues.values():
            mark = claim(existing) if existing.state == "open" else None
            if mark is not None and mark.block is not None and mark.key not in keys:
                found.setdefault(folded(existing.title), (existing, mark.block.marker))
        return found

    def _note_numbers(self, world: World) -> None:
        """Note the declared numbers that lead to no issue: none is created for them.

        Numbers are those of the backlog's own repository, and say nothing of another one.
        """
        for key, issue in self.context.issues.items() if world.is_searched else ():
            is_open = issue.number is not None and not issue.is_absent
            if self.is_own and is_open and world.lacks_issue(key):
                world.trouble[key] = unfit(issue.number or 0, world)

    def _places(
        self, departed: Iterable[tuple[str, RegisterEntry]], world: World
    ) -> dict[str, str]:
        """Return where these issues were moved, by key; those that are gone are left out."""
        name = world.repository.name
        places = {key: self.moved_to(name, entry.number) for key, entry in departed}
        return {key: place for key, place in places.items() if place}

    def _unbind_others(self, world: World) -> None:
        """Release the issues that another backlog wrote under the same key."""
        if self.context.force:
            return
        written = {
            issue.key: title
            for issue in self.context.issues.values()
            if (title := self._written_elsewhere(issue, world)) is not None
        }
        for key, reason in written.items():
            del world.bound[key]
            world.conflicts[key] = reason

    def _written_elsewhere(self, desired: Issue, world: World) -> str | None:
        """Report issues whose title and text both differ from what was written last.

        An edit of one backlog usually changes one of the two. If both differ, another backlog may
        have written them, unless this backlog states the number of the issue, or a journal tells
        that the same file wrote them.
        """
        existing = world.issue(desired.key)
        found = claim(existing)
        if existing is None or found is None or found.block is None or found.key != desired.key:
            return None
        marker = found.block.marker
        if desired.number == existing.number or is_same(existing.title, desired.title):
            return None
        if not marker.digest or marker.title == title_digest(desired.title):
            return None
        content = text.write(desired, world, self.context).content
        if managed_block.digest(content) == marker.digest:
            return None
        if self.context.history.has_written(desired, marker):
            return None
        return (
            f"the key {desired.key!r} is that of #{existing.number} {existing.title!r}, which was "
            f"written with another title and another text than {desired.title!r}: if they are the "
            f"same, write `number: {existing.number}`; if another backlog wrote it, give this "
            "entry another key"
        )
