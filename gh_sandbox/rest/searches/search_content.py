"""Searches of code and of commits, in the default branches of all repositories."""

from dataclasses import replace
from typing import Any

from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import media_type
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.commits import commit, content
from gh_sandbox.rest.repositories import repository
from gh_sandbox.rest.searches.search_repository import asked, told
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.searches import code_search, commit_search
from gh_sandbox.rules.searches.code_search import FoundFile
from gh_sandbox.rules.searches.commit_search import FoundCommit
from gh_sandbox.search import refusal, text_match
from gh_sandbox.state.store import Row

_RESOURCE = "Search"


@route("GET", "/search/code", takes=f"q sort order {PAGING}")
def search_code(call: Call) -> Reply:
    """Return the files that match a query, with the matches in them if the client asks for them."""
    text = asked(call)
    wanted = text_match.phrases(text) if call.form == media_type.TEXT_MATCH else None
    if not text_match.phrases(text):
        raise refusal.missing()
    found = code_search.find(call.session, text)
    return told(call, found, lambda it: _file(call, it, wanted))


@route("GET", "/search/commits", takes=f"q sort order {PAGING}")
def search_commits(call: Call) -> Reply:
    """Return the commits that match a query."""
    text = asked(call)
    sort = call.choice("sort", f"best-match {' '.join(commit_search.SORTS)}", _RESOURCE)
    is_up = call.choice("order", "desc asc", _RESOURCE) == "asc"
    found = commit_search.find(call.session, text, sort, is_up=is_up)
    return told(call, found, lambda it: _commit(call, it))


def _file(call: Call, it: FoundFile, wanted: list[str] | None) -> dict[str, Any]:
    """Return GitHub's `code-search-result-item`."""
    here = _within(call, it.repository)
    entry = content.described(here, it.repository["default_branch"], it.path, it.sha)
    names = ("name", "path", "sha", "url", "git_url", "html_url")
    place = repository.simple(call.session, it.repository)
    shown = {**{name: entry[name] for name in names}, "repository": place}
    if wanted is None:
        return shown
    matches = text_match.find(wanted, {"content": it.text}, entry["url"], "FileContent")
    return {**shown, "text_matches": matches}


def _commit(call: Call, it: FoundCommit) -> dict[str, Any]:
    """Return GitHub's `commit-search-result-item`."""
    body = commit.body(_within(call, it.repository), it.sha)
    place = repository.simple(call.session, it.repository)
    return {**body, "repository": place}


def _within(call: Call, row: Row) -> Call:
    """Return the call as if its path were one of this repository."""
    owner, _, name = repositories.full_name(call.session, row).partition("/")
    return replace(call, parts={"owner": owner, "repo": name})
