"""The execution of a valid document, as the specification describes it ("Execution").

The executor of graphql-core takes two thirds of the time of a request: for each field of each
object it looks for coroutines, and finds anew what depends on the document alone. Here no resolver
is a coroutine, and that is found once for all objects of a type. The answers are the same, which
`tests/gh_sandbox/test_executor.py` checks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    default_field_resolver,
    get_argument_values,
    get_directive_values,
    get_variable_values,
    is_abstract_type,
    is_leaf_type,
    located_error,
)

_META = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
    "__typename": TypeNameMetaFieldDef,
}
# The place of a value in the answer: that of what contains it, and its own key or index.
Path = tuple["Path", str | int] | None


@dataclass(slots=True)
class _Selected:
    """A field that a document selects, with what is the same for all objects of a type."""

    name: str
    place: str
    """The field as errors name it: `Type.field`."""
    nodes: list[FieldNode]
    type: Any
    resolve: Callable[[Any], Any]
    coerce: Callable[[Any], Any] | None
    """For a scalar or an enum, even if it is required."""
    below: dict[GraphQLObjectType, list["_Selected"]] = field(default_factory=dict)


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: dict[str, Any],
    context: Any,
) -> ExecutionResult:
    """Execute a valid operation; an error of a resolver is an error of its field."""
    values: Any = get_variable_values(
        schema, operation.variable_definitions or (), variables, max_errors=50
    )
    if isinstance(values, list):
        return ExecutionResult(None, values)
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise TypeError(f"the schema has no {operation.operation.value}")
    execution = _Execution(schema, document, operation, values, context)
    try:
        selected = execution.selected(root, [operation])
        data = execution.completed_object(selected, None, None)
    except GraphQLError as error:
        execution.errors.append(error)
        return ExecutionResult(None, execution.errors)
    return ExecutionResult(data, execution.errors or None)


class _Execution:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Any,
        context: Any,
    ) -> None:
        self.errors: list[GraphQLError] = []
        self._schema = schema
        self._variables = variables
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        # Versions of graphql-core differ in the names that exist.
        self._info = dict.fromkeys(GraphQLResolveInfo._fields) | {
            "schema": schema,
            "fragments": self._fragments,
            "operation": operation,
            "variable_values": variables,
            "context": context,
        }

    def selected(
        self, type: GraphQLObjectType, nodes: Sequence[FieldNode | OperationDefinitionNode]
    ) -> list[_Selected]:
        """Return the fields that are selected below some nodes, of objects of a type."""
        grouped: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for node in nodes:
            for each in self._fields(type, node.selection_set, spread):
                name = (each.alias or each.name).value
                grouped.setdefault(name, []).append(each)
        return [self._selected(type, name, fields) for name, fields in grouped.items()]

    def _fields(
        self, type: GraphQLObjectType, selections: SelectionSetNode | None, spread: set[str]
    ) -> Iterator[FieldNode]:
        for node in selections.selections if selections else ():
            if node.directives and not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            part: Any = node
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                part = self._fragments[node.name.value]
            if part.type_condition is None or self._is_a(type, part.type_condition.name.value):
                yield from self._fields(type, part.selection_set, spread)

    def _is_included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and (include is None or include["if"])

    def _is_a(self, type: GraphQLObjectType, name: str) -> bool:
        wanted: Any = self._schema.type_map[name]
        is_part = is_abstract_type(wanted) and self._schema.is_sub_type(wanted, type)
        return wanted is type or is_part

    def _selected(self, parent: GraphQLObjectType, name: str, nodes: list[FieldNode]) -> _Selected:
        own = nodes[0].name.value
        definition = _META.get(own) or parent.fields[own]
        info = GraphQLResolveInfo(
            **self._info
            | {
                "field_name": own,
                "field_nodes": nodes,
                "return_type": definition.type,
                "parent_type": parent,
            }
        )
        bare = definition.type
        if isinstance(bare, GraphQLNonNull):
            bare = bare.of_type
        coerce = _coercion(bare) if is_leaf_type(bare) else None
        resolve = self._resolver(definition, nodes[0], info)
        return _Selected(name, f"{parent}.{own}", nodes, definition.type, resolve, coerce)

    def _resolver(
        self, definition: GraphQLField, node: FieldNode, info: GraphQLResolveInfo[Any]
    ) -> Callable[[Any], Any]:
        """Return what resolves a field of an object with the arguments of the document."""
        try:
            arguments = get_argument_values(definition, node, self._variables)
        except GraphQLError as error:
            return partial(_refuse, error)
        resolve = definition.resolve or default_field_resolver
        return lambda source: resolve(source, info, **arguments)

    def completed_object(
        self, selected: Iterable[_Selected], source: Any, path: Path
    ) -> dict[str, Any]:
        """Return the selected fields of an object."""
        found = {}
        for each in selected:
            try:
                value = each.resolve(source)
                if each.coerce is None or value is None or isinstance(value, Exception):
                    value = self._completed(each, each.type, value, (path, each.name))
                else:
                    value = _coerced(each.coerce, value)
            except Exception as error:  # noqa: BLE001 - an error of a field is part of the answer
                self._note(error, each, each.type, (path, each.name))
                value = None
            found[each.name] = value
        return found

    def _completed(self, selected: _Selected, type: Any, value: Any, path: Path) -> Any:
        if isinstance(value, Exception):
            raise value
        if isinstance(type, GraphQLNonNull):
            completed = self._completed(selected, type.of_type, value, path)
            if completed is None:
                raise TypeError(f"Cannot return null for non-nullable field {selected.place}.")
            return completed
        if value is None:
            return None
        if isinstance(type, GraphQLList):
            return [
                self._completed_item(selected, type.of_type, each, (path, index))
                for index, each in enumerate(value)
            ]
        if is_leaf_type(type):
            return _coerced(_coercion(type), value)
        if is_abstract_type(type):
            type = self._type_of(type, value)
        below = selected.below.get(type)
        if below is None:
            below = selected.below[type] = self.selected(type, selected.nodes)
        return self.completed_object(below, value, path)

    def _completed_item(self, selected: _Selected, type: Any, value: Any, path: Path) -> Any:
        try:
            return self._completed(selected, type, value, path)
        except Exception as error:  # noqa: BLE001 - an error of an item is part of the answer
            self._note(error, selected, type, path)
            return None

    def _type_of(self, type: Any, value: Any) -> GraphQLObjectType:
        name = type.resolve_type(value)
        found = self._schema.type_map[name]
        if not isinstance(found, GraphQLObjectType) or not self._schema.is_sub_type(type, found):
            raise TypeError(f"{name} is no {type.name}")
        return found

    def _note(self, error: Exception, selected: _Selected, type: Any, path: Path) -> None:
        """Note an error; one where a value is required is also the error of what contains it."""
        located = located_error(error, selected.nodes, _listed(path))
        if isinstance(type, GraphQLNonNull):
            raise located
        self.errors.append(located)


def _coercion(type: Any) -> Callable[[Any], Any]:
    """Return what makes values of a scalar or an enum fit for the answer.

    It is named `serialize` in graphql-core 3.2.
    """
    found: Callable[[Any], Any] = getattr(type, "coerce_output_value", None) or type.serialize
    return found


def _coerced(coerce: Callable[[Any], Any], value: Any) -> Any:
    coerced = coerce(value)
    if coerced is None:
        raise TypeError(f"{value!r} has no form in an answer")
    return coerced


def _refuse(error: GraphQLError, _source: object) -> None:
    raise error


def _listed(path: Path) -> list[str | int]:
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return keys[::-1]
