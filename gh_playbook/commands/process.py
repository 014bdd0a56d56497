"""The process of a command, which is short: what Python does for long ones only costs it time."""

import atexit
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

# After so many new objects that stay, Python looks among them for cycles that nothing reaches. A
# run for 5,000 issues makes a little less, and of its objects hardly any are in such cycles, so it
# takes no more memory. What has stayed once is looked through only after so many times.
_NEW_OBJECTS, _TIMES = 2_000_000, 1_000
# Pydantic would read what is installed, all of it, to find plugins that no model here needs.
_NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")


@contextmanager
def short_lived() -> Iterator[None]:
    """Set Python up for a short process, and set it back at the end.

    Python keeps what it compiles for the next time, as long as nobody told it not to. Invoke does,
    for the sake of a `tasks.py`; then a package that was installed uncompiled would always stay so.
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

    To take down one by one what it has built, which Python does otherwise, takes up to a tenth of
    its time.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
