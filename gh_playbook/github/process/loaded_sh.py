"""`sh`, loaded without `asyncio`: it only asks that for a running loop."""

import sys
from typing import Any

from gh_playbook.stand_in import METADATA, StandIn, load


def _running_loop() -> Any:
    """Return the running loop. Raises RuntimeError if there is none, as without `asyncio`."""
    loaded = sys.modules.get("asyncio")
    if loaded is None:
        raise RuntimeError("no running event loop")
    return loaded.get_running_loop()


load("sh", StandIn("asyncio", get_running_loop=_running_loop), METADATA)
import sh  # noqa: E402 - it has to be loaded before.

__all__ = ["sh"]
