"""Shipped seeds, read once for all sandboxes that tests reset to them."""

from functools import cache
from pathlib import Path

import pytest

from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import Seed


def install(patch: pytest.MonkeyPatch) -> None:
    """Keep the contents of the sandbox's own seeds, as long as the patch holds."""
    shipped, read = seed_file.find(None).parent, seed_file.read
    kept = cache(read)

    def known(path: Path) -> Seed:
        return kept(path) if path.parent == shipped else read(path)

    patch.setattr(seed_file, "read", known)
