"""An older server: it lacks features, and says so as such a server does."""

from pathlib import Path

import pytest

from gh_sandbox import Sandbox, SandboxError, missing_features
from gh_sandbox.errors import NotFoundError
from gh_sandbox.graphql.schema import load_schema
from gh_sandbox.rest.router import Router
from tests.gh_sandbox.conftest import REPOSITORY, Gh

_FIELDS = {
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
}
_PATHS = {
    "issue-types": "/orgs/PimpMyNines/issue-types",
    "sub-issues": f"/repos/{REPOSITORY}/issues/13/sub_issues",
    "dependencies": f"/repos/{REPOSITORY}/issues/13/dependencies/blocked_by",
    "projects": "/orgs/PimpMyNines/projectsV2",
}


def _all_fields(*without: str) -> set[str]:
    schema = load_schema()
    missing_features.prune(schema, without)
    return {
        f"{type.name}.{field}"
        for type in schema.type_map.values()
        for field in getattr(type, "fields", {})
    }


@pytest.mark.parametrize("feature", missing_features.FEATURES)
def test_a_feature_takes_its_fields_and_mutations_along(feature: str) -> None:
    gone = _all_fields() - _all_fields(feature)
    assert gone >= _FIELDS[feature]
    others = set().union(*(_FIELDS[name] for name in _FIELDS if name != feature))
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
