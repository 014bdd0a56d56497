"""One GraphQL request: parsed, validated, counted, executed.

Validation leaves out OverlappingFieldsCanBeMerged, as GitHub does: `gh` selects `state` of
issues and of pull requests side by side, whose types differ.
"""

import logging
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from gh_playbook.sandbox.errors import GitHubError
from gh_playbook.sandbox.graphql import faults
from gh_playbook.sandbox.graphql.cost import cost_of
from gh_playbook.sandbox.graphql.entity import Loader
from gh_playbook.sandbox.limits import RateLimits
from gh_playbook.sandbox.session import Session

_RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Document:
    """A parsed query and what is wrong with it."""

    node: DocumentNode | None
    faults: list[dict[str, Any]]


@dataclass
class Answer:
    """What a request says back, and the root fields that the request log names."""

    body: dict[str, Any]
    operations: list[str] = field(default_factory=list)
    mutations: list[str] = field(default_factory=list)


class Engine:
    """Executes requests against the schema."""

    def __init__(self, schema: GraphQLSchema, limits: RateLimits) -> None:
        self._schema = schema
        self._limits = limits
        self._read = lru_cache(maxsize=256)(self._parse)

    def run(self, session: Session, request: dict[str, Any]) -> Answer:
        """Answer one request body: `query`, `variables`, `operationName`."""
        text = request.get("query")
        if not isinstance(text, str) or not text.strip():
            return Answer(
                {
                    "errors": [
                        {"message": "A query attribute must be specified and must be a string."}
                    ]
                }
            )
        document = self._read(text)
        if document.node is None:
            return Answer({"errors": document.faults})
        operation = _operation(document.node, request.get("operationName"))
        if operation is None:
            return Answer({"errors": [{"message": "No such operation in the document."}]})
        answer = Answer({})
        names = list(_root_fields(document.node, operation.selection_set))
        if operation.operation is OperationType.MUTATION:
            answer.mutations = names
        else:
            answer.operations = names
        answer.body = (
            {"errors": document.faults}
            if document.faults
            else self._execute(session, document.node, operation, request.get("variables") or {})
        )
        return answer

    def _parse(self, text: str) -> Document:
        try:
            node = parse(text)
        except GraphQLError as error:
            return Document(None, [faults.invalid(error, self._schema)])
        wrong = validate(self._schema, node, _RULES)
        return Document(node, [faults.invalid(error, self._schema) for error in wrong])

    def _execute(
        self,
        session: Session,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: dict[str, Any],
    ) -> dict[str, Any]:
        try:
            cost = cost_of(self._schema, document, operation, variables)
        except GitHubError as refusal:
            return {"errors": [faults.refused(refusal)]}
        window = self._limits.spend(session.viewer.id, "graphql", cost.points)
        result = execute(
            self._schema,
            document,
            context_value=Loader(session, window.graphql(cost.points, cost.nodes)),
            variable_values=variables,
            operation_name=operation.name.value if operation.name else None,
            is_awaitable=_never,
        )
        if not isinstance(result, ExecutionResult):
            raise TypeError("no resolver is asynchronous")
        if not result.errors:
            return {"data": result.data}
        for error in result.errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, GitHubError | GraphQLError):
                _log.error("a resolver failed", exc_info=cause)
        entries = [faults.failed(error) for error in result.errors]
        if result.data is None and not any(error.path for error in result.errors):
            return {"errors": entries}
        return {"data": result.data, "errors": entries}


def _never(_value: object) -> TypeGuard[Awaitable[Any]]:
    return False


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name:
        found = [node for node in found if node.name and node.name.value == name]
    return found[0] if len(found) == 1 else None


def _root_fields(document: DocumentNode, selections: SelectionSetNode) -> Iterator[str]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, FragmentSpreadNode):
            for definition in document.definitions:
                if (
                    isinstance(definition, FragmentDefinitionNode)
                    and definition.name.value == node.name.value
                ):
                    yield from _root_fields(document, definition.selection_set)
        else:
            inner: SelectionSetNode | None = getattr(node, "selection_set", None)
            if inner is not None:
                yield from _root_fields(document, inner)
