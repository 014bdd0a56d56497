"""`doc`: what there is, in the terminal, from the reference's own source."""

import json
from pathlib import Path

import pytest

from gh_playbook.report.schema import playbook_schema
from tests.commands.test_run import invoked

PLACE = """\
from gh_playbook.declaration.declared import Declared, Line
from gh_playbook.modules.module import Module


class Place(Declared):
    '''What a step says.'''

    name: Line


class PlaceModule(Module[Place, object]):
    '''A place.'''

    name, title, argument = "place", "Places", Place
    is_in_repository = True

    def key(self, desired):
        return desired.name

    def diff(self, desired, world, context):
        raise NotImplementedError

    def record(self, change, world, payload):
        raise NotImplementedError
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert invoked("doc", *words) == 0
    return capsys.readouterr().out.splitlines()


def test_all_modules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "modules")
    told = dict(line.strip().split(maxsplit=1) for line in lines if line.startswith("  "))
    assert told["label"] == "A label of the repository."
    assert told["assert"].startswith("Fails and ends the run")
    assert any("milestones" in line and "block" in line for line in lines)


def test_a_module_has_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "gh_api")
    assert lines[0].startswith("gh_api: A request of any kind")
    at = lines.index("  missing_ok")
    assert lines[at + 1 : at + 3] == [
        "    whether an answer 404 is accepted",
        "    true or false; default: false",
    ]


def test_a_key_that_a_module_of_one_s_own_does_not_explain_has_no_empty_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "playbooks" / "library"
    library.mkdir(parents=True)
    (library / "place.py").write_text(PLACE)
    lines = said(capsys, "place")
    assert lines == ["place: What a step says.", "", "  name", "    text; required"]


@pytest.mark.parametrize("word", ["milestones.due_on", "due_on"])
def test_a_key_is_found_by_its_section_and_alone(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, word)[:4] == [
        "milestones.due_on",
        "  the due date",
        "  date",
        "  due_on: 2026-12-31",
    ]


def test_a_number_is_not_called_a_whole_number_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "  number" in said(capsys, "issues.estimate")


def test_limits_and_required_keys_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "  text; at most 50 characters; required" in said(capsys, "labels.name")
    assert "  list of text; at most 100 of them, 50 characters each" in said(
        capsys, "issues.labels"
    )


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("schema.plan", "there is no 'schema.plan': did you mean 'schema.playbook'?"),
        (
            "due_date",
            (
                "there is no 'due_date': a milestone has `due_on`, "
                "and a board a field of the type `date`"
            ),
        ),
        ("milestones.dueDate", "there is no 'milestones.dueDate': did you mean 'due_on'?"),
        ("depends_on", "there is no 'depends_on': did you mean 'blocked_by'?"),
        ("lable", "there is no 'lable': did you mean 'label'?"),
        ("milestones.due", "there is no 'milestones.due': did you mean 'milestones.due_on'?"),
        ("issues.estimte", "there is no 'issues.estimte': did you mean 'issues.estimate'?"),
        ("nothing.due_on", "there is no 'nothing.due_on'"),
    ],
)
def test_what_there_is_not_is_said(
    word: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoked("doc", word) == 1
    assert told in capsys.readouterr().err


def test_the_schema_has_one_s_own_modules_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = json.loads("\n".join(said(capsys, "schema.playbook")))
    assert made == json.loads(json.dumps(playbook_schema()))
    assert json.loads("\n".join(said(capsys, "schema.backlog")))["title"] == "Backlog"
