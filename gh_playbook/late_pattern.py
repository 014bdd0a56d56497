"""Regular expressions that are compiled when they are first used.

Compiling those that a run loads and does not use, for hints and rare texts, took a thirtieth of its
time if it had nothing to do.
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as late_pattern
else:

    class LatePattern:
        """Does what the compiled expression does; only `re` itself does not take it for one."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self.pattern = pattern
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            """Return an attribute of the compiled expression, and keep it."""
            found = getattr(re.compile(self.pattern, self._flags), name)
            setattr(self, name, found)
            return found

    late_pattern = LatePattern

__all__ = ["late_pattern"]
