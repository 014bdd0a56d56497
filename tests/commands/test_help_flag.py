"""`COMMAND --help` and `COMMAND -h` print the help of every command of both programs."""

import pytest
from invoke.program import Program

from gh_playbook.command_line import CommandLine
from gh_sandbox import cli as sandbox_cli

PROGRAMS = {"gh-playbook": CommandLine, "gh-sandbox": sandbox_cli.program}


def answer(binary: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a call prints that ends well."""
    program: Program = PROGRAMS[binary]()
    with pytest.raises(SystemExit) as ended:
        program.run([binary, *words])
    printed = capsys.readouterr()
    assert (ended.value.code or 0, printed.err) == (0, ""), words
    return printed.out


@pytest.mark.parametrize("binary", PROGRAMS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_prints_its_help(
    binary: str, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = PROGRAMS[binary]().namespace
    assert commands is not None
    names = list(commands.task_names)
    assert len(names) > 5
    for name in names:
        assert answer(binary, [name, flag], capsys).startswith(
            f"Usage: {binary} [--core-opts] {name} "
        )


@pytest.mark.parametrize(
    "words",
    [
        ["import-plan", "plan.md", "--help"],
        ["import-plan", "--repo", "you/yours", "-h"],
        ["import-plan", "--help", "plan.md"],
        ["--dry", "import-plan", "-h"],
    ],
)
def test_help_is_asked_for_anywhere_behind_the_command(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert " import-plan " in answer("gh-playbook", words, capsys).splitlines()[0]


def test_a_repeatable_flag_shows_its_value_like_any_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = answer("gh-playbook", ["all", "--help"], capsys)
    assert "  --only=STRING " in printed
    assert "  -e, --extra-vars=STRING " in printed
    assert "  --dry-run" in printed.replace("--check, ", "  ")


def test_another_name_of_a_command_leads_to_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert " runs" in answer("gh-playbook", ["runs", "--help"], capsys).splitlines()[0]


@pytest.mark.parametrize("binary", PROGRAMS)
def test_the_help_of_a_program_says_what_it_is_for_then_its_commands_then_flags_of_all(
    binary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = answer(binary, ["--help"], capsys)
    assert printed.startswith(f"{binary} ")
    assert (
        printed.index("\nSubcommands:")
        < printed.index(" --help COMMAND` lists")
        < printed.index("  -e, --echo ")
    )
