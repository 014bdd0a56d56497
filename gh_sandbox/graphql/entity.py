"""Entities: rows that know their siblings, so that a field is loaded once for a whole list.

graphql-core resolves field by field and depth first. When the labels of the first of a hundred
issues are needed, those of all hundred are loaded: two statements instead of two hundred.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from graphql import FieldNode

from gh_sandbox import identifiers
from gh_sandbox.graphql.source import SOURCE_OF, is_of_project, type_of
from gh_sandbox.state.store import Row

Found = TypeVar("Found")

_HELD_BY_NOTHING = {"User", "Organization", "Bot", "Repository", "Gist"} | {
    type for type, source in SOURCE_OF.items() if source in ("issue_field", "issue_field_option")
}


class EntityGroup:
    """Entities that were loaded together, with the values loaded for all of them."""

    __slots__ = ("_of_fields", "cache", "members")

    def __init__(self) -> None:
        self.members: list[Entity] = []
        self.cache: dict[object, Any] = {}
        self._of_fields: list[tuple[FieldNode, Any]] = []

    def of_field(self, node: FieldNode, find: Callable[[], Found]) -> Found:
        """Return the value that a field of the document has for the whole group, found once.

        Two fields may be written alike, and the hash of a node is that of all below it. So nodes
        are compared by identity; a group has few.
        """
        for known, kept in self._of_fields:
            if known is node:
                return cast("Found", kept)
        found = find()
        self._of_fields.append((node, found))
        return found


class Entity:
    """One row, its GraphQL type, and the group it was loaded with."""

    __slots__ = ("group", "id", "row", "type")

    def __init__(self, source: str, row: Row, group: EntityGroup) -> None:
        self.row = row
        self.id: int = row["id"]
        self.group = group
        self.type = type_of(source, row)
        group.members.append(self)

    @property
    def node_id(self) -> str:
        """The global id, as GraphQL shows it."""
        if self.type in _HELD_BY_NOTHING:
            return identifiers.encode(self.type, self.id)
        if self.type in ("IssueType", "ProjectV2", "Team"):
            holder = "owner_id"
        elif is_of_project(self.type):
            holder = "project_id"
        else:
            holder = "repository_id"
        return identifiers.encode(self.type, self.id, within=self.row[holder])
