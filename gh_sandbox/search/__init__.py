"""GitHub's query language for issues and pull requests.

`query.py` reads a query into a tree, and `sql.py` translates the tree to SQL: `qualifier.py` has
the condition of each qualifier, `moment.py` those of times. `rules/searches/issue_search.py` limits
the results to those that the viewer may see. Sources: GitHub docs, "Searching issues and pull
requests", "Understanding the search syntax", "Filtering and searching issues and pull requests"
(AND, OR, parentheses) and "REST API endpoints for search". An unknown qualifier or value is an
error that names it, because GitHub would filter by it.
"""
