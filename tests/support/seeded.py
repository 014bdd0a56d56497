"""A sandbox with the seed of a single test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gh_sandbox import Sandbox


@contextmanager
def seeded(folder: Path, seed: str, **options: Any) -> Iterator[Sandbox]:
    """Run a sandbox in a folder, with a seed in YAML; `options` are those of its start."""
    sandbox = Sandbox(folder / "sandbox")
    _seed_of(sandbox).write_text(seed)
    sandbox.start(seed=_seed_of(sandbox), **options)
    try:
        yield sandbox
    finally:
        sandbox.stop()


def reseed(sandbox: Sandbox) -> None:
    """Reset a sandbox to the seed with which it was started, as if no run had been there."""
    sandbox.reset(seed=_seed_of(sandbox))
    shutil.rmtree(sandbox.directory / "runs", ignore_errors=True)


def _seed_of(sandbox: Sandbox) -> Path:
    return sandbox.directory.parent / "seed.yml"
