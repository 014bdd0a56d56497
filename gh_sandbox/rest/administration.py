"""Making, changing and deleting repositories; changing users and organizations."""

from gh_sandbox.errors import NotFoundError, UnprocessableError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest.call import Call, route
from gh_sandbox.rest.owners import owner
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rules import administration
from gh_sandbox.rules.owners import owner as owners
from gh_sandbox.rules.repositories import repository_setting as settings

_PROPERTIES = (
    "description:string|null homepage:string|null private:boolean has_issues:boolean "
    "has_wiki:boolean visibility:public|private|internal "
) + " ".join(
    f"{name}:{'boolean' if isinstance(known, bool) else '|'.join(known)}"
    for name, known in settings.SETTINGS.items()
)
_NEW = f"name!:string auto_init:boolean {_PROPERTIES}"
# Properties that GitHub has for users, organizations and repositories, and the sandbox lacks.
_OF_NEW = "gitignore_template license_template team_id custom_properties"
_OF_USERS = "bio blog company hireable location twitter_username"
_OF_ORGANIZATIONS = """
advanced_security_enabled_for_new_repositories billing_email blog company
default_repository_permission dependabot_alerts_enabled_for_new_repositories
dependabot_security_updates_enabled_for_new_repositories
dependency_graph_enabled_for_new_repositories deploy_keys_enabled_for_repositories
has_organization_projects has_repository_projects location
members_allowed_repository_creation_type members_can_create_internal_repositories
members_can_create_pages members_can_create_private_pages members_can_create_private_repositories
members_can_create_public_pages members_can_create_public_repositories
members_can_create_repositories members_can_fork_private_repositories
secret_scanning_enabled_for_new_repositories secret_scanning_push_protection_custom_link
secret_scanning_push_protection_custom_link_enabled
secret_scanning_push_protection_enabled_for_new_repositories twitter_username
web_commit_signoff_required
"""


@route("POST", "/user/repos", "repo", gives=_NEW, lacks=_OF_NEW)
def create_own(call: Call) -> Reply:
    """Make a repository of the viewer."""
    holder = call.session.store.get("owner", call.session.viewer.id)
    made = administration.create(call.session, holder, call.body)
    return Reply(repository.full(call.session, made), 201)


@route("POST", "/orgs/{org}/repos", "repo", gives=_NEW, lacks=_OF_NEW)
def create_in_organization(call: Call) -> Reply:
    """Make a repository of an organization."""
    holder = owners.find(call.session, call.parts["org"], "Organization")
    made = administration.create(call.session, holder, call.body)
    return Reply(repository.full(call.session, made), 201)


@route(
    "PATCH",
    "/repos/{owner}/{repo}",
    "repo",
    gives=f"name:string default_branch:string archived:boolean {_PROPERTIES}",
    lacks="security_and_analysis",
)
def edit(call: Call) -> Reply:
    """Change a repository's settings."""
    row = administration.edit(call.session, call.repository(), call.body)
    return Reply(repository.full(call.session, row))


@route(
    "POST",
    "/repos/{owner}/{repo}/transfer",
    "repo",
    gives="new_owner!:string new_name:string",
    lacks="team_ids",
)
def transfer(call: Call) -> Reply:
    """Move a repository to another owner; the answer shows its old state.

    The refusal of an unknown owner is as PyGithub recorded it in 2024.
    """
    row = call.repository()
    try:
        holder = owners.find(call.session, call.required("new_owner", "Repository"))
    except NotFoundError as error:
        raise UnprocessableError("Invalid new_owner") from error
    shown = repository.plain(call.session, row)
    administration.transfer(call.session, row, holder, call.body.get("new_name"))
    return Reply(shown, 202)


@route("DELETE", "/repos/{owner}/{repo}", "delete_repo")
def delete(call: Call) -> Reply:
    """Delete a repository."""
    administration.delete(call.session, call.repository())
    return Reply(None, 204)


@route("PATCH", "/user", "user", gives="name:string|null email:string", lacks=_OF_USERS)
def edit_viewer(call: Call) -> Reply:
    """Change the viewer's profile."""
    row = call.session.store.get("owner", call.session.viewer.id)
    administration.edit_owner(call.session, row, call.body)
    return owner.viewer(call)


@route(
    "PATCH",
    "/orgs/{org}",
    "admin:org",
    gives="name:string|null email:string description:string|null",
    lacks=_OF_ORGANIZATIONS,
)
def edit_organization(call: Call) -> Reply:
    """Change an organization's profile."""
    row = owners.find(call.session, call.parts["org"], "Organization")
    administration.edit_owner(call.session, row, call.body)
    return owner.organization(call)


@route("DELETE", "/orgs/{org}", "admin:org")
def delete_organization(call: Call) -> Reply:
    """Delete an organization; GitHub does it in the background, hence 202."""
    row = owners.find(call.session, call.parts["org"], "Organization")
    administration.delete_organization(call.session, row)
    return Reply({}, 202)
