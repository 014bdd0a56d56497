"""A file printed on stdout says the same, and a workflow's runner finds no command in it."""

import pytest

from gh_playbook.declaration.yaml.located_yaml import parse
from gh_playbook.formatting.yaml_text import COMMENT, Entry, InLine, document
from gh_playbook.report.escaping import escaped
from gh_playbook.report.printed_file import printed_yaml

COMMANDS = (
    "##[set-output name=x]y",
    "::add-mask::x",
    "::set-env name=PATH::/tmp",
    "::stop-commands::t",
    "##vso[task.setvariable variable=a]b",
    "#\u200d#[error]x",
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("text", ["{}", "a\n{}\nb", "  {}\n\n{}\n", "a {} b", "\u202e\n{}"])
def test_no_text_of_a_printed_file_is_a_command(command: str, text: str) -> None:
    said = text.replace("{}", command)
    entry: Entry = [
        (COMMENT, said),
        ("title", said),
        ("labels", [said, f"b {said}"]),
        ("issues", [[("key", "a"), ("description", said)], [(said, "b"), ("last", "c")]]),
        ("short", InLine(name=said)),
    ]
    written = document(entry)
    printed = printed_yaml(written)
    assert escaped(printed) == printed
    assert parse(printed, "a.yml") == parse(written, "a.yml")


def test_a_file_without_commands_is_printed_as_it_is() -> None:
    text = "# std::map\na: |\n  ## [x]\n  see a::b\n"
    assert printed_yaml(text) is text


def test_a_command_of_two_scalars_changes_neither() -> None:
    entry: Entry = [
        ("labels", ["a ::b", "c::"]),
        ("short", InLine(a="a ::b", c="c::")),
        ("title ::", "a ::\nb::"),
        ("last ::x", "  ::b\nc\n"),
    ]
    written = document(entry)
    printed = printed_yaml(written)
    assert escaped(printed) == printed
    assert parse(printed, "a.yml") == parse(written, "a.yml")


@pytest.mark.parametrize(
    "written",
    [
        "a: a\u202eb\n",
        "# \u2066\na: 1\n",
        "a: |\n  x\u200by\n",
        "a: >\n  ::x::\n  y\nb: 1\n",
        "a: |+\n  ::x::\n\n\nb: 1\n",
        "a: '##[x]'\n",
    ],
)
def test_files_that_people_wrote_keep_their_content_too(written: str) -> None:
    printed = printed_yaml(written)
    assert escaped(printed) == printed
    assert parse(printed, "a.yml") == parse(written, "a.yml")
