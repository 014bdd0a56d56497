"""How GitHub refuses what goes over a limit: the same words for the limits and for faults.

Sources: GitHub docs, "Rate limits for the REST API" (statuses and headers); reports for the
wordings, for GraphQL's types, and for `was submitted too quickly` (cli/cli issue 4801: an error
of the alias in GraphQL, `UNPROCESSABLE`; its REST form is unverified).
"""

from gh_sandbox.errors import ApiError, FieldError

_DOCUMENTATION = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
_SECONDARY = "You have exceeded a secondary rate limit"


def primary(user_id: int) -> ApiError:
    """Say that the hour's points are used up; GraphQL shows this with status 200."""
    return ApiError(
        403,
        f"API rate limit exceeded for user ID {user_id}.",
        type="RATE_LIMITED",
        documentation=_DOCUMENTATION,
    )


def secondary(retry_after: int | None, *, status: int = 403) -> ApiError:
    """Say that requests come too fast; `retry-after`, in seconds, may be missing."""
    return _refused(
        status, f"{_SECONDARY}. Please wait a few minutes before you try again.", retry_after
    )


def content(retry_after: int | None, *, status: int = 403) -> ApiError:
    """Say that too much content is made; `retry-after`, in seconds, may be missing."""
    return _refused(
        status,
        f"{_SECONDARY} and have been temporarily blocked from content creation. "
        "Please retry your request again later.",
        retry_after,
    )


def too_quick() -> ApiError:
    """Say that one thing was made too soon after others."""
    message = "was submitted too quickly"
    return ApiError(
        422,
        "Validation Failed",
        type="UNPROCESSABLE",
        faults=[FieldError("Issue", "base", "custom", message)],
        graphql_message=message,
    )


def resources() -> ApiError:
    """Say that a document asks for more work than one may."""
    return ApiError(
        200, "Resource limits for this query exceeded.", type="RESOURCE_LIMITS_EXCEEDED"
    )


def _refused(status: int, message: str, retry_after: int | None) -> ApiError:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return ApiError(
        status, message, type="FORBIDDEN", documentation=_DOCUMENTATION, headers=headers
    )
