"""Pages of a list whose cursors an earlier run has left: they are read at the same time.

A page needs the cursor at which the one before it ends, so pages come one after the other. Where
that cursor is known from the last run, nothing has to be waited for. Such a page counts only if the
one before it still ends there; so what is read is the list as if page followed page. From the first
that ends elsewhere, as cards were added, removed or moved, the list is read on page by page. It
is so as well where GitHub takes the cursors no more [unverified for how long it does].
"""

from collections.abc import Sequence
from typing import Any

from gh_playbook.github.error import AuthenticationError, GitHubError, RateLimitedError
from gh_playbook.github.number_page import PAGE
from gh_playbook.github.paging import Connection, Question, composed
from gh_playbook.github.reader import Reader

# How many pages are asked for in one request: each has a process of its own, which takes time. Of
# 5,000 issues, one page in a request takes 6.3 s of CPU, two 5.0, three 4.7, four 4.5. But if
# GitHub does not make it in its 10 s, all are read once more, page by page.
_TOGETHER = 2


def read(reader: Reader, connection: Connection, ends: Sequence[str], *, request: str) -> None:
    """Read on in a list, as far as the cursors at which its pages ended are right.

    No more pages are asked for than are left. Nothing comes of it if GitHub refuses one of them.
    Raises AuthenticationError and RateLimitedError.
    """
    if connection.is_whole or connection.after not in ends:
        return
    left = -(-((connection.count or 0) - len(connection.nodes)) // PAGE)
    # After the last page there was nothing.
    cursors = ends[ends.index(connection.after) : -1][: max(left, 0)]
    starts = range(0, len(cursors), _TOGETHER)
    asked = [cursors[start : start + _TOGETHER] for start in starts]
    try:
        parts = reader.parts(
            [_composed(connection, each, request) for each in asked],
            request=request,
            needed=[step for index in range(_TOGETHER) for step in _steps(connection, index)],
        )
    except (AuthenticationError, RateLimitedError):
        raise
    except GitHubError:
        # Two are too much for it, or it knows a cursor no more: of a card that was removed, say.
        return
    for part, several in zip(parts, asked, strict=True):
        for index, cursor in enumerate(several):
            if connection.is_whole or connection.after != cursor:
                return
            connection.take({connection.path[0]: part.data[_alias(index)]})


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


def _steps(connection: Connection, index: int) -> list[tuple[str, ...]]:
    """Return the paths to a page, which must not be withheld."""
    return [(_alias(index), *step[1:]) for step in connection.steps]
