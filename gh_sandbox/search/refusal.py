"""Refusals of searches: GitHub's 422, and the sandbox's own for unknown qualifiers.

Reported: the messages for users and repositories (changesets/action#252, github-mcp-server#2206)
and for results beyond the thousandth (microsoft/vscode#93983).
"""

from gh_sandbox.errors import ApiError, FieldError, InvalidError, UnimplementedError

_DOCUMENTATION = "https://docs.github.com/v3/search/"
UNSEARCHABLE = (
    "The listed users and repositories cannot be searched either because the resources do not "
    "exist or you do not have permission to view them."
)
UNKNOWN_USERS = (
    "The listed users cannot be searched either because the users do not exist or you do not have "
    "permission to view the users."
)


def invalid(message: str) -> InvalidError:
    """Return the refusal of a query with a fault."""
    fault = FieldError("Search", "q", "invalid", message)
    return InvalidError(fault, graphql_message=message, documentation=_DOCUMENTATION)


def missing() -> InvalidError:
    """Return the refusal of a search without a query."""
    fault, message = FieldError("Search", "q", "missing"), "q is missing"
    return InvalidError(fault, graphql_message=message, documentation=_DOCUMENTATION)


def beyond(limit: int) -> ApiError:
    """Return the refusal of a page after the last readable result."""
    message = f"Only the first {limit} search results are available"
    return ApiError(422, message, type="UNPROCESSABLE", documentation=_DOCUMENTATION)


def unknown(term: str) -> ApiError:
    """Return the refusal of something that the sandbox does not know."""
    message = f"Search term {term} is not implemented by the sandbox."
    return UnimplementedError(message)
