"""The texts of tokens: the one that the tool and `gh` use here, and how all are masked in logs.

The program that only leads `gh` to a sandbox needs no more of tokens.
"""

import re

# GitHub's forms ("About authentication to GitHub" in its documentation), and JSON Web Tokens.
_SHAPES = (
    r"(?<![A-Za-z0-9])(?:(?:gh[a-z]_|github_[a-z]+_)[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_-]+)*"
    r"|eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+|(?:v1\.)?[0-9a-f]{40}(?![0-9a-f]))"
)
DEFAULT_TOKEN = "ghp_sandbox"  # noqa: S105 - opens nothing but the sandbox


def masked(text: str) -> str:
    """Return a text in which possible tokens are masked, for logs."""
    return re.sub(_SHAPES, "***", text)
