"""GraphQL documents that any server of this session has found valid: no other validates them again.

Servers share nothing but a folder. It holds an empty file for each, named by what validity depends
on: the text, and the features that a server is without.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate

from gh_sandbox.graphql import execution


def install(folder: Path, features: Sequence[str]) -> None:
    """Remember in a folder what is valid for a server with these features, until it ends."""
    folder.mkdir(exist_ok=True)

    def validated(
        schema: GraphQLSchema, document: DocumentNode, rules: Any
    ) -> Sequence[GraphQLError]:
        assert document.loc
        text = "\n".join([*features, document.loc.source.body])
        known = folder / hashlib.sha256(text.encode()).hexdigest()
        if known.exists():
            return []
        found = validate(schema, document, rules)
        if not found:
            known.touch()
        return found

    patch.object(execution, "validate", validated).start()
