"""Answers about the API itself: the front page, the versions, the rate limits."""

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import api_version
from gh_sandbox.limits.primary import LIMITS
from gh_sandbox.markup import as_html
from gh_sandbox.rest.call import Call, route
from gh_sandbox.session import WEB

_ZEN = b"Keep it logically awesome."
_SEARCH = "q={query}{&page,per_page,sort,order}"
_REPOSITORIES = "repos{?type,page,per_page,sort}"
# The addresses of the front page, each with the placeholders of its `…_url`.
_ADDRESSES = {
    "current_user": "/user",
    "authorizations": "/authorizations",
    "code_search": f"/search/code?{_SEARCH}",
    "commit_search": f"/search/commits?{_SEARCH}",
    "emails": "/user/emails",
    "emojis": "/emojis",
    "events": "/events",
    "feeds": "/feeds",
    "followers": "/user/followers",
    "following": "/user/following{/target}",
    "gists": "/gists{/gist_id}",
    "hub": "/hub",
    "issue_search": f"/search/issues?{_SEARCH}",
    "issues": "/issues",
    "keys": "/user/keys",
    "label_search": "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
    "notifications": "/notifications",
    "organization": "/orgs/{org}",
    "organization_repositories": f"/orgs/{{org}}/{_REPOSITORIES}",
    "organization_teams": "/orgs/{org}/teams",
    "public_gists": "/gists/public",
    "rate_limit": "/rate_limit",
    "repository": "/repos/{owner}/{repo}",
    "repository_search": f"/search/repositories?{_SEARCH}",
    "current_user_repositories": f"/user/{_REPOSITORIES}",
    "starred": "/user/starred{/owner}{/repo}",
    "starred_gists": "/gists/starred",
    "topic_search": "/search/topics?q={query}{&page,per_page}",
    "user": "/users/{user}",
    "user_organizations": "/user/orgs",
    "user_repositories": f"/users/{{user}}/{_REPOSITORIES}",
    "user_search": f"/search/users?{_SEARCH}",
}


@route("GET", "/")
def root(call: Call) -> Reply:
    """Return the front page; `gh auth status` reads its headers."""
    body = {f"{name}_url": call.url(path) for name, path in _ADDRESSES.items()}
    settings = f"{WEB}/settings/connections/applications{{/client_id}}"
    return Reply({**body, "current_user_authorizations_html_url": settings})


@route("GET", "/meta")
def meta(call: Call) -> Reply:
    """Return facts about the server; an enterprise server's have its version."""
    version = call.session.version
    more = {"installed_version": version} if version else {}
    return Reply({"verifiable_password_authentication": False, **more})


@route("GET", "/zen")
def zen(_call: Call) -> Reply:
    """Return a sentence of GitHub's Zen; GitHub picks one at random."""
    return Reply(_ZEN, headers={"content-type": "text/plain;charset=utf-8"})


@route("GET", "/versions")
def versions(_call: Call) -> Reply:
    """List the versions of the API, the latest first."""
    return Reply(sorted(api_version.SUPPORTED, reverse=True))


@route("POST", "/markdown", gives="text!:string mode:markdown|gfm context:string")
def markdown(call: Call) -> Reply:
    """Return a Markdown text as HTML; `context` makes no links here."""
    content = {"content-type": "text/html; charset=utf-8"}
    return Reply(as_html(call.body["text"]).encode(), headers=content)


@route("GET", "/rate_limit")
def rate_limit(call: Call) -> Reply:
    """Return the rate limits; this request is free."""
    windows = {
        name: call.limits.primary.window(call.session.viewer.id, name).rest() for name in LIMITS
    }
    return Reply({"resources": windows, "rate": windows["core"]})
