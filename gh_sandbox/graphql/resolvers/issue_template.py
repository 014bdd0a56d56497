"""Templates of issues and pull requests, and contact links."""

from dataclasses import asdict
from typing import Any

from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import resolves
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.rules import issue_template as templates
from gh_sandbox.rules.issue_template import IssueTemplate, Offer
from gh_sandbox.rules.owners import issue_type as issue_types

# A template of an issue, with its repository.
_Held = tuple[Entity, IssueTemplate]


def _offer(repository: Entity, info: Info) -> Offer:
    return templates.of_repository(loader(info).session, repository.row)


@resolves("Repository.issueTemplates")
def of_issues(repository: Entity, info: Info) -> list[_Held]:
    """Return the Markdown templates of issues."""
    return [(repository, each) for each in _offer(repository, info).issues]


@resolves("Repository.contactLinks")
def contact_links(repository: Entity, info: Info) -> list[dict[str, str]]:
    """Return the links that the page for new issues shows instead of templates."""
    return [asdict(each) for each in _offer(repository, info).links]


@resolves("Repository.isBlankIssuesEnabled")
def is_blank_issues_enabled(repository: Entity, info: Info) -> bool:
    """Return whether an issue can be opened without a template."""
    return _offer(repository, info).allows_blank


@resolves("Repository.pullRequestTemplates")
def of_pull_requests(repository: Entity, info: Info) -> list[dict[str, Any]]:
    """Return the templates of pull requests."""
    found = _offer(repository, info).pull_requests
    return [
        {"filename": path.rpartition("/")[2], "body": text, "repository": repository}
        for path, text in found.items()
    ]


@resolves(*(f"IssueTemplate.{name}" for name in ("filename", "name", "about", "title", "body")))
def of_template(held: _Held, info: Info) -> object:
    """Return the texts of a template."""
    return getattr(held[1], info.field_name)


@resolves("IssueTemplate.labels")
def labels(held: _Held, info: Info, **args: Any) -> Page:
    """Return the labels that a template gives to an issue and that the repository has."""
    repository, template = held
    sql = "SELECT id FROM label WHERE repository_id = ? AND name = ?"
    store = loader(info).session.store
    rows = [store.one(sql, repository.id, name) for name in template.labels]
    return loader(info).list_page(info, args, "label", [row["id"] for row in rows if row])


@resolves("IssueTemplate.assignees")
def assignees(held: _Held, info: Info, **args: Any) -> Page:
    """Return the users to whom a template assigns an issue."""
    sql = "SELECT id FROM owner WHERE login = ? AND type = 'User'"
    rows = [loader(info).session.store.one(sql, login) for login in held[1].assignees]
    return loader(info).list_page(info, args, "owner", [row["id"] for row in rows if row])


@resolves("IssueTemplate.type")
def issue_type(held: _Held, info: Info) -> Entity | None:
    """Return the issue type that a template gives to an issue."""
    repository, template = held
    if template.type is None:
        return None
    row = issue_types.find(loader(info).session, repository.row["owner_id"], template.type)
    return None if row is None else loader(info).entity("issue_type", row["id"])
