"""PyYAML, loaded once and with regular expressions that are compiled when they are first used.

One of these names the characters that its reader in Python refuses, which its parser in C does not
ask: to compile it takes 3 % of a run with nothing to do. Invoke has a copy of PyYAML of its own.
"""

import re
import sys
from typing import Any


class LatePattern:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        """Return what the compiled one has, and keep it."""
        found = getattr(re.compile(*self._arguments), name)
        vars(self)[name] = found
        return found


def load_yaml() -> None:
    """Import PyYAML, for Invoke, too."""
    compiling = re.compile
    re.compile = LatePattern  # type: ignore[assignment]
    try:
        import yaml
    finally:
        re.compile = compiling
    sys.modules.setdefault("invoke.vendor.yaml", yaml)
