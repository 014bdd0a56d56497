"""The sandbox's application in this process, like in the tests of the sandbox."""

from tests.gh_sandbox.conftest import local, schema, stored

__all__ = ["local", "schema", "stored"]
