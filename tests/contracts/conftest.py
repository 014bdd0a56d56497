"""The sandbox's application in this process, like in the tests of the sandbox."""

from tests.gh_sandbox.conftest import local, stored

__all__ = ["local", "stored"]
