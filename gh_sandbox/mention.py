"""Mentions of users in texts: `@login`.

Source: GitHub docs, "Basic writing and formatting syntax"; code and comments contain no mentions.
"""

import re

_HIDDEN = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
_LOGIN = re.compile(r"(?<![\w@/.-])@([a-z0-9](?:-?[a-z0-9])*)(?![\w/-])", re.IGNORECASE)


def logins(text: str) -> list[str]:
    """List the mentioned logins in lower case, each once."""
    found = (login.lower() for login in _LOGIN.findall(shown(text)))
    return list(dict.fromkeys(found))


def shown(text: str) -> str:
    """Return a text without its code and its comments.

    What begins after the end of the last comment is none. The pattern would search for the end of
    each of these, which takes minutes for a hostile text.
    """
    end = text.rfind("-->") + 1
    return _HIDDEN.sub("", text[:end] + text[end:].replace("<!--", "--"))
