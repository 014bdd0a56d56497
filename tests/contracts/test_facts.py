"""What is committed of GitHub's published files are facts, and whole ones."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema

from tests.contracts import operation, rest, schema, update
from tests.contracts.facts import graphql_facts, rest_facts, write_lines
from tests.gh_sandbox import prune_schema

_SDL = '''
"""Marks a preview"""
directive @preview(toggledBy: String!) on FIELD_DEFINITION

"""A thing"""
type Query implements Named @docsCategory(name: "things") {
  """The name"""
  name("Loud?" loud: Boolean = true): String! @deprecated(reason: "Use `title`.")
  "Which one" kind: [Kind!]
}

interface Named { name(loud: Boolean = true): String! }

enum Kind {
  """The first"""
  FIRST
  SECOND @deprecated
}

union Any = Query

input New { "Given" text: String = "a description" }
'''

_FACTS = """\
type Query implements Named {
  name(loud: Boolean = true): String! @deprecated
  kind: [Kind!]
}

interface Named {
  name(loud: Boolean = true): String!
}

enum Kind {
  FIRST
  SECOND @deprecated
}

union Any = Query

input New {
  text: String = "a description"
}
"""

_OPENAPI: dict[str, Any] = {
    "paths": {
        "/things/{id}": {
            "parameters": [],
            "get": {
                "summary": "Get a thing",
                "operationId": "things/get",
                "parameters": [{"$ref": "#/components/parameters/id"}],
                "responses": {
                    "200": {
                        "description": "Response",
                        "headers": {"Link": {}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/thing"},
                                "examples": {"default": {}},
                            }
                        },
                    },
                    "404": {"$ref": "#/components/responses/missing"},
                },
            },
            "delete": {"operationId": "things/delete", "responses": {}},
        },
    },
    "components": {
        "parameters": {
            "id": {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "The id.",
                "schema": {"type": "integer", "example": 7},
            }
        },
        "responses": {"missing": {"description": "Not found"}},
        "schemas": {
            "thing": {
                "title": "Thing",
                "type": "object",
                "properties": {
                    "description": {"type": "string", "nullable": True, "example": "A thing"},
                    "part": {"allOf": [{"$ref": "#/components/schemas/part"}]},
                },
                "required": ["description"],
                "additionalProperties": False,
            },
            "part": {"type": "array", "items": {"enum": ["a", "b"], "description": "Which"}},
            "unneeded": {"type": "string"},
        },
    },
}


def test_a_graphql_schema_keeps_its_facts_and_loses_its_prose() -> None:
    assert graphql_facts(_SDL) == _FACTS


def test_a_rest_description_keeps_its_facts_and_loses_its_prose() -> None:
    of_id = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    ok = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}
    assert rest_facts(_OPENAPI, {"GET /things/{id}"}) == {
        "paths": {
            "/things/{id}": {"get": {"parameters": [of_id], "responses": {"200": ok, "404": {}}}}
        },
        "components": {
            "schemas": {
                "thing": {
                    "type": "object",
                    "properties": {
                        "description": {"type": "string", "nullable": True},
                        "part": {"allOf": [{"$ref": "#/components/schemas/part"}]},
                    },
                    "required": ["description"],
                    "additionalProperties": False,
                },
                "part": {"type": "array", "items": {"enum": ["a", "b"]}},
            }
        },
    }


def test_the_committed_graphql_schema_is_facts_alone() -> None:
    text = schema.FACTS.read_text(encoding="utf-8")
    head, facts = text.split("\n\n", 1)
    assert all(line.startswith("# ") for line in head.splitlines())
    assert graphql_facts(facts) == facts
    assert build_schema(facts, assume_valid=True).type_map["IssueType"]


def test_the_committed_rest_description_is_the_facts_of_the_surface_alone() -> None:
    document = rest.published()
    assert set(document.pop("about")) == {"note", "date", "source"}
    assert rest_facts(document, operation.claimed()) == document


def test_facts_are_written_a_thing_a_line() -> None:
    document = {"b": [1, 2], "a": {"text": "x" * 90, "é": None}}
    written = write_lines(document)
    assert json.loads(written) == document
    assert written.splitlines() == [
        "{",
        ' "a": {',
        f'  "text": "{"x" * 90}",',
        '  "é": null',
        " },",
        ' "b": [1, 2]',
        "}",
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rest, "FACTS", tmp_path / "rest.json")
    monkeypatch.setattr(schema, "FACTS", tmp_path / "facts.graphql")
    monkeypatch.setattr(prune_schema, "PRUNED", tmp_path / "pruned.graphql")
    return tmp_path


def test_the_command_writes_date_and_source(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = folder / "api.json"
    given.write_text(json.dumps(_OPENAPI))
    monkeypatch.setattr("sys.argv", ["update-contracts", str(given), "2026-09-09", "a package 1.0"])
    update.main()
    about = rest.published()["about"]
    assert (about["date"], about["source"]) == ("2026-09-09", "a package 1.0")
    assert capsys.readouterr().out.startswith("rest.json: ")


def test_the_command_writes_the_sandboxs_part_of_the_schema_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = Path(schema.__file__).with_name("schema.graphql").read_text(encoding="utf-8")
    (folder / "docs.graphql").write_text(published, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["update-contracts", "docs.graphql", "2026-08-20", "the docs"])
    update.main()
    head, facts = (folder / "facts.graphql").read_text(encoding="utf-8").split("\n\n", 1)
    assert head.splitlines()[1:] == ["# Date: 2026-08-20", "# Source: the docs"]
    assert facts == published.split("\n\n", 1)[1]
    sandboxs = files("gh_sandbox").joinpath("schema.graphql").read_text(encoding="utf-8")
    assert (folder / "pruned.graphql").read_text(encoding="utf-8") == sandboxs


def test_the_command_refuses_another_kind_of_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["update-contracts", "schema.txt", "2026-09-09", "mine"])
    with pytest.raises(SystemExit):
        update.main()
    assert "schema.txt: neither .graphql nor .json" in capsys.readouterr().err
