"""What is printed is plain: whoever wrote the words, in whatever encoding they are to be shown."""

import json
import re

import pytest

from gh_playbook.report.escaping import escaped
from tests.safety.conftest import OUTSIDER, OWNER, REPOSITORY, Place
from tests.support import quick_yaml, tool
from tests.support.tool import Done

TITLE = "x\x1b]0;owned\x1b\\\x1b[2J\u202eevil\u2066\u200by\x07"
# As `gh` and YAML have them: what an escape begins with, and the direction of text.
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
COMMANDS = (
    ("all", "--dry-run", "--diff", "--verbose"),
    ("all", "--output", "json"),
    ("verify", "--verbose"),
    ("doctor", "--output", "json"),
)


def issue_of_an_outsider(place: Place, title: str, body: str) -> None:
    made = place.gh.rest(
        "POST", f"repos/{REPOSITORY}/issues", token=OUTSIDER, title=title, body=body
    )
    assert made.code == 0, made


def test_words_of_outsiders_cannot_act_on_a_terminal(place: Place) -> None:
    issue_of_an_outsider(place, TITLE, f"{TITLE}\n\u2028{TITLE}")
    issue_of_an_outsider(place, "Build the tank", TITLE)
    backlog = place.folder / "backlog.yml"
    backlog.write_text(backlog.read_text() + "  - {key: theirs, title: Ours, number: 1}\n")
    told = [place.playbook(*command, "--backlog", "backlog.yml") for command in COMMANDS]
    printed = "".join(done.out + done.error for done in told)
    assert ACTING.findall(printed) == []
    assert r"\u202eevil\u2066" in printed


def test_words_of_a_backlog_cannot_either(place: Place) -> None:
    words = json.dumps(TITLE)
    place.write(
        "backlog.yml",
        "repository: acme/rocket\n"
        f"labels: [{{name: {words}, color: ffffff, description: {words}}}]\n"
        f"milestones: [{{title: {words}}}]\n"
        f"issues: [{{key: k, title: {words}, unknown: {words}}}]\n",
    )
    done = place.playbook("all", "--dry-run", "--diff", "--backlog", "backlog.yml")
    assert done.code == 1
    assert ACTING.findall(done.out + done.error) == []
    assert "Traceback" not in done.error


def test_names_of_files_and_variables_cannot_either(place: Place) -> None:
    name = "b\x1b[31m\u202e\n\udcff.yml"
    (place.folder / name).write_text("labels: 3\n")
    for done in (
        place.run("all", "--backlog", name),
        place.run("all", "--backlog", "backlog.yml", INVOKE_GH_PLAYBOOK_REPO="a\x1b[31m\u202e"),
        place.run("all", "--repo", "a\x1b[31m\u202e/b", "--backlog", "backlog.yml"),
        place.run("all", "--output", "\x1b[31m"),
    ):
        assert done.code == 1
        assert ACTING.findall(done.out + done.error) == []
        assert "Traceback" not in done.error


IN_C = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "of the locale C"])
def test_what_an_encoding_lacks_is_no_traceback(encoding: str, place: Place) -> None:
    """A locale is of a whole process; an encoding is of its two streams."""
    place.write(
        "backlog.yml",
        "repository: acme/rocket\nissues: [{key: k, title: “Übung” → 漢字 🐛, description: é}]\n",
    )

    def run(*words: str) -> Done:
        words = ("all", *words, "--backlog", "backlog.yml", *place.on_sandbox)
        if "locale" in encoding:
            return place.process(*words, **IN_C)
        return tool.call(*words, folder=place.folder, encoding=encoding)

    told = run("--diff")
    assert (told.code, told.error) == (0, "")
    done = run("--output", "json")
    assert json.loads(done.out)["recap"]["failed"] == 0
    titles = json.loads(place.gh("issue", "list", "-R", REPOSITORY, "--json", "title"))
    assert titles == [{"title": "“Übung” → 漢字 🐛"}]


def test_a_token_in_a_text_is_masked_wherever_it_is_shown(place: Place) -> None:
    token = "ghs_12345_eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIx.abc-DEF_1"
    issue_of_an_outsider(place, "Build the tank", f"use {token}")
    place.write(
        "backlog.yml",
        "repository: acme/rocket\n"
        f'issues: [{{key: tank, title: Build the tank, description: "a {token}"}}]\n',
    )
    for command in COMMANDS:
        done = place.playbook(*command, "--backlog", "backlog.yml", GH_DEBUG="api", DEBUG="1")
        assert "eyJ" not in done.out + done.error, command
        assert "DEF_1" not in done.out + done.error, command


def test_words_of_outsiders_are_no_commands_to_a_runner_in_an_export(place: Place) -> None:
    title, text = "a ##[set-output name=x]y", "##[add-path]/tmp\n::add-mask::rocket\n"
    milestone = place.gh.rest(
        "POST", f"repos/{REPOSITORY}/milestones", token=OWNER, title=title, description=text
    )
    assert milestone.code == 0, milestone
    issue_of_an_outsider(place, title, "")
    for form in ("backlog", "markdown", "csv"):
        done = place.playbook("export", "--repo", REPOSITORY, "--format", form)
        assert "set-output" in done.out
        assert escaped(done.out) == done.out
    place.playbook("export", "--repo", REPOSITORY, "--to", "written.yml")
    printed = place.playbook("export", "--repo", REPOSITORY).out
    written = (place.folder / "written.yml").read_text()
    assert quick_yaml.load(printed) == quick_yaml.load(written)
    assert title in written
