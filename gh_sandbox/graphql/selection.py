"""The selected fields of a type, with all that is the same for each of its values.

A list of a hundred issues has a hundred values of each field. What to select of them, their
arguments and their types are found once per request.

Source: GraphQL specification, "Executing selection sets" (CollectFields) and "Value completion".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    get_argument_values,
    get_directive_values,
)

_META_FIELDS = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
    "__typename": TypeNameMetaFieldDef,
}


@dataclass(frozen=True)
class Info:
    """What resolvers may know of the field that they resolve, beside its value and arguments."""

    field_name: str
    field_nodes: list[FieldNode]
    parent_type: GraphQLObjectType
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    context: Any


@dataclass(frozen=True)
class Shape:
    """A type, in the parts that decide how its values are written; one of the last four is set."""

    name: str
    is_required: bool = False
    items: "Shape | None" = None
    object: GraphQLObjectType | None = None
    abstract: GraphQLAbstractType | None = None
    write: Callable[[Any], Any] | None = None


@dataclass
class Field:
    """A selected field; `of_type` has the fields below it, for each type of its values."""

    key: str
    info: Info
    shape: Shape
    resolve: Callable[..., Any]
    arguments: dict[str, Any]
    of_type: dict[str, "list[Field]"] = field(default_factory=dict)


class Selection:
    """Finds the selected fields of one request."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Any,
        context: Any,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._context = context
        self._shapes: dict[Any, Shape] = {}

    def fields(self, type: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> list[Field]:
        """Return the fields that the sets select of a type, each key once, in order."""
        nodes: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for each in sets:
            for node in self._nodes(type, each.selections, spread):
                key = node.alias.value if node.alias else node.name.value
                nodes.setdefault(key, []).append(node)
        return [self._field(type, key, same) for key, same in nodes.items()]

    def below(self, parent: Field, type: GraphQLObjectType) -> list[Field]:
        """Return the fields that are selected of a field's value."""
        found = parent.of_type.get(type.name)
        if found is None:
            nodes = parent.info.field_nodes
            sets = [node.selection_set for node in nodes if node.selection_set]
            found = parent.of_type[type.name] = self.fields(type, sets)
        return found

    def _nodes(
        self, type: GraphQLObjectType, selections: Iterable[SelectionNode], spread: set[str]
    ) -> Iterator[FieldNode]:
        """Yield the nodes of fields, also in fragments; each named fragment counts once."""
        for node in selections:
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
            if self._applies(part.type_condition, type):
                yield from self._nodes(type, part.selection_set.selections, spread)

    def _is_included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, condition: Any, type: GraphQLObjectType) -> bool:
        """Tell whether a fragment is about a type; `condition` is the name it was written for."""
        if condition is None or condition.name.value == type.name:
            return True
        wanted = self._schema.type_map.get(condition.name.value)
        return isinstance(
            wanted, GraphQLInterfaceType | GraphQLUnionType
        ) and self._schema.is_sub_type(wanted, type)

    def _field(self, type: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Field:
        name = nodes[0].name.value
        definition: GraphQLField = _META_FIELDS.get(name) or type.fields[name]
        if definition.resolve is None:
            raise LookupError(f"{type.name}.{name} has no resolver")
        info = Info(name, nodes, type, self._schema, self._fragments, self._context)
        shape = self._shape(definition.type)
        arguments: dict[str, Any] = {}
        if definition.args:
            try:
                arguments = get_argument_values(definition, nodes[0], self._variables)
            except GraphQLError as error:
                return Field(key, info, shape, _failing(error), arguments)
        return Field(key, info, shape, definition.resolve, arguments)

    def _shape(self, type: Any) -> Shape:
        found = self._shapes.get(type)
        if found is None:
            is_required = isinstance(type, GraphQLNonNull)
            found = self._shapes[type] = self._written(
                type.of_type if is_required else type, is_required
            )
        return found

    def _written(self, type: Any, is_required: bool) -> Shape:
        name = str(type)
        match type:
            case GraphQLList():
                return Shape(name, is_required, items=self._shape(type.of_type))
            case GraphQLScalarType() | GraphQLEnumType():
                return Shape(name, is_required, write=type.serialize)
            case GraphQLObjectType():
                return Shape(name, is_required, object=type)
            case _:
                return Shape(name, is_required, abstract=type)


def _failing(error: GraphQLError) -> Callable[..., Any]:
    """Return the resolver of a field whose arguments are wrong."""

    def resolve(_source: Any, _info: Info) -> NoReturn:
        raise error

    return resolve
