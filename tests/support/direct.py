"""A transport for tests: it does the work of `gh api` over the sandbox's socket, without a process.

A process of `gh` costs fifty times as much as the request itself. So, in tests that are not about
`gh`, this module answers its calls: those of the tool (`gh_playbook/github/process/gh.py`) and
those of the tests. `tests/github/test_direct.py` checks that both give the same. Calls that this
module does not know (other commands than `gh api`, other servers than a sandbox) still go to `gh`.

A test of `gh` itself has the mark `pytestmark = pytest.mark.real_gh`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from gh_playbook.github.process.gh import Gh
from gh_playbook.github.process.process import Completed, Ended, Running
from tests.support import quick_yaml
from tests.support.direct_answer import carried_out
from tests.support.direct_request import program, requested, version
from tests.support.switch import Switch

# Off: all calls are left to `gh`.
_SWITCH = Switch()
switched = _SWITCH.switched


def install(patch: pytest.MonkeyPatch) -> None:
    """Replace the tool's processes of `gh` by this transport, as long as the patch holds."""
    real, really_stand_by = Gh._begin, Gh.stand_by
    program()  # Looked up now: tests put others onto the PATH.

    def begin(
        self: Gh,
        arguments: list[str],
        text: str | None,
        environment: Mapping[str, str],
        *,
        more: bool = False,
    ) -> Running:
        done = None
        if self.program == program():
            done = call(arguments, text or "", environment, timeout=self.timeout)
        return Ended(done) if done else real(self, arguments, text, environment, more=more)

    def stand_by(self: Gh, documents: int = 1) -> None:
        if not (_SWITCH.is_on and self.program == program()):
            really_stand_by(self, documents)

    patch.setattr(Gh, "_begin", begin)
    patch.setattr(Gh, "stand_by", stand_by)


def call(
    arguments: Sequence[str], text: str, environment: Mapping[str, str], *, timeout: float = 30
) -> Completed | None:
    """Answer a call of `gh` with these arguments; None if only `gh` itself can."""
    if not _SWITCH.is_on:
        return None
    if list(arguments) == ["--version"]:
        return Completed(0, version(), "")
    request = requested(arguments, text, environment)
    path = _socket(environment.get("GH_CONFIG_DIR", ""))
    if request is None or path is None:
        return None
    try:
        return carried_out(request, path, timeout)
    except TimeoutError:
        return Completed(1, "", f"gh did not end within {timeout:g} seconds")


def _socket(folder: str) -> Path | None:
    """Return the socket to which a configuration of `gh` leads."""
    path = Path(folder, "config.yml")
    if not folder or not path.is_file():
        return None
    return _socket_in(path.read_text(encoding="utf-8"))


@cache
def _socket_in(configuration: str) -> Path | None:
    found = quick_yaml.load(configuration).get("http_unix_socket")
    return Path(found) if found else None
