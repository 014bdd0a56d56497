"""Stand-ins for modules that a package imports at once, but uses in rare cases only.

Invoke imports `unittest.mock` for tests of task files, `sh` imports `asyncio` for coroutines, and
many ask for their own version. This loads eighty more modules, such as those for TLS, e-mail and
archives.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any


class StandIn(ModuleType):
    """Looks like a module, which is loaded as soon as something of it is called.

    `own` are functions that work without it.
    """

    def __init__(self, name: str, **own: Callable[..., Any]) -> None:
        super().__init__(name)
        vars(self).update(own)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Return something to call."""
        if name.startswith("__"):
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, *arguments: Any, **options: Any) -> Any:
        return getattr(import_module(self.__name__), name)(*arguments, **options)


# Nobody here asks for the versions of these packages.
METADATA = StandIn("importlib.metadata", version=lambda _: "unknown")


def load(package: str, *stand_ins: StandIn) -> None:
    """Import a package, which gets these stand-ins; nobody else does.

    Modules that are loaded already need none. A version of the package that does more with them
    while it is loaded gets the modules themselves. Later it can only call what is in them: what
    stands in for a class is none, for `isinstance` and `except`.
    """
    absent = {each.__name__: each for each in stand_ins if each.__name__ not in sys.modules}
    sys.modules.update(absent)
    try:
        import_module(package)
    except Exception:  # noqa: BLE001 - if it is another fault, it is raised again.
        _remove(absent)
        import_module(package)
    finally:
        _remove(absent)


def _remove(stand_ins: dict[str, StandIn]) -> None:
    for name, each in stand_ins.items():
        if sys.modules.get(name) is each:
            del sys.modules[name]
