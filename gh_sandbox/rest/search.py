"""Search of issues."""

from gh_sandbox import search
from gh_sandbox.rest import issue_body
from gh_sandbox.rest.call import PAGING, Call, Reply, route
from gh_sandbox.search import refusal


@route(
    "GET",
    "/search/issues",
    takes=f"q sort order advanced_search {PAGING}",
    lacks="search_type",
)
def search_issues(call: Call) -> Reply:
    """Return the issues and pull requests that a query finds, a page of them."""
    query = call.query.get("q", "")
    if not query.strip():
        raise refusal.missing()
    search.check_scope(call.session, query)
    if call.query.get("sort"):
        query += f" sort:{call.query['sort']}-{call.query.get('order', 'desc')}"
    found = search.find(call.session, query)
    if call.offset >= search.LIMIT:
        raise refusal.beyond(search.LIMIT)
    rows = {row["id"]: row for row in call.session.store.some("issue", found.ids)}
    reply = call.paged([rows[id] for id in found.ids], lambda row: _result(call, row["id"]))
    body = {"total_count": found.total, "incomplete_results": False, "search_type": "lexical"}
    return Reply({**body, "items": reply.body}, headers=reply.headers)


def _result(call: Call, id: int) -> dict[str, object]:
    row = call.session.store.get("issue", id)
    found = issue_body.body(call.session, row)
    del found["closed_by"]
    found.pop("parent_issue_url", None)
    # By GitHub's description a result's body is a text, and an issue's may be null.
    return {**found, "body": row["body"], "score": 1.0}
