"""The sandbox on which everything was done; before each test it is as it was then."""

from tests.verification.conftest import done, gh, sandbox

__all__ = ["done", "gh", "sandbox"]
