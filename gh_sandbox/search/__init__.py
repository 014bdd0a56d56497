"""GitHub's query language, in which issues and pull requests are searched.

`query.py` reads a query into a tree, and `sql.py` makes SQL of it: `qualifier.py` knows what each
qualifier demands, `moment.py` those on times. What a viewer finds is in `rules/issue_search.py`.

Sources: GitHub docs, "Searching issues and pull requests", "Understanding the search syntax",
"Filtering and searching issues and pull requests" (AND, OR, parentheses) and "REST API endpoints
for search". A qualifier or a value that is not known is an error that names it, since GitHub
would filter by it.
"""
