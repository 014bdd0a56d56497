"""Asking for the repository: there is nothing to verify without one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from gh_playbook.github.error import GitHubError
from gh_playbook.github.reader import PartialData, Reader
from gh_playbook.github.sandbox_advice import no_repository
from gh_playbook.model.target import Target

_NEEDED = {("repository",)} | {("repository", list) for list in ("labels", "milestones", "issues")}


def repository(
    reader: Reader, document: str, variables: Mapping[str, Any], request: str
) -> PartialData:
    """Ask for the repository. Raises GitHubError with a clear message where there is none."""
    try:
        part = reader.part(document, variables, request=request, needed=_NEEDED)
    except GitHubError as error:
        if error.kind != "NOT_FOUND":
            raise
        part = PartialData({"repository": None})
    if part.data["repository"] is None:
        name = f"{variables['owner']}/{variables['name']}"
        raise no_repository(name, reader.sandbox)
    return part


def target(data: Mapping[str, Any], reader: Reader) -> Target:
    """Return the repository of an answer; without the login if it was not asked for."""
    node = data["repository"]
    return Target(
        node["nameWithOwner"],
        urlsplit(node["url"]).netloc,
        (data.get("viewer") or {}).get("login", ""),
        reader.sandbox,
        repository_id=node["id"],
        state=reader.state,
    )
