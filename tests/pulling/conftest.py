"""Fixtures of the tests of pull."""

from pathlib import Path

import pytest

from tests.pulling.trial import Trial


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A backlog, and a GitHub in memory in the declared state."""
    return Trial(tmp_path)
