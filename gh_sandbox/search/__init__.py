"""Search of issues and pull requests, in GitHub's query language.

`query.py` reads a query into a tree, `condition.py` turns what stands in it into conditions,
`moment.py` those on times, and `found.py` asks the index.

Sources: GitHub docs, "Searching issues and pull requests", "Understanding the search syntax",
"Filtering and searching issues and pull requests" (AND, OR, parentheses) and "REST API endpoints
for search". A qualifier or a value that is not known is an error that names it, since GitHub
would filter by it.
"""

from gh_sandbox.search.found import LIMIT, Found, check_scope, condition, find

__all__ = ["LIMIT", "Found", "check_scope", "condition", "find"]
