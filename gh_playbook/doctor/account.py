"""The login, the rights of its token, and the remaining quotas of GitHub."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gh_playbook.frozen import dataclass
from gh_playbook.github import response
from gh_playbook.github.error import GitHubError
from gh_playbook.github.session import GitHubSession
from gh_playbook.model.token_scope import is_granted

# The name of the first request in errors: "rate limit" would sound as if one was reached.
_FIRST = "login"
_QUERY = """query Doctor($owner: String!) {
  viewer { login }
  repositoryOwner(login: $owner) {
    __typename
    ... on Organization { viewerCanAdminister }
  }
}"""


@dataclass(frozen=True)
class Quota:
    """A quota: the remaining requests of a kind, their limit, and the time of the reset."""

    name: str
    remaining: int
    limit: int
    resets_at: datetime


class SpentError(GitHubError):
    """A quota is spent: further requests, here and in a run, would have to wait."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(f"the quota of {quota.name} is spent", request=_FIRST)
        self.quota = quota


@dataclass(frozen=True)
class Account:
    """The login; `scopes` is None if the token has none, such as a fine-grained token.

    `gh` names the version and the path of the program.
    """

    gh: str
    login: str
    scopes: frozenset[str] | None
    is_organization_owner: bool
    quotas: tuple[Quota, ...]

    def has(self, scope: str) -> bool:
        """Tell whether a scope is granted, directly or as part of a wider one."""
        return is_granted(scope, self.scopes or ())


def ask(opened: GitHubSession, owner: str) -> Account:
    """Ask GitHub; first for the quotas, which is free.

    Raises GitHubError, SpentError if a quota is spent, and AuthenticationError if nobody is logged
    in.
    """
    answer = opened.reader.answer("rate_limit", request=_FIRST)
    try:
        quotas = _quotas(response.rest(answer, _FIRST))
    except GitHubError as error:
        # GitHub Enterprise Server's answer if rate limits are off: GitHub's REST documentation.
        if error.status != 404:
            raise
        quotas = ()
    for quota in quotas:
        if not quota.remaining:
            raise SpentError(quota)
    # An owner that does not exist is no fault of the login: the repository's line tells of it.
    part = opened.reader.part(_QUERY, {"owner": owner}, request="login", needed={("viewer",)})
    data, found = part.data, part.data["repositoryOwner"] or {}
    return Account(
        gh=f"gh {opened.gh.version()}, {opened.gh.program}",
        login=data["viewer"]["login"],
        scopes=response.scopes(answer),
        is_organization_owner=bool(found.get("viewerCanAdminister")),
        quotas=quotas,
    )


def has_secret(opened: GitHubSession, repository: str, name: str) -> bool | None:
    """Tell whether a repository has a secret for its workflows; None if GitHub does not say.

    A repository's secrets do not include those of its organization. ("Get a repository secret" in
    GitHub's REST documentation; it needs write access.)
    """
    try:
        opened.reader.get(f"repos/{repository}/actions/secrets/{name}", request="secret")
    except GitHubError as error:
        if error.status not in {403, 404}:
            raise
        return False if error.status == 404 else None
    return True


def _quotas(data: Mapping[str, Any]) -> tuple[Quota, ...]:
    names = {"core": "REST", "graphql": "GraphQL"}
    return tuple(
        Quota(
            names[key],
            each["remaining"],
            each["limit"],
            datetime.fromtimestamp(each["reset"], UTC),
        )
        for key, each in data["resources"].items()
        if key in names
    )
