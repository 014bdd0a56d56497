"""Rules for the topics of a repository.

Source: GitHub docs, "Classifying your repository with topics": lower-case letters, numbers and
hyphens, at most 50 characters and 20 topics. Unverified: the message of the refusal, and that
capitals are changed to lower case.
"""

import json
import re
from collections.abc import Sequence

from gh_sandbox.errors import UnprocessableError
from gh_sandbox.rules.repositories import repository as repositories
from gh_sandbox.session import Session
from gh_sandbox.state.store import Row

MOST = 20
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")


def of(repository: Row) -> list[str]:
    """Return the topics of a repository."""
    found: list[str] = json.loads(repository["topics"])
    return found


def is_name(text: str) -> bool:
    """Tell whether a text is a valid topic."""
    return _NAME.fullmatch(text.lower()) is not None


def put(session: Session, repository: Row, names: Sequence[str]) -> list[str]:
    """Replace the topics of a repository, and return them."""
    repositories.require(session, repository, "MAINTAIN", "UpdateTopics")
    found = list(dict.fromkeys(name.lower() for name in names))
    if not all(is_name(name) for name in found):
        raise UnprocessableError(
            "Topics must start with a lowercase letter or number, consist of 50 characters or "
            "less, and can include hyphens."
        )
    if len(found) > MOST:
        raise UnprocessableError(f"A repository cannot have more than {MOST} topics")
    values = {"topics": json.dumps(found), "updated_at": session.now()}
    session.store.update("repository", repository["id"], values)
    return found
