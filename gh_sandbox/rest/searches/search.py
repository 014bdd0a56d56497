"""Searches of issues, and of a repository's labels.

Unverified: a search of labels wants each word of the query in the name or the description.
"""

from gh_sandbox import whole_number
from gh_sandbox.errors import NotFoundError
from gh_sandbox.exchange.reply import Reply
from gh_sandbox.http import media_type
from gh_sandbox.rest.call import PAGING, Call, route
from gh_sandbox.rest.issues import issue_body, label
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.rules.searches import issue_search
from gh_sandbox.search import refusal, text_match


@route(
    "GET",
    "/search/issues",
    takes=f"q sort order advanced_search {PAGING}",
    lacks="search_type",
)
def search_issues(call: Call) -> Reply:
    """Return a page of the issues and pull requests that match a query."""
    query = call.query.get("q", "")
    if not query.strip():
        raise refusal.missing()
    issue_search.check_scope(call.session, query)
    if call.query.get("sort"):
        # A plus that was not encoded arrives as a space.
        sort, order = (
            call.query["sort"].replace(" ", "+"),
            call.choice("order", "desc asc", "Search"),
        )
        query += f" sort:{sort}-{order}"
    found = issue_search.find(call.session, query)
    if call.offset >= issue_search.LIMIT:
        raise refusal.beyond(issue_search.LIMIT)
    rows = {row["id"]: row for row in call.session.store.some("issue", found.ids)}
    wanted = text_match.phrases(query) if call.form == media_type.TEXT_MATCH else None
    reply = call.paged([rows[id] for id in found.ids], lambda row: _result(call, row["id"], wanted))
    # octokit takes the first property after the counts for the list.
    body = {"total_count": found.total, "incomplete_results": False, "items": reply.body}
    return Reply({**body, "search_type": "lexical"}, headers=reply.headers)


@route("GET", "/search/labels", takes=f"q repository_id sort order {PAGING}")
def search_labels(call: Call) -> Reply:
    """Return the matching labels of a repository, which is given by its id."""
    words = call.query.get("q", "").lower().split()
    id = whole_number.read(call.query.get("repository_id", ""))
    if not words or id is None:
        raise refusal.missing()
    repository = call.session.store.one("SELECT * FROM repository WHERE id = ?", id)
    if repository is None or repositories.permission(call.session, repository) is None:
        raise NotFoundError
    column = {"created": "created_at", "updated": "updated_at"}.get(
        call.query.get("sort", ""), "id"
    )
    direction = call.choice("order", "desc asc", "Search")
    sql = f"SELECT * FROM label WHERE repository_id = ? ORDER BY {column} {direction}, id"
    found = [
        row
        for row in call.session.store.all(sql, repository["id"])
        if all(word in f"{row['name']} {row['description'] or ''}".lower() for word in words)
    ]
    reply = call.paged(found, lambda row: {**label.body(call.session, row), "score": 1.0})
    body = {"total_count": len(found), "incomplete_results": False, "items": reply.body}
    return Reply(body, headers=reply.headers)


def _result(call: Call, id: int, wanted: list[str] | None) -> dict[str, object]:
    row = call.session.store.get("issue", id)
    found = issue_body.body(call.session, row)
    del found["closed_by"]
    found.pop("parent_issue_url", None)
    # GitHub's description: a result's body is a text, although an issue's may be null.
    shown = {**found, "body": row["body"], "score": 1.0}
    if wanted is None:
        return shown
    texts = {"title": row["title"], "body": row["body"]}
    kind = "PullRequest" if row["is_pull_request"] else "Issue"
    return {**shown, "text_matches": text_match.find(wanted, texts, str(found["url"]), kind)}
