"""The schemas for editors: published as the models are, and true of what people write."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gh_playbook.report.schema import backlog_schema, playbook_schema
from tests.reference.schemas import FOLDER, schemas
from tests.support import quick_yaml

ROOT = FOLDER.parent
PLAYBOOKS = sorted((ROOT / "playbooks").glob("*.yml"))
BACKLOGS = sorted((ROOT / "playbooks/backlogs").glob("*.yml"))
backlog, playbook = cache(backlog_schema), cache(playbook_schema)


def wrong(schema: dict[str, Any], text: str) -> list[str]:
    """Return where a YAML text is not as its schema wants it."""
    data = json.loads(json.dumps(quick_yaml.load(text), default=str))
    return [error.json_path for error in Draft202012Validator(schema).iter_errors(data)]


def test_the_published_schemas_are_those_of_the_models() -> None:
    for path, text in schemas().items():
        assert path.read_text(encoding="utf-8") == text, "run scripts/update-reference"


@pytest.mark.parametrize("path", [*PLAYBOOKS, *BACKLOGS], ids=lambda path: path.name)
def test_the_files_that_ship_fit_and_announce_their_schema(path: Path) -> None:
    is_backlog = path.parent.name == "backlogs"
    text = path.read_text(encoding="utf-8")
    assert wrong(backlog() if is_backlog else playbook(), text) == []
    name = "../../schemas/backlog" if is_backlog else "../schemas/playbook"
    announced = f"# yaml-language-server: $schema={name}.schema.json\n"
    assert announced in text.splitlines(keepends=True)


@pytest.mark.parametrize(
    "text",
    [
        "labels: [bug, {name: web}]\nmilestones: [v1]\nissue_types: [Bug]",
        "x-mine: {a: 1}\nissues: [{key: a, title: A, x-more: 1, vars: {team: Web}}]",
        "project: {title: P, fields: [{name: Team, options: [Web]}]}",
        "milestones: [{title: v1, due_on: 2026-12-31}]",
    ],
)
def test_a_backlog_fits(text: str) -> None:
    assert wrong(backlog(), text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("lables: [bug]", "$"),
        ("issues: [{key: a}]", "$.issues[0]"),
        ("issues: [{key: a, title: A, state: done}]", "$.issues[0].state"),
        (f"labels: [{{name: {'a' * 51}}}]", "$.labels[0]"),
        (f"issues: [{{key: a, title: {'a' * 257}}}]", "$.issues[0].title"),
    ],
)
def test_a_backlog_does_not_fit(text: str, place: str) -> None:
    assert wrong(backlog(), text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        '- {label: "{{ item }}", loop: "{{ backlog.labels }}", when: backlog.labels, tags: "a, b"}',
        "- block: [{debug: {msg: a}}]\n  rescue: [{fail: {}}]\n  always: [{assert: {that: a}}]",
        "- handlers: [{name: Tell, debug: {}, listen: changes}]\n- {debug: {}, notify: Tell}",
        '- existing_issue: {number: "{{ item.number }}", type: Bug}\n  loop: [1]',
        "- gh_api: {path: a, method: PUT, unless: {path: a, that: [json.b]}}\n  register: put",
        "- import_playbook: all.yml\n  vars: {a: 1}",
        "- {assert: {that: [a, true], msg: wrong}, until: a, retries: 3, delay: 0.5, register: a}",
    ],
)
def test_a_playbook_fits(text: str) -> None:
    assert wrong(playbook(), text) == []


@pytest.mark.parametrize(
    "text",
    [
        "label: {}",
        "- {name: nothing}",
        "- {lable: {name: a}}",
        "- {label: {nmae: a}}",
        "- {label: {name: a}, retries: often}",
        "- block: [{lable: {name: a}}]",
    ],
)
def test_a_playbook_does_not_fit(text: str) -> None:
    assert wrong(playbook(), text) != []


def test_every_key_is_described() -> None:
    def undescribed(schema: dict[str, Any]) -> list[str]:
        found = schema.get("$defs", {}) | {"top": schema}
        return [
            f"{name}.{key}"
            for name, each in found.items()
            for key, value in each.get("properties", {}).items()
            if not value.get("description")
        ]

    advice = "say what it is in gh_playbook/declaration/keys.yml"
    assert undescribed(backlog()) == [], advice
    assert undescribed(playbook()) == [], advice
