"""GitHub's GraphQL contract: its published schema, and what is newer than that.

Documents are not compared with it one by one. The sandbox validates each document before it
answers, and `tests/gh_sandbox/test_schema.py` shows that its schema accepts none that GitHub's
refuses.
"""

from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_schema

FACTS = Path(__file__).with_name("schema.graphql")
NEWER = Path(__file__).parents[2] / "gh_sandbox" / "newer.graphql"


@cache
def published() -> GraphQLSchema:
    """Read the published facts alone."""
    return _read(FACTS)


@cache
def known() -> GraphQLSchema:
    """Read the published facts, and the newer ones."""
    return _read(FACTS, NEWER)


def _read(*files: Path) -> GraphQLSchema:
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return build_schema(text, assume_valid=True, no_location=True)
