"""The reference says of every key what the models say, with an example that they take."""

from typing import Any

import pytest
from pydantic import BaseModel

from gh_playbook.report.key_reference import (
    OF_BACKLOG,
    OF_ENTRIES,
    OF_MODULES,
    fields_of,
    keys_of,
    meanings,
    said_of,
)
from tests.reference import commands
from tests.reference.pages import pages

# What the models cannot do without.
_GIVEN: dict[str, dict[str, Any]] = {
    "Label": {"name": "bug"},
    "Milestone": {"title": "Launch"},
    "IssueType": {"name": "Bug"},
    "IssueField": {"name": "Note", "type": "text"},
    "Issue": {"key": "a", "title": "A"},
    "Project": {"title": "Rocket"},
    "ProjectField": {"name": "Team", "type": "text"},
    "Option": {"name": "Web"},
    "Iteration": {"title": "Sprint 1", "start": "2026-11-23"},
    "ProjectView": {"name": "Plan"},
    "Sorting": {"field": "Start"},
    "Opening": {"status": "Backlog"},
    "StatusUpdate": {"key": "week-1", "status": "on_track"},
    "Draft": {"title": "Paint it red"},
    "BoardCard": {"content": "#12"},
    "ImportEntry": {"import_playbook": "all.yml"},
    "Unless": {"that": "json"},
    "IssueChange": {"number": 13},
    "Dependency": {"issue": "a", "blocked_by": "b"},
    "Relation": {"issue": "a", "related_to": "b"},
    "RepositoryFile": {"path": "a.md", "content": "A", "message": "Write it"},
    "BlockEntry": {"block": []},
}

_ALL = (*OF_BACKLOG, *OF_ENTRIES, *OF_MODULES)


def test_the_pages_are_what_the_models_say() -> None:
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "run scripts/update-reference"


def test_the_page_of_commands_is_what_the_tasks_say() -> None:
    text = commands.PAGE.read_text(encoding="utf-8")
    assert text == commands.page(), "run scripts/update-reference"
    assert "## `import-plan FILE`" in text


@pytest.mark.parametrize("model", OF_BACKLOG, ids=lambda model: model.__name__)
def test_every_key_is_explained_and_no_other(model: type[BaseModel]) -> None:
    assert sorted(meanings()[model.__name__]) == sorted(fields_of(model))


@pytest.mark.parametrize("model", _ALL, ids=lambda model: model.__name__)
def test_every_example_is_taken_and_is_not_the_default(model: type[BaseModel]) -> None:
    for name in fields_of(model):
        said = said_of(model, name)
        field = model.model_fields[name]
        given = _GIVEN.get(model.__name__, {}) | said.get("given", {})
        made = model.model_validate(given | {field.alias or name: said["example"]})
        if not field.is_required() and name not in {"labels", "board"}:
            assert getattr(made, name) != field.get_default(call_default_factory=True), name


@pytest.mark.parametrize("model", _ALL, ids=lambda model: model.__name__)
def test_every_key_has_a_meaning_and_an_example(model: type[BaseModel]) -> None:
    for key in keys_of(model):
        assert key.means, key.name
        assert key.shown(), key.name
