"""The reference says of every key what the models say, with an example that they take."""

from typing import Any

import pytest
from pydantic import BaseModel

from tests.reference.pages import MODELS, PAGE, fields_of, keys, page

# What the models cannot do without.
_GIVEN: dict[str, dict[str, Any]] = {
    "Label": {"name": "bug"},
    "Milestone": {"title": "Launch"},
    "IssueType": {"name": "Bug"},
    "Issue": {"key": "a", "title": "A"},
    "Project": {"title": "Rocket"},
    "ProjectField": {"name": "Team", "type": "text"},
    "Option": {"name": "Web"},
    "Iteration": {"title": "Sprint 1", "start": "2026-11-23"},
    "ProjectView": {"name": "Plan"},
    "Opening": {"status": "Backlog"},
    "StatusUpdate": {"key": "week-1", "status": "on_track"},
    "Draft": {"title": "Paint it red"},
}


def test_the_page_is_what_the_models_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/update-reference"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_told_and_no_other(model: type[BaseModel]) -> None:
    assert sorted(keys()[model.__name__]) == sorted(fields_of(model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_example_is_taken_and_is_not_the_default(model: type[BaseModel]) -> None:
    for name, said in keys()[model.__name__].items():
        given = _GIVEN.get(model.__name__, {}) | said.get("given", {}) | {name: said["example"]}
        made = model.model_validate(given)
        field = model.model_fields[name]
        if not field.is_required() and name not in {"labels", "board"}:
            assert getattr(made, name) != field.get_default(call_default_factory=True), name
