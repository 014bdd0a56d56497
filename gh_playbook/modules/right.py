"""Rights: changes that this login may not make, as far as known before sending. Pure.

So a dry run says the same as a real run. Some permissions are unknown in advance (of a fine-grained
token, an app, a workflow): GitHub refuses such a change when it is sent, and it is blocked then.
"""

from collections.abc import Iterator
from typing import Any

from gh_playbook.model.change import Action, Change
from gh_playbook.model.token_scope import is_granted
from gh_playbook.model.world import World
from gh_playbook.modules.module import Module

# Roles that do not suffice to change the contents of a repository: GitHub's documentation,
# "Repository roles for an organization". If GitHub tells no role, the login is not a person, and
# the change is tried. By the same page Triage opens, closes and assigns issues and puts labels and
# milestones on; by "Adding sub-issues" and "Creating issue dependencies" it links them, by "Update
# an issue" of the REST API it edits them. Whether GraphQL lets it edit others' texts is not
# documented [unverified]: what is refused then is blocked when it is sent.
_LESSER = {"READ": "read", "TRIAGE": "triage"}


def permitted(change: Change, world: World, module: Module[Any, Any]) -> Change:
    """Return the change, blocked if this login may not make it."""
    has_work = change.would_write or change.action is Action.BLOCK
    lacking = list(_lacking(change, world, module)) if has_work else []
    if not lacking:
        doubt = _doubt(change, world) if has_work else ""
        return change.but(warnings=(*change.warnings, doubt)) if doubt else change
    return change.but(
        action=Action.BLOCK,
        reason="; ".join(lacking),
        operations=(),
        needs=(),
        wants=(),
        awaits=(),
        warnings=(),
    )


def advice(module: Module[Any, Any]) -> str:
    """Return the right to ask for, if GitHub's refusal could not be known before."""
    return (
        f"a classic token needs the scope `{module.scope}`, a fine-grained one or an app the "
        f"permission {module.permission} (write), a person the right to change it"
    )


def _lacking(change: Change, world: World, module: Module[Any, Any]) -> Iterator[str]:
    """Yield the rights that this login lacks for a change, and whom to ask for them."""
    repository, scopes = world.repository, world.login.scopes
    suffices = module.triage_suffices and repository.permission == "TRIAGE"
    if module.is_in_repository and repository.permission in _LESSER and not suffices:
        role = _LESSER[repository.permission]
        yield f"this login may only {role} {repository.name}: ask for the role Write there"
    if scopes is not None:
        for scope in module.scopes(change.key, repository):
            # `public_repo` is enough for a public repository; with it, private ones are not even
            # visible.
            if not is_granted("public_repo" if scope == "repo" else scope, scopes):
                yield f"it needs the scope `{scope}`: run `gh auth refresh -s {scope}`"
    if module.is_of_board and world.project is not None and not world.project.is_writable:
        yield f"this login may only read the project {world.project.title}: ask for Write on it"
    if _lacks_membership(change, world):
        owner = repository.owner
        yield f"only members of {owner} create projects there: ask an owner to create it"
    what = module.title.lower()
    if module.is_of_organization and repository.owner_is_another_user:
        yield f"{what} belong to {repository.owner}, and only this user can change them"
    if module.is_of_organization and repository.is_owned_by_login is False:
        yield f"{what} belong to the organization: ask an owner of {repository.owner}"


def _lacks_membership(change: Change, world: World) -> bool:
    """Tell whether a person from outside the organization would create its board.

    GitHub's documentation, "Roles in an organization" [unverified]. An app is no member either, and
    may have the permission all the same: tokens that show no scopes are tried.
    """
    is_outside = world.login.scopes is not None and world.repository.has_member_login is False
    return is_outside and _creates_board(change, world)


def _doubt(change: Change, world: World) -> str:
    """Return what to say if a token cannot ask whether its person may create the board.

    Members may create it without that scope, so the change is tried.
    """
    repository, scopes = world.repository, world.login.scopes
    cannot_ask = scopes is not None and not is_granted("read:org", scopes)
    is_unknown = cannot_ask and repository.has_member_login is None
    if not is_unknown or change.action is not Action.CREATE or not _creates_board(change, world):
        return ""
    return (
        f"only members of {repository.owner} create projects there, and this login cannot ask "
        "whether it is one: if it is not, GitHub refuses the project; with `gh auth refresh -s "
        "read:org` a dry run tells"
    )


def _creates_board(change: Change, world: World) -> bool:
    is_new = change.module == "project" and world.project is None
    return is_new and world.repository.owner_is_organization
