"""Each of the words that a key takes is said by a backlog that converges, is kept and verified."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import IGNORABLE
from gh_playbook.declaration.backlog.project import PROPERTIES
from gh_playbook.report.key_reference import OF_BACKLOG, fields_of
from tests.acceptance.conftest import Trial
from tests.acceptance.every import FOLDER, parts
from tests.acceptance.own import Own, drift, unlike
from tests.support import quick_yaml

VALUES = quick_yaml.load((FOLDER / "values.yml").read_text())


def _words(annotation: Any) -> Iterator[str]:
    """Yield the words that a type takes, of its parts too."""
    if get_origin(annotation) is Literal:
        yield from (each for each in get_args(annotation) if isinstance(each, str))
    for each in get_args(annotation):
        yield from _words(each)


def _said(model: type[BaseModel], value: Any) -> Iterator[tuple[str, str]]:
    for each, name, given in parts(model, value):
        several = given if isinstance(given, list) else [given]
        yield from ((f"{each.__name__}.{name}", word) for word in several if isinstance(word, str))


def test_every_word_that_a_key_takes_is_said() -> None:
    """Whoever adds one says it in `everything/`; what is meant without it need not be said."""
    backlogs = [VALUES, quick_yaml.load((FOLDER / "backlog.yml").read_text())]
    said = {pair for each in backlogs for pair in _said(Backlog, each)}
    taken = {
        (f"{model.__name__}.{name}", word)
        for model in OF_BACKLOG
        for name in fields_of(model)
        for word in _words(model.model_fields[name].annotation)
        if word != model.model_fields[name].default
    }
    assert taken - said == set()
    assert {word for key, word in said if key == "ProjectField.value"} >= set(PROPERTIES)
    assert {word for key, word in said if key == "Issue.ignore"} == set(IGNORABLE)


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    own.seed({"issues": [{"title": "Seen", "body": "x"}]}, people=("hubot",))
    return own


def test_it_converges_and_is_kept(own: Own) -> None:
    first = own.run(VALUES)
    assert first.code == 0, unlike(first)
    assert set(first.outcomes) <= {"created", "updated", "skipped", "verified"}
    assert [each["warnings"] for each in first.changes if each.get("warnings")] == []
    second = own.run(VALUES)
    assert (second.code, second.writes, unlike(second)) == (0, [], [])
    assert drift(own) == []
