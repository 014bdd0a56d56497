"""The configuration and the environment that make `gh` use a sandbox, and nothing else."""

import json
import shutil
from pathlib import Path

from gh_sandbox.access.tokens import DEFAULT_TOKEN
from gh_sandbox.folder.folder import GH
from gh_sandbox.folder.private_file import write


def configure(folder: Path, socket: Path) -> None:
    """Write the configuration by which `gh` uses the socket."""
    (folder / GH).mkdir(mode=0o700, exist_ok=True)
    text = (
        'version: "1"\nprompt: disabled\ntelemetry: disabled\n'
        f"http_unix_socket: {json.dumps(str(socket))}\n"
    )
    write(folder / GH / "config.yml", text)


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


def forget(folder: Path) -> None:
    """Remove `gh`'s cached logs of runs: a reset gives the same numbers to other runs."""
    shutil.rmtree(_cache(folder), ignore_errors=True)


def _cache(folder: Path) -> Path:
    return folder / GH / "cache"
