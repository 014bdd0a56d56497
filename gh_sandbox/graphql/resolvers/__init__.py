"""The resolvers of GraphQL's fields and mutations, one file per kind of thing.

Importing the package imports all of them, and so registers them in RESOLVERS.
"""

from importlib import import_module
from pkgutil import iter_modules

from gh_sandbox.graphql.registry import RESOLVERS

__all__ = ["RESOLVERS"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
