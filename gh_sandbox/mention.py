"""Mentions of users in texts: `@login`.

Source: GitHub docs, "Basic writing and formatting syntax"; code and comments contain no mentions.
"""

import re

HIDDEN = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
_LOGIN = re.compile(r"(?<![\w@/.-])@([a-z0-9](?:-?[a-z0-9])*)(?![\w/-])", re.IGNORECASE)


def logins(text: str) -> list[str]:
    """List the mentioned logins in lower case, each once."""
    found = (login.lower() for login in _LOGIN.findall(HIDDEN.sub("", text)))
    return list(dict.fromkeys(found))
