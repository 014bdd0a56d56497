"""Lists of a repository, read from both ends: two pages in a request.

A page needs the cursor of the page beside it, so the pages of a list come one after the other. But
a list has two ends, and several lists can be read at once. Reading from the beginning continues
until it meets the nodes that came from the end, so things that are created or removed meanwhile do
no harm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import paging, selection
from gh_playbook.github.reading.paging import Question

PAGE = 100
Node = Mapping[str, Any]


@dataclass
class TwoEndedList:
    """A list: its name in GraphQL, the fields of each node (`id` and more), and its order.

    The order is given explicitly, because pages from both ends fit together only in the same order.
    `front` are the nodes that came from its beginning, `back` those from its end, by their ids.
    `count` is the number of its nodes in the latest answer.
    """

    name: str
    fields: str
    order: str
    front: dict[str, Node] = field(default_factory=dict)
    back: dict[str, Node] = field(default_factory=dict)
    count: int | None = None
    is_whole: bool = False
    _after: str | None = None
    _before: str | None = None

    @property
    def nodes(self) -> list[Node]:
        """The nodes in their order, each once."""
        return [*{**self.front, **self.back}.values()]

    @property
    def first(self) -> str:
        """The selection of a repository's first page."""
        return self._from_its_beginning("")

    @property
    def last(self) -> str:
        """The selection of a repository's last page."""
        return self._from_its_end("")

    @property
    def left(self) -> int:
        """The number of nodes that are still missing, as far as is known."""
        return 0 if self.count is None else self.count - len(self.nodes)

    @property
    def more(self) -> Question:
        """The selection of a repository's next pages: one from each end, so that they can meet."""
        after, before = f"{self.name}After", f"{self.name}Before"
        asked = self._from_its_beginning(f"after: ${after}, ")
        given = {after: ("String", self._after)}
        if self.left >= PAGE:
            asked += " " + self._from_its_end(f"before: ${before}, ")
            given[before] = ("String", self._before)
        return Question(asked, given)

    def take(self, repository: Node) -> None:
        """Take in the pages of an answer.

        A count proves only that one answer is whole: between two, one node may go and another come.
        """
        page, end = repository[self.name], repository.get(f"{self.name}End")
        came = _by_id(page)
        if end is not None:
            self.back = _by_id(end) | self.back
            self._before = end["pageInfo"]["startCursor"]
        self.front |= came
        counted = page.get("totalCount")
        is_all = self.count is None and len(self.nodes) == counted
        self.count, self._after = counted, page["pageInfo"]["endCursor"]
        has_met = not self.back.keys().isdisjoint(came)
        self.is_whole = is_all or has_met or not page["pageInfo"]["hasNextPage"]

    def _from_its_beginning(self, cursor: str) -> str:
        page = f"totalCount nodes {{ {self.fields} }} {selection.PAGE}"
        arguments = f"first: {PAGE}, {cursor}{self._ordered}"
        return f"{self.name}({arguments}) {{ {page} }}"

    def _from_its_end(self, cursor: str) -> str:
        page = f"nodes {{ {self.fields} }} pageInfo {{ startCursor }}"
        arguments = f"last: {PAGE}, {cursor}{self._ordered}"
        return f"{self.name}End: {self.name}({arguments}) {{ {page} }}"

    @property
    def _ordered(self) -> str:
        return f"orderBy: {{field: {self.order}, direction: ASC}}"


def read_on(
    reader: Reader,
    lists: Sequence[TwoEndedList],
    repository: Node,
    variables: Mapping[str, str],
) -> None:
    """Read the rest of lists whose first pages came with a repository.

    `variables` are its owner and its name. Raises GitHubError.
    """
    for each in lists:
        each.take(repository)
    while open_ := [each for each in lists if not each.is_whole]:
        names = [each.name for each in open_]
        question = _question(open_, variables)
        document, values = paging.composed([question], request=names[0])
        needed = {("repository",), *(("repository", name) for name in names)}
        more = any(each.left > 2 * PAGE for each in open_)
        data = reader.part(document, values, request=names[0], needed=needed, more=more).data
        for each in open_:
            each.take(data["repository"])


def _question(lists: Sequence[TwoEndedList], variables: Mapping[str, str]) -> Question:
    more, given = [each.more for each in lists], paging.texts(**variables)
    asked = " ".join(each.query for each in more)
    every = {name: value for each in more for name, value in each.variables.items()}
    return Question(f"repository(owner: $owner, name: $name) {{ {asked} }}", {**given, **every})


def _by_id(page: Node) -> dict[str, Node]:
    """Return the nodes of a page by their ids; nodes that the login may not see are left out."""
    return {each["id"]: each for each in page.get("nodes") or () if each}
