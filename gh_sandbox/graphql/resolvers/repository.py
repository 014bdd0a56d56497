"""Repositories."""

from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import Resolver, columns, constants, filled, links, resolves
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.repositories import repository_setting as settings


def _setting(name: str) -> Resolver:
    return lambda repository, _info: settings.of(repository.row)[name]


columns(
    "Repository",
    "name description homepageUrl createdAt updatedAt pushedAt archivedAt isPrivate "
    "hasIssuesEnabled hasWikiEnabled",
)
filled("Repository", "isArchived=archived_at")
links("Repository", "owner", "owner")
# Properties that are the same for all repositories of the sandbox.
constants(
    "Repository",
    {
        "isFork": False,
        "isDisabled": False,
        "isLocked": False,
        "isMirror": False,
        "isSecurityPolicyEnabled": False,
        "viewerDefaultMergeMethod": "MERGE",
        "parent": None,
    },
)
for _field, _name in {
    "isTemplate": "is_template",
    "hasProjectsEnabled": "has_projects",
    "hasDiscussionsEnabled": "has_discussions",
    "mergeCommitAllowed": "allow_merge_commit",
    "squashMergeAllowed": "allow_squash_merge",
    "rebaseMergeAllowed": "allow_rebase_merge",
    "deleteBranchOnMerge": "delete_branch_on_merge",
    "autoMergeAllowed": "allow_auto_merge",
}.items():
    resolves(f"Repository.{_field}")(_setting(_name))


@resolves("Query.repository")
def repository(_source: None, info: Info, owner: str, name: str, **args: bool) -> Entity:
    """Return a repository by owner and name, also by former ones."""
    follow = args["followRenames"]
    row = repositories.find(loader(info).session, owner, name, follow_renames=follow)
    return loader(info).entity("repository", row["id"])


@resolves("Repository.nameWithOwner")
def name_with_owner(repository: Entity, _info: Info) -> str:
    """Return `owner/name`."""
    return full_name(repository)


@resolves("Repository.sshUrl")
def ssh_url(repository: Entity, _info: Info) -> str:
    """Return the address for git over SSH."""
    return f"git@github.com:{full_name(repository)}.git"


@resolves("Repository.isInOrganization")
def is_in_organization(repository: Entity, _info: Info) -> bool:
    """Return whether an organization owns the repository."""
    return bool(repository.row["owner_type"] == "Organization")


@resolves("Repository.isEmpty")
def is_empty(repository: Entity, _info: Info) -> bool:
    """Return whether the repository has no commit."""
    return repository.row["default_branch"] is None


@resolves("Repository.visibility")
def visibility(repository: Entity, _info: Info) -> str:
    """Return the visibility of the repository."""
    return "PRIVATE" if repository.row["is_private"] else "PUBLIC"


@resolves("Repository.viewerPermission")
def viewer_permission(repository: Entity, info: Info) -> str | None:
    """Return the viewer's level."""
    return repositories.permission(loader(info).session, repository.row)


@resolves("Repository.viewerCanAdminister")
def viewer_can_administer(repository: Entity, info: Info) -> bool:
    """Return whether the viewer administers the repository."""
    return viewer_permission(repository, info) == "ADMIN"


@resolves("Repository.viewerCanCreateIssues")
def viewer_can_create_issues(repository: Entity, _info: Info) -> bool:
    """Return whether the viewer, who can read the repository, can open issues in it."""
    return bool(repository.row["has_issues_enabled"]) and repository.row["archived_at"] is None


@resolves("Repository.assignableUsers", "Repository.mentionableUsers")
def assignable_users(repository: Entity, info: Info, query: str | None = None, **args: Any) -> Page:
    """Return the users who can be assigned and whose login or name contains `query`."""
    session = loader(info).session

    def listing(ids: list[int]) -> dict[int, list[int]]:
        found = {}
        for id in ids:
            users = repositories.assignable_ids(session, session.store.get("repository", id))
            rows = session.store.some("owner", users)
            wanted = (query or "").lower()
            found[id] = [r["id"] for r in rows if wanted in f"{r['login']} {r['name']}".lower()]
        return found

    return loader(info).page(repository, info, args, "owner", listing)
