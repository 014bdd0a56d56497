"""Unmade issues: declared ones that do not exist, and that the present group will not create."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gh_playbook.modules import Context


class UnmadeIssues:
    """Keeps the keys of these issues, and the context for comparing without them.

    `missing` returns those of some keys whose issues do not exist now.
    """

    def __init__(self, context: Context, missing: Callable[[Sequence[str]], list[str]]) -> None:
        self._declared = context
        self._missing = missing
        self._keys: set[str] = set()
        self._context = context

    def __contains__(self, key: str) -> bool:
        """Tell whether an issue does not exist, and will not."""
        return key in self._keys

    def find(self, coming: set[str]) -> None:
        """Look all of them up again. `coming` are the keys that the group will still create."""
        keys = [key for key in self._declared.issues if key not in coming]
        self._keys = set(self._missing(keys))

    def add(self, key: str) -> None:
        """Note that an issue will not be created after all."""
        self._keys.add(key)

    def discard(self, key: str) -> None:
        """Note that an issue exists after all."""
        self._keys.discard(key)

    def context(self, awaited: Iterable[str] = ()) -> Context:
        """Return a context for comparing without these issues, and without the `awaited` ones."""
        keys = self._keys.union(awaited)
        if keys != self._context.without:
            self._context = replace(self._declared, without=frozenset(keys))
        return self._context
