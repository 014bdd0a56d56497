"""The meaning of GitHub's answers: data, or one of the errors. Reading and writing share it."""

import re
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from gh_playbook.frozen import dataclass
from gh_playbook.github.answer import Answer
from gh_playbook.github.error import (
    AuthenticationError,
    GitHubError,
    RateLimitedError,
    UncertainError,
)
from gh_playbook.github.http_date import moment
from gh_playbook.github.sandbox_advice import place

# A path in an answer, without places in lists.
Path = tuple[str, ...]

# The error types of things that a login may not see; the answer has null in their place.
_WITHHOLDING = {"FORBIDDEN", "INSUFFICIENT_SCOPES", "NOT_FOUND"}
# By HTTP: the server did not get the whole request in time.
_TOO_LATE = 408
# GraphQL says this, with status 200, when it gives up: GitHub's documentation of its limits.
_GAVE_UP = "Something went wrong while executing your query"
_TOO_QUICK = "was submitted too quickly"
_SECONDARY = "secondary rate limit"
_BLOCKED = "temporarily blocked from content creation"
# The older name of a secondary limit, which older servers say.
_ABUSE = "abuse detection mechanism"
_LOGGED_OUT = "GitHub does not accept this login any more: run `gh auth login`, or renew GH_TOKEN"
# An organization with SAML single sign-on refuses tokens that were not authorized for it: GitHub's
# documentation, "Authenticating to the REST API", has the header; GraphQL marks the error
# (reported, jasperapp/jasper#187).
_SIGN_ON = "this login is not authorized for the organization's single sign-on"
_AUTHORIZE = "log in again with `gh auth login`, or authorize the token in GitHub's settings"
# GitHub redirects writes to the new name of a repository, and not every `gh` follows.
_MOVED = "not done: the repository has moved or got another name, so run again"
_UNKNOWN_TO_SANDBOX = (
    "the sandbox knows no such token, or GH_TOKEN is empty: "
    '`eval "$(gh-playbook sandbox.env%s)"` sets it'
)


@dataclass(frozen=True)
class QueryAnswer:
    """A GraphQL answer: its data, and its errors with the paths of the missing parts."""

    data: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]
    answer: Answer

    def first_error(self, request: str) -> GitHubError | None:
        """Return the first error, if there is one."""
        return _graphql_error(self.errors[0], self.answer, request) if self.errors else None

    def withheld(self, request: str, needed: Collection[Path]) -> frozenset[Path]:
        """Return the paths at which GitHub answered null because the login may not see more.

        Raises the first error that means something else, or concerns a `needed` path.
        """
        paths = set()
        for error in self.errors:
            path = tuple(part for part in error.get("path") or () if isinstance(part, str))
            meaning = _graphql_error(error, self.answer, request)
            if meaning.kind not in _WITHHOLDING or not path or path in needed:
                raise meaning
            paths.add(path)
        return frozenset(paths)

    def error(self, alias: str, request: str) -> GitHubError | None:
        """Return the error of one alias of the document, if it has one."""
        for error in self.errors:
            if (error.get("path") or [None])[0] == alias:
                return _graphql_error(error, self.answer, request)
        if self.data.get(alias) is not None:
            return None
        for error in self.errors:
            if not error.get("path"):
                return _graphql_error(error, self.answer, request)
        return UncertainError("GitHub's answer has neither data nor an error", request=request)


def scopes(answer: Answer) -> frozenset[str] | None:
    """Return the scopes of the token: GitHub's documentation, "Scopes for OAuth apps".

    None if it shows none, such as fine-grained tokens and those of apps; then the header is missing
    or empty (`gh` understands it the same way).
    """
    listed = answer.headers.get("x-oauth-scopes", "").strip()
    if not listed:
        return None
    return frozenset(scope.strip() for scope in listed.split(",") if scope.strip())


def sandbox(answer: Answer) -> str | None:
    """Return the folder of the sandbox that answered; None if a real GitHub answered."""
    named = answer.headers.get("x-gh-sandbox")
    return None if named is None else unquote(named)


def state(answer: Answer) -> str | None:
    """Return the lineage of the state of the sandbox that answered; None for a real GitHub."""
    return answer.headers.get("x-gh-sandbox-state")


def rest(answer: Answer, request: str) -> Any:
    """Return the JSON of a REST answer. Raises the error that it stands for."""
    payload = _payload(answer, request)
    if answer.status >= 300:
        raise _rest_error(payload, answer, request)
    if payload is None and answer.status != 204:
        raise UncertainError("the answer is empty", request=request, status=answer.status)
    return payload


def graphql(answer: Answer, request: str) -> QueryAnswer:
    """Return a GraphQL answer. Raises the error that it stands for if it has no data at all.

    If there is some data, a part of the document was carried out: then a rate limit is the error of
    the aliases that it stopped, not of the whole document.
    """
    payload = _payload(answer, request)
    if answer.status >= 300:
        raise _rest_error(payload, answer, request)
    data, errors = _parts(payload)
    if not data and not errors:
        raise UncertainError("the answer is empty", request=request, status=answer.status)
    meanings = [_graphql_error(error, answer, request) for error in errors]
    if all(value is None for value in data.values()):
        for meaning in meanings:
            if isinstance(meaning, RateLimitedError | UncertainError) or not data:
                raise meaning
    return QueryAnswer(data, errors, answer)


def _parts(payload: Any) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Return data and errors of an answer; what is no GraphQL, such as a proxy's, has neither."""
    found = payload if isinstance(payload, dict) else {}
    data, errors = found.get("data") or {}, found.get("errors") or []
    is_graphql = isinstance(data, dict) and isinstance(errors, list) and all(map(_is_error, errors))
    return (data, errors) if is_graphql else ({}, [])


def _is_error(found: Any) -> bool:
    """Tell whether it has the form of a GraphQL error: its specification, "Errors"."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("path"), list | None)
        and isinstance(found.get("extensions"), dict | None)
    )


def _graphql_error(error: Mapping[str, Any], answer: Answer, request: str) -> GitHubError:
    kind = str(error.get("type") or (error.get("extensions") or {}).get("code") or "")
    message = str(error.get("message"))
    if _GAVE_UP in message:
        return UncertainError(message, request=request, status=answer.status)
    if kind == "RATE_LIMITED" or _speaks_of_limit(message):
        return _limited(message, answer, request)
    if (error.get("extensions") or {}).get("saml_failure"):
        message = _sign_on(answer)
    scopes = re.search(r"requires one of the following scopes: \[([^\]]+)\]", message)
    if kind == "INSUFFICIENT_SCOPES" and scopes:
        message = f"this login lacks the scope {scopes[1]}"
    return GitHubError(message, request=request, kind=kind)


def _rest_error(payload: Any, answer: Answer, request: str) -> GitHubError:
    """Return the error of a status of 300 or more."""
    message, kind = _told(payload)
    if answer.status < 400:
        return GitHubError(_MOVED, request=request, status=answer.status)
    if answer.status == 401:
        folder = sandbox(answer)
        refused = _LOGGED_OUT if folder is None else _UNKNOWN_TO_SANDBOX % place(folder)
        return AuthenticationError(refused, request=request, status=401)
    if answer.status >= 500 or answer.status == _TOO_LATE:
        message = "GitHub did not answer in time"
        return UncertainError(message, request=request, status=answer.status)
    pauses = _is_exhausted(answer) or "retry-after" in answer.headers or _speaks_of_limit(message)
    # GitHub refuses a request that "was submitted too quickly" as if it were not valid.
    is_too_quick = answer.status == 422 and _TOO_QUICK in message
    if answer.status == 429 or (answer.status == 403 and pauses) or is_too_quick:
        return _limited(message, answer, request)
    if answer.status == 403 and answer.headers.get("x-github-sso", "").startswith("required"):
        return GitHubError(_sign_on(answer), request=request, status=403, kind=kind)
    takes = answer.headers.get("x-accepted-github-permissions", "")
    if answer.status == 403 and takes:
        message = f"{message}: it needs the permission {takes}"
    return GitHubError(message, request=request, status=answer.status, kind=kind)


def _sign_on(answer: Answer) -> str:
    """Return in words what to do about an organization's single sign-on."""
    link = re.search(r"\burl=(https://\S+)", answer.headers.get("x-github-sso", ""))
    return f"{_SIGN_ON}: {f'open {link[1]} and authorize it' if link else _AUTHORIZE}"


def _speaks_of_limit(message: str) -> bool:
    return any(words in message for words in (_SECONDARY, _BLOCKED, _ABUSE, _TOO_QUICK))


def _limited(message: str, answer: Answer, request: str) -> RateLimitedError:
    return RateLimitedError(message, wait=_wait(answer), request=request, status=answer.status)


def _is_exhausted(answer: Answer) -> bool:
    return answer.headers.get("x-ratelimit-remaining") == "0"


def _wait(answer: Answer) -> float | None:
    """Return the seconds to wait that GitHub asks for, by its own clock."""
    after = answer.headers.get("retry-after", "")
    if after.isdecimal():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if _is_exhausted(answer) and reset.isdecimal():
        return max(float(reset) - _now(answer), 0.0) + 1.0
    return None


def _now(answer: Answer) -> float:
    try:
        return moment(answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return time.time()


def _payload(answer: Answer, request: str) -> Any:
    try:
        return answer.json()
    except ValueError:
        if answer.status >= 400:
            return {"message": answer.text.strip()[:200] or f"HTTP {answer.status}"}
        raise UncertainError(
            "the answer is incomplete", request=request, status=answer.status
        ) from None


def _told(payload: Any) -> tuple[str, str]:
    """Return message and code of GitHub's REST error body."""
    if not isinstance(payload, dict):
        return "GitHub refused", ""
    message = str(payload.get("message") or "GitHub refused")
    details: list[str] = []
    kind = ""
    listed = payload.get("errors")
    for error in listed if isinstance(listed, list) else filter(None, [listed]):
        if isinstance(error, dict):
            kind = kind or str(error.get("code") or "")
            words = [str(error[key]) for key in ("field", "code") if error.get(key)]
            details.append(str(error.get("message") or " ".join(words)))
        else:
            details.append(str(error))
    return ": ".join([message, ", ".join(details)] if details else [message]), kind
