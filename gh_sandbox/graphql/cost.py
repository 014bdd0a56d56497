"""The cost of a query, computed before it runs: points and nodes.

Source: GitHub docs, "Rate limits and query limits for the GraphQL API": a request for each unique
connection, divided by 100, at least 1; at most 500,000 nodes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from gh_sandbox.errors import ApiError

NODE_LIMIT = 500_000
# Of fields with the fragments in their places. GitHub's limit is not published; without one, thirty
# fragments of two fields with the next fragment each would be a thousand million fields.
FIELD_LIMIT = 100_000


@dataclass
class Cost:
    """The cost, counted while walking a document."""

    requests: int = 0
    nodes: int = 0
    fields: int = 0

    @property
    def points(self) -> int:
        """The points that count against the rate limit."""
        return max(1, round(self.requests / 100))


@dataclass(frozen=True)
class Counter:
    """Counts the connections of one document with its variables."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    cost: Cost

    def count(self, selections: SelectionSetNode | None, type: Any, times: int) -> None:
        """Count a selection; `times` is how often its parents occur."""
        for field, owner in self._fields(selections, type, set()):
            self.cost.fields += 1
            if self.cost.fields > FIELD_LIMIT:
                message = "Resource limits for this query exceeded."
                raise ApiError(200, message, type="RESOURCE_LIMITS_EXCEEDED")
            definition = getattr(owner, "fields", {}).get(field.name.value)
            if definition is None:
                continue
            inner = get_named_type(definition.type)
            if inner.name.endswith("Connection"):
                size = self._size(field)
                self.cost.requests += times
                self.cost.nodes += times * size
                self.count(field.selection_set, inner, times * size)
            else:
                self.count(field.selection_set, inner, times)

    def _fields(
        self, selections: SelectionSetNode | None, type: Any, seen: set[str]
    ) -> Iterator[tuple[FieldNode, Any]]:
        """Yield the fields of a selection and their types; a fragment that was `seen` adds none."""
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                yield node, type
            elif isinstance(node, FragmentSpreadNode):
                if node.name.value in seen:
                    continue
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                inner = self.schema.type_map.get(fragment.type_condition.name.value)
                yield from self._fields(fragment.selection_set, inner, seen)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.schema.type_map.get(condition.name.value) if condition else type
                yield from self._fields(node.selection_set, inner, seen)

    def _size(self, field: FieldNode) -> int:
        for argument in field.arguments or ():
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    return int(self.variables.get(value.name.value) or 0)
        return 0


def cost_of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
) -> Cost:
    """Return the cost of a query, or refuse a query that could return too many nodes."""
    root: GraphQLObjectType | GraphQLInterfaceType | None = schema.get_root_type(
        operation.operation
    )
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    cost = Cost()
    Counter(schema, fragments, variables, cost).count(operation.selection_set, root, 1)
    if cost.nodes > NODE_LIMIT:
        raise ApiError(
            200,
            f"This query requests up to {cost.nodes:,} possible nodes which exceeds the maximum "
            f"limit of {NODE_LIMIT:,}.",
            type="MAX_NODE_LIMIT_EXCEEDED",
        )
    return cost
