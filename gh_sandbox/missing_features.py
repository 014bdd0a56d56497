"""What an older server lacks: features left out of the schema and of the routes.

Issue types came to GitHub Enterprise Server with 3.17 and dependencies with 3.19 (reported). What
REST's bodies of issues say of these features stays.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphql import GraphQLSchema


@dataclass(frozen=True)
class Feature:
    """What belongs to a feature: fields of the schema, as `Type.field`, and paths of REST."""

    fields: str
    paths: str


FEATURES = {
    "issue-types": Feature(r"\w+\.\w*[iI]ssueTypes?(Id)?", r"/issue-types"),
    "sub-issues": Feature(
        r"\w+\.\w*[sS]ubIssues?(Summary)?|Issue\.parent|CreateIssueInput\.parentIssueId",
        r"/sub_issue|/issues/\{number\}/parent",
    ),
    "dependencies": Feature(
        r"Issue\.(blockedBy|blocking|issueDependenciesSummary)|Mutation\.(add|remove)BlockedBy",
        r"/dependencies/",
    ),
    "relations": Feature(r"Issue\.relatesTo|Mutation\.(add|remove)RelatesTo", r"/relates_to"),
    "projects": Feature(r"\w+\.\w*([pP]rojects?V2\w*|projectItems)", r"/projectsV2"),
}


def check(names: Collection[str]) -> None:
    """Raise ValueError for a feature that there is not."""
    for name in names:
        if name not in FEATURES:
            raise ValueError(f"there is no feature {name!r}: known are {', '.join(FEATURES)}")


def prune(schema: "GraphQLSchema", names: Collection[str]) -> None:
    """Take the fields, inputs and mutations of features out of a schema."""
    if not names:
        return
    pattern = re.compile("|".join(f"(?:{FEATURES[name].fields})" for name in names))
    for type in schema.type_map.values():
        fields: dict[str, Any] = getattr(type, "fields", {})
        for name in [each for each in fields if pattern.fullmatch(f"{type.name}.{each}")]:
            del fields[name]


def lacks(path: str, names: Collection[str]) -> bool:
    """Tell whether a route's path belongs to one of these features."""
    return any(re.search(FEATURES[name].paths, path) for name in names)
