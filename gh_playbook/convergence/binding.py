"""Binding: finding the existing issue that belongs to each declared one.

Who is a member of the owner is known only to GitHub; it is asked only where it decides something.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.issue import Issue
from gh_playbook.declaration.name import find, folded, is_same
from gh_playbook.github import register
from gh_playbook.github.departure import moved_to
from gh_playbook.github.membership import sees_members
from gh_playbook.github.reader import Reader
from gh_playbook.model import managed_block
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity import identify
from gh_playbook.model.marker import title_digest
from gh_playbook.model.past import Past
from gh_playbook.model.register import Entry, Register, option_name
from gh_playbook.model.world import World
from gh_playbook.modules import Context, Part, text


def binding(prepared: Prepared, reader: Reader) -> "Binding":
    """Return the `Binding` of a prepared backlog.

    Where no step reads issues none is missing, and none is asked about.
    """
    return Binding(
        prepared.context,
        frozenset(login.lower() for login in prepared.backlog.trusted_authors),
        partial(_learn, reader),
        partial(moved_to, reader) if prepared.reads(Part.ISSUES) else _nowhere,
    )


def _nowhere(_repository: str, _number: int) -> None:
    """Say that an issue was not moved."""


def _learn(reader: Reader, world: World) -> None:
    """Ask GitHub about authors: the register, if it was not read yet, and memberships."""
    if not world.register.is_found:
        world.register = register.read(reader, world.repository.name)
    world.sees_members = sees_members(reader, world.repository.owner)


# Departed issues that are asked about before it is concluded that none was moved.
_ASKED = 20


@dataclass(frozen=True)
class Binding:
    """Binds the issues of a backlog.

    `trusted` are the logins that the backlog trusts, in lower case. `learn` asks GitHub who the
    authors are, and notes the answers in the world. `moved_to` asks where an issue of a repository
    is now, by its old number; None where it is gone.
    """

    context: Context
    trusted: frozenset[str]
    learn: Callable[[World], None]
    moved_to: Callable[[str, int], str | None]

    def bind(self, world: World) -> None:
        """Bind every declared issue that exists; note doubtful ones in the world."""
        issues = self.context.issues.values()
        identify(issues, world, self.trusted)
        if world.conflicts and world.sees_members is None:
            self.learn(world)
            identify(issues, world, self.trusted)
        self._note_departed(world)
        self._unbind_others(world)

    def _note_departed(self, world: World) -> None:
        """Note the issues that were bound before, and that people moved to another repository.

        They are not created again. A deleted issue is: that it is declared says that it should be.
        """
        world.departed = {}
        departed = dict(self._departed(world)) if world.is_searched else {}
        # Of many, which were hardly all moved one by one, the first ones tell of all.
        first = [*departed.items()][:_ASKED]
        moved = {key: place for key, entry in first if (place := self._place(world, entry))}
        if moved:
            rest = [*departed.items()][_ASKED:]
            moved |= {key: place for key, entry in rest if (place := self._place(world, entry))}
        for key, place in moved.items():
            world.departed[key] = departed[key]
            world.conflicts[key] = (
                f"#{departed[key].number} was this issue, and was transferred to {place}. Take "
                "the entry out of the backlog, or, for a new issue here, give it another key"
            )

    def _departed(self, world: World) -> Iterator[tuple[str, Entry]]:
        """Yield the register's entries of declared issues that the repository has no more."""
        told = (world.bound, world.trouble, world.conflicts)
        there = {each.number for each in world.issues.values()}
        for issue in self.context.issues.values():
            if not any(issue.key in each for each in told):
                for key in (issue.key, *issue.previously):
                    entry = world.register.entries.get(key)
                    if entry is not None and entry.number not in there:
                        yield issue.key, entry
                        break

    def _place(self, world: World, entry: Entry) -> str | None:
        return self.moved_to(world.repository.name, entry.number)

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
        have written them, unless this backlog states the number of the issue.
        """
        existing = world.issue(desired.key)
        found = claim(existing) if existing else None
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
        return (
            f"the key {desired.key!r} is that of #{existing.number} {existing.title!r}, which was "
            f"written with another title and another text than {desired.title!r}: give one of the "
            f"two another key; if they are the same, say `number: {existing.number}`"
        )


def entries(world: World, keys: Iterable[str]) -> dict[str, Entry]:
    """Return the register's entries for these keys: the issues that bear their markers.

    Those that were moved to another repository stay in it, so that they are not created again.
    """
    found = dict(world.departed)
    for key in keys:
        issue = world.issue(key)
        mark = claim(issue) if issue else None
        if issue and issue.number is not None and mark and mark.key == key and not mark.is_copy:
            found[key] = Entry(issue.number, issue.id)
    return found


def things(world: World, context: Context) -> dict[str, dict[str, str]]:
    """Return the ids of the declared things that exist, by kind and folded name.

    An option's name stands behind that of its field, in a line of its own.
    """
    pairs: dict[str, list[tuple[str, Any]]] = {
        "label": [(each.name, world.label(each.name)) for each in context.labels],
        "milestone": [(each.title, world.milestone(each.title)) for each in context.milestones],
    }
    declared, board = context.project, world.project
    if declared is not None and board is not None:
        fields = [(each, board.field(each.name)) for each in declared.fields]
        pairs["project_field"] = [(each.name, field) for each, field in fields]
        pairs["project_option"] = [
            (option_name(each.name, option.name), field.option(option.name))
            for each, field in fields
            if field is not None
            for option in each.options
        ]
        pairs["project_view"] = [(each.name, board.view(each.name)) for each in declared.views]
        drafts = [each.draft for each in board.items.values() if each.draft is not None]
        pairs["draft"] = [
            (each.title, find(each.title, drafts, lambda draft: draft.title))
            for each in declared.drafts
        ]
    return {
        kind: {folded(name): each.id for name, each in named if each is not None}
        for kind, named in pairs.items()
    }


def restored(world: World, pasts: Iterable[Past]) -> Register:
    """Return the register's entries after undo: without those that came with the run.

    `pasts` tell what the run did to issues. An issue that bore its marker before the run, or that
    it left alone, stays known: where people moved or rewrote it, no second one is to be made.
    """
    found = list(pasts)
    came = {getattr(each.latest, "id", "") for each in found if not _bears(each.before, each.key)}
    kept = {
        key: each
        for key, each in world.register.entries.items()
        if each.id not in came or _bears(world.issues.get(each.id), key)
    }
    for past in found:
        issue = world.issues.get(getattr(past.latest, "id", ""))
        if issue and issue.number is not None and _bears(issue, past.key):
            kept[past.key] = Entry(issue.number, issue.id)
    return replace(world.register, entries=kept)


def _bears(issue: object, key: str) -> bool:
    mark = claim(issue) if isinstance(issue, ExistingIssue) else None
    return mark is not None and mark.key == key and not mark.is_copy
