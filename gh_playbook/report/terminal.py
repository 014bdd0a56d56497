"""The terminal, or its replacement: only this tool's own styles have an effect in lines."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TextIO, cast

from gh_playbook.github.token_masking import tokens
from gh_playbook.report.escaping import escaped_line, make_lenient
from gh_playbook.report.outlet import Outlet
from gh_playbook.report.wrapping import NARROWEST, spans

if TYPE_CHECKING:  # Only a terminal needs it, and loading it takes long.
    from rich.console import Console
    from rich.text import Text

# These variables make rich treat other outputs as terminals, too.
_FORCING = ("FORCE_COLOR", "TTY_COMPATIBLE")


class Line:
    """A line of output, built part by part; each part is escaped, and its markup has no effect."""

    def __init__(self, text: str = "", style: str = "") -> None:
        self._parts: list[tuple[str, str]] = []
        self._is_stripped = False
        self.append(text, style)

    def append(self, text: str, style: str = "") -> Self:
        """Append a part in a style of its own."""
        if text:
            self._parts.append((text, style))
        return self

    def rstrip(self) -> Self:
        """Remove the spaces at its end."""
        self._is_stripped = True
        return self

    def plain(self, tokens: Sequence[str]) -> str:
        """Return it without styles, escaped; `tokens` are masked in it."""
        text = escaped_line("".join(text for text, _ in self._parts), tokens)
        return text.rstrip() if self._is_stripped else text

    def parts(self, tokens: Sequence[str]) -> list[tuple[str, str]]:
        """Return its parts, escaped, with their styles; `tokens` are masked in them."""
        found = [(escaped_line(text, tokens), style) for text, style in self._parts]
        while self._is_stripped and found:
            text, style = found.pop()
            if kept := text.rstrip():
                return [*found, (kept, style)]
        return found


class Terminal:
    """Prints lines on a stream, stdout by default; in colour if that is a terminal.

    With `is_lasting` the process continues even if nobody reads the lines any more.
    """

    def __init__(self, out: TextIO | None = None, *, is_lasting: bool = False) -> None:
        stream = out or sys.stdout
        make_lenient(stream)
        self._outlet = Outlet(stream, is_lasting=is_lasting)
        self.console = _console(self._outlet)
        self._tokens = tokens()
        self._is_held = False

    @property
    def lost(self) -> OSError | None:
        """The reason why nothing is printed any more, if there is one."""
        return self._outlet.lost

    @property
    def width(self) -> int:
        """How many cells a line of the terminal has."""
        return self.console.width if self.console is not None else 0

    @property
    def is_interactive(self) -> bool:
        """Tell whether a person may be watching."""
        return self.console is not None and self.console.is_terminal

    def escaped(self, text: str) -> str:
        """Return a text as it is printed."""
        return escaped_line(text, self._tokens)

    def print(
        self, line: Line | str = "", style: str = "", end: str = "\n", *, indent: int | None = None
    ) -> None:
        """Print a line, however long it is; a terminal has it in several.

        These are indented by so many blanks, by default by two more than the line itself.
        """
        made = Line(line, style) if isinstance(line, str) else line
        if self.console is not None:
            text = _text(made.parts(self._tokens))
            *first, last = self._broken(text, indent) if self._outlet.isatty() else [text]
            for part in first:
                self.console.print(part, soft_wrap=True)
            self.console.print(last, soft_wrap=True, end=end)
            return
        self._outlet.write(made.plain(self._tokens) + end)
        if not self._is_held:
            self._outlet.flush()

    def _broken(self, text: "Text", indent: int | None) -> "Iterator[Text]":
        """Yield the lines that a text takes on this terminal."""
        from rich.text import Text

        plain = text.plain
        own = len(plain) - len(plain.lstrip()) + 2
        blanks = min(own if indent is None else indent, self.width // 2 + NARROWEST // 2)
        for start, end in spans(plain, self.width, blanks):
            part = text[start:end]
            if start:
                part = Text(" " * blanks) + part
            part.rstrip()
            yield part if start or end < len(plain) else text

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Print all lines of this context together, at its end."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            self._outlet.flush()


def _text(parts: Iterable[tuple[str, str]]) -> "Text":
    from rich.text import Text

    return Text.assemble(*parts)


def _console(outlet: Outlet) -> "Console | None":
    """Return rich's console; None if only plain text can be printed."""
    if not outlet.isatty() and not any(name in os.environ for name in _FORCING):
        return None
    from rich.console import Console

    stream = cast("TextIO", outlet)
    return Console(file=stream, highlight=False, markup=False, emoji=False)
