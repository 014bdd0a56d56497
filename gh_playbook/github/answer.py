"""GitHub's answers, as `gh api -i` prints them."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from gh_playbook.frozen import dataclass

_END_OF_HEAD = re.compile(r"\r?\n\r?\n")
_STATUS_LINE = re.compile(r'HTTP/[\d.]+ \d{3}[^"\r\n]*\r?\n')


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def is_exact(self) -> bool:
        """Tell whether the text is exactly what GitHub sent, if it was asked for with `exact`.

        `gh` replaces control characters in JSON (`^[`), which changes the length that GitHub
        stated. Only characters from 128 to 159 may keep the length.
        """
        return self.headers.get("content-length") == str(len(self.text.encode()))

    def json(self) -> Any:
        """Return the parsed body; None if it is empty. Raises ValueError."""
        try:
            return json.loads(self.text) if self.text.strip() else None
        except RecursionError as error:
            raise ValueError("the answer is too deep") from error


def answers(out: str) -> list[Answer]:
    """Parse the output of `gh api -i --paginate`: one answer after the other.

    A text in JSON has no line breaks, so a status line cannot be part of one.
    """
    starts = [found.start() for found in _STATUS_LINE.finditer(out)]
    parts = (out[start:end] for start, end in pairwise([*starts, len(out)]))
    return [answer for part in parts if (answer := parse(part)) is not None]


def parse(out: str) -> Answer | None:
    """Parse the output of `gh api -i`: a status line, headers, an empty line, the body."""
    end = _END_OF_HEAD.search(out)
    if end is None:
        return None
    lines = out[: end.start()].split("\n")
    status = re.match(r"HTTP/\S+ (\d{3})", lines[0])
    if not status:
        return None
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Answer(int(status[1]), headers, out[end.end() :])
