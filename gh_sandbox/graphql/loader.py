"""Loading: reads the data for resolvers from the database, whole lists together, for one viewer."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import GraphQLResolveInfo

from gh_sandbox import identifiers
from gh_sandbox.errors import ApiError, unresolved_node
from gh_sandbox.graphql.entity import Entity, EntityGroup
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.sight import Sight
from gh_sandbox.graphql.source import SOURCE_OF, SOURCES
from gh_sandbox.limits.document import Allowance
from gh_sandbox.session import Session

Listing = Callable[[list[int]], dict[int, list[int]]]


class Loader:
    """Loads entities for one GraphQL request; it is the execution's context."""

    def __init__(self, session: Session, rate: dict[str, object], allowance: Allowance) -> None:
        self.session = session
        self.rate = rate
        self.allowance = allowance
        self.sight = Sight(session)
        self._repositories: dict[int, Entity] = {}

    def entities(self, source: str, ids: Iterable[int]) -> dict[int, Entity]:
        """Load rows by id, as one group."""
        sql = SOURCES[source]
        table = f"{source}.id"
        rows = self.session.store.matching(f"{sql} WHERE {table}", ids)
        group = EntityGroup()
        return {row["id"]: Entity(source, row, group) for row in rows}

    def entity(self, source: str, id: int) -> Entity:
        """Load one row, which must exist."""
        return self.entities(source, [id])[id]

    def one(self, entity: Entity, column: str, source: str) -> Entity | None:
        """Follow a column with another row's id, if the viewer may see that row."""
        return self.sight.shown(self.linked(entity, column, source))

    def linked(self, entity: Entity, column: str, source: str) -> Entity | None:
        """Follow a column with another row's id, for the whole group at once."""
        group = entity.group
        found: dict[int, Entity] | None = group.cache.get(column)
        if found is None:
            ids = {member.row[column] for member in group.members} - {None}
            found = group.cache[column] = self.entities(source, ids) if ids else {}
        id = entity.row[column]
        return None if id is None else found.get(id)

    def repository(self, id: int) -> Entity:
        """Return a repository, loaded once a request."""
        found = self._repositories.get(id)
        if found is None:
            found = self._repositories[id] = self.entity("repository", id)
        return found

    def per_group(
        self, entity: Entity, key: str, load: Callable[[list[int]], dict[int, Any]]
    ) -> Any:
        """Compute a value for a whole group once; return this entity's part, or None."""
        found = entity.group.cache.get(key)
        if found is None:
            ids = [member.id for member in entity.group.members]
            found = entity.group.cache[key] = load(ids)
        return found.get(entity.id)

    def page(
        self,
        entity: Entity,
        info: GraphQLResolveInfo[Any],
        args: dict[str, Any],
        source: str | tuple[str, ...],
        listing: Listing,
    ) -> Page:
        """Return a page of a connection; the pages of the entity's whole group are made together.

        `listing` returns the ids in the connection for the ids of the group. With several sources,
        each id belongs to one of them.
        """
        sources = (source,) if isinstance(source, str) else source

        def cut() -> PageGroup:
            check_bounds(info, args)
            with self.session.lists():
                listed = listing([member.id for member in entity.group.members])
            for each in sources:
                listed = self.sight.listed(each, listed)
            return PageGroup(lambda ids: self._listed(sources, ids), listed, args)

        return entity.group.of_field(info.field_nodes[0], cut).page(entity.id)

    def list_page(
        self, info: GraphQLResolveInfo[Any], args: dict[str, Any], source: str, ids: list[int]
    ) -> Page:
        """Return a page of a list without a parent entity."""
        check_bounds(info, args)
        return PageGroup(lambda some: self.entities(source, some), {0: ids}, args).page(0)

    def _listed(
        self, sources: tuple[str, ...], ids: list[int]
    ) -> Mapping[int, Entity | ApiError | None]:
        found: dict[int, Entity] = {}
        with self.session.lists():
            for source in sources:
                found |= self.entities(source, ids)
        return {id: self.sight.in_list(each) for id, each in found.items()}

    def node(self, node_id: str, *types: str) -> Entity:
        """Return the thing with a node id, or refuse; `types` are the accepted types."""
        decoded = identifiers.decode(node_id)
        if (
            decoded is None
            or decoded.type not in SOURCE_OF
            or (types and decoded.type not in types)
        ):
            raise unresolved_node(node_id)
        found = self.entities(SOURCE_OF[decoded.type], [decoded.database_id])
        entity = found.get(decoded.database_id)
        if entity is None or entity.type != decoded.type:
            raise unresolved_node(node_id)
        named = self.sight.named(entity)
        if isinstance(named, ApiError):
            raise named
        return named

    def nodes(self, node_ids: list[str]) -> list[Entity | ApiError]:
        """Return the things with several node ids; a failure is in the place of its thing."""
        wanted: dict[str, set[int]] = {}
        for decoded in map(identifiers.decode, node_ids):
            if decoded is not None and decoded.type in SOURCE_OF:
                wanted.setdefault(SOURCE_OF[decoded.type], set()).add(decoded.database_id)
        found = {
            entity.node_id: self.sight.named(entity)
            for source, ids in wanted.items()
            for entity in self.entities(source, ids).values()
        }
        return [found.get(node_id) or unresolved_node(node_id) for node_id in node_ids]
