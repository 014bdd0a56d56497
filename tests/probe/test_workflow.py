"""The board's rules are seen in the sandbox, where the repository's own workflow moves cards."""

from pathlib import Path

from gh_playbook.probe.proof import probe
from gh_sandbox import Sandbox
from gh_sandbox.state.store import FILE
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.probe.probing import impatient, outcomes
from tests.verification.conftest import copy, settings


def test_all_five_rules_are_seen_in_a_sandbox_that_the_probe_starts(
    done: Sandbox, tmp_path: Path
) -> None:
    sandbox = Sandbox(tmp_path / "of its own")
    sandbox.start()
    sandbox.stop()
    copy(done.directory / "done.sqlite3", sandbox.directory / FILE)
    proof = probe(settings(sandbox), watch=impatient())
    assert outcomes(proof) == dict.fromkeys(
        ("linked", "blocked", "unblocked", "merged", "closed"), "seen"
    ), proof
    assert (proof.exit_code, proof.left) == (0, ())
    assert not sandbox.status().running
    with sandbox.borrowed():
        runs = Gh(sandbox).rest("GET", f"repos/{REPOSITORY}/actions/runs").json
    # What nobody waits for any more, when all was seen, ends with the sandbox.
    done_well = {run["event"] for run in runs["workflow_runs"] if run["conclusion"] == "success"}
    assert done_well >= {"issues", "pull_request_target"}
