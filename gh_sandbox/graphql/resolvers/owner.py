"""Users and organizations."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import columns, constants, resolves
from gh_sandbox.graphql.resolvers.common import Info, grouped, loader, ordering, select_page
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import WEB

columns("User", "login name email createdAt")
columns("Organization", "login name email description createdAt")
constants("User", {"bio": None, "company": None})

_ORDER = {
    "CREATED_AT": "created_at",
    "NAME": "name",
    "PUSHED_AT": "pushed_at",
    "STARGAZERS": "id",
    "UPDATED_AT": "updated_at",
}


@resolves("Query.viewer")
def viewer(_source: None, info: Info) -> Entity:
    """Return the user to whom the token belongs."""
    return loader(info).entity("owner", loader(info).session.viewer.id)


@resolves("Query.user")
def user(_source: None, info: Info, login: str) -> Entity:
    """Return a user by login."""
    return _owner(info, login, "User")


@resolves("Query.organization")
def organization(_source: None, info: Info, login: str) -> Entity:
    """Return an organization by login."""
    return _owner(info, login, "Organization")


@resolves("Query.repositoryOwner")
def repository_owner(_source: None, info: Info, login: str) -> Entity:
    """Return a user or an organization by login."""
    return _owner(info, login, None)


def _owner(info: Info, login: str, type: str | None) -> Entity:
    row = owners.find(loader(info).session, login, type)
    return loader(info).entity("owner", row["id"])


@resolves("Bot.login")
def bot_login(bot: Entity, _info: Info) -> str:
    """Return the app's name; REST adds `[bot]` to it (as reported)."""
    return owners.app_name(bot.row)


@resolves("User.avatarUrl", "Organization.avatarUrl", "Bot.avatarUrl")
def avatar_url(owner: Entity, _info: Info, size: int | None = None) -> str:
    """Return the picture's address, as GitHub forms it; the sandbox has no pictures."""
    suffix = "" if size is None else f"?s={size}"
    return f"{WEB.replace('github.com', 'avatars.githubusercontent.com')}/u/{owner.id}{suffix}"


@resolves("User.isViewer")
def is_viewer(owner: Entity, info: Info) -> bool:
    """Return whether this is the viewer."""
    return owner.id == loader(info).session.viewer.id


@resolves("User.organizations")
def organizations(owner: Entity, info: Info, **args: Any) -> Page:
    """Return the organizations of a user."""
    sql = "SELECT user_id, organization_id FROM member WHERE user_id"
    return select_page(owner, info, args, "owner", sql, "organization_id")


@resolves("Organization.viewerCanAdminister")
def can_administer(owner: Entity, info: Info) -> bool:
    """Return whether the viewer administers the organization."""
    return owners.is_member(loader(info).session, owner.id, admin=True)


@resolves("Organization.viewerIsAMember")
def is_a_member(owner: Entity, info: Info) -> bool:
    """Return whether the viewer is a member of the organization."""
    return owners.is_member(loader(info).session, owner.id)


@resolves("User.repository", "Organization.repository")
def repository(owner: Entity, info: Info, name: str, **args: bool) -> Entity:
    """Return a repository of an owner, by its present or a former name."""
    login, follow = owner.row["login"], args["followRenames"]
    row = repositories.find(loader(info).session, login, name, follow_renames=follow)
    return loader(info).entity("repository", row["id"])


@resolves("User.repositories", "Organization.repositories")
def owned(owner: Entity, info: Info, **args: Any) -> Page:
    """Return the repositories of an owner that the viewer can see."""
    session = loader(info).session

    def listing(ids: list[int]) -> dict[int, list[int]]:
        order = ordering(args, _ORDER, "id")
        sql = f"SELECT * FROM (SELECT * FROM repository ORDER BY {order}) WHERE owner_id"
        rows = session.store.matching(sql, ids)
        private = args.get("privacy")
        wanted = [
            row
            for row in rows
            if repositories.permission(session, row) is not None
            and private in (None, "PRIVATE" if row["is_private"] else "PUBLIC")
            and not args.get("isFork")
        ]
        return grouped((row["owner_id"], row["id"]) for row in wanted)

    return loader(info).page(owner, info, args, "repository", listing)
