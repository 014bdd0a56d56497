"""An older server: it lacks features, and says so as such a server does."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLSchema

from gh_sandbox import Sandbox, SandboxError, missing_features
from gh_sandbox.errors import NotFoundError
from gh_sandbox.rest.router import Router
from tests.gh_sandbox.conftest import REPOSITORY, Gh

_PARTS = {
    "issue-types": {
        *("Issue.issueType", "Repository.issueTypes", "Organization.issueTypes"),
        *("Mutation.createIssueType", "Mutation.updateIssueIssueType"),
        *("CreateIssueInput.issueTypeId", "UpdateIssueInput.issueTypeId"),
    },
    "sub-issues": {
        *("Issue.parent", "Issue.subIssues", "Issue.subIssuesSummary", "Mutation.addSubIssue"),
        *("Mutation.reprioritizeSubIssue", "CreateIssueInput.parentIssueId"),
    },
    "dependencies": {
        *("Issue.blockedBy", "Issue.blocking", "Issue.issueDependenciesSummary"),
        *("Mutation.addBlockedBy", "Mutation.removeBlockedBy"),
    },
    "relations": {"Issue.relatesTo", "Mutation.addRelatesTo", "Mutation.removeRelatesTo"},
    "projects": {
        *("Organization.projectsV2", "User.projectV2", "Issue.projectItems"),
        *("Mutation.createProjectV2", "Mutation.updateProjectV2ItemFieldValue"),
        "CreateIssueInput.projectV2Ids",
    },
    "issue-fields": set(),
    "project-views": {
        *("Mutation.createProjectV2View", "Mutation.updateProjectV2View"),
        "Mutation.deleteProjectV2View",
    },
    "multi-selects": {"ProjectV2FieldType.MULTI_SELECT", "ProjectV2CustomFieldType.MULTI_SELECT"},
    "archived-states": {"ProjectV2.items(archivedStates)"},
    "pins": {"Issue.isPinned", "Mutation.pinIssue", "Mutation.unpinIssue"},
    "duplicates": {"Issue.duplicateOf", "CloseIssueInput.duplicateIssueId"},
    "status-updates": {"ProjectV2.statusUpdates", "Mutation.createProjectV2StatusUpdate"},
    "option-ids": {"ProjectV2SingleSelectFieldOptionInput.id"},
}
_PATHS = {
    "issue-types": "/orgs/PimpMyNines/issue-types",
    "sub-issues": f"/repos/{REPOSITORY}/issues/13/sub_issues",
    "dependencies": f"/repos/{REPOSITORY}/issues/13/dependencies/blocked_by",
    "projects": "/orgs/PimpMyNines/projectsV2",
}


@pytest.fixture
def outline(schema: GraphQLSchema) -> Any:
    """A copy of the parts that can be removed: to load a schema once more takes far longer."""
    types = {
        name: SimpleNamespace(
            name=name,
            values=dict(getattr(type, "values", {})),
            fields={
                key: SimpleNamespace(args=dict(getattr(field, "args", {})))
                for key, field in getattr(type, "fields", {}).items()
            },
        )
        for name, type in schema.type_map.items()
    }
    return SimpleNamespace(type_map=types)


def _parts(outline: Any) -> set[str]:
    found: set[str] = set()
    for type in outline.type_map.values():
        found |= {f"{type.name}.{value}" for value in type.values}
        for name, field in type.fields.items():
            found.add(f"{type.name}.{name}")
            found |= {f"{type.name}.{name}({each})" for each in field.args}
    return found


@pytest.mark.parametrize("feature", missing_features.FEATURES)
def test_a_feature_takes_its_fields_and_mutations_along(feature: str, outline: Any) -> None:
    before = _parts(outline)
    missing_features.prune(outline, [feature])
    gone = before - _parts(outline)
    assert gone >= _PARTS[feature]
    if feature != "projects":
        others = set().union(*(_PARTS[name] for name in _PARTS if name != feature))
        assert not gone & others
    assert "Repository.parent" not in gone


@pytest.mark.parametrize("feature", _PATHS)
def test_a_feature_takes_its_routes_along(feature: str) -> None:
    assert Router().find("GET", _PATHS[feature]) is not None
    with pytest.raises(NotFoundError):
        Router([feature]).find("GET", _PATHS[feature])
    others = [path for name, path in _PATHS.items() if name != feature]
    assert all(Router([feature]).find("GET", path) is not None for path in others)


def test_gh_sees_an_older_server(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(without=["dependencies"])
    try:
        gh = Gh(sandbox)
        assert gh.rest("GET", f"repos/{REPOSITORY}/issues/13/dependencies/blocked_by").code == 1
        answer = gh.graphql(
            "{ viewer { login } node(id: 1) { ... on Issue { blockedBy { id } } } }"
        )
        assert answer["errors"][0]["extensions"]["code"] == "undefinedField"
        assert gh("issue", "view", "13", "-R", REPOSITORY, "--json", "title")
    finally:
        sandbox.stop()


def test_an_unknown_feature_is_named(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="no feature 'wings': known are issue-types,"):
        Sandbox(tmp_path).start(without=["wings"])


@pytest.mark.parametrize(
    ("version", "gone", "there"),
    [
        (
            "ghes-3.21",
            "ProjectV2.items(archivedStates)",
            "ProjectV2SingleSelectFieldOptionInput.id",
        ),
        ("ghes-3.20", "ProjectV2SingleSelectFieldOptionInput.id", "Mutation.addBlockedBy"),
        ("ghes-3.18", "Mutation.addBlockedBy", "Mutation.createIssueType"),
    ],
)
def test_a_version_lacks_what_its_schema_lacks(
    version: str, gone: str, there: str, outline: Any
) -> None:
    """Source: github/docs, `src/graphql/data/ghes-3.NN`, by file."""
    missing_features.prune(outline, missing_features.of_version(version))
    parts = _parts(outline)
    assert gone not in parts
    assert there in parts


def test_a_server_like_a_version_says_so_and_refuses_as_it_does(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(like="ghes-3.20")
    try:
        gh = Gh(sandbox)
        token = sandbox.environment()["GH_TOKEN"]
        ghes = {"GH_HOST": "ghe.test", "GH_ENTERPRISE_TOKEN": token}
        meta = gh.run("api", "-i", "meta", **ghes).out
        assert "X-Github-Enterprise-Version: 3.20.0" in meta
        assert '"installed_version": "3.20.0"' in meta
        assert gh.run("issue", "list", "-R", f"ghe.test/{REPOSITORY}", **ghes).code == 0
        refused = gh.graphql(
            """{ organization(login: "PimpMyNines") { projectV2(number: 1) {
            items(first: 1, archivedStates: [ARCHIVED]) { totalCount } } } }"""
        )["errors"][0]
        assert refused["message"] == "Field 'items' doesn't accept argument 'archivedStates'"
        option = {"name": "A", "color": "GRAY", "description": "", "id": "1"}
        given = {"fieldId": "x", "singleSelectOptions": [option]}
        refused = gh.graphql(
            """mutation($input: UpdateProjectV2FieldInput!) {
            updateProjectV2Field(input: $input) { clientMutationId } }""",
            input=given,
        )["errors"][0]
        assert "was provided invalid value for singleSelectOptions.0.id" in refused["message"]
    finally:
        sandbox.stop()


def test_an_unknown_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"no version 'ghes-2': known are ghes-3\.21, "):
        Sandbox(tmp_path).start(like="ghes-2")
