"""Sight: things that a viewer may not see. GraphQL shows null instead, or leaves them out.

They are the content of private repositories that the viewer cannot read, and projects that the
viewer, or a fine-grained or installation token, cannot reach. Such a token gets an error of type
`FORBIDDEN` (cli/cli#13280, github/gh-aw#50835); a classic one gets only null, also as an entry of a
list (cli/cli#12324).
"""

from functools import cached_property

from gh_sandbox.errors import ApiError, unresolved_node
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.source import is_of_project
from gh_sandbox.rules.projects import project as projects
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

_HELD = {"issue": "repository_id", "repository": "id"}


class Sight:
    """The things that one viewer may see."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._grant = session.viewer.grant
        self._seen_projects: dict[int, bool] = {}

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The repositories that the viewer cannot see."""
        return repositories.hidden_ids(self._session)

    def hides(self, entity: Entity) -> bool:
        """Tell whether a thing is, or is in, a repository that the viewer cannot see."""
        if entity.type == "Repository":
            return entity.id in self.hidden
        if not self.hidden or is_of_project(entity.type):
            return False
        holder = "repository_id" if "repository_id" in entity.row.keys() else None  # noqa: SIM118
        return holder is not None and entity.row[holder] in self.hidden

    def sees_project(self, entity: Entity) -> bool:
        """Tell whether the viewer reaches a project, given the project or a part of it."""
        if not is_of_project(entity.type):
            return True
        id = entity.id if entity.type == "ProjectV2" else entity.row["project_id"]
        if id not in self._seen_projects:
            row = self._session.store.get("project", id)
            seen = projects.is_readable if self._grant else _is_visible
            self._seen_projects[id] = seen(self._session, row)
        return self._seen_projects[id]

    def shown(self, entity: Entity | None) -> Entity | None:
        """Return the value of a field: None if it is hidden, or an error for a narrow token."""
        if entity is None or (self.sees_project(entity) and not self.hides(entity)):
            return entity
        if self._grant:
            raise self._grant.refusal()
        return None

    def in_list(self, entity: Entity) -> Entity | ApiError | None:
        """Return an entry of a list, or its replacement."""
        if self.sees_project(entity):
            return entity
        return self._grant.refusal() if self._grant else None

    def named(self, entity: Entity) -> Entity | ApiError:
        """Return the thing with a node id, or the reason why the viewer does not get it."""
        if self._grant and not self.sees_project(entity):
            return self._grant.refusal()
        return unresolved_node(entity.node_id) if self.hides(entity) else entity

    def listed(self, source: str, found: dict[int, list[int]]) -> dict[int, list[int]]:
        """Remove the contents of hidden repositories from lists of ids."""
        if source not in _HELD or not self.hidden:
            return found
        ids = {id for each in found.values() for id in each}
        sql = f"SELECT id, {_HELD[source]} FROM {source} WHERE id"
        rows = self._session.store.matching(sql, ids)
        gone = {id for id, repository_id in rows if repository_id in self.hidden}
        return {parent: [id for id in each if id not in gone] for parent, each in found.items()}


def _is_visible(session: Session, project: Row) -> bool:
    return projects.permission(session, project) is not None
