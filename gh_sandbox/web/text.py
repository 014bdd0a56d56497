"""Short texts as people read them: titles, days, and values that may hold addresses."""

import re
from datetime import datetime

from markupsafe import Markup, escape

# An issue or pull request on the site: what comes after its host is its address here, too.
THREAD = re.compile(r"https://github\.com(/[\w-]+/([\w.-]+)/(?:issues|pull)/(\d+))(?![\w/])")
_ADDRESS = re.compile(rf"{THREAD.pattern}|https?://[^\s<>\"']+")


def day(moment: str) -> str:
    """Write a moment as its day: `5 Jan 2025`."""
    found = datetime.fromisoformat(moment)
    return f"{found.day} {found:%b %Y}"


def title(text: str) -> Markup:
    """Show backticks in a title as code, as GitHub does."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704


def linked(text: str) -> Markup:
    """Make links of addresses; those of issues lead to their pages here, as `name#3`."""
    parts: list[Markup] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts.append(escape(text[end : match.start()]))
        address, words = match[1] or match[0], f"{match[2]}#{match[3]}" if match[1] else match[0]
        parts.append(Markup('<a href="{}">{}</a>').format(address, words))
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
