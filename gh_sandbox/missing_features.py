"""Missing features of older servers: they are left out of the schema and of the routes.

Sources: the schemas of GitHub Enterprise Server 3.18, 3.20 and 3.21 in GitHub's documentation
(github/docs, `src/graphql/data`), by their mutations; for arguments and inputs those of 3.20 and
3.21. Reported: dependencies came with 3.19. Unverified: everything else about 3.19, and that an
endpoint is missing where the mutation for the same is. Properties of these features in REST's
bodies stay.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphql import GraphQLSchema


@dataclass(frozen=True)
class Feature:
    """A feature: its parts of the schema, and its REST paths.

    A part is `Type.field`, `Type.field(argument)`, `Input.field` or `Enum.VALUE`.
    """

    parts: str
    paths: str = r"(?!)"


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
    "issue-fields": Feature(
        r"\w+\.(?!projectV2)\w*[iI]ssueField\w*|Mutation\.createProjectV2IssueField",
        r"/issue-field",
    ),
    "project-views": Feature(
        r"Mutation\.(create|update|delete)ProjectV2View", r"/projectsV2/\{project_number\}/views$"
    ),
    "multi-selects": Feature(r"\w+\.(MULTI_SELECT|multiSelect(Options|OptionIds))"),
    "archived-states": Feature(r"ProjectV2\.items\(archivedStates\)"),
    "pins": Feature(r"Issue\.isPinned|Mutation\.(un)?pinIssue|Repository\.pinnedIssues"),
    "duplicates": Feature(r"Issue\.duplicateOf|CloseIssueInput\.duplicateIssueId"),
    "status-updates": Feature(
        r"ProjectV2\.statusUpdates|Mutation\.(create|update|delete)ProjectV2StatusUpdate"
    ),
    "option-ids": Feature(r"ProjectV2SingleSelectFieldOptionInput\.id"),
}
_AFTER_3_21 = ("relations", "project-views", "multi-selects", "archived-states")
_AFTER_3_20 = (*_AFTER_3_21, "issue-fields", "option-ids")
# What each version of GitHub Enterprise Server lacks.
VERSIONS = {
    "ghes-3.21": _AFTER_3_21,
    "ghes-3.20": _AFTER_3_20,
    "ghes-3.19": _AFTER_3_20,
    "ghes-3.18": (*_AFTER_3_20, "dependencies"),
}


def of_version(like: str | None) -> tuple[str, ...]:
    """Return the features that a version lacks; empty without a version.

    ValueError for an unknown one.
    """
    if like is None:
        return ()
    if like not in VERSIONS:
        raise ValueError(f"there is no version {like!r}: known are {', '.join(VERSIONS)}")
    return VERSIONS[like]


def check(names: Collection[str]) -> None:
    """Raise ValueError for an unknown feature."""
    for name in names:
        if name not in FEATURES:
            raise ValueError(f"there is no feature {name!r}: known are {', '.join(FEATURES)}")


def prune(schema: "GraphQLSchema", names: Collection[str]) -> None:
    """Remove the parts of features from a schema."""
    if not names:
        return
    pattern = re.compile("|".join(f"(?:{FEATURES[name].parts})" for name in names))
    for type in schema.type_map.values():
        _prune(getattr(type, "values", {}), type.name, "{}", pattern)
        fields: dict[str, Any] = getattr(type, "fields", {})
        _prune(fields, type.name, "{}", pattern)
        for name, field in fields.items():
            _prune(getattr(field, "args", {}), f"{type.name}.{name}", "({})", pattern)


def _prune(parts: dict[str, Any], owner: str, form: str, pattern: re.Pattern[str]) -> None:
    joint = "" if form.startswith("(") else "."
    for name in [each for each in parts if pattern.fullmatch(owner + joint + form.format(each))]:
        del parts[name]


def lacks(path: str, names: Collection[str]) -> bool:
    """Tell whether a route's path belongs to one of these features."""
    return any(re.search(FEATURES[name].paths, path) for name in names)
