"""Lines: only this tool's own styles reach a terminal, whatever the words in them are."""

import io

import pytest

from gh_playbook.report.terminal import Line, Terminal

HOSTILE = [
    pytest.param("[red]x[/red] [/] [link=https://e.example]y[/link]", id="markup"),
    pytest.param(":warning: :bug:", id="names of emoji"),
    pytest.param("https://e.example/ 12 'a' None", id="what highlighters see"),
    pytest.param("x" * 300 + " y", id="a long line"),
    pytest.param(r"\[x] \\[/]", id="backslashes"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_printed_as_they_are(text: str) -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.print(text)
    terminal.print(Line("a ").append(text, "bold"))
    assert out.getvalue() == f"{text}\na {text}\n"


def test_on_a_terminal_only_the_own_styles_are_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = io.StringIO()
    Terminal(out).print(Line("\x1b]0;owned\x07", "bold").append("[red]\x9b2J"))
    assert out.getvalue() == "\x1b[1m\\x1b]0;owned\\x07\x1b[0m[red]\\x9b2J\n"


def test_spaces_at_the_end_go_only_on_request() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.print("- two  ")
    terminal.print(Line("two").append("  ").rstrip())
    assert out.getvalue() == "- two  \ntwo\n"
