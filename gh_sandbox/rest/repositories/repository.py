"""Repositories."""

from typing import Any

from gh_sandbox import identifiers
from gh_sandbox.access.tokens import ANONYMOUS
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.rest import request_body
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.owners import user
from gh_sandbox.rules.commits import language as languages
from gh_sandbox.rules.repositories import attention
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.repositories import repository_setting as settings
from gh_sandbox.rules.repositories import topic as topics
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row

# The addresses in a repository's body: the key, and the path after the repository's address.
_PAGES = """
archive {archive_format}{/ref}|assignees{/user}|git_blobs blobs git/blobs{/sha}|branches{/branch}
|collaborators{/collaborator}|comments{/number}|commits{/sha}|compare compare/{base}...{head}
|contents contents/{+path}|contributors|deployments|downloads|events|forks
|git_commits git/commits{/sha}|git_refs git/refs{/sha}|git_tags git/tags{/sha}|hooks
|issue_comment issues/comments{/number}|issue_events issues/events{/number}|issues{/number}
|keys{/key_id}|labels{/name}|languages|merges|milestones{/number}
|notifications{?since,all,participating}|pulls{/number}|releases{/id}|stargazers
|statuses statuses/{sha}|subscribers|subscription|tags|teams|git_trees trees git/trees{/sha}
"""
_SECURITY = (
    "dependabot_security_updates secret_scanning secret_scanning_non_provider_patterns "
    "secret_scanning_push_protection"
)


def _pages(url: str) -> dict[str, str]:
    found = {}
    for entry in _PAGES.replace("\n", "").split("|"):
        words = entry.split()
        path = words[-1]
        key = words[-2] if len(words) > 1 else path.split("{")[0]
        found[f"{key}_url"] = f"{url}/{path}"
    return found


def full(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `full-repository`, with the merge settings for those who can push."""
    owner = user.by_id(session, row["owner_id"])
    found = {**plain(session, row), "custom_properties": {}}
    if owner and owner["type"] == "Organization":
        found["organization"] = owner
    if repositories.allows(session, row, "WRITE"):
        known = settings.of(row)
        found |= {name: known[name] for name in settings.OF_MERGES}
        found["temp_clone_token"] = ""
    if repositories.allows(session, row, "ADMIN"):
        found["security_and_analysis"] = {
            name: {"status": "disabled"} for name in _SECURITY.split()
        }
    return {**found, "network_count": 0, "subscribers_count": 0}


def simple(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `simple-repository`."""
    name = repositories.full_name(session, row)
    url = f"{session.api}/repos/{name}"
    return {
        "id": row["id"],
        "node_id": identifiers.encode("Repository", row["id"]),
        "name": row["name"],
        "full_name": name,
        "private": bool(row["is_private"]),
        "owner": user.by_id(session, row["owner_id"]),
        "html_url": f"{WEB}/{name}",
        "description": row["description"],
        "fork": False,
        "url": url,
        **_pages(url),
    }


def _permissions(session: Session, row: Row) -> dict[str, dict[str, bool]]:
    """Return what the viewer may do.

    A viewer without a token sees no permissions: octokit's and PyGithub's recordings without one.
    """
    if session.viewer is ANONYMOUS:
        return {}
    level = repositories.LEVELS.index(repositories.permission(session, row) or "READ")
    names = ("pull", "triage", "push", "maintain", "admin")
    return {"permissions": {each: index <= level for index, each in enumerate(names)}}


def plain(session: Session, row: Row) -> dict[str, Any]:
    """Return GitHub's `repository`, the form inside other bodies."""
    name = repositories.full_name(session, row)
    known = settings.of(row)
    open_issues = session.store.number(
        "SELECT COUNT(*) FROM issue WHERE repository_id = ? AND state = 'OPEN'", row["id"]
    )
    zero = "forks forks_count size"
    stars = attention.stars(session, row["id"])
    return {
        **simple(session, row),
        "visibility": "private" if row["is_private"] else "public",
        "homepage": row["homepage_url"],
        "clone_url": f"{WEB}/{name}.git",
        "git_url": f"git://github.com/{name}.git",
        "ssh_url": f"git@github.com:{name}.git",
        "svn_url": f"{WEB}/{name}",
        "default_branch": row["default_branch"] or "main",
        **dict.fromkeys(zero.split(), 0),
        # For historical reasons, watchers are the users with stars: GitHub docs, "Starring".
        **dict.fromkeys(("stargazers_count", "watchers", "watchers_count"), stars),
        "open_issues": open_issues,
        "open_issues_count": open_issues,
        "has_issues": bool(row["has_issues_enabled"]),
        "has_wiki": bool(row["has_wiki_enabled"]),
        "has_pages": False,
        **{name: value for name, value in known.items() if name not in settings.OF_MERGES},
        "archived": row["archived_at"] is not None,
        "disabled": False,
        "language": languages.main(session, row),
        "license": None,
        "mirror_url": None,
        "topics": topics.of(row),
        **_permissions(session, row),
        "pushed_at": row["pushed_at"] or row["created_at"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def by_id(session: Session, id: int) -> dict[str, Any]:
    """Return GitHub's `repository` of an id."""
    return session.remembered(
        ("repository body", id), lambda: plain(session, repositories.get(session, id))
    )


@route("GET", "/repos/{owner}/{repo}")
def get(call: Call) -> Reply:
    """Return a repository."""
    return Reply(full(call.session, call.repository()))


@route("GET", "/repos/{owner}/{repo}/languages")
def get_languages(call: Call) -> Reply:
    """Return the bytes of each language of a repository."""
    return Reply(languages.of(call.session, call.repository()))


@route("GET", "/repos/{owner}/{repo}/topics", takes=PAGING)
def get_topics(call: Call) -> Reply:
    """List the topics of a repository."""
    return Reply({"names": topics.of(call.repository())})


@route("PUT", "/repos/{owner}/{repo}/topics", "public_repo", gives="names!:array")
def set_topics(call: Call) -> Reply:
    """Replace the topics of a repository."""
    names = request_body.texts(call.body["names"], "names")
    return Reply({"names": topics.put(call.session, call.repository(), names)})
