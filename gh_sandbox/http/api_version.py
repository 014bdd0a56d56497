"""Versions of the REST API: the one that a request asks for, and what each version has removed.

Sources: GitHub docs, "API versions" (2022-11-28 without a header, 400 for one that is not
supported) and "Breaking changes"; which properties 2026-03-10 lacks, of those that the sandbox has:
GitHub's description of 2022-11-28 against the models of 2026-03-10 in GitHubKit-schemas.
Unverified: the words of the refusal.
"""

from typing import Any

from gh_sandbox.errors import ApiError
from gh_sandbox.exchange.request import Exchange

DEFAULT = "2022-11-28"
SUPPORTED = (DEFAULT, "2026-03-10")
# Removed properties. Each entry also has a property by which the type of thing is recognized.
_GONE = {
    "2026-03-10": {
        "assignee": "assignees",
        "has_downloads": "full_name",
        "use_squash_pr_title_as_default": "full_name",
        "master_branch": "full_name",
        "merge_commit_sha": "head",
        "rate": "resources",
        "authorizations_url": "current_user_url",
        "hub_url": "current_user_url",
        "secret_scanning_push_protection_custom_link_enabled": "login",
    }
}


# Removed properties of requests: they are ignored, like unknown ones.
_GONE_PARAMETERS = {"2026-03-10": ("assignee", "use_squash_pr_title_as_default")}


def selected(exchange: Exchange) -> str:
    """Return the version that a request asks for.

    Raises ApiError 400 for an unsupported version.
    """
    version = exchange.headers.get("x-github-api-version") or DEFAULT
    if version not in SUPPORTED:
        known = ", ".join(SUPPORTED)
        raise ApiError(
            400,
            f"{version} is not a supported API version. Supported versions: {known}",
            type="BAD_REQUEST",
            documentation="https://docs.github.com/rest/about-the-rest-api/api-versions",
        )
    return version


def without_gone(body: Any, version: str) -> Any:
    """Return a body without the properties that a version has removed."""
    gone = _GONE.get(version)
    return _pruned(body, gone) if gone else body


def _pruned(body: Any, gone: dict[str, str]) -> Any:
    if isinstance(body, list):
        return [_pruned(each, gone) for each in body]
    if not isinstance(body, dict):
        return body
    return {
        key: _pruned(value, gone) for key, value in body.items() if gone.get(key, "") not in body
    }


def without_gone_parameters(body: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a request's body without the properties that a version has removed from requests."""
    gone = _GONE_PARAMETERS.get(version, ())
    return {name: value for name, value in body.items() if name not in gone} if gone else body
