"""Pages of issues by their numbers: they need no cursors, so several are read at the same time.

Numbers are shared with pull requests, and those of deleted and transferred issues are missing. So
what comes is counted. Where it is not as many as GitHub says there are, the list of issues has to
be read page by page: for example where issues were imported, whose dates need not be in the order
of their numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import PartialData, Reader

# As many as GitHub gives of a list in one request.
PAGE = 100
# As many as are looked at in one: they have no lists of their own, so GitHub can take more at once.
LOOK = 200
# Fewer pages than these are read as quickly one after the other.
_FEWEST = 4
# How many numbers there may be for each issue: of a whole issue, each costs GitHub's points.
_MOST_LOOKED_AT = 2.0
_MOST_READ = 1.25
_NEEDED = {("repository",)}
# GitHub found a document too much: there is no figure for how much that is.
TOO_MUCH = "RESOURCE_LIMITS_EXCEEDED"

# What asks a repository for its extent.
EXTENT = """extent: issues(last: 1, orderBy: {field: CREATED_AT, direction: ASC}) {
    totalCount nodes { number } }"""


@dataclass(frozen=True)
class Extent:
    """How many issues a repository has, and the number of the newest one; None where unknown."""

    count: int = 0
    newest: int | None = None

    @property
    def pages(self) -> int:
        """How many pages the list of issues has."""
        return -(-self.count // PAGE)

    @property
    def is_looked_at_by_number(self) -> bool:
        """Tell whether a look at all by number is worth trying: many issues, few gaps."""
        return self._is_dense(_MOST_LOOKED_AT)

    @property
    def is_read_by_number(self) -> bool:
        """Tell whether reading all by number is worth trying: with fewer gaps still."""
        return self._is_dense(_MOST_READ)

    def _is_dense(self, most: float) -> bool:
        return (
            self.newest is not None and self.pages >= _FEWEST and self.newest <= most * self.count
        )


def extent(node: Mapping[str, Any]) -> Extent:
    """Read what `EXTENT` asked for."""
    found = node.get("extent") or {}
    newest = [each["number"] for each in found.get("nodes") or () if each]
    return Extent(found.get("totalCount") or 0, newest[0] if newest else None)


def read(
    reader: Reader,
    owner: str,
    name: str,
    extent: Extent,
    fields: str,
    page: int = PAGE,
    known: Collection[int] = (),
) -> list[Mapping[str, Any]] | None:
    """Return all issues with these fields, so many a page; None where they cannot be told so.

    Those with the `known` numbers are left out. Raises GitHubError.
    """
    count = extent.count - len(known)
    asked = [each for each in range(1, (extent.newest or 0) + 1) if each not in known]
    queries = []
    for start in range(0, len(asked) if count > 0 else 0, page):
        numbers = asked[start : start + page]
        variables = {"owner": owner, "name": name}
        queries.append((_document(len(numbers), fields), {**variables, **_variables(numbers)}))
    try:
        answers = reader.parts(queries, request="issues", needed=_NEEDED)
    except GitHubError as error:
        if error.kind != TOO_MUCH:
            raise
        return None
    found = [node for answer in answers for node in _nodes(answer)]
    return found if len(found) == count else None


def _document(size: int, fields: str) -> str:
    """Return the document for so many numbers; it is the same for each page."""
    header = ", ".join(f"$n{index}: Int!" for index in range(size))
    asked = " ".join(f"i{index}: issue(number: $n{index}) {{ ...Found }}" for index in range(size))
    return f"""query Issues($owner: String!, $name: String!, {header}) {{
      repository(owner: $owner, name: $name) {{ {asked} }}
    }}
    fragment Found on Issue {{ {fields} }}"""


def _variables(numbers: Sequence[int]) -> dict[str, int]:
    return {f"n{index}": number for index, number in enumerate(numbers)}


def _nodes(answer: PartialData) -> list[Mapping[str, Any]]:
    return [node for node in answer.data["repository"].values() if node]
