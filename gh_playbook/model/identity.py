"""Identity: which existing issue a declared one is.

Never asked of GitHub's search, whose index lags; always of the list of all issues.
In this order, over all declared issues, so that none takes what is another's:
the marker in the body; the declared number, if the titles agree; the same title, for a sub-issue
under its parent first. Of several the lowest open number; the others are surplus, and named.
"""

from collections.abc import Collection, Iterable

from gh_playbook.declaration.backlog import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.model.managed_block import marked_key
from gh_playbook.model.world import ExistingIssue, World

# An issue closed for these reasons is adopted by its marker only.
_DISCARDED = {"not_planned", "duplicate"}


def identify(declared: Iterable[Issue], world: World) -> None:
    """Bind the declared issues' keys in the world; note what is in doubt or surplus there."""
    search = _Search(list(declared), world)
    search.run()


class _Search:
    def __init__(self, declared: list[Issue], world: World) -> None:
        self._declared = declared
        self._world = world
        self._keys = {issue.key for issue in declared}
        self._issues = list(world.open_first())
        self._marked: dict[str, list[ExistingIssue]] = {}
        self._titled: dict[str, list[ExistingIssue]] = {}
        self._numbered: dict[int, ExistingIssue] = {}
        for issue in self._issues:
            self._index(issue)
        self._taken: set[str] = set()

    def run(self) -> None:
        self._world.bound = {
            key: found for key, found in self._world.bound.items() if key not in self._keys
        }
        self._world.trouble.clear()
        self._world.surplus.clear()
        for issue in self._declared:
            self._by_marker(issue)
        for issue in self._declared:
            if issue.key not in self._world.bound and issue.number is not None:
                self._by_number(issue, issue.number)
        for issue in self._declared:
            if issue.key not in self._world.bound and issue.key not in self._world.trouble:
                self._by_title(issue)
        for issue in self._declared:
            self._name_surplus(issue)

    def _index(self, issue: ExistingIssue) -> None:
        key = marked_key(issue.body)
        if key is not None:
            self._marked.setdefault(key, []).append(issue)
        self._titled.setdefault(folded(issue.title), []).append(issue)
        if issue.number is not None:
            self._numbered[issue.number] = issue

    def _by_marker(self, declared: Issue) -> None:
        found = self._marked.get(declared.key, [])
        if found:
            self._bind(declared, found[0])

    def _by_number(self, declared: Issue, number: int) -> None:
        """Bind by the declared number.

        A number that is a pull request's, nobody's, or another declared issue's by its marker is
        only a hint that came to nothing; an issue of another title there is trouble.
        """
        found = self._numbered.get(number)
        if found is None or found.id in self._taken or marked_key(found.body) is not None:
            return
        if folded(found.title) == folded(declared.title):
            if found.reason not in _DISCARDED:
                self._bind(declared, found)
            return
        self._world.trouble[declared.key] = (
            f"#{number} bears another title, {found.title!r}: correct the number or the title"
        )

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

    def _candidates(self, declared: Issue) -> list[ExistingIssue]:
        """Return the issues of this title that nobody else has a claim on, open ones first."""
        return [
            issue
            for issue in self._titled.get(folded(declared.title), [])
            if issue.id not in self._taken
            and issue.reason not in _DISCARDED
            and marked_key(issue.body) is None
        ]

    def _rekeyed(self, declared: Issue) -> list[ExistingIssue]:
        """Return the issues of this title whose key nothing declares: it may have been changed."""
        return [
            issue
            for issue in self._titled.get(folded(declared.title), [])
            if issue.reason not in _DISCARDED and marked_key(issue.body) not in self._keys
        ]

    def _bind(self, declared: Issue, issue: ExistingIssue) -> None:
        self._world.bound[declared.key] = issue.id
        self._taken.add(issue.id)

    def _name_surplus(self, declared: Issue) -> None:
        others = {issue.id: issue for issue in self._marked.get(declared.key, [])}
        others |= {issue.id: issue for issue in self._candidates(declared)}
        if declared.key not in self._world.bound:
            others |= {issue.id: issue for issue in self._rekeyed(declared)}
        named = tuple(issue for issue in others.values() if issue.id not in self._taken)
        if named:
            self._world.surplus[declared.key] = named


def named(issues: Collection[ExistingIssue]) -> str:
    """Return issues as people write them: `#18, #19 (closed)`."""
    return ", ".join(
        f"#{issue.number}" + (" (closed)" if issue.state == "closed" else "") for issue in issues
    )
