"""References in texts to issues and pull requests: `#3`, `owner/name#3`, an address.

Sources: GitHub docs, "Autolinked references and URLs" and "Basic writing and formatting syntax".
Code and comments contain no references.
"""

import re

from gh_sandbox.mention import shown
from gh_sandbox.session import WEB, Session
from gh_sandbox.state.store import Row
from gh_sandbox.whole_number import PATTERN

_NAME = r"[\w.-]+/[\w.-]+"
TARGET = rf"(?:({_NAME})?#|{re.escape(WEB)}/({_NAME})/(?:issues|pull)/)({PATTERN})\b"
_ANY = re.compile(rf"(?<![\w&/]){TARGET}")


def named(
    session: Session, repository_id: int, text: str, pattern: re.Pattern[str] = _ANY
) -> list[Row]:
    """List the issues and pull requests that a text of a repository refers to, each once.

    `pattern` finds the references. It has the groups of `TARGET` and no others.
    """
    found: dict[int, Row] = {}
    for name, by_address, number in pattern.findall(shown(text)):
        row = session.store.one(
            "SELECT issue.* FROM issue JOIN repository ON repository.id = repository_id "
            "JOIN owner ON owner.id = owner_id WHERE number = ?1 "
            "AND CASE ?2 WHEN '' THEN repository.id = ?3 "
            "ELSE login || '/' || repository.name = ?2 COLLATE NOCASE END",
            int(number),
            name or by_address,
            repository_id,
        )
        if row is not None:
            found[row["id"]] = row
    return list(found.values())
