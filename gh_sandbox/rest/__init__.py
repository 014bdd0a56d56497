"""GitHub's REST API, one file per kind of thing.

Shapes: GitHub's REST description (OpenAPI). A path without a route is a 404 that says so.
Importing the package imports all files, and so registers their routes.
"""

from importlib import import_module
from pkgutil import walk_packages

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)
