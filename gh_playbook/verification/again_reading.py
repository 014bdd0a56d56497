"""Reading again the things that a run has written, and things that depend on them."""

from dataclasses import replace
from typing import Any

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import number_page
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.verification import issue_reading, parsing, query
from gh_playbook.verification.existing import Issue, KnownFeatures, Label
from gh_playbook.verification.existing_board import Board
from gh_playbook.verification.recalled import Again


def variables(again: Again, *, cards: bool) -> dict[str, Any]:
    """Return the variables of the first request for the things to read again."""
    named = {f"label{index}": name for index, name in enumerate(again.labels)}
    return {"ids": again.issues[:PAGE], **({"cards": again.cards[:PAGE]} if cards else {}), **named}


def issues(
    reader: Reader, features: KnownFeatures, data: Any, again: Again
) -> tuple[Issue, ...] | None:
    """Return all issues. None if issues or cards were added or removed: then all must be read.

    Raises GitHubError.
    """
    extent = number_page.extent(data["repository"])
    if (extent.count, extent.newest) != (len(again.before.issues), again.before.newest):
        return None
    if (board := data.get("project")) and not _has_the_same_cards(board["items"], again):
        return None
    own = issue_reading.by_ids(reader, features, data, again.issues)
    return again.all_issues(map(parsing.issue, own))


def _has_the_same_cards(items: Any, again: Again) -> bool:
    """Tell whether there are as many cards as were known, and the last one is one of them.

    GitHub adds a new card at the end [unverified].
    """
    known = again.before.card_ids
    return (
        items["totalCount"] == len(known) and {each["id"] for each in parsing.nodes(items)} <= known
    )


def labels(node: Any, again: Again | None) -> tuple[Label, ...] | None:
    """Return all labels; None if all must be read: they came, or some were added or removed."""
    page = node["labels"]
    if again is None or not page["pageInfo"]["hasNextPage"]:
        return None
    if page["totalCount"] != len(again.before.labels):
        return None
    named = [node[f"label{index}"] for index in range(len(again.labels))]
    return again.all_labels(map(parsing.label, filter(None, [*parsing.nodes(page), *named])))


def board(reader: Reader, data: Any, features: KnownFeatures, again: Again) -> Board:
    """Return the board with all its cards, except drafts. Raises GitHubError."""
    document = query.cards_by_ids(features)
    more = issue_reading.rest(reader, document, "cards", "cards", again.cards)
    found = parsing.board(data["project"], filter(None, [*data["cards"], *more]))
    return replace(found, cards=again.all_cards(found.cards))
