"""Values that a run sets back although somebody changed them on GitHub since the last run here."""

from collections.abc import Sequence
from typing import Any

from gh_playbook.declaration.name import is_same
from gh_playbook.model.plain import plain
from gh_playbook.modules.module import named

# GitHub spells the names of most things as they were made, whatever a backlog writes.
_EXACT = "title"


def warning(fields: Sequence[str]) -> str:
    """Return the warning about these fields."""
    told = f"{named(fields)} changed on GitHub since the last run here"
    return f"{told}: `pull` takes that into the backlog instead"


def is_other(field: str, left: Any, now: Any) -> bool:
    """Tell whether a value is another one than the journal says that it was left with."""
    left, now = plain(left), plain(now)
    if field != _EXACT and isinstance(left, str) and isinstance(now, str):
        return not is_same(left, now)
    return bool(left != now)
