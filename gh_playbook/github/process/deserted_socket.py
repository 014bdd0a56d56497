"""Unix sockets that `gh` uses instead of the network, and whether a server answers there."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path

import yaml

# Seconds.
_PATIENCE = 1.0


def deserted_socket(environment: Mapping[str, str]) -> Path | None:
    """Return the socket that `gh` would use, if no server listens there; else None.

    `environment` is the one that `gh` gets; its GH_CONFIG_DIR holds the configuration that names
    the socket.
    """
    folder = environment.get("GH_CONFIG_DIR")
    path = _socket_of(Path(folder) / "config.yml") if folder else None
    return path if path is not None and not _is_listening(path) else None


def leads_to_socket(folder: str) -> bool:
    """Tell whether `gh` uses a socket with this GH_CONFIG_DIR."""
    return bool(folder) and _socket_of(Path(folder) / "config.yml") is not None


def advice_on_own_sandbox() -> str:
    """Return how to use the sandbox of this folder, which a new shell does not; empty without."""
    is_there = leads_to_socket(".sandbox/gh")
    return '; this folder\'s sandbox: `eval "$(gh-playbook sandbox.env)"`' if is_there else ""


def _socket_of(configuration: Path) -> Path | None:
    """Read `http_unix_socket` from a configuration; None if that is faulty: `gh` will say so."""
    try:
        found = yaml.safe_load(configuration.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    named = found.get("http_unix_socket") if isinstance(found, dict) else None
    return Path(named) if isinstance(named, str) and named else None


def _is_listening(path: Path) -> bool:
    """Tell whether a server answers there; a path that is too long to try counts as answered."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_PATIENCE)
        try:
            probe.connect(os.fspath(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True
    return True
