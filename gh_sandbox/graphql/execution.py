"""One GraphQL request: parsed, validated, counted, executed.

Validation leaves out OverlappingFieldsCanBeMerged, as GitHub does: `gh` selects `state` of
issues and of pull requests side by side, whose types differ.
"""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from gh_sandbox.errors import ApiError
from gh_sandbox.exchange import document as graphql_document
from gh_sandbox.graphql import batch, faults, scope, variable
from gh_sandbox.graphql.cost import cost_of
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.limits import Limits
from gh_sandbox.limits.document import Allowance
from gh_sandbox.session import Session

_RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query and what is wrong with it."""

    node: DocumentNode | None
    faults: list[dict[str, Any]]


class GraphQLEngine:
    """Executes requests against the schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._read = lru_cache(maxsize=256)(self._parse)
        self._is_part_valid = lru_cache(maxsize=256)(self._validate_part)

    def run(
        self, session: Session, request: dict[str, Any], allowance: Allowance | None = None
    ) -> dict[str, Any]:
        """Return one request body: `query`, `variables`, `operationName`.

        Raises ApiError for what is over a rate limit; all else is an error in the answer.
        """
        text = request.get("query")
        if not isinstance(text, str) or not text.strip():
            message = "A query attribute must be specified and must be a string."
            return {"errors": [{"message": message}]}
        document = self._read(text)
        if document.node is None:
            return {"errors": document.faults}
        operation = graphql_document.operation(document.node, request.get("operationName"))
        if operation is None:
            return {"errors": [{"message": "No such operation in the document."}]}
        if document.faults:
            return {"errors": document.faults}
        user_id = session.viewer.id
        is_mutation = operation.operation is OperationType.MUTATION
        unread = [] if is_mutation else scope.missing(self._schema, document.node, session.viewer)
        if unread:
            return {"errors": [faults.failed(error) for error in unread]}
        self._limits.secondary.request(user_id, "graphql", write=is_mutation)
        allowance = allowance or Allowance(self._limits.secondary, user_id)
        variables = request.get("variables") or {}
        return self._execute(session, document.node, operation, variables, allowance)

    def _parse(self, text: str) -> ParsedQuery:
        node = graphql_document.parsed(text)
        if isinstance(node, GraphQLError):
            return ParsedQuery(None, [faults.invalid(node, self._schema)])
        parts = batch.parts(node)
        if parts is not None and all(map(self._is_part_valid, parts)):
            return ParsedQuery(node, [])
        wrong = validate(self._schema, node, _RULES)
        return ParsedQuery(node, [faults.invalid(error, self._schema) for error in wrong])

    def _validate_part(self, text: str) -> bool:
        """Tell whether a root field is valid: `batch.parts` gives it."""
        return not validate(self._schema, parse(text), _RULES)

    def _execute(
        self,
        session: Session,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: dict[str, Any],
        allowance: Allowance,
    ) -> dict[str, Any]:
        try:
            cost = cost_of(self._schema, document, operation, variables)
        except ApiError as refusal:
            return {"errors": [faults.refused(refusal)]}
        window = self._limits.primary.spend(session.viewer.id, "graphql", cost.points)
        rate = window.graphql(cost.points, cost.nodes)
        result = execute(
            self._schema,
            document,
            context_value=Loader(session, rate, allowance),
            variable_values=variables,
            operation_name=operation.name.value if operation.name else None,
            is_awaitable=_never,
        )
        if not isinstance(result, ExecutionResult):
            raise TypeError("no resolver is asynchronous")
        return self._answer(result, variables)

    def _answer(self, result: ExecutionResult, variables: dict[str, Any]) -> dict[str, Any]:
        if not result.errors:
            return {"data": result.data}
        for error in result.errors:
            cause = error.original_error
            if cause is not None and not isinstance(cause, ApiError | GraphQLError):
                _log.error("a resolver failed", exc_info=cause)
        entries = [
            variable.refused(error, self._schema, variables) or faults.failed(error)
            for error in result.errors
        ]
        if result.data is None and not any(error.path for error in result.errors):
            return {"errors": entries}
        return {"data": result.data, "errors": entries}


def _never(_value: object) -> TypeGuard[Awaitable[Any]]:
    return False
