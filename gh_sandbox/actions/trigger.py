"""Triggers: which workflows an event starts.

Source: GitHub docs, "Events that trigger workflows": without `types`, all activities of most
events, and three of pull requests; `branches` of pull requests are those of their bases.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from gh_sandbox.actions.cron import crons
from gh_sandbox.actions.fault import WorkflowError, not_done

# Events that the sandbox has, and the activities that set workflows off unless they say which.
_DEFAULT_TYPES: Mapping[str, tuple[str, ...] | None] = {
    "issues": None,
    "issue_comment": None,
    "label": None,
    "milestone": None,
    "pull_request": ("opened", "synchronize", "reopened"),
    "pull_request_target": ("opened", "synchronize", "reopened"),
    "push": None,
    "repository_dispatch": None,
    "schedule": None,
    "workflow_dispatch": None,
}
OF_PULL_REQUESTS = ("pull_request", "pull_request_target")


@dataclass(frozen=True)
class Occurrence:
    """An event in a repository, which may trigger workflows.

    `payload` is GitHub's payload of the event; `actor_id` is who caused it. Only pull requests have
    `head_sha` and `base`.
    """

    event: str
    action: str | None
    repository_id: int
    actor_id: int
    payload: Mapping[str, Any]
    title: str = ""
    head_branch: str | None = None
    head_sha: str | None = None
    base: str | None = None

    def text(self) -> str:
        """Return it as JSON, which `read` reads."""
        return json.dumps(asdict(self))


def read(text: str) -> Occurrence:
    """Return the occurrence of a JSON text."""
    return Occurrence(**json.loads(text))


def is_addressed(occurrence: Occurrence, path: str, events: Mapping[str, Any]) -> bool:
    """Tell whether the workflow at a path has the trigger, and no other one is meant by it."""
    if occurrence.event not in events:
        return False
    if occurrence.event == "workflow_dispatch":
        return occurrence.action == path
    return occurrence.event != "schedule" or occurrence.action in crons(events)


def is_wanted(occurrence: Occurrence, events: Mapping[str, Any]) -> bool:
    """Tell whether a workflow with these events runs for an occurrence.

    Raises WorkflowError for filters that the sandbox does not know.
    """
    if occurrence.event not in events:
        return False
    filters = events[occurrence.event]
    if not isinstance(filters, dict):
        filters = {}
    if not _is_of_types(occurrence, filters):
        return False
    return _is_of_branches(occurrence, filters)


def _is_of_types(occurrence: Occurrence, filters: Mapping[str, Any]) -> bool:
    types = filters.get("types")
    if isinstance(types, str):
        types = [types]
    if types is None:
        types = _DEFAULT_TYPES.get(occurrence.event)
    return types is None or occurrence.action in types


def _is_of_branches(occurrence: Occurrence, filters: Mapping[str, Any]) -> bool:
    if occurrence.event not in OF_PULL_REQUESTS:
        return True
    unknown = filters.keys() - {"types", "branches", "branches-ignore"}
    if unknown:
        raise not_done(f"on.{occurrence.event}.{min(unknown)}")
    base = occurrence.base or ""
    if "branches" in filters and "branches-ignore" in filters:
        raise WorkflowError(f"on.{occurrence.event}: branches and branches-ignore together")
    if "branches-ignore" in filters:
        return not any(fnmatchcase(base, each) for each in filters["branches-ignore"])
    if "branches" not in filters:
        return True
    found = False
    for pattern in filters["branches"]:
        if fnmatchcase(base, pattern.removeprefix("!")):
            found = not pattern.startswith("!")
    return found
