"""Advice about the sandbox that `gh` uses, which need not be the one of this folder."""

import os
import shlex
from pathlib import Path

from gh_playbook.github.error import GitHubError
from gh_playbook.github.process.deserted_socket import leads_to_socket

_OWN = Path(".sandbox")
_EVAL = '`eval "$(gh-playbook sandbox.env)"`'


def place(folder: str | Path) -> str:
    """Return the option that names a sandbox in a command; empty for the one of this folder."""
    found = Path(folder)
    return "" if _is_same(found, _OWN) else f" --sandbox-dir {shlex.quote(near(found))}"


def of_shell() -> Path | None:
    """Return the folder of the sandbox to which this shell's GH_CONFIG_DIR leads, if it does."""
    led = os.environ.get("GH_CONFIG_DIR", "")
    return Path(led).parent if leads_to_socket(led) else None


def near(path: Path) -> str:
    """Return a path as people here would write it: from this folder, where it is below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def no_repository(name: str, sandbox: str | None) -> GitHubError:
    """Return the error of a repository that is not there; `sandbox` is the folder of a sandbox."""
    if sandbox is None:
        where, advice = "", "check --repo OWNER/NAME and `gh auth status`"
    else:
        where, advice = f" in the sandbox {near(Path(sandbox))}", _advice(name, Path(sandbox))
    told = f"there is no repository {name}{where}, or this login may not see it: {advice}"
    return GitHubError(told, kind="NOT_FOUND")


def _advice(name: str, folder: Path) -> str:
    """Return how to get the repository. No sandbox is emptied that another folder may work with."""
    led = of_shell()
    is_led = led is not None and _is_same(led, folder) and not _is_same(folder, _OWN)
    if is_led and leads_to_socket(str(_OWN / "gh")):
        return f"this shell uses that sandbox, not this folder's: {_EVAL} changes that"
    status = f"`gh-playbook sandbox.status{place(folder)}` lists the repositories"
    if is_led:
        start = f"`gh-playbook sandbox.start --repo {name}`"
        return f"this shell uses that sandbox; {status}, {start} and {_EVAL} make one for here"
    return f"{status}, `gh-playbook sandbox.reset --repo {name}{place(folder)}` starts over with it"


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
