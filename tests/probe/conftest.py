"""A sandbox after a whole run; before each test this state is restored."""

from tests.verification.conftest import done, gh, sandbox

__all__ = ["done", "gh", "sandbox"]
