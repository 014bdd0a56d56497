"""The page of GitHub's documentation about each operation, which its errors name.

Source: reported errors, such as that of a label that exists (cli/cli's own test of it:
`rest/issues/labels#create-a-label`). An operation without a page has the general address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources

from gh_sandbox.errors import DOCUMENTATION, ApiError


def page(method: str, path: str) -> str:
    """Return the address of the page about an operation, by the path of its route."""
    place = _pages().get((method, path))
    return f"{DOCUMENTATION}/{place}" if place else DOCUMENTATION


@contextmanager
def named(method: str, path: str) -> Iterator[None]:
    """Let errors that are raised inside name the page, if they name no page of their own."""
    try:
        yield
    except ApiError as error:
        if error.documentation == DOCUMENTATION:
            error.documentation = page(method, path)
        raise


@cache
def _pages() -> dict[tuple[str, str], str]:
    text = (resources.files(__package__) / "documentation.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {(method, path): place for method, path, place in lines}
