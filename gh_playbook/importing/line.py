"""Lines of a plan, as Markdown, YAML and editors count them.

`splitlines` also splits at form feeds, U+2028 and similar characters, which are part of people's
text.
"""

import re

_END = re.compile(r"\r\n?|\n")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without their line ends; a final line end starts no new line."""
    lines = _END.split(text)
    return lines if lines[-1] else lines[:-1]


def is_mark(line: str) -> bool:
    """Tell whether a line has only marks: a fence, a rule, the line below a table's head."""
    return re.fullmatch(r"[\s`~|:*_=-]*(?:```|~~~)\w*\s*|[\s|:*_=-]+", line) is not None
