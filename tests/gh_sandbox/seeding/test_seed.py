"""Seeds: those that ship, and what is refused."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import SeedError
from tests.gh_sandbox.conftest import REPOSITORY, Local

PLANNED = {3, 4, 13, 14, 15, 16, 17}


def all_issues(local: Local) -> Any:
    return local.rest("GET", f"/repos/{REPOSITORY}/issues?state=all&per_page=100&direction=asc")


def sow(local: Local, name: str | Path) -> None:
    local.sow(seed_file.find(name))


def test_the_default_seed_has_the_planned_issues_with_their_old_labels(local: Local) -> None:
    found = {each["number"]: each for each in all_issues(local)}
    assert set(found) == set(range(1, 21))
    assert all("pull_request" not in found[n] and found[n]["state"] == "open" for n in PLANNED)
    labels = {each["name"] for each in found[13]["labels"]}
    assert labels == {"infrastructure", "ci/cd", "highest-priority", "technical-debt"}
    twins = [n for n, each in found.items() if each["title"] == found[14]["title"]]
    assert sorted(twins) == [14, 18]
    assert "pull_request" in found[18]
    names = {each["name"] for each in local.rest("GET", f"/repos/{REPOSITORY}/labels?per_page=100")}
    assert {"technical-debt", "documentation", "good first issue"} <= names
    assert not any(":" in name for name in names)


def test_the_scripts_seed_has_duplicates_and_discarded_copies(local: Local) -> None:
    sow(local, "scripts-ran")
    issues = [each for each in all_issues(local) if each["number"] > 20]
    titles = Counter(each["title"] for each in issues)
    assert len(titles) == 16
    assert sum(count > 1 for count in titles.values()) == 5
    by_title: dict[str, set[str]] = {}
    for each in issues:
        by_title.setdefault(each["title"], set()).add(each["state_reason"] or "open")
        assert "Part of #" in each["body"]
        assert "parent_issue_url" not in each
    kinds = Counter(frozenset(states) for states in by_title.values())
    assert kinds[frozenset({"not_planned"})] == 3
    assert kinds[frozenset({"not_planned", "open"})] == 3
    assert len(local.rest("GET", f"/repos/{REPOSITORY}/milestones")) == 6
    names = {each["name"] for each in local.rest("GET", f"/repos/{REPOSITORY}/labels?per_page=100")}
    assert {"area:typing", "priority:p3", "size:large", "status:ready"} <= names


def test_a_seed_can_give_the_default_token_to_somebody(local: Local, tmp_path: Path) -> None:
    path = tmp_path / "seed.yml"
    path.write_text("tokens: [{token: ghp_sandbox, login: ada}]\nowners: [{login: ada}]\n")
    sow(local, path)
    assert local.rest("GET", "/user")["login"] == "ada"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("owners: [{login: a, repositories: [{nam: r}]}]", "owners.0.repositories.0.nam"),
        ("owners: [", "not YAML"),
        (
            "owners: [{login: a, repositories: [{name: r, labels: [{name: x, color: red}]}]}]",
            "color",
        ),
        (
            "owners: [{login: a, repositories: [{name: r, issues: [{title: x, labels: [y]}]}]}]",
            "label: y",
        ),
        ("owners: [{login: a, repositories: [{name: r, issues: [{title: x, parent: 7}]}]}]", "#7"),
        ("owners: [{login: a, members: {b: ADMIN}}]", "no such user: b"),
        ("extends: nothing\nowners: []", "no seed nothing"),
    ],
)
def test_a_wrong_seed_says_where_and_what(
    local: Local, tmp_path: Path, text: str, fault: str
) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(text)
    with pytest.raises(SeedError, match=fault):
        sow(local, file)
