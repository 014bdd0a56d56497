"""Reading the issues, their links and the board: all issues, or only the wanted ones.

All issues are read a hundred a page, each page together with a page of the board's cards. If there
are many, they come in the cards, and the issues without a card by their numbers. In a repository
with many more issues than the backlog declares, only the declared issues are read, by their ids,
with the issues linked to them. Their ids come from the register, if it knows the issue of every
declared key; an entry counts only if its issue has the marker of the key. Otherwise the tool looks
at all issues: it reads only the fields that the rules of identity use.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import (
    carded_issue,
    number_page,
    owner_snapshot,
    parsing,
    project_snapshot,
    referenced,
    selection,
)
from gh_playbook.github.reading.carded_issue import is_issue_of
from gh_playbook.github.reading.issue_question import IssueQuestions
from gh_playbook.github.reading.known_page import Early
from gh_playbook.github.reading.number_page import LOOK, PAGE, Extent
from gh_playbook.github.reading.paging import (
    Ahead,
    Connection,
    Question,
    ask,
    composed,
    read_on,
    read_whole,
)
from gh_playbook.github.reading.scope import Known, Scope, Sought
from gh_playbook.model.claim import claim
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World

_NEEDED = {("repository",), ("repository", "issues")}


def read(
    reader: Reader,
    scope: Scope,
    world: World,
    project: str | None,
    extent: Extent,
    ahead: Ahead | None = None,
    ends: Sequence[str] = (),
    early: Early | None = None,
) -> None:
    """Read the issues, and the board with this id, into the world; `ahead` may have the answer.

    Raises GitHubError.
    """
    world.issue_count = extent.count
    for each in (project, None):
        try:
            _Reading(reader, scope, world, each, extent, ahead, ends, early).take()
        except GitHubError as error:
            if each is None or error.kind not in project_snapshot.NO_PROJECTS:
                raise
            # A server whose projects contain less than they state.
            world.features = replace(world.features, keeps_values=False)
        else:
            return


@dataclass(frozen=True)
class _Reading:
    """Reads issues and a board into a world; `extent` is the extent of all issues.

    `ahead` is the answer to questions that were asked in advance, `ends` are the cursors at which
    the pages of the cards ended in the last run, `early` are those that were asked for already.
    """

    reader: Reader
    scope: Scope
    world: World
    project: str | None
    extent: Extent
    ahead: Ahead | None = None
    ends: Sequence[str] = ()
    early: Early | None = None

    def take(self) -> None:
        """Read the wanted issues in as few requests as possible."""
        sought = self.scope.sought
        if sought is not None:
            known = {} if sought.is_anywhere else sought.known(self.world.register)
            if known and self._take_known(known):
                return
            if self._is_worth_looking(sought) and self._take_found(sought):
                return
        self._take_all()

    def _is_worth_looking(self, sought: Sought) -> bool:
        """Tell whether it costs less to look at all issues first, and then read the wanted ones.

        Looking at a page costs one point, reading it five; and whole pages are not read
        simultaneously.
        """
        return (
            self.extent.is_looked_at_by_number and 2 * _pages(len(sought.keys)) <= self.extent.pages
        )

    def _take_all(self) -> None:
        """Read all issues: a page of issues with each page of cards, or as in `_apart`."""
        issues = self._questions.listed(self._questions.fields)
        data, cards = self._begun_with_cards() or self._begin([], [issues])
        nodes = self._apart(issues, cards) if self.extent.is_read_by_number else None
        if nodes is None:
            read_on(self.reader, [issues, *cards], request="issues")
            nodes = issues.nodes
        self.world.issues = {each.id: each for each in map(parsing.issue, nodes)}
        self.world.is_whole, self.world.newest = True, _newest(nodes)
        referenced.take(self.scope.references, data, self.world)
        self._take_board(data, cards)

    def _apart(self, issues: Connection, cards: Sequence[Connection]) -> Sequence[Any] | None:
        """Read further cards with the issues in them, and then the other issues by their numbers.

        So only one list is read page by page, which takes one process. Return None if the numbers
        do not lead to all issues.
        """
        fields = self._questions.fields
        carded = carded_issue.read(self.reader, cards, fields, self._id, self.ends, self.early)
        found = {each["number"]: each for each in (*issues.nodes, *carded)}
        others = self._by_number(fields, known=found.keys())
        if others is None:
            return None
        found |= {each["number"]: each for each in others}
        return [found[number] for number in sorted(found)]

    def _take_found(self, sought: Sought) -> bool:
        """Look at all issues, and read those that may be wanted with the issues linked to them.

        Return False if these are so many that reading all issues takes no more requests.
        """
        nodes, registered = self._looked_at(), sought.registered(self.world.register)
        looked_at = map(parsing.identity, nodes)
        data, cards, issues = self._by_ids(
            [each.id for each in looked_at if sought.may_be(each) or each.id in registered]
        )
        return self._take(data, cards, issues, newest=_newest(nodes))

    def _looked_at(self) -> Sequence[Any]:
        """Return the fields of all issues that identity uses: by number, or else by the list."""
        nodes = self._by_number(selection.IDENTITY, LOOK)
        if nodes is not None:
            return nodes
        listed = self._questions.listed(selection.IDENTITY)
        read_on(self.reader, [listed], request="issues")
        return listed.nodes

    def _by_number(
        self, fields: str, page: int = PAGE, known: Collection[int] = ()
    ) -> Sequence[Any] | None:
        owner, name = self.scope.owner, self.scope.name
        return number_page.read(self.reader, owner, name, self.extent, fields, page, known)

    def _take_known(self, known: Known) -> bool:
        """Read the issues with these ids, and issues linked to them; tell whether all are right.

        Also return False if reading all issues takes no more requests.
        """
        if _pages(len(known)) + 1 >= self.extent.pages:
            return False
        data, cards, issues = self._by_ids(list(known))
        if not all(id in issues and _has_marker(issues[id], keys) for id, keys in known.items()):
            return False
        return self._take(data, cards, issues)

    def _take(
        self,
        data: Any,
        cards: Sequence[Connection],
        issues: dict[str, ExistingIssue],
        newest: int | None = None,
    ) -> bool:
        """Put these issues, and issues linked to them, into the world, unless they are too many."""
        self._take_board(data, cards)
        linked = sorted(self._linked(issues.values()) - issues.keys())
        if _pages(len(issues)) + _pages(len(linked)) >= self.extent.pages:
            return False
        issues |= {each.id: each for each in self._own(self._nodes([*_chunks(linked)], []))}
        self.world.issues, self.world.is_whole, self.world.newest = issues, False, newest
        referenced.take(self.scope.references, data, self.world)
        return True

    def _by_ids(self, ids: Sequence[str]) -> tuple[Any, list[Connection], dict[str, ExistingIssue]]:
        """Send the first request with the issues of these ids, and others for the rest of them."""
        first, *others = list(_chunks(ids)) or [()]
        data, cards = self._begin([self._questions.by_ids(first)] if first else [], [])
        found = [*data.get("nodes", ()), *self._nodes(others, cards)]
        return data, cards, {each.id: each for each in self._own(found)}

    def _begin(
        self, questions: Sequence[Question], connections: Sequence[Connection]
    ) -> tuple[Any, list[Connection]]:
        """Send the first request; return its data, and the first page of the board's cards."""
        common, cards = self._questions.common()
        every, together = [*common, *questions], [*connections, *cards]
        if self.ahead is not None and self.ahead.answers(every, together):
            data = self.ahead.data
        else:
            data = ask(self.reader, every, together, request="issues", needed=_NEEDED)
        return self._begun(data), cards

    def _begun_with_cards(self) -> tuple[Any, list[Connection]] | None:
        """Return what was asked ahead, if that is the first page of cards with the issues in them.

        None if it is something else, or if there are too few issues to be read by number.
        """
        common, cards = self._questions.common()
        wide = [carded_issue.with_issues(each, self._questions.fields) for each in cards]
        if self.ahead is None or not (wide and self.extent.is_read_by_number):
            return None
        return (self._begun(self.ahead.data), wide) if self.ahead.answers(common, wide) else None

    def _begun(self, data: Any) -> Any:
        """Take in what the first request asks whatever issues are wanted; return its data."""
        referenced.take_contents(self.scope.contents, data, self.world)
        owner_snapshot.take(self.scope, data["repository"], self.world)
        return data

    def _nodes(
        self, chunks: Sequence[Sequence[str]], connections: Sequence[Connection]
    ) -> Iterator[Any]:
        """Yield the nodes with these ids, and read further pages of their connections.

        If there are no such pages, which come one after the other, all ids are asked for at once.
        """
        if all(each.is_whole for each in connections):
            queries = [composed([self._questions.by_ids(ids)], request="issues") for ids in chunks]
            for part in self.reader.parts(queries, request="issues", needed=()):
                yield from part.data["nodes"]
            return
        for ids in chunks:
            pending = [each for each in connections if not each.is_whole]
            asked = [self._questions.by_ids(ids)]
            yield from ask(self.reader, asked, pending, request="issues", needed=())["nodes"]

    def _own(self, nodes: Iterable[Any]) -> Iterator[ExistingIssue]:
        """Yield the nodes that are issues of this repository."""
        return (parsing.issue(node) for node in nodes if is_issue_of(node, self._id))

    def _take_board(self, data: Any, cards: Sequence[Connection]) -> None:
        """Put the board into the world, once all of its cards are read."""
        for each in cards:
            read_whole(self.reader, each, request="cards")
            project_snapshot.take(self.world, data["node"], each.nodes)
            self.world.card_pages, self.world.pages_together = tuple(each.ends), each.together

    def _linked(self, issues: Iterable[ExistingIssue]) -> set[str]:
        """Return the ids of the issues that are linked to these, and of those that have a card."""
        ids = set(self.world.project.items) if self.world.project else set()
        for each in issues:
            ids.update(each.sub_issues, each.blocked_by, each.related_to)
            ids.update([each.parent] if each.parent else [])
        return ids

    @property
    def _id(self) -> str:
        return self.world.repository.id

    @cached_property
    def _questions(self) -> IssueQuestions:
        return IssueQuestions(self.scope, self.world, self.project)


def _has_marker(issue: ExistingIssue, keys: Sequence[str]) -> bool:
    """Tell whether the issue has a complete marker of one of the keys, and is not a copy."""
    found = claim(issue)
    return found is not None and found.is_right and found.key in keys


def _newest(nodes: Iterable[Any]) -> int:
    return max((each["number"] for each in nodes), default=0)


def _pages(count: int) -> int:
    return -(-count // PAGE)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PAGE] for start in range(0, len(ids), PAGE))
