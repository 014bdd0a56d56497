"""Scopes of queries: which fields a token may not read.

GitHub checks scopes before it executes a query: one error for each field, and no data (reported).
The scopes for mutations are checked with each mutation.
"""

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from gh_sandbox.access.tokens import Viewer, require_scope
from gh_sandbox.errors import ApiError

_PROJECT_TYPES = ("ProjectV2", "DraftIssue")
_PROJECT_SCOPE = "read:project"


def missing(schema: GraphQLSchema, document: DocumentNode, viewer: Viewer) -> list[GraphQLError]:
    """Return an error for each field of a project that the token may not read."""
    if viewer.grant is not None or viewer.has(_PROJECT_SCOPE):
        return []
    info = TypeInfo(schema)
    reading = _Reading(info, viewer)
    visit(document, TypeInfoVisitor(info, reading))
    return reading.errors


class _Reading(Visitor):
    """Collects the errors of a document."""

    def __init__(self, info: TypeInfo, viewer: Viewer) -> None:
        super().__init__()
        self._info = info
        self._viewer = viewer
        self.errors: list[GraphQLError] = []

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Check one field."""
        parent = self._info.get_parent_type()
        name = node.name.value
        if parent is None or not parent.name.startswith(_PROJECT_TYPES) or name == "__typename":
            return
        try:
            require_scope(self._viewer, name, [_PROJECT_SCOPE])
        except ApiError as refusal:
            self.errors.append(GraphQLError(refusal.message, [node], original_error=refusal))
