"""What GitHub's answers mean: data, or one of the errors. Shared by reading and writing."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from gh_playbook.github.gh import Answer

# GraphQL says this, with status 200, when it gave up: GitHub's documentation of its limits.
_GAVE_UP = "Something went wrong while executing your query"
_TOO_QUICK = "was submitted too quickly"
_SECONDARY = "secondary rate limit"
_BLOCKED = "temporarily blocked from content creation"


@dataclass(frozen=True)
class QueryAnswer:
    """A GraphQL answer that can be relied on: its data, and errors that name their path."""

    data: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]


def rest(answer: Answer, request: str) -> Any:
    """Return a REST answer's JSON. Raises the error that it stands for."""
    _check_status(answer, request)
    payload = _payload(answer, request)
    if answer.status >= 400:
        message, kind = _rest_error(payload)
        raise GitHubError(message, request=request, status=answer.status, kind=kind)
    return payload


def graphql(answer: Answer, request: str) -> QueryAnswer:
    """Return a GraphQL answer. Raises the error that it stands for where it has no data at all."""
    _check_status(answer, request)
    payload = _payload(answer, request)
    if answer.status >= 400 or not isinstance(payload, dict):
        message, kind = _rest_error(payload)
        raise GitHubError(message, request=request, status=answer.status, kind=kind)
    errors = payload.get("errors") or []
    data = payload.get("data") or {}
    for error in errors:
        _check_message(str(error.get("message")), str(error.get("type") or ""), answer, request)
    if errors and payload.get("data") is None:
        raise _graphql_error(errors[0], request)
    return QueryAnswer(data, errors)


def alias_error(errors: Sequence[Mapping[str, Any]], alias: str, request: str) -> GitHubError:
    """Return the error of one alias of a document."""
    for error in errors:
        path = error.get("path") or []
        if path and path[0] == alias:
            return _graphql_error(error, request)
    for error in errors:
        if not error.get("path"):
            return _graphql_error(error, request)
    return UncertainError("GitHub answered neither data nor an error", request=request)


def _graphql_error(error: Mapping[str, Any], request: str) -> GitHubError:
    kind = str(error.get("type") or (error.get("extensions") or {}).get("code") or "")
    return GitHubError(str(error.get("message")), request=request, kind=kind)


def _check_status(answer: Answer, request: str) -> None:
    if answer.status == 401:
        raise AuthenticationError(
            "GitHub does not accept this login any more: run `gh auth login`, or renew GH_TOKEN",
            request=request,
            status=401,
        )
    if answer.status >= 500:
        raise UncertainError("GitHub did not answer in time", request=request, status=answer.status)
    if answer.status in {403, 429}:
        _check_message(answer.text, "", answer, request)


def _check_message(message: str, kind: str, answer: Answer, request: str) -> None:
    if _GAVE_UP in message:
        raise UncertainError(message, request=request, status=answer.status)
    exhausted = answer.headers.get("x-ratelimit-remaining") == "0"
    is_limit = (
        kind == "RATE_LIMITED"
        or _SECONDARY in message
        or _BLOCKED in message
        or _TOO_QUICK in message
        or answer.status == 429
        or (answer.status == 403 and (exhausted or "retry-after" in answer.headers))
    )
    if is_limit:
        text = message if len(message) < 200 else "GitHub's rate limit is exceeded"
        raise RateLimitedError(
            text, wait=_wait(answer, exhausted), request=request, status=answer.status
        )


def _wait(answer: Answer, exhausted: bool) -> float | None:
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if exhausted and reset.isdigit():
        return max(float(reset) - time.time(), 0.0) + 1.0
    return None


def _payload(answer: Answer, request: str) -> Any:
    try:
        return answer.json()
    except ValueError:
        if answer.status >= 400:
            return {"message": answer.text.strip()[:200] or f"HTTP {answer.status}"}
        raise UncertainError(
            "the answer is not whole", request=request, status=answer.status
        ) from None


def _rest_error(payload: Any) -> tuple[str, str]:
    """Return message and code of GitHub's REST error body."""
    if not isinstance(payload, dict):
        return "GitHub refused", ""
    message = str(payload.get("message") or "GitHub refused")
    details: list[str] = []
    kind = ""
    for error in payload.get("errors") or []:
        if isinstance(error, dict):
            kind = kind or str(error.get("code") or "")
            words = [str(error[key]) for key in ("field", "code") if error.get(key)]
            details.append(str(error.get("message") or " ".join(words)))
        else:
            details.append(str(error))
    return ": ".join([message, ", ".join(details)] if details else [message]), kind
