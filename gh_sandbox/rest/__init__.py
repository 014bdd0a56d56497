"""GitHub's REST API, one file per kind of thing.

Shapes: GitHub's REST description (OpenAPI). A path without a route is a 404 that says so.
"""
