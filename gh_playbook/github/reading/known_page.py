"""Pages of a list whose cursors an earlier run has left: they are read at the same time.

A page needs the cursor at which the one before it ends, so pages come one after the other. Where
that cursor is known from the last run, nothing has to be waited for. Such a page counts only if the
one before it still ends there; so what is read is the list as if page followed page. From the first
that ends elsewhere, as cards were added, removed or moved, the list is read on page by page. The
same happens if GitHub no longer accepts the cursors [unverified: for how long it does].
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import AuthenticationError, GitHubError, RateLimitedError
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.github.reading.paging import Connection, Question, composed
from gh_playbook.github.simultaneous_read import AT_MOST

# How many pages are asked for in one request: each has a process of its own, which takes time. Of
# 5,000 issues, one page in a request takes 6.3 s of CPU, two 5.0, three 4.7, four 4.5. But if
# GitHub does not make it in its 10 s, all are read once more, page by page. So it is two, or as
# many as would have taken `_SOON` seconds in the last run, by the shortest time of a page: the
# others may have waited for each other.
_TOGETHER = 2
_SOON = 4.0
# Eight pages of a hundred cards are 330,000 of the 500,000 nodes that GitHub allows ("Node limit").
_MOST = 8
# One request is not worth threads of its own.
_FEWEST = 2


@dataclass(frozen=True)
class Early:
    """The pages of a list that were asked for before its first page came.

    `asked` are their cursors, request by request; `parts` waits for the answers.
    """

    question: Question
    asked: Sequence[Sequence[str]]
    parts: Callable[[], list[PartialData]]

    def is_about(self, connection: Connection) -> bool:
        """Tell whether these are the pages that follow in a list."""
        return (self.question, self.asked[0][0]) == (connection.question, connection.after)


@contextmanager
def asked_early(
    reader: Reader,
    connection: Connection | None,
    ends: Sequence[str],
    together: int | None = None,
    *,
    request: str,
) -> Iterator[Early | None]:
    """Ask for the pages of a list at once, if it is known where they ended in the last run.

    `together` is how many pages GitHub soon answered in one request then.
    """
    asked = _in_requests(ends[:-1], together)
    if connection is None or len(asked) < _FEWEST:
        yield None
        return
    queries = [_composed(connection, each, request) for each in asked]
    with reader.parts_begun(queries, request=request, needed=_needed(connection)) as parts:
        yield Early(connection.question, asked, parts)


def read(
    reader: Reader,
    connection: Connection,
    ends: Sequence[str],
    *,
    request: str,
    early: Early | None = None,
) -> None:
    """Read on in a list, as far as the cursors at which its pages ended are right.

    No more pages are asked for than are left, unless this was done `early`. Nothing comes of it if
    GitHub refuses one of them. Raises AuthenticationError and RateLimitedError.
    """
    if connection.is_whole or connection.after not in ends:
        return
    left = -(-((connection.count or 0) - len(connection.nodes)) // PAGE)
    # After the last page there was nothing.
    cursors = ends[ends.index(connection.after) : -1][: max(left, 0)]
    asked = _in_requests(cursors)
    try:
        if early is not None and early.is_about(connection):
            asked, parts = early.asked, early.parts()
        else:
            queries = [_composed(connection, each, request) for each in asked]
            parts = reader.parts(queries, request=request, needed=_needed(connection))
    except (AuthenticationError, RateLimitedError):
        raise
    except GitHubError:
        # So many pages are too much for it, or it no longer knows a cursor: of a removed card, say.
        return
    connection.together = _soon(parts, asked)
    for part, several in zip(parts, asked, strict=True):
        for index, cursor in enumerate(several):
            if connection.is_whole or connection.after != cursor:
                return
            connection.take({connection.path[0]: part.data[_alias(index)]})


def _in_requests(cursors: Sequence[str], together: int | None = None) -> Sequence[Sequence[str]]:
    """Return the cursors of each request; no more in one than lets all go out at a time."""
    size = max(_TOGETHER, min(together or 0, -(-len(cursors) // AT_MOST), _MOST))
    return [cursors[start : start + size] for start in range(0, len(cursors), size)]


def _soon(parts: Sequence[PartialData], asked: Sequence[Sequence[str]]) -> int | None:
    """Return how many pages GitHub soon answers in one request; None if nothing was measured."""
    pairs = zip(parts, asked, strict=True)
    times = [part.seconds / len(several) for part, several in pairs if part.seconds]
    return max(1, int(min(_SOON / min(times), _MOST))) if times else None


def _composed(
    connection: Connection, cursors: Sequence[str], request: str
) -> tuple[str, dict[str, Any]]:
    """Return the document for the pages after these cursors, and its variables."""
    question, questions = connection.question, []
    for index, cursor in enumerate(cursors):
        own = f"{connection.cursor}{index}"
        query = question.query.replace(f"${connection.cursor}", f"${own}")
        variables = {**question.variables, own: ("String", cursor)}
        questions.append(Question(f"{_alias(index)}: {query}", variables))
    return composed(questions, request=request)


def _alias(index: int) -> str:
    return f"page{index}"


def _needed(connection: Connection) -> list[tuple[str, ...]]:
    """Return the paths to the pages of an answer, which must not be withheld."""
    return [(_alias(at), *step[1:]) for at in range(_MOST) for step in connection.steps]
