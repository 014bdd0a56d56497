"""The sandbox's application in this process, as the tests of the sandbox have it."""

from tests.gh_sandbox.conftest import local, stored

__all__ = ["local", "stored"]
