"""The configuration and the environment that make `gh` use a sandbox, and nothing else."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from gh_sandbox.access.token_text import DEFAULT_TOKEN
from gh_sandbox.folder.folder import GH
from gh_sandbox.folder.private_file import write

# No file can be below a file, so `gh` ends with an error. No name below `.invalid` exists (RFC
# 2606), in case that a `gh` does without its configuration.
_NOWHERE = {
    "GH_CONFIG_DIR": "/dev/null/there-is-no-running-sandbox",
    "GH_HOST": "there-is-no-running-sandbox.invalid",
}


def configure(folder: Path, socket: Path) -> None:
    """Write the configuration by which `gh` uses the socket."""
    (folder / GH).mkdir(mode=0o700, exist_ok=True)
    write(_configuration(folder), _text(socket))


def is_configured(folder: Path, socket: Path) -> bool:
    """Tell whether exactly this configuration is there: another one could name any command."""
    path = _configuration(folder)
    return path.is_file() and path.read_bytes() == _text(socket).encode()


def environment(folder: Path) -> dict[str, str]:
    """Return the variables by which `gh` uses that configuration."""
    return {
        "GH_CONFIG_DIR": str(folder / GH),
        "GH_HOST": "github.com",
        "GH_TOKEN": DEFAULT_TOKEN,
        "GH_PROMPT_DISABLED": "1",
        "GH_SPINNER_DISABLED": "1",
        "GH_NO_UPDATE_NOTIFIER": "1",
        "GH_NO_EXTENSION_UPDATE_NOTIFIER": "1",
        "GH_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        "XDG_CACHE_HOME": str(_cache(folder)),
    }


def led_to(variables: Mapping[str, str]) -> Path | None:
    """Return the folder to whose configuration these variables lead `gh`; None if to no sandbox's.

    Whether there is a sandbox in it is not asked.
    """
    path = Path(variables.get("GH_CONFIG_DIR", ""))
    return path.parent if path.name == GH and path.is_absolute() else None


def dead_end(folder: Path) -> dict[str, str]:
    """Return the variables by which `gh` reaches nothing, neither a sandbox nor GitHub."""
    found = environment(folder)
    del found["XDG_CACHE_HOME"]  # Other programs use it, too.
    return {**found, **_NOWHERE}


def forget(folder: Path) -> None:
    """Remove `gh`'s cached logs of runs: a reset gives the same numbers to other runs."""
    shutil.rmtree(_cache(folder), ignore_errors=True)


def _configuration(folder: Path) -> Path:
    return folder / GH / "config.yml"


def _text(socket: Path) -> str:
    return (
        'version: "1"\nprompt: disabled\ntelemetry: disabled\n'
        f"http_unix_socket: {json.dumps(str(socket))}\n"
    )


def _cache(folder: Path) -> Path:
    return folder / GH / "cache"
