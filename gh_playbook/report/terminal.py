"""The terminal, or its replacement: lines in which only this tool's own styles have an effect."""

import sys
from typing import Self, TextIO

from rich.console import Console
from rich.text import Text

from gh_playbook.report.escaping import escaped_line, make_lenient


class Line:
    """A line of output, built part by part; each part is escaped, and its markup has no effect."""

    def __init__(self, text: str = "", style: str = "") -> None:
        self._text = Text()
        self.append(text, style)

    def append(self, text: str, style: str = "") -> Self:
        """Append a part in a style of its own."""
        self._text.append(escaped_line(text), style=style or None)
        return self

    def rstrip(self) -> Self:
        """Remove the spaces at its end."""
        self._text.rstrip()
        return self

    @property
    def rendered(self) -> Text:
        """The line as rich prints it."""
        return self._text


class Terminal:
    """Prints lines on a stream, stdout by default; in colour where that is a terminal."""

    def __init__(self, out: TextIO | None = None) -> None:
        stream = out or sys.stdout
        make_lenient(stream)
        self.console = Console(file=stream, highlight=False, markup=False, emoji=False)

    @property
    def is_interactive(self) -> bool:
        """Tell whether a person may be watching."""
        return self.console.is_terminal

    def print(self, line: Line | str = "", style: str = "", end: str = "\n") -> None:
        """Print a line, however long it is."""
        made = Line(line, style) if isinstance(line, str) else line
        self.console.print(made.rendered, soft_wrap=True, end=end)
