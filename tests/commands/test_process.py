import gc
import os
import subprocess
import sys

import pytest

from gh_playbook.commands.process import short_lived


def test_a_command_compiles_for_the_next_time_though_invoke_disables_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with short_lived():
        assert sys.dont_write_bytecode == bool(sys.flags.dont_write_bytecode)
    assert sys.dont_write_bytecode


def test_what_is_set_for_a_command_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYDANTIC_DISABLE_PLUGINS", raising=False)
    before = gc.get_threshold()
    with short_lived():
        assert gc.get_threshold()[0] > before[0]
        assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__"
    assert gc.get_threshold() == before
    assert "PYDANTIC_DISABLE_PLUGINS" not in os.environ


def test_what_somebody_says_of_plugins_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "logfire")
    with short_lived():
        assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "logfire"
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "logfire"


def test_at_an_end_what_is_registered_is_done_and_what_is_printed_is_out() -> None:
    program = """
import atexit
from gh_playbook.commands.process import end
atexit.register(print, "registered", end="")
print("printed")
end(3)
print("too late")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (3, "printed\nregistered")
