"""The environment of `gh`: what it gets from this process, and the settings of its own."""

import os
from collections.abc import Mapping

from gh_playbook.github.token_masking import is_secret

_QUIET = {
    "GH_PROMPT_DISABLED": "1",
    "GH_SPINNER_DISABLED": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "GH_NO_EXTENSION_UPDATE_NOTIFIER": "1",
    "GH_TELEMETRY": "false",
    "NO_COLOR": "1",
}
# `gh` ends so soon that collecting garbage is not worth a fifth of its time (Go's guide to its
# garbage collector). For a huge answer it still collects garbage.
_SHORT_LIVED = {"GOGC": "off", "GOMEMLIMIT": "512MiB"}
_UNWANTED = ("GH_DEBUG", "DEBUG", "GH_FORCE_TTY", "CLICOLOR_FORCE", "GH_PAGER", "GH_REPO")


def inherited(*, without_secrets: bool) -> dict[str, str]:
    """Return the variables of this process that `gh` gets; if asked, no secret ones."""
    given = {k: v for k, v in os.environ.items() if k not in _UNWANTED}
    if not without_secrets:
        return given
    return {k: v for k, v in given.items() if not is_secret(k, v)}


def with_settings(inherited: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment: people may replace what is only fast, not what is quiet."""
    return {**_SHORT_LIVED, **inherited, **_QUIET, **added}
