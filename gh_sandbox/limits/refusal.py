"""GitHub's refusals of requests over a limit; limits and faults use the same words.

Sources: GitHub docs, "Rate limits for the REST API" (statuses and headers); reports for the
wordings, for GraphQL's types, and for `was submitted too quickly` (cli/cli issue 4801: an error of
the alias in GraphQL, `UNPROCESSABLE`; its REST form is unverified).
"""

from gh_sandbox.errors import ApiError, FieldError

_DOCUMENTATION = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"
_SECONDARY = "You have exceeded a secondary rate limit"


def primary(user_id: int) -> ApiError:
    """Return the refusal for used-up points; GraphQL sends it with status 200."""
    return ApiError(
        403,
        f"API rate limit exceeded for user ID {user_id}.",
        type="RATE_LIMITED",
        documentation=_DOCUMENTATION,
    )


def secondary(retry_after: int | None, *, status: int = 403) -> ApiError:
    """Return the refusal for too many requests; `retry-after`, in seconds, may be missing."""
    return _refused(
        status, f"{_SECONDARY}. Please wait a few minutes before you try again.", retry_after
    )


def content(retry_after: int | None, *, status: int = 403) -> ApiError:
    """Return the refusal for too much new content; `retry-after`, in seconds, may be missing."""
    return _refused(
        status,
        f"{_SECONDARY} and have been temporarily blocked from content creation. "
        "Please retry your request again later.",
        retry_after,
    )


def too_quick() -> ApiError:
    """Return the refusal for a thing that was created too soon after others."""
    message = "was submitted too quickly"
    return ApiError(
        422,
        "Validation Failed",
        type="UNPROCESSABLE",
        faults=[FieldError("Issue", "base", "custom", message)],
        graphql_message=message,
    )


def resources() -> ApiError:
    """Return the refusal for a document that asks for too much work."""
    return ApiError(
        200, "Resource limits for this query exceeded.", type="RESOURCE_LIMITS_EXCEEDED"
    )


def _refused(status: int, message: str, retry_after: int | None) -> ApiError:
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return ApiError(
        status, message, type="FORBIDDEN", documentation=_DOCUMENTATION, headers=headers
    )
