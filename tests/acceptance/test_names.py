"""Names are taken as they are: what is spelt exactly so is found, and nothing is made beside it."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Trial
from tests.acceptance.own import REPOSITORY, Own, drift, unlike
from tests.acceptance.test_undo import runs_of, undone
from tests.acceptance.whole import whole

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


# Everything that a backlog calls by a name; its words are written here as they are declared.
TOLD = {
    "labels": ["Bug"],
    "milestones": [{"title": "First Flight"}],
    "issue_types": [{"name": "Chore"}],
    "issue_fields": [{"name": "Severity", "options": ["High", "Low"]}],
    "project": {
        "title": "Rocket",
        "fields": [
            {"name": "Team", "options": ["Hull", "Power"]},
            {
                "name": "Sprint",
                "value": "sprint",
                "iterations": [{"title": "Sprint 1", "start": "2026-11-23"}],
            },
        ],
        "views": [{"name": "Plan", "layout": "table", "fields": ["Title", "Team"]}],
        "drafts": [{"title": "Paint It"}],
    },
    "issues": [
        {
            "key": "a",
            "title": "Build It",
            "type": "Chore",
            "labels": ["Bug"],
            "milestone": "First Flight",
            "fields": {"Team": "Hull", "Severity": "High"},
            "sprint": "Sprint 1",
        }
    ],
}
# Words of the language, and what GitHub spells itself.
_LANGUAGE = {"Title"}


def in_lower_case(declared: Any) -> Any:
    """Return a backlog in which every name, and nothing else, is in lower case."""
    if isinstance(declared, dict):
        return {
            name.lower() if name[0].isupper() else name: in_lower_case(value)
            for name, value in declared.items()
        }
    if isinstance(declared, list):
        return [in_lower_case(each) for each in declared]
    return declared if declared in _LANGUAGE else declared.lower()


def test_what_differs_in_case_only_is_renamed_and_undo_gives_it_its_old_name(own: Own) -> None:
    own.seed()
    assert own.run(in_lower_case(TOLD)).code == 0
    before = whole(own.gh, REPOSITORY)

    planned = own.run(TOLD, dry_run=True)
    renamed = {
        "updated label Bug: name",
        "updated milestone First Flight: title",
        "updated issue_type Chore: name",
        "updated issue_field Severity: name, options",
        "updated project Rocket: title",
        "updated project_field Team: name; options",
        "updated project_view Plan: name",
        "updated draft Paint It: title",
        "updated issue a: title",
    }
    assert {each for each in unlike(planned) if "Sprint" not in each} == renamed
    assert any(each.startswith("updated project_field Sprint: name; ") for each in unlike(planned))
    found = {each.split()[1] for each in drift(own)}
    assert found >= {"label", "milestone", "field", "option", "iteration", "view", "draft"}, found

    done = own.run(TOLD)
    assert unlike(done) == unlike(planned)
    assert drift(own) == []
    first = runs_of(own.trial)[0]
    assert own.run(TOLD).writes == []

    back = undone(own.trial, undoes=first)
    assert back.code == 0, unlike(back)
    assert whole(own.gh, REPOSITORY) == before
