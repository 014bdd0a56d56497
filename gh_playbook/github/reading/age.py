"""The numbers of cards and status updates: a younger one has a higher number.

GitHub shows no other order in which they were created: times are in whole seconds, and people move
cards. Only this tells which of two equal ones is younger; nothing else needs it.
"""

from collections.abc import Sequence

from gh_playbook.github.reader import Reader
from gh_playbook.github.reading.paging import by_ids
from gh_playbook.model.existing import Features


def read(reader: Reader, features: Features, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those that GitHub shows, by their ids. Raises GitHubError."""
    kinds = ["ProjectV2Item", *["ProjectV2StatusUpdate"] * features.status_updates]
    fields = " ".join(f"... on {kind} {{ id fullDatabaseId }}" for kind in kinds)
    document = f"query Age($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}"
    shown = by_ids(reader, document, ids, request="age")
    return {each["id"]: int(each["fullDatabaseId"]) for each in shown if each["fullDatabaseId"]}
