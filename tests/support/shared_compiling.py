"""Test files of a fresh clone, each compiled by one of the processes that share the tests.

pytest rewrites and compiles every test file when it imports it for the first time, which takes half
of the time to collect the suite. All processes collect the same files in the same order, at the
same pace, so each would compile all of them. Here each imports a share of its own before; then
it collects, and finds the compiled files of the others.
"""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]


def compile_share(config: pytest.Config) -> None:
    """Import this process's share of the test files, if it collects the whole suite."""
    given = getattr(config, "workerinput", None)
    if given is None or [Path(each).resolve() for each in config.args] != [_TESTS]:
        return
    own = int(given["workerid"].removeprefix("gw"))
    for file in sorted(_TESTS.rglob("test_*.py"))[own :: given["workercount"]]:
        name = ".".join(file.relative_to(_TESTS.parent).with_suffix("").parts)
        with suppress(Exception):  # The collection imports it again, and reports the error.
            import_module(name)
