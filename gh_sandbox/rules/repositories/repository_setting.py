"""The settings of a repository that no query filters by, stored together with GitHub's defaults.

Source: GitHub's REST description, "Create a repository" and "Update a repository". Unverified: the
defaults for titles and messages of merges.
"""

import json
from collections.abc import Mapping
from typing import Any

from gh_sandbox.errors import FieldError, InvalidError
from gh_sandbox.state.store import Row

Setting = bool | str
# The possible values of each setting: yes or no, or words. The first one is the default.
_MERGES: dict[str, bool | tuple[str, ...]] = {
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "allow_update_branch": False,
    "use_squash_pr_title_as_default": False,
    "squash_merge_commit_message": ("COMMIT_MESSAGES", "PR_BODY", "BLANK"),
    "squash_merge_commit_title": ("COMMIT_OR_PR_TITLE", "PR_TITLE"),
    "merge_commit_message": ("PR_TITLE", "PR_BODY", "BLANK"),
    "merge_commit_title": ("MERGE_MESSAGE", "PR_TITLE"),
}
SETTINGS: dict[str, bool | tuple[str, ...]] = {
    **_MERGES,
    "has_projects": True,
    "has_downloads": True,
    "has_discussions": False,
    "has_pull_requests": True,
    "pull_request_creation_policy": ("all", "collaborators_only"),
    "is_template": False,
    "allow_forking": True,
    "web_commit_signoff_required": False,
}
# Settings that only viewers who can push see (PyGithub's recordings of 2024 to 2026).
OF_MERGES = tuple(_MERGES)


def of(repository: Row) -> dict[str, Setting]:
    """Return all settings of a repository."""
    differing: dict[str, Setting] = json.loads(repository["settings"])
    defaults = {
        name: known if isinstance(known, bool) else known[0] for name, known in SETTINGS.items()
    }
    return {**defaults, **differing}


def changed(before: str, fields: Mapping[str, Any]) -> str:
    """Return the stored form of the settings after some of them change."""
    wanted = {name: fields[name] for name in SETTINGS if name in fields}
    for name, value in wanted.items():
        known = SETTINGS[name]
        if not isinstance(value, bool) if isinstance(known, bool) else value not in known:
            fault = FieldError("Repository", name, "invalid")
            raise InvalidError(fault, graphql_message=f"{name} is invalid")
    return json.dumps({**json.loads(before), **wanted})
