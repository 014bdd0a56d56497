"""Facts on a repository's page: topics, stars, and many that the sandbox lacks.

The sandbox has no forks.
"""

import zlib
from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import UnprocessableError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page
from gh_sandbox.graphql.registry import constants, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, full_name, loader, plain_page
from gh_sandbox.rules.commits import language as languages
from gh_sandbox.rules.repositories import attention
from gh_sandbox.rules.repositories import topic as topics
from gh_sandbox.session import WEB

constants(
    "Repository",
    {
        "codeOfConduct": None,
        "diskUsage": 0,
        "forkCount": 0,
        "fundingLinks": [],
        "isUserConfigurationRepository": False,
        "licenseInfo": None,
        "mirrorUrl": None,
        "securityPolicyUrl": None,
        "templateRepository": None,
        "usesCustomOpenGraphImage": False,
    },
)


@resolves("Repository.stargazerCount")
def stars(repository: Entity, info: Info) -> int:
    """Return the number of stars."""
    return attention.stars(loader(info).session, repository.id)


@resolves("Repository.viewerHasStarred")
def has_starred(repository: Entity, info: Info) -> bool:
    """Return whether the viewer has starred it."""
    return attention.has_starred(loader(info).session, repository.id)


@resolves("Repository.viewerSubscription")
def subscription(repository: Entity, info: Info) -> str:
    """Return whether the viewer watches or ignores it."""
    row = attention.subscription(loader(info).session, repository.id)
    if row is None:
        return "UNSUBSCRIBED"
    return "IGNORED" if row["is_ignored"] else "SUBSCRIBED"


@resolves("Repository.languages")
def listed_languages(
    repository: Entity,
    info: Info,
    orderBy: dict[str, str] | None = None,  # noqa: N803
    **args: Any,
) -> Page:
    """Return the languages; without an order the one with the least bytes is the first."""
    sizes = languages.of(loader(info).session, repository.row)
    names = sorted(sizes, key=lambda name: (sizes[name], name))
    if (orderBy or {}).get("direction") == "DESC":
        names.reverse()
    total = sum(sizes.values())
    found = {number: _language(name, sizes[name], total) for number, name in enumerate(names, 1)}
    return plain_page(info, args, found)


@resolves("LanguageConnection.totalSize")
def total_size(page: Page, _info: Info) -> int:
    """Return the bytes of all languages."""
    return next((int(each["total"]) for each in page.nodes), 0)


@resolves("LanguageEdge.size")
def size(edge: dict[str, Any], _info: Info) -> int:
    """Return the bytes of a language."""
    return int(edge["node"]["size"])


@resolves("Repository.primaryLanguage")
def primary_language(repository: Entity, info: Info) -> dict[str, Any] | None:
    """Return the language with the most bytes, or null."""
    name = languages.main(loader(info).session, repository.row)
    return None if name is None else _language(name)


def _language(name: str, size: int = 0, total: int = 0) -> dict[str, Any]:
    """Return a language; its id is made of its name."""
    id = identifiers.encode("Language", zlib.crc32(name.encode()))
    return {"id": id, "name": name, "size": size, "total": total}


@resolves("Language.color")
def color(_language: dict[str, Any], _info: Info) -> None:
    """Return no color: the sandbox does not know GitHub's colors of languages."""


@resolves("Repository.watchers", "Repository.rulesets")
def nothing(_repository: Entity, info: Info, **args: Any) -> Page:
    """Return an empty connection."""
    return plain_page(info, args, {})


@resolves("Repository.openGraphImageUrl")
def image(repository: Entity, _info: Info) -> str:
    """Return the address of the preview picture; the sandbox has no such pictures."""
    return f"https://opengraph.githubassets.com/1/{full_name(repository)}"


@resolves("Repository.viewerDefaultCommitEmail")
def email(_repository: Entity, info: Info) -> str | None:
    """Return the email address of the viewer's commits."""
    session = loader(info).session
    return str(session.store.get("owner", session.viewer.id)["email"]) or None


@resolves("Repository.viewerPossibleCommitEmails")
def emails(repository: Entity, info: Info) -> list[str]:
    """Return the possible email addresses of the viewer's commits."""
    own = email(repository, info)
    return [own] if own else []


@resolves("Repository.repositoryTopics")
def repository_topics(repository: Entity, info: Info, **args: Any) -> Page:
    """Return the topics."""
    found = {
        number: {
            "id": identifiers.encode("RepositoryTopic", number, within=repository.id),
            "topic": {"id": identifiers.encode("Topic", number), "name": name},
            "resourcePath": f"/topics/{name}",
            "url": f"{WEB}/topics/{name}",
        }
        for number, name in enumerate(topics.of(repository.row), 1)
    }
    return plain_page(info, args, found)


@mutation("updateTopics", "public_repo")
def update_topics(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Replace the topics of a repository; invalid ones are named."""
    repository = loader.node(given["repositoryId"], "Repository")
    try:
        topics.put(loader.session, repository.row, given["topicNames"])
    except UnprocessableError:
        wrong = [name for name in given["topicNames"] if not topics.is_name(name)]
        return {"invalidTopicNames": wrong, "repository": repository}
    return {
        "invalidTopicNames": [],
        "repository": loader.entity("repository", repository.id),
    }
