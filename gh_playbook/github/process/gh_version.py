"""The version of `gh`: it has to be recent enough."""

import re

from gh_playbook.github.error import GitHubError

OLDEST_VERSION = (2, 20)


def recent_version(text: str) -> str:
    """Return the version in what `gh --version` printed.

    Raises GitHubError if there is none, or if it is too old.
    """
    found = re.search(r"(\d+)\.(\d+)\.\d+", text)
    if not found:
        raise GitHubError(f"`gh --version` said {text[:80]!r}: is that GitHub's gh?")
    if (int(found[1]), int(found[2])) < OLDEST_VERSION:
        wanted = ".".join(map(str, OLDEST_VERSION))
        raise GitHubError(f"gh {found[0]} is too old: {wanted} or later is needed")
    return found[0]
