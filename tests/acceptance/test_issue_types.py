"""Issue types of an organization that somebody disabled."""

from pathlib import Path

import pytest

from gh_playbook.github.reading import owner_snapshot
from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own

BUG = {"name": "Bug", "color": "red"}
ISSUE = {"key": "a", "title": "A", "type": "Bug"}


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    found = Own(trial, tmp_path)
    found.seed(issue_types=[{**BUG, "is_enabled": False}, {"name": "Task", "color": "blue"}])
    return found


def test_a_disabled_type_is_enabled_where_it_is_declared(own: Own) -> None:
    declared = {"issue_types": [BUG], "issues": [ISSUE]}
    dry = own.run(declared, dry_run=True)
    first = own.run(declared)
    assert dry.changed == first.changed == {"Bug": "updated", "a": "created"}
    assert (first.code, first.mutations["updateIssueType"]) == (0, 1)
    assert own.rest("issues/1")["type"]["name"] == "Bug"
    second = own.run(declared)
    assert (second.code, second.writes, len(second.requests)) == (0, [], 1)


def test_an_issue_of_a_disabled_type_goes_without_and_says_so(own: Own) -> None:
    done = own.run({"issues": [ISSUE], "issue_types": [BUG]}, "create-issues")
    assert done.code == 0
    (change,) = done.changes
    assert change["warnings"] == ["the type 'Bug' is disabled: left out (`setup-types` enables it)"]
    assert own.rest("issues/1")["type"] is None


def test_a_type_that_this_login_cannot_see_is_not_made_again_and_again(
    own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As for a token without the scope `read:org`, which the sandbox's GraphQL does not ask for.
    monkeypatch.setattr(owner_snapshot, "is_granted", lambda *_given: False)
    done = own.run({"issue_types": [BUG]}, "setup-types")
    (change,) = done.changes
    assert (done.code, change["outcome"]) == (1, "failed")
    assert "already been taken" in change["reason"]
    assert "but this login cannot see it; types belong to the organization" in change["reason"]
    assert done.mutations["createIssueType"] == 2
