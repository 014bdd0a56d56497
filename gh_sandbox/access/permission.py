"""Permissions: what an operation needs of a fine-grained or installation token.

Source: GitHub docs, "Permissions required for fine-grained personal access tokens" and "… for
GitHub Apps", by endpoint. GitHub publishes none for GraphQL's mutations: unverified, they need here
what the endpoints for the same need. Such tokens do not reach projects of users.
"""

import re
from dataclasses import dataclass

from gh_sandbox.access.grant import Permissions

_TALK: Permissions = ("issues", "pull_requests")
_ANYONE: Permissions = ("anyone",)
_NOBODY: Permissions = ()
_REPOSITORY = r"/repos/\{owner\}/\{repo\}"


@dataclass(frozen=True)
class _Rule:
    """The permissions that are needed to read and to write paths with this beginning."""

    pattern: str
    read: Permissions
    write: Permissions


_PATHS = (
    _Rule(rf"{_REPOSITORY}(/transfer)?$", ("metadata",), ("administration",)),
    _Rule(rf"{_REPOSITORY}/branches/.+/protection$", ("administration",), ("administration",)),
    _Rule(rf"{_REPOSITORY}/hooks\b", ("repository_hooks",), ("repository_hooks",)),
    _Rule(
        rf"{_REPOSITORY}/(keys|autolinks|invitations|teams|interaction-limits|vulnerability-alerts)\b",
        ("administration",),
        ("administration",),
    ),
    _Rule(
        rf"{_REPOSITORY}/(forks|contributors|languages|rulesets|rules|properties)\b",
        ("metadata",),
        _NOBODY,
    ),
    _Rule(rf"{_REPOSITORY}/deployments\b", ("deployments",), ("deployments",)),
    _Rule(rf"{_REPOSITORY}/environments\b", ("actions",), ("environments",)),
    _Rule(
        rf"{_REPOSITORY}/(contents|git|branches|merges|dispatches)\b", ("contents",), ("contents",)
    ),
    _Rule(rf"{_REPOSITORY}/(statuses|commits/.+/status(es)?$)", ("statuses",), ("statuses",)),
    _Rule(
        rf"{_REPOSITORY}/(check-(runs|suites)\b|commits/.+/check-(runs|suites)$)",
        ("checks",),
        ("checks",),
    ),
    _Rule(rf"{_REPOSITORY}/releases\b", ("contents",), ("contents",)),
    # Any token may comment on a commit that it can read (GitHub docs, "Commit comments").
    _Rule(rf"{_REPOSITORY}/(commits/.+/)?comments\b", ("contents",), ("contents",)),
    _Rule(rf"{_REPOSITORY}/(commits|compare|readme|tags)\b", ("contents",), ("contents",)),
    _Rule(rf"{_REPOSITORY}/actions/secrets\b", ("secrets",), ("secrets",)),
    _Rule(rf"{_REPOSITORY}/actions/variables\b", ("actions_variables",), ("actions_variables",)),
    _Rule(rf"{_REPOSITORY}/actions/organization-secrets\b", ("secrets",), ("secrets",)),
    _Rule(
        rf"{_REPOSITORY}/actions/organization-variables\b",
        ("actions_variables",),
        ("actions_variables",),
    ),
    _Rule(
        r"/orgs/\{org\}/actions/secrets\b",
        ("organization_secrets",),
        ("organization_secrets",),
    ),
    _Rule(
        r"/orgs/\{org\}/actions/variables\b",
        ("organization_actions_variables",),
        ("organization_actions_variables",),
    ),
    _Rule(rf"{_REPOSITORY}/actions\b", ("actions",), ("actions",)),
    _Rule(rf"{_REPOSITORY}/pulls/\{{\w+\}}/merge", ("pull_requests",), ("contents",)),
    _Rule(rf"{_REPOSITORY}/pulls\b", ("pull_requests",), ("pull_requests",)),
    _Rule(rf"{_REPOSITORY}/(issues/\S+/)?(comments|events|labels|lock|timeline)\b", _TALK, _TALK),
    _Rule(rf"{_REPOSITORY}/issues/(comments|events)\b", _TALK, _TALK),
    _Rule(rf"{_REPOSITORY}/issues/\S+/assignees\b", _TALK, _TALK),
    _Rule(rf"{_REPOSITORY}/issues\b", ("issues",), ("issues",)),
    _Rule(rf"{_REPOSITORY}/(milestones|assignees)\b", _TALK, _TALK),
    _Rule(rf"{_REPOSITORY}/(issue-types|issue-fields)\b", ("metadata",), ("issues",)),
    _Rule(rf"{_REPOSITORY}/topics\b", ("metadata",), ("administration",)),
    _Rule(rf"{_REPOSITORY}/collaborators\b", ("metadata",), ("administration",)),
    _Rule(r"/orgs/\{org\}/members(hips)?\b", ("members",), ("members",)),
    _Rule(r"/users?/(\{\w+\}/)?starred\b", ("starring",), ("starring",)),
    _Rule(rf"{_REPOSITORY}/(stargazers|subscribers|subscription)\b", ("metadata",), ("watching",)),
    _Rule(r"/user/(orgs|memberships)\b|/user/\{account_id\}$", _ANYONE, _NOBODY),
    _Rule(r"/users?/(\{\w+\}/)?subscriptions\b", ("watching",), ("watching",)),
    _Rule(r"/user/(followers|following)\b", ("followers",), ("followers",)),
    _Rule(r"/user/keys\b", ("keys",), ("keys",)),
    _Rule(r"/user/gpg_keys\b", ("gpg_keys",), ("gpg_keys",)),
    _Rule(r"/user/ssh_signing_keys\b", ("git_signing_ssh_public_keys",), _NOBODY),
    _Rule(rf"({_REPOSITORY})?/notifications\b", _NOBODY, _NOBODY),
    _Rule(r"/user/repository_invitations\b", _NOBODY, _NOBODY),
    _Rule(r"/user/teams\b", _NOBODY, _NOBODY),
    _Rule(r"/orgs/\{org\}/teams\b", ("members",), ("members",)),
    _Rule(r"/orgs/\{org\}$", _ANYONE, ("organization_administration",)),
    _Rule(r"/orgs/\{org\}/issue-types\b", ("issue_types",), ("issue_types",)),
    _Rule(r"/orgs/\{org\}/issue-fields\b", ("issue_fields",), ("issue_fields",)),
    _Rule(r"/orgs/\{org\}/projectsV2\b", ("organization_projects",), ("organization_projects",)),
    _Rule(r"/orgs/\{org\}/repos\b", ("metadata",), ("administration",)),
    _Rule(r"/orgs/\{org\}/issues\b", ("issues",), ("issues",)),
    _Rule(r"/users?/\{\w+\}/projectsV2\b", _NOBODY, _NOBODY),
    _Rule(r"/user/repos\b", ("metadata",), ("administration",)),
    _Rule(r"/user/issues\b|/issues\b", ("issues",), ("issues",)),
    _Rule(r"/user/issue-types\b", ("issue_types",), ("issue_types",)),
    _Rule(r"/user/issue-fields\b", ("issue_fields",), ("issue_fields",)),
    _Rule(r"/markdown$", _ANYONE, _ANYONE),
    _Rule(r"/gists\b", _ANYONE, ("gists",)),
    _Rule(r"/user$", _ANYONE, ("profile",)),
    _Rule(r"/(users|search|meta|rate_limit|versions|zen)\b|/$", _ANYONE, _NOBODY),
)
# By a part of the mutation's name; the first match counts.
_MUTATIONS: tuple[tuple[str, Permissions], ...] = (
    (r"ProjectV2", ("organization_projects",)),
    (r"^(create|update|delete)IssueType$", ("issue_types",)),
    (r"^(create|update|delete)IssueField$", ("issue_fields",)),
    (r"^mergePullRequest$", ("contents",)),
    (r"PullRequest|Reviews|ReviewThread", ("pull_requests",)),
    (r"Refs?$|Commit", ("contents",)),
    (r"(create|update|delete|archive|unarchive)Repository$|Topics$", ("administration",)),
    (r"Label|Comment|Assign|[lL]ockLockable|Reaction", _TALK),
    (r"Issue|BlockedBy|RelatesTo|LinkedBranch", ("issues",)),
)
# The permissions that are needed to read parts of a private repository over GraphQL.
FIELDS: dict[str, Permissions] = {
    **dict.fromkeys(
        ("Repository.issue", "Repository.issues"),
        ("issues",),
    ),
    **dict.fromkeys(("Repository.pullRequest", "Repository.pullRequests"), ("pull_requests",)),
    **dict.fromkeys(
        (
            "Repository.issueOrPullRequest",
            "Repository.label",
            "Repository.labels",
            "Repository.milestone",
            "Repository.milestones",
        ),
        _TALK,
    ),
    **dict.fromkeys(
        ("Repository.defaultBranchRef", "Repository.object", "Repository.ref", "Repository.refs"),
        ("contents",),
    ),
}
KNOWN = frozenset(
    name
    for permissions in (
        *(each for rule in _PATHS for each in (rule.read, rule.write)),
        *(each for _, each in _MUTATIONS),
    )
    for name in permissions
) - set(_ANYONE) | {"workflows"}


def of_route(method: str, path: str) -> tuple[Permissions, str] | None:
    """Return the permissions of which a route needs one, and whether to `read` or to `write`.

    None for a route that any token may use. LookupError for a route without a rule.
    """
    rule = next((each for each in _PATHS if re.match(each.pattern, path)), None)
    if rule is None:
        raise LookupError(f"no permission is known for {method} {path}")
    found, access = (rule.read, "read") if method == "GET" else (rule.write, "write")
    return None if found == _ANYONE else (found, access)


def of_mutation(name: str) -> Permissions:
    """Return the permissions of which a mutation needs one; LookupError if none is known."""
    for pattern, permissions in _MUTATIONS:
        if re.search(pattern, name):
            return permissions
    raise LookupError(f"no permission is known for {name}")
