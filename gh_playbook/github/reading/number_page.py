"""Pages of issues by their numbers: they need no cursors, so several are read at the same time.

Issues share their numbers with pull requests, and the numbers of deleted and transferred issues are
missing. So the issues are counted. If their number differs from the one that GitHub states, the
list of issues has to be read page by page: for example if issues were imported, because their dates
may not be in the order of their numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import PartialData, Reader

# The size of a page: as many as GitHub returns of a list in one request.
PAGE = 100
# The size of a page of looks: these have no lists of their own, so GitHub accepts more at once.
LOOK = 200
# Fewer pages than this are read just as quickly one after the other.
FEWEST = 4
# How many numbers there may be for each issue: each number of a whole issue costs points of
# GitHub's quota.
_MOST_LOOKED_AT = 2.0
_MOST_READ = 1.25
_NEEDED = {("repository",)}
# GitHub refused a document as too large: it documents no limit.
TOO_MUCH = "RESOURCE_LIMITS_EXCEEDED"

# The selection of a repository's extent.
EXTENT = """extent: issues(last: 1, orderBy: {field: CREATED_AT, direction: ASC}) {
    totalCount nodes { number } }"""


@dataclass(frozen=True)
class Extent:
    """The count of a repository's issues, and the number of the newest one; None if unknown."""

    count: int = 0
    newest: int | None = None

    @property
    def pages(self) -> int:
        """The number of pages of the list of issues."""
        return -(-self.count // PAGE)

    @property
    def is_looked_at_by_number(self) -> bool:
        """Tell whether looking at all issues by number is worth trying: many issues, few gaps."""
        return self._is_dense(_MOST_LOOKED_AT)

    @property
    def is_read_by_number(self) -> bool:
        """Tell whether reading all issues by number is worth trying: even fewer gaps."""
        return self._is_dense(_MOST_READ)

    def _is_dense(self, most: float) -> bool:
        return self.newest is not None and self.pages >= FEWEST and self.newest <= most * self.count


def extent(node: Mapping[str, Any]) -> Extent:
    """Read the answer to `EXTENT`."""
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
    """Return all issues with these fields, in pages of this size; None if the count is wrong.

    Issues with the `known` numbers are left out. Raises GitHubError.
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
    """Return the document for this number of issues; it is the same for each page."""
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
