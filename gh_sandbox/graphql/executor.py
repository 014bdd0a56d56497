"""Execution of a valid document, one field after another.

graphql-core's own executor also serves resolvers that wait for something, answers in parts and
middleware. It takes most of a server's time. The sandbox's resolvers are plain functions, so this
one does the same with a third of the work; `tests/gh_sandbox/test_executor.py` compares their
answers.

Source: GraphQL specification, "Execution".
"""

from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_variable_values,
    located_error,
)
from graphql.pyutils import inspect, is_iterable

from gh_sandbox.graphql.selection import Field, Selection, Shape

# Where a value stands in the answer: the place of what contains it, and its own key or index.
_Place = tuple[Any, str | int] | None


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    context: Any,
) -> ExecutionResult:
    """Execute an operation of a valid document; `context` is what resolvers find in their info."""
    definitions = operation.variable_definitions or ()
    values: Any = get_variable_values(schema, definitions, variables)
    if isinstance(values, list):
        return ExecutionResult(None, values)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    selection = Selection(schema, fragments, values, context)
    return _Execution(schema, selection).result(operation)


class _Execution:
    """One execution, and the errors that it has met."""

    def __init__(self, schema: GraphQLSchema, selection: Selection) -> None:
        self._schema = schema
        self._selection = selection
        self._errors: list[GraphQLError] = []

    def result(self, operation: OperationDefinitionNode) -> ExecutionResult:
        """Return the answer's data and errors."""
        data = None
        try:
            data = self._object(None, None, self._root(operation))
        except GraphQLError as error:
            self._errors.append(error)
        return ExecutionResult(data, self._errors or None)

    def _root(self, operation: OperationDefinitionNode) -> list[Field]:
        kind = self._schema.get_root_type(operation.operation)
        if kind is None:
            text = f"Schema is not configured to execute {operation.operation.value} operation."
            raise GraphQLError(text, operation)
        try:
            return self._selection.fields(kind, [operation.selection_set])
        except RecursionError:
            text = "Selections are nested too deeply. Execution aborted."
        raise GraphQLError(text, operation)

    def _object(self, source: Any, place: _Place, fields: list[Field]) -> dict[str, Any]:
        """Return the answer's object for a value."""
        answer: dict[str, Any] = {}
        for field in fields:
            inner = (place, field.key)
            try:
                value = field.resolve(source, field.info, **field.arguments)
                answer[field.key] = self._written(field.shape, field, inner, value)
            except Exception as error:  # noqa: BLE001 - any failure of a field is told in its place
                self._fail(error, field.shape, field, inner)
                answer[field.key] = None
        return answer

    def _written(self, shape: Shape, field: Field, place: _Place, value: Any) -> Any:
        """Return a resolved value as the answer has it."""
        if value is None:
            if shape.is_required:
                name = f"{field.info.parent_type}.{field.info.field_name}"
                raise TypeError(f"Cannot return null for non-nullable field {name}.")
            return None
        if isinstance(value, Exception):
            raise value
        if shape.write:
            written = shape.write(value)
            if written is None:
                raise TypeError(f"{shape.name} cannot represent {inspect(value)}")
            return written
        if shape.items:
            return self._list(shape.items, field, place, value)
        kind = shape.object or self._kind(shape, field, value)
        return self._object(value, place, self._selection.below(field, kind))

    def _list(self, shape: Shape, field: Field, place: _Place, values: Any) -> list[Any]:
        if not is_iterable(values):
            name = f"{field.info.parent_type}.{field.info.field_name}"
            raise GraphQLError(f"Expected Iterable, but did not find one for field '{name}'.")
        written: list[Any] = []
        for index, value in enumerate(values):
            inner = (place, index)
            try:
                written.append(self._written(shape, field, inner, value))
            except Exception as error:  # noqa: BLE001 - likewise
                self._fail(error, shape, field, inner)
                written.append(None)
        return written

    def _kind(self, shape: Shape, field: Field, value: Any) -> GraphQLObjectType:
        """Return the type of a value whose field has an interface or a union."""
        abstract: Any = shape.abstract
        name = abstract.resolve_type(value, field.info, abstract)
        kind = self._schema.type_map.get(name)
        if not isinstance(kind, GraphQLObjectType) or not self._schema.is_sub_type(abstract, kind):
            text = f"Runtime Object type '{name}' is not a possible type for '{abstract}'."
            raise GraphQLError(text, field.info.field_nodes)
        return kind

    def _fail(self, error: Exception, shape: Shape, field: Field, place: _Place) -> None:
        """Note an error and leave its place empty; or pass it on, if the place may not be empty."""
        located = located_error(error, field.info.field_nodes, _path(place))
        if shape.is_required:
            raise located
        self._errors.append(located)


def _path(place: _Place) -> list[str | int]:
    path: list[str | int] = []
    while place is not None:
        place, key = place
        path.append(key)
    return path[::-1]
