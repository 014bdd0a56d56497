"""Making, changing and archiving repositories, and moving issues between them."""

from typing import Any

from gh_sandbox.errors import UnimplementedError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.registry import mutation
from gh_sandbox.rules import administration
from gh_sandbox.rules.issues import issue_transfer

# GraphQL's name of a setting, and REST's, which the rules use.
_SETTINGS = {
    "name": "name",
    "description": "description",
    "homepageUrl": "homepage",
    "hasIssuesEnabled": "has_issues",
    "hasWikiEnabled": "has_wiki",
    "hasProjectsEnabled": "has_projects",
    "hasDiscussionsEnabled": "has_discussions",
    "hasPullRequestsEnabled": "has_pull_requests",
    "template": "is_template",
}
_POLICIES = {"ALL": "all", "COLLABORATORS_ONLY": "collaborators_only"}


@mutation("createRepository", "public_repo")
def create(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Make a repository of the viewer, or of the given owner."""
    owner = given.get("ownerId")
    viewer = loader.entity("owner", loader.session.viewer.id)
    holder = viewer if owner is None else loader.node(owner, "User", "Organization")
    fields = {**_fields(given), "visibility": given["visibility"].lower()}
    made = administration.create(loader.session, holder.row, fields)
    return {"repository": loader.entity("repository", made["id"])}


@mutation("updateRepository", "public_repo")
def update(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Change a repository's settings."""
    return _edited(loader, given, _fields(given))


@mutation("archiveRepository", "public_repo")
def archive(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Archive a repository: it becomes read-only."""
    return _edited(loader, given, {"archived": True})


@mutation("unarchiveRepository", "public_repo")
def unarchive(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Unarchive a repository."""
    return _edited(loader, given, {"archived": False})


@mutation("transferIssue", "public_repo")
def transfer(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Move an issue to another repository of the same owner."""
    issue = loader.node(given["issueId"], "Issue")
    target = loader.node(given["repositoryId"], "Repository")
    make_labels = bool(given.get("createLabelsIfMissing"))
    id = issue_transfer.transfer(loader.session, issue.row, target.row, make_labels=make_labels)
    return {"issue": loader.entity("issue", id)}


def _edited(loader: Loader, given: dict[str, Any], fields: dict[str, Any]) -> dict[str, Entity]:
    repository = loader.node(given["repositoryId"], "Repository")
    administration.edit(loader.session, repository.row, fields)
    return {"repository": loader.entity("repository", repository.id)}


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    for name in ("teamId", "hasSponsorshipsEnabled", "issueCreationPolicy"):
        if given.get(name) is not None:
            raise UnimplementedError(f"{name} is not implemented by the sandbox.")
    found = {rest: given[name] for name, rest in _SETTINGS.items() if given.get(name) is not None}
    policy = given.get("pullRequestCreationPolicy")
    return found if policy is None else {**found, "pull_request_creation_policy": _POLICIES[policy]}
