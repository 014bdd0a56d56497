"""Making, changing and deleting repositories; changing users and organizations."""

from gh_sandbox.rest import owner, repository
from gh_sandbox.rest.call import Call, Reply, route
from gh_sandbox.rules import administration
from gh_sandbox.rules import owner as owners


@route("POST", "/user/repos", "repo")
def create_own(call: Call) -> Reply:
    """Make a repository of the viewer's."""
    holder = call.session.store.get("owner", call.session.viewer.id)
    made = administration.create(call.session, holder, call.body)
    return Reply(repository.full(call.session, made), 201)


@route("POST", "/orgs/{org}/repos", "repo")
def create_in_organization(call: Call) -> Reply:
    """Make a repository of an organization's."""
    holder = owners.find(call.session, call.parts["org"], "Organization")
    made = administration.create(call.session, holder, call.body)
    return Reply(repository.full(call.session, made), 201)


@route("PATCH", "/repos/{owner}/{repo}", "repo")
def edit(call: Call) -> Reply:
    """Change a repository's settings."""
    row = administration.edit(call.session, call.repository(), call.body)
    return Reply(repository.full(call.session, row))


@route("POST", "/repos/{owner}/{repo}/transfer", "repo")
def transfer(call: Call) -> Reply:
    """Move a repository to another owner; the answer shows it as it was."""
    row = call.repository()
    holder = owners.find(call.session, call.required("new_owner", "Repository"))
    shown = repository.plain(call.session, row)
    administration.transfer(call.session, row, holder, call.body.get("new_name"))
    return Reply(shown, 202)


@route("DELETE", "/repos/{owner}/{repo}", "delete_repo")
def delete(call: Call) -> Reply:
    """Delete a repository."""
    administration.delete(call.session, call.repository())
    return Reply(None, 204)


@route("PATCH", "/user", "user")
def edit_viewer(call: Call) -> Reply:
    """Change what the viewer says of themselves."""
    row = call.session.store.get("owner", call.session.viewer.id)
    administration.edit_owner(call.session, row, call.body)
    return owner.viewer(call)


@route("PATCH", "/orgs/{org}", "admin:org")
def edit_organization(call: Call) -> Reply:
    """Change what an organization says of itself."""
    row = owners.find(call.session, call.parts["org"], "Organization")
    administration.edit_owner(call.session, row, call.body)
    return owner.organization(call)


@route("DELETE", "/orgs/{org}", "admin:org")
def delete_organization(call: Call) -> Reply:
    """Delete an organization; GitHub does it in the background, hence 202."""
    row = owners.find(call.session, call.parts["org"], "Organization")
    administration.delete_organization(call.session, row)
    return Reply({}, 202)
