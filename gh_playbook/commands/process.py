"""The process of a command: it is short, so Python's work for long processes only costs time."""

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

# After this many new objects, Python searches them for cycles that nothing reaches. A run for 5,000
# issues makes a little fewer, and hardly any of its objects are in such cycles, so it needs no more
# memory. The second number is for objects that have stayed once.
_NEW_OBJECTS, _TIMES = 2_000_000, 1_000
# Pydantic would read all installed packages to find plugins, which no model here needs.
_NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")


@contextmanager
def short_lived() -> Iterator[None]:
    """Set Python up for a short process, and restore its settings at the end.

    Python keeps compiled modules for the next time, unless it is told not to. Invoke tells it so,
    because of `tasks.py` files; then a package that was installed uncompiled would never be
    compiled.
    """
    thresholds, writes_nothing = gc.get_threshold(), sys.dont_write_bytecode
    name, value = _NO_PLUGINS
    is_set = name in os.environ
    gc.set_threshold(_NEW_OBJECTS, _TIMES)
    sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)
    os.environ.setdefault(name, value)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.dont_write_bytecode = writes_nothing
        if not is_set:
            del os.environ[name]


def end(code: int) -> NoReturn:
    """End the process at once.

    Otherwise Python removes all objects one by one, which takes up to a tenth of its time.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
