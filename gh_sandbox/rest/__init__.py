"""GitHub's REST API, one file per kind of thing.

Shapes: GitHub's REST description (OpenAPI). What is not routed is a 404 that says so.
"""
