"""Names are taken as they are: what is spelt exactly so is found, and nothing is made beside it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own

# Each has neighbours that differ from it in a space, or in what a pattern would take for more.
NAMES = ("good  first", "good first", "優先度\u3000高", "優先度 高", "nb\u00a0sp", "a\tb", "[x] y")


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    return Own(trial, tmp_path)


def entries(key: str, **more: Any) -> list[dict[str, Any]]:
    return [{key: name, **more} for name in NAMES]


def test_wide_and_doubled_spaces_are_part_of_a_name(own: Own) -> None:
    issues = [{"title": f"{name} build", "labels": [name], "milestone": name} for name in NAMES]
    board = {"title": "Our  plan", "repositories": ["rocket"], "items": []}
    fields = [{"name": "How  big", "type": "single_select", "options": [*entries("name")]}]
    own.seed(
        {
            "labels": entries("name", color="ff0000"),
            "milestones": entries("title"),
            "issues": issues,
        },
        issue_types=entries("name", color="red"),
        projects=[{**board, "fields": fields}],
    )
    declared = {
        "labels": entries("name", color="ff0000"),
        "milestones": entries("title"),
        "issue_types": entries("name", color="red"),
        "issues": [
            {"key": f"k{number}", "size": name, "type": name, **issue}
            for number, (name, issue) in enumerate(zip(NAMES, issues, strict=True))
        ],
        "project": {
            "title": "Our  plan",
            "fields": [
                {
                    "name": "How  big",
                    "type": "single_select",
                    "value": "size",
                    "options": [*NAMES],
                }
            ],
        },
    }
    first = own.run(declared)
    assert first.code == 0
    made = [each for each in first.changes if each["outcome"] == "created"]
    assert {each["module"] for each in made} <= {"project_item", "report"}
    for name, issue in zip(NAMES, own.rest("issues?direction=asc"), strict=True):
        assert issue["title"] == f"{name} build"
        assert [label["name"] for label in issue["labels"]] == [name]
        assert (issue["milestone"]["title"], issue["type"]["name"]) == (name, name)
    assert [each["name"] for each in own.rest("labels")] == list(NAMES)
    second = own.run(declared)
    assert (second.code, second.writes) == (0, [])


def test_of_two_milestones_that_differ_in_case_the_one_spelt_so_is_meant(own: Own) -> None:
    titles = [{"title": "V1"}, {"title": "v1", "state": "closed"}]
    own.seed({"milestones": titles, "issues": [{"title": "A", "milestone": "V1"}]})
    declared = {
        "milestones": [{"title": "v1"}],
        "issues": [{"key": "a", "title": "A", "milestone": "v1"}],
    }
    assert own.run(declared).changed == {"a": "updated"}
    assert own.rest("issues/1")["milestone"]["number"] == 2
    assert [each["title"] for each in own.rest("milestones?state=all")] == ["V1", "v1"]
    assert own.run(declared).writes == []
