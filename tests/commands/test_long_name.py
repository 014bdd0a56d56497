"""A name that no file system takes, for every file and folder that a call can name."""

from pathlib import Path

import pytest

from tests.support import tool

CALLS = """\
lint --backlog X
run X
run X.yml
import-plan X
import-plan plan.md --to X
export --repo a/b --to X
fmt --file X
all -e @X
all --plan X
all --sandbox --sandbox-dir X
runs --sandbox --sandbox-dir X
runs.show latest --sandbox --sandbox-dir X
undo --sandbox --sandbox-dir X
sandbox.start --sandbox-dir X
sandbox.start --sandbox-dir local --seed X.yml
sandbox.status --sandbox-dir X
sandbox.stop --sandbox-dir X
sandbox.env --sandbox-dir X
sandbox.reset --sandbox-dir X
sandbox.faults --sandbox-dir X
sandbox.advance 1 --sandbox-dir X
"""


@pytest.mark.parametrize("words", CALLS.splitlines())
def test_a_name_that_is_too_long_is_reported_as_such(words: str, tmp_path: Path) -> None:
    (tmp_path / "playbooks" / "backlogs").mkdir(parents=True)
    (tmp_path / "playbooks" / "backlogs" / "a.yml").write_text("repository: a/b\n")
    (tmp_path / "plan.md").write_text("- [ ] one\n")
    long = words.replace("X", "x" * 300).split()

    done = tool.call(*long, folder=tmp_path)

    printed = (done.error + done.out).splitlines()
    # `sandbox.env` also leads `gh` away from GitHub.
    printed = [line for line in printed if not line.startswith("export ")]
    assert (done.code, len(printed)) == (1, 1), printed
    assert "File name too long" in printed[0]
