"""The things of a repository's owner: issue types and issue fields.

They are read with the issues. The organization also shows its disabled types; the repository does
not show them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gh_playbook.github.reading import parsing, selection
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.existing import Features
from gh_playbook.model.token_scope import is_granted
from gh_playbook.model.world import World


def asked(scopes: frozenset[str] | None, scope: Scope, features: Features) -> str:
    """Return the selection of them, and of the login's role in the organization.

    `scopes` are the scopes of the token; None if it shows none.
    """
    fields, types = "id", f"issueTypes(first: 25) {{ nodes {{ {selection.ISSUE_TYPE} }} }}"
    if features.issue_types:
        fields += f" {types}"
        if scopes is None or is_granted("read:org", scopes):
            # A token without that scope may not even ask [unverified].
            of_owner = f"viewerCanAdminister viewerIsAMember {types if scope.issue_types else ''}"
            fields += f" owner {{ ... on Organization {{ {of_owner} }} }}"
    if features.issue_fields:
        fields += f" {selection.ISSUE_FIELDS}"
    return f"repository(owner: $owner, name: $name) {{ {fields} }}"


def take(scope: Scope, found: Mapping[str, Any], world: World) -> None:
    """Put them into the world."""
    owner = found.get("owner") or {}
    _take_types(scope, found.get("issueTypes"), owner.get("issueTypes"), world)
    _take_issue_fields(found.get("issueFields"), world)
    world.repository = replace(
        world.repository,
        is_owned_by_login=owner.get("viewerCanAdminister"),
        has_member_login=owner.get("viewerIsAMember"),
    )


def _take_types(scope: Scope, found: Any, of_owner: Any, world: World) -> None:
    """Put the issue types into the world; GitHub answers null for an owner without types.

    A declared type that the repository does not show may be a disabled type of the owner. If it
    cannot be seen at all, the run tries to create it, and GitHub answers that it exists.
    """
    world.features = replace(world.features, issue_types=found is not None)
    for each in parsing.nodes(found):
        world.put_issue_type(parsing.issue_type(each))
    wanted = [name for name in scope.issue_types if world.issue_type(name) is None]
    if found is not None and wanted:
        for each in parsing.nodes(of_owner):
            if world.issue_type(each["name"]) is None:
                world.put_issue_type(parsing.issue_type(each))


def _take_issue_fields(found: Any, world: World) -> None:
    """Put the issue fields into the world; GitHub answers null for an owner who can have none.

    [unverified]
    """
    world.features = replace(world.features, issue_fields=found is not None)
    for each in parsing.nodes(found):
        world.put_issue_field(parsing.issue_field(each))
