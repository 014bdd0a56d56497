"""Short texts on the pages: titles, days, and values with addresses."""

import re
from datetime import datetime

from markupsafe import Markup, escape

# An issue's or pull request's address on github.com; its path is also its path here.
THREAD = re.compile(r"https://github\.com(/[\w-]+/([\w.-]+)/(?:issues|pull)/(\d+))(?![\w/])")
_ADDRESS = re.compile(rf"{THREAD.pattern}|https?://[^\s<>\"']+")


def day(moment: str) -> str:
    """Return the day of a moment: `5 Jan 2025`."""
    found = datetime.fromisoformat(moment)
    return f"{found.day} {found:%b %Y}"


def counted(number: int, one: str) -> str:
    """Return a number with its noun: `1 label`, `2 labels`."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def title(text: str) -> Markup:
    """Show backticks in a title as code, as GitHub does."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def linked(text: str) -> Markup:
    """Turn addresses into links; those of issues lead to their pages here, as `name#3`."""
    parts: list[Markup] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts.append(escape(text[end : match.start()]))
        address, words = match[1] or match[0], f"{match[2]}#{match[3]}" if match[1] else match[0]
        parts.append(Markup('<a href="{}">{}</a>').format(address, words))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
