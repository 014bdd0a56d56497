"""A GraphQL document before it is executed: its operation and root fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
)


@dataclass(frozen=True)
class Names:
    """The root fields of the operation that a request runs, one entry per alias."""

    operations: tuple[str, ...] = ()
    mutations: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def parsed(text: str) -> DocumentNode | GraphQLError:
    """Return the parsed document, or its syntax error."""
    try:
        return parse(text)
    except GraphQLError as error:
        return error


def operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """Return the operation of this name, or the only one."""
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        found = [node for node in found if node.name and node.name.value == name]
    return found[0] if len(found) == 1 else None


def names(request: Mapping[str, Any]) -> Names:
    """Return the root fields of a request body; empty where it cannot be parsed."""
    text = request.get("query")
    document = parsed(text) if isinstance(text, str) else None
    if not isinstance(document, DocumentNode):
        return Names()
    found = operation(document, request.get("operationName"))
    if found is None:
        return Names()
    fields = tuple(_root_fields(document, found.selection_set, set()))
    is_mutation = found.operation is OperationType.MUTATION
    return Names(mutations=fields) if is_mutation else Names(operations=fields)


def _root_fields(
    document: DocumentNode, selections: SelectionSetNode, seen: set[str]
) -> Iterator[str]:
    """Yield field names, also in fragments; one that was `seen` adds nothing, as in GraphQL."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _root_fields(document, node.selection_set, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            for definition in document.definitions:
                if (
                    isinstance(definition, FragmentDefinitionNode)
                    and definition.name.value == node.name.value
                ):
                    yield from _root_fields(document, definition.selection_set, seen)
