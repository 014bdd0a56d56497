"""The preparation before a server starts: packages, features, fault rules, a state.

The packages of a server are loaded only here, so that a missing one gives a clear message.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gh_sandbox.clock import Clock
from gh_sandbox.folder import request_log
from gh_sandbox.folder.folder import SandboxError
from gh_sandbox.folder.private_file import append
from gh_sandbox.lifecycle.process import missing_package
from gh_sandbox.state import shape
from gh_sandbox.state.store import FILE, Store

if TYPE_CHECKING:
    from gh_sandbox.seeding.seed import Seed


def check_packages() -> None:
    """Raise SandboxError if a package of the server is missing, before a folder is created."""
    missing = missing_package()
    if missing:
        wheel = "`pip install './gh_playbook-….whl[sandbox]'` from a wheel"
        hint = f"install it with its extra: `pip install '.[sandbox]'` in the clone, {wheel}"
        raise SandboxError(f"the sandbox needs {missing}: {hint}")


def check_features(names: Sequence[str], like: str | None) -> None:
    """Raise SandboxError for unknown names of features and versions."""
    from gh_sandbox import missing_features

    try:
        missing_features.check(names)
        missing_features.of_version(like)
    except ValueError as error:
        raise SandboxError(str(error)) from error


def read_faults(path: Path) -> list[object]:
    """Read a file of rules. Raises SandboxError."""
    from gh_sandbox.faults import file as fault_file
    from gh_sandbox.faults import rule
    from gh_sandbox.graphql import operation

    try:
        rules = fault_file.read(path)
    except rule.FaultError as error:
        raise SandboxError(str(error)) from error
    try:
        operation.check(rule.check(rules))
    except rule.FaultError as error:
        raise SandboxError(f"{path}: {error}") from error
    return rules


def digest(found: "Seed") -> str:
    """Return a text that is the same only for seeds that are equal."""
    return hashlib.sha256(found.model_dump_json().encode()).hexdigest()


def read_seed(name: Path | str | None, repository: str | None = None) -> "Seed":
    """Read a seed, with the additional repository OWNER/NAME.

    Raises SandboxError.
    """
    from gh_sandbox.seeding import seed, seed_file

    try:
        found = seed_file.read(seed_file.find(name))
        return found if repository is None else seed.with_repository(found, repository)
    except seed.SeedError as error:
        raise SandboxError(str(error)) from error


def sow(folder: Path, found: "Seed", clock: Clock) -> None:
    """Replace the state of a folder by a seed.

    Raises SandboxError.
    """
    from gh_sandbox.seeding import writing
    from gh_sandbox.seeding.seed import SeedError

    file = folder / FILE
    if file.exists() and not shape.fits(file):
        for path in folder.glob(f"{FILE}*"):
            path.unlink()
    # SQLite gives its other files the permissions of this one.
    append(file).close()
    store = Store(file)
    try:
        writing.sow(store, found, clock)
    except SeedError as error:
        raise SandboxError(str(error)) from error
    except sqlite3.IntegrityError as error:
        what = str(error).rpartition(": ")[2]
        raise SandboxError(f"the seed declares the same thing twice ({what})") from error
    finally:
        store.close()
    request_log.RequestLog(folder / request_log.FILE).clear()
