"""Identity: finding the existing issue that belongs to a declared one.

GitHub's search is never used, because its index lags; identity always uses the list of all issues.
The rules apply in this order, each to all declared issues, so that no declared issue takes an
existing issue that belongs to another: the marker in the body, with the key or a previous key; the
declared number, if the titles agree; the same title, for a sub-issue under its parent first. An
issue that the register names and that has lost both its marker and its title is a conflict.

Anybody can write a marker or a title. So an issue counts only if it is vouched for: by its author,
who has rights in the repository; by the register, which names the issue; or by the backlog, which
declares its number. An app's issue counts only by its marker, if that has the issue's own number or
if its text is unchanged. Of several issues the oldest counts; the others are reported and left
alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.model.claim import Claim, claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.identity_advice import lost_marker, retitled, unknown_author
from gh_playbook.model.likeness import Titles
from gh_playbook.model.world import World

# An issue closed for these reasons is adopted by its marker only.
_DISCARDED = {"not_planned", "duplicate"}


def identify(declared: Iterable[Issue], world: World, trusted: Collection[str] = ()) -> None:
    """Bind the declared issues' keys in the world; note doubtful issues, and issues left alone.

    `trusted` are logins, in lower case, that the backlog trusts.
    """
    _Search(list(declared), world, trusted).run()


class _Search:
    def __init__(self, declared: list[Issue], world: World, trusted: Collection[str]) -> None:
        self._declared = {issue.key: issue for issue in declared}
        self._keyed = {key: issue for issue in declared for key in (issue.key, *issue.previously)}
        self._world = world
        self._trusted = trusted
        self._issues = list(world.open_first())
        self._claims: dict[str, list[Claim]] = {}
        self._imitations: dict[str, list[Claim]] = {}
        self._claimed: dict[str, Claim] = {}
        self._titled: dict[str, list[ExistingIssue]] = {}
        self._numbered: dict[int, ExistingIssue] = {}
        for issue in self._issues:
            self._index(issue)
        self._taken: set[str] = set()

    def run(self) -> None:
        world = self._world
        world.bound = {
            key: found for key, found in world.bound.items() if key not in self._declared
        }
        for found in (world.trouble, world.conflicts, world.surplus, world.imitations, world.alike):
            found.clear()
        world.renamed.clear()
        for issue in self._declared.values():
            self._by_marker(issue)
        for issue in self._open():
            if issue.number is not None:
                self._by_number(issue, issue.number)
        for issue in self._open():
            self._by_title(issue)
        for issue in self._open():
            self._by_register(issue)
        for issue in self._declared.values():
            self._name_others(issue)
        self._name_alike()

    def _open(self) -> list[Issue]:
        """Return the declared issues that are not bound yet."""
        return [each for key, each in self._declared.items() if self._world.lacks_issue(key)]

    def _index(self, issue: ExistingIssue) -> None:
        found = claim(issue)
        found = self._registered(found) if found is not None else None
        if found is not None and self._is_vouched_for(found):
            self._claims.setdefault(found.key, []).append(found)
            self._claimed[issue.id] = found
        elif found is not None:
            self._imitations.setdefault(found.key, []).append(found)
        self._titled.setdefault(folded(issue.title), []).append(issue)
        if issue.number is not None:
            self._numbered[issue.number] = issue

    def _registered(self, found: Claim) -> Claim:
        """Return a claim; of several keys in damaged markers, the one that the register names."""
        others = (replace(found, key=key) for key in found.others)
        return next((each for each in others if self._is_registered(each)), found)

    def _is_vouched_for(self, claim: Claim) -> bool:
        author, declared = claim.issue.author, self._keyed.get(claim.key)
        if author.has_rights(self._trusted) or self._is_registered(claim):
            return True
        if declared is not None and declared.number == claim.issue.number:
            return True
        return author.is_app and claim.is_right

    def _is_registered(self, claim: Claim) -> bool:
        issue = claim.issue
        return not claim.is_copy and self._world.register.names(claim.key, issue.number, issue.id)

    def _by_marker(self, declared: Issue) -> None:
        """Bind the oldest issue; a copy, or one with damaged markers, only if there is no other.

        An issue with a previous key counts only if no issue has the present key.
        """
        keys = (declared.key, *declared.previously)
        found = sorted(
            _of_any(keys, self._claims),
            key=lambda each: (
                keys.index(each.key),
                not self._is_registered(each),
                each.is_copy,
                each.block is None,
                each.issue.number or 0,
            ),
        )
        if found:
            self._bind(declared, found[0].issue)
            return
        right = [each.issue for each in _of_any(keys, self._imitations) if each.is_right]
        if right and self._cannot_tell():
            self._world.conflicts[declared.key] = unknown_author(right[0])

    def _cannot_tell(self) -> bool:
        """Tell whether an apparent outsider may be a member of the organization."""
        world = self._world
        is_told = world.register.is_found or world.sees_members
        return world.repository.owner_is_organization and not is_told

    def _by_number(self, declared: Issue, number: int) -> None:
        """Bind by the declared number.

        The number is ignored if it belongs to a pull request, to nothing, or by its marker to
        another declared issue. An issue with another title is a conflict, and so is an issue with
        this title whose marker has an undeclared key. An issue closed as not planned counts only if
        the backlog declares it closed.
        """
        found = self._numbered.get(number)
        if found is None or found.id in self._taken:
            return
        is_titled = folded(found.title) == folded(declared.title)
        claim = self._claimed.get(found.id)
        if claim is not None:
            if is_titled and claim.key not in self._keyed and found.reason not in _DISCARDED:
                self._world.renamed.add(number)
                self._world.trouble[declared.key] = (
                    f"#{number} has the key {claim.key!r}, which nothing here declares: if it is "
                    f"this piece of work, write `previously: [{claim.key}]`; if not, leave out "
                    "`number`, and another issue is created"
                )
            return
        if is_titled:
            if found.reason not in _DISCARDED or declared.state == "closed":
                self._bind(declared, found)
            return
        self._world.trouble[declared.key] = retitled(number, found.title)

    def _by_title(self, declared: Issue) -> None:
        found = self._candidates(declared)
        alone = [issue for issue in found if issue.parent is None]
        if declared.parent is None:
            preferred = alone + [issue for issue in found if issue.parent is not None]
        else:
            # The same title under somebody else's parent is somebody else's sub-issue.
            parent = self._world.bound.get(declared.parent, "")
            preferred = [issue for issue in found if issue.parent == parent] + alone
        if preferred:
            self._bind(declared, preferred[0])

    def _by_register(self, declared: Issue) -> None:
        """Note the issue that was bound before, if people have replaced its text and its title.

        Nobody can tell whether it is still this piece of work. So it is not adopted, and no second
        issue is created.
        """
        if not self._world.is_searched:
            return
        for key in (declared.key, *declared.previously):
            entry = self._world.register.entries.get(key)
            found = self._numbered.get(entry.number) if entry else None
            if entry and found and found.id == entry.id and self._has_lost_marker(found):
                self._world.conflicts[declared.key] = lost_marker(found, declared)
                return

    def _has_lost_marker(self, issue: ExistingIssue) -> bool:
        """Tell whether an issue that may be meant has no marker at all."""
        author = issue.author
        is_of_ours = author.has_rights(self._trusted) or author.is_app
        is_free = issue.id not in self._taken and claim(issue) is None
        return is_of_ours and is_free and issue.reason not in _DISCARDED

    def _candidates(self, declared: Issue) -> list[ExistingIssue]:
        """Return the unclaimed issues with this title that people with rights created.

        Open ones come first: a closed issue with that title is mostly an earlier piece of work.
        """
        return [
            issue
            for issue in self._alike(declared)
            if issue.id not in self._claimed and issue.author.has_rights(self._trusted)
        ]

    def _alike(self, declared: Issue) -> list[ExistingIssue]:
        """Return the unclaimed issues with this title."""
        return [
            issue
            for issue in self._titled.get(folded(declared.title), [])
            if issue.id not in self._taken and issue.reason not in _DISCARDED
        ]

    def _bind(self, declared: Issue, issue: ExistingIssue) -> None:
        self._world.bound[declared.key] = issue.id
        self._taken.add(issue.id)

    def _name_others(self, declared: Issue) -> None:
        """Note other issues that look like this one: by people with rights, and by outsiders."""
        key, keys = declared.key, (declared.key, *declared.previously)
        others = [each.issue for each in _of_any(keys, self._claims)] + self._candidates(declared)
        if key not in self._world.bound and key not in self._world.trouble:
            others += self._rekeyed(declared)
        imitations = [each.issue for each in _of_any(keys, self._imitations)]
        imitations += [
            issue
            for issue in self._alike(declared)
            if issue.id not in self._claimed and not issue.author.has_rights(self._trusted)
        ]
        for named, found in (
            (self._world.surplus, others),
            (self._world.imitations, imitations),
        ):
            left = {issue.id: issue for issue in found if issue.id not in self._taken}
            if left:
                named[key] = tuple(left.values())

    def _name_alike(self) -> None:
        """Note the open issues of nearly the same title, for issues that do not exist.

        A person tells whether they are meant: nothing is bound by a likeness.
        """
        missing = [issue for issue in self._open() if not issue.is_absent]
        free = [
            issue
            for issue in self._issues
            if issue.id not in self._taken
            and issue.id not in self._claimed
            and issue.state == "open"
            and issue.author.has_rights(self._trusted)
        ]
        titles = Titles(free if missing else ())
        for issue in missing:
            known = self._world.surplus.get(issue.key, ())
            found = [each for each in titles.like(issue.title) if each not in known]
            if found:
                self._world.alike[issue.key] = tuple(found)

    def _rekeyed(self, declared: Issue) -> list[ExistingIssue]:
        """Return the issues with this title whose marker has an undeclared key.

        Discarded issues count if the backlog declares this issue closed.
        """
        return [
            issue
            for issue in self._titled.get(folded(declared.title), [])
            if issue.id not in self._taken
            and issue.id in self._claimed
            and self._claimed[issue.id].key not in self._keyed
            and (issue.reason not in _DISCARDED or declared.state == "closed")
        ]


def _of_any(keys: Iterable[str], claims: Mapping[str, list[Claim]]) -> list[Claim]:
    """Return the claims of several keys: an issue's own key, and its previous ones."""
    return [each for key in keys for each in claims.get(key, ())]
