"""Lines of a plan, as Markdown, YAML and editors count them.

`splitlines` takes form feeds, U+2028 and the like for ends of lines, too, which are people's text.
"""

import re

_END = re.compile(r"\r\n?|\n")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, without their ends; one that ends the text begins no other."""
    lines = _END.split(text)
    return lines if lines[-1] else lines[:-1]
