"""YAML that is parsed once for all runs within the tests' process, not once for each run.

A run reads its files again, because people may have changed them. Here the text of a file decides
whether its nodes are known already. Data is made from the nodes each time, because runs change it.
"""

from functools import lru_cache
from typing import TypeVar

import pytest
import yaml

from gh_playbook.declaration.yaml import located_yaml, yaml_loader
from gh_playbook.declaration.yaml.yaml_loader import AnyLoader, Loader

_MOST = 512
_Loader = TypeVar("_Loader", bound=AnyLoader)


class _Composed(Loader):
    """A loader that already has the nodes of its text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._node = super().get_single_node()

    def get_single_node(self) -> yaml.Node | None:
        """Return the nodes, again and again."""
        return self._node


def install(patch: pytest.MonkeyPatch) -> None:
    """Let all runs share the parsed nodes, as long as the patch holds."""
    short, long = lru_cache(_MOST)(_Composed), lru_cache(_MOST)(yaml_loader.compose_long)

    def loader(text: str) -> Loader:
        try:
            return _fresh(short(text))
        except (yaml.YAMLError, ValueError, OverflowError):
            return Loader(text)  # It raises the faults.

    def compose_long(text: str) -> tuple[AnyLoader, yaml.Node | None] | None:
        found = long(text)
        if found:
            _fresh(found[0])
        return found

    patch.setattr(located_yaml, "Loader", loader)
    patch.setattr(located_yaml, "compose_long", compose_long)


def _fresh(loader: _Loader) -> _Loader:
    """Forget the values that could not be made, so that they are refused again."""
    loader.recursive_objects = {}
    return loader
