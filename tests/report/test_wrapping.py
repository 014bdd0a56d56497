"""Long lines on a terminal."""

import pytest

from gh_playbook.report.wrapping import spans


def wrapped(text: str, width: int, indent: int = 2) -> list[str]:
    """Return the lines of a text, indented."""
    found = [text[start:end].rstrip() for start, end in spans(text, width, indent)]
    return [*found[:1], *(" " * indent + each for each in found[1:])]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short enough here", ["short enough here"]),
        ("acme/shop as octocat, dry run", ["acme/shop as octocat,", "  dry run"]),
        ("  failed  it is not there any more", ["  failed  it is not", "  there any more"]),
        ("in /somewhere/of/my/shop/.sandbox", ["in /somewhere/of/my/", "  shop/.sandbox"]),
        ("at https://github.com/acme/shop now", ["at", "  https://github.com/acme/shop", "  now"]),
        ("the/path that fits in one line", ["the/path that fits in", "  one line"]),
        ("a" * 30 + " end", ["a" * 30, "  end"]),
        ("a" * 30, ["a" * 30]),
        ("\N{FIRE}" * 9 + " warm and warmer", ["\N{FIRE}" * 9, "  warm and warmer"]),
    ],
)
def test_a_line_is_broken_between_words(text: str, lines: list[str]) -> None:
    assert wrapped(text, 21) == lines
