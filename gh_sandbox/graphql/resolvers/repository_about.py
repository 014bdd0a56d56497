"""What the page of a repository tells about it: topics, and much that the sandbox has not.

Nobody forks anything there, and no file is looked into for its language.
"""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.errors import UnprocessableError
from gh_sandbox.graphql.entity import Entity
from gh_sandbox.graphql.loader import Loader
from gh_sandbox.graphql.page import Page, PageGroup, check_bounds
from gh_sandbox.graphql.registry import constants, mutation, resolves
from gh_sandbox.graphql.resolvers.common import Info, loader
from gh_sandbox.rules import attention
from gh_sandbox.rules import topic as topics
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
        "primaryLanguage": None,
        "securityPolicyUrl": None,
        "templateRepository": None,
        "usesCustomOpenGraphImage": False,
    },
)
constants("LanguageConnection", {"totalSize": 0})


@resolves("Repository.stargazerCount")
def stars(repository: Entity, info: Info) -> int:
    """Answer how many have starred it."""
    return attention.stars(loader(info).session, repository.id)


@resolves("Repository.viewerHasStarred")
def has_starred(repository: Entity, info: Info) -> bool:
    """Answer whether the viewer has."""
    return attention.has_starred(loader(info).session, repository.id)


@resolves("Repository.viewerSubscription")
def subscription(repository: Entity, info: Info) -> str:
    """Answer whether the viewer watches or ignores it."""
    row = attention.subscription(loader(info).session, repository.id)
    if row is None:
        return "UNSUBSCRIBED"
    return "IGNORED" if row["is_ignored"] else "SUBSCRIBED"


@resolves("Repository.languages", "Repository.watchers")
def nothing(_repository: Entity, info: Info, **args: Any) -> Page:
    """Answer an empty connection."""
    return loader(info).list_page(info, args, "owner", [])


@resolves("Repository.openGraphImageUrl")
def image(repository: Entity, _info: Info) -> str:
    """Answer the address of the picture for links; the sandbox draws none."""
    name = f"{repository.row['owner_login']}/{repository.row['name']}"
    return f"https://opengraph.githubassets.com/1/{name}"


@resolves("Repository.viewerDefaultCommitEmail")
def email(_repository: Entity, info: Info) -> str | None:
    """Answer the address that the viewer's commits have."""
    session = loader(info).session
    return str(session.store.get("owner", session.viewer.id)["email"]) or None


@resolves("Repository.viewerPossibleCommitEmails")
def emails(repository: Entity, info: Info) -> list[str]:
    """Answer the addresses that the viewer's commits can have."""
    own = email(repository, info)
    return [own] if own else []


@resolves("Repository.repositoryTopics")
def repository_topics(repository: Entity, info: Info, **args: Any) -> Page:
    """Answer the topics."""
    found = {
        number: {
            "id": identifiers.encode("RepositoryTopic", number, within=repository.id),
            "topic": {"id": identifiers.encode("Topic", number), "name": name},
            "resourcePath": f"/topics/{name}",
            "url": f"{WEB}/topics/{name}",
        }
        for number, name in enumerate(topics.of(repository.row), 1)
    }
    check_bounds(info, args)
    return PageGroup(lambda _ids: found, {0: list(found)}, args).page(0)


@mutation("updateTopics", "public_repo")
def update_topics(loader: Loader, given: dict[str, Any]) -> dict[str, Any]:
    """Give a repository these topics, and no others; what is none is named."""
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
