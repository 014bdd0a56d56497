"""The lineage of a state: it tells which past states lead to the present one.

A lineage is a text that only ever gets longer, except that a restored copy brings its own back.
What was done in a past state is part of the present one if the lineage of then is how that of now
begins. Whoever has notes of the past, such as a journal, can tell which of them still count.
"""

import secrets

from gh_sandbox.state.store import Store

_SETTING = "lineage"


def of(store: Store) -> str:
    """Return the lineage of the present state; empty if it has none yet."""
    return store.setting(_SETTING) or ""


def branch(store: Store) -> None:
    """Let what follows differ from everything else that follows the same past, or begin one."""
    parts = [*filter(None, [of(store)]), secrets.token_hex(4)]
    store.set(_SETTING, ".".join(parts))
