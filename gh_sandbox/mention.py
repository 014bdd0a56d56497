"""Whom a text mentions: `@login`.

Source: GitHub docs, "Basic writing and formatting syntax"; in code and comments nobody is named.
"""

import re

HIDDEN = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->", re.DOTALL)
_LOGIN = re.compile(r"(?<![\w@/.-])@([a-z0-9](?:-?[a-z0-9])*)(?![\w/-])", re.IGNORECASE)


def logins(text: str) -> list[str]:
    """List the logins that a text mentions as `@login`, in small letters, each once."""
    found = (login.lower() for login in _LOGIN.findall(HIDDEN.sub("", text)))
    return list(dict.fromkeys(found))
