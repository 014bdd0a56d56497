"""GraphQL questions, several in one request, and connections, which are read to their end."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.process.gh import CURSOR
from gh_playbook.github.reader import Reader
from gh_playbook.github.response import Path

# GitHub answers at most this many ids at a time.
_IDS = 100


@dataclass(frozen=True)
class Question:
    """A question, its variables (by name, each with type and value), and its fragment, if any."""

    query: str
    variables: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    fragment: str = ""


def texts(**values: str) -> dict[str, tuple[str, Any]]:
    """Return variables of a question that are texts, by their names."""
    return {name: ("String!", value) for name, value in values.items()}


@dataclass
class Connection:
    """A connection, a hundred nodes a page; `nodes` are the nodes read so far.

    `question` asks for the page after `$<cursor>`; `path` leads to it from the data. `ends` are the
    cursors at which the pages ended, `count` is how many nodes there are, if that was asked for;
    `withheld` is how many came that the login may not see. `together` is how many pages GitHub
    soon answers in one request, if that was measured.
    """

    question: Question
    cursor: str
    path: Path
    nodes: list[Any] = field(default_factory=list)
    after: str | None = None
    is_whole: bool = False
    ends: list[str] = field(default_factory=list)
    count: int | None = None
    withheld: int = 0
    together: int | None = None

    def take(self, data: Any) -> None:
        """Add the page of an answer."""
        page = data
        for name in self.path:
            page = (page or {}).get(name)
        self.add(page)

    def add(self, page: Any) -> None:
        """Add a page; nodes that the login may not see, even the whole page, are left out."""
        came = (page or {}).get("nodes") or ()
        self.nodes += [node for node in came if node]
        self.withheld += sum(not node for node in came)
        self.is_whole = page is None or not page["pageInfo"]["hasNextPage"]
        self.count = (page or {}).get("totalCount", self.count)
        self.after = None if page is None else page["pageInfo"]["endCursor"]
        self.ends += [self.after] if self.after else []

    @property
    def is_short(self) -> bool:
        """Tell whether one was missed: moved, between two pages, to where was read already."""
        came = self.withheld + len({node["id"] for node in self.nodes})
        return len(self.ends) > 1 and self.count is not None and came < self.count

    @property
    def page(self) -> Question:
        """The question for the next page."""
        variables = {**self.question.variables, self.cursor: ("String", self.after)}
        return replace(self.question, variables=variables)

    @property
    def turned(self) -> Question:
        """The question for the next page, for `gh --paginate`, which turns pages itself."""
        query = re.sub(rf"\${self.cursor}\b", f"${CURSOR}", self.question.query)
        variables = {**self.question.variables, CURSOR: ("String", self.after)}
        return replace(self.question, query=query, variables=variables)

    @property
    def steps(self) -> Iterator[Path]:
        """The paths to a page. GitHub must not withhold them for a further page."""
        return (self.path[:length] for length in range(1, len(self.path) + 1))


@dataclass(frozen=True)
class Ahead:
    """The answer to questions that were asked before it was known whether they are needed."""

    questions: Sequence[Question]
    data: Any

    def answers(self, questions: Sequence[Question], connections: Sequence[Connection]) -> bool:
        """Take in a page of each connection, if these are exactly the questions; tell whether."""
        if [*self.questions] != [*questions, *(each.page for each in connections)]:
            return False
        for each in connections:
            each.take(self.data)
        return True


def ask(
    reader: Reader,
    questions: Sequence[Question],
    connections: Sequence[Connection],
    *,
    request: str,
    needed: Collection[Path],
) -> Any:
    """Ask the questions together with a page of each connection; return the data.

    `request` names the request, also in GitHub's logs. Raises GitHubError.
    """
    every = [*questions, *(each.page for each in connections)]
    document, values = composed(every, request=request)
    data = reader.part(document, values, request=request, needed=needed).data
    for each in connections:
        each.take(data)
    return data


def composed(questions: Sequence[Question], *, request: str) -> tuple[str, dict[str, Any]]:
    """Return the document that asks these questions, and its variables; `request` names it."""
    variables = {name: given for each in questions for name, given in each.variables.items()}
    header = ", ".join(f"${name}: {type_}" for name, (type_, _) in variables.items())
    asked = " ".join(each.query for each in questions)
    document = f"query {request.title()}({header}) {{ {asked} }}"
    document = " ".join([document, *(each.fragment for each in questions if each.fragment)])
    return document, {name: value for name, (_, value) in variables.items()}


def read_on(reader: Reader, connections: Sequence[Connection], *, request: str) -> None:
    """Read the connections to their end, a page of each per request. Raises GitHubError."""
    while pending := [each for each in connections if not each.is_whole]:
        if len(pending) == 1 and _turn(reader, *pending, request=request):
            continue
        needed = [step for each in pending for step in each.steps]
        ask(reader, (), pending, request=request, needed=needed)


def read_whole(reader: Reader, connection: Connection, *, request: str) -> None:
    """Read a connection to its end, and once more from its beginning if one was missed.

    Its nodes need ids. Raises GitHubError.
    """
    read_on(reader, [connection], request=request)
    if connection.is_short:
        again = Connection(connection.question, connection.cursor, connection.path)
        read_on(reader, [again], request=request)
        found = {node["id"]: node for node in (*connection.nodes, *again.nodes)}
        # One that is gone by now is left out, unless that is short as well.
        connection.nodes = [*found.values()] if again.is_short else again.nodes
        connection.ends = again.ends


def _turn(reader: Reader, connection: Connection, *, request: str) -> bool:
    """Let `gh` read a connection to its end, as far as it can; tell whether any page came.

    One process for many pages takes a fraction of the time of as many processes.
    """
    document, values = composed([connection.turned], request=request)
    needed = [*connection.steps]
    found = reader.pages(document, values, request=request, needed=needed)
    for each in found:
        connection.take(each.data)
    return bool(found)


def pages(reader: Reader, connection: Connection, *, request: str) -> Iterator[Any]:
    """Yield all nodes of a connection; each page is read when it is needed.

    Raises GitHubError.
    """
    yield from connection.nodes
    while not connection.is_whole:
        before = len(connection.nodes)
        ask(reader, (), [connection], request=request, needed=[*connection.steps])
        yield from connection.nodes[before:]


def by_ids(
    reader: Reader, document: str, ids: Sequence[str], *, request: str
) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes with these ids that this login may see; the document asks for `$ids`.

    Nodes of other kinds than those in the document are left out. Raises GitHubError.
    """
    for start in range(0, len(ids), _IDS):
        asked = {"ids": [*ids[start : start + _IDS]]}
        part = reader.part(document, asked, request=request, needed=())
        yield from filter(None, part.data["nodes"])


def all_nodes(reader: Reader, first: Any, question: Question, path: Path) -> list[Any]:
    """Return all nodes of a connection whose first page was read before.

    The question asks for the page after `$after`. Nodes, or even whole pages, that the login may
    not see are left out. Raises GitHubError.
    """
    connection = Connection(question, "after", path)
    connection.add(first)
    read_on(reader, [connection], request=path[-1])
    return connection.nodes
