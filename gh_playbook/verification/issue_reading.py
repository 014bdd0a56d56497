"""Reading the issues back: all of them, or the ones whose place a run knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import number_page
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.github.reading.paging import Question, all_nodes, texts
from gh_playbook.verification import parsing, query
from gh_playbook.verification.existing import KnownFeatures


@dataclass(frozen=True)
class Whereabouts:
    """The places of the issues that matter: their ids.

    `newest` is the number of the newest issue when all issues were last searched; newer issues are
    read too. None if the register led to them.
    """

    ids: tuple[str, ...]
    newest: int | None = None


def issues(
    reader: Reader,
    owner: str,
    name: str,
    features: KnownFeatures,
    data: Any,
    where: Whereabouts | None,
) -> Sequence[Any] | None:
    """Return all issues, after the first ones in the first answer; None if all must be read.

    Without `where` they are all issues. Raises GitHubError.
    """
    if where is not None:
        return _known(reader, features, data, where)
    node = data["repository"]
    extent = number_page.extent(node)
    if extent.is_read_by_number:
        found = number_page.read(reader, owner, name, extent, query.issue(features))
        if found is not None:
            return found
    question = Question(query.more_issues(features), texts(owner=owner, name=name))
    return all_nodes(reader, node["issues"], question, ("repository", "issues"))


def _known(
    reader: Reader, features: KnownFeatures, data: Any, where: Whereabouts
) -> Sequence[Any] | None:
    """Return the issues with these ids, and the newer ones; None if some newer ones are missing."""
    newer = _newer(data["repository"], where.newest)
    if newer is None:
        return None
    own = by_ids(reader, features, data, where.ids)
    return list({each["id"]: each for each in (*own, *newer)}.values())


def by_ids(reader: Reader, features: KnownFeatures, data: Any, ids: Sequence[str]) -> Sequence[Any]:
    """Return the issues of this repository with these ids, the first of which came already.

    Raises GitHubError.
    """
    nodes = [*data["known"], *rest(reader, query.by_ids(features), "ids", "known", ids)]
    name = data["repository"]["nameWithOwner"]
    # An issue keeps its id when it is moved to another repository.
    return [each for each in nodes if each and each["repository"]["nameWithOwner"] == name]


def rest(reader: Reader, document: str, variable: str, alias: str, ids: Sequence[str]) -> list[Any]:
    """Return the nodes of the ids for which the first request had no room, a few at a time."""
    starts = range(PAGE, len(ids), PAGE)
    queries = [(document, {variable: ids[start : start + PAGE]}) for start in starts]
    parts = reader.parts(queries, request="verification", needed=())
    return [node for part in parts for node in part.data[alias]]


def _newer(node: Mapping[str, Any], newest: int | None) -> Sequence[Any] | None:
    if newest is None:
        return []
    latest = parsing.nodes(node["latest"])
    reaches = min((each["number"] for each in latest), default=0) <= newest
    return latest if reaches or len(latest) == node["latest"]["totalCount"] else None
