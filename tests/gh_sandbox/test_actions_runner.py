"""Jobs and steps: what they see, what they may leave behind, and how they end."""

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from gh_sandbox.actions import workflow
from gh_sandbox.actions.runner import JobResult, Order, Runner

GITHUB = {
    **dict.fromkeys(
        (
            *("event_name", "repository", "repository_owner", "actor", "triggering_actor", "sha"),
            *("ref", "ref_name", "head_ref", "base_ref", "workflow", "run_id", "run_number"),
            *("run_attempt", "api_url", "graphql_url", "server_url"),
        ),
        "x",
    ),
    "event": {"issue": {"number": 7}},
}


def run_jobs(jobs: str, **more: Mapping[str, Any]) -> tuple[str, dict[str, JobResult]]:
    """Run a workflow of some jobs, and return its conclusion and their results."""
    text = "on: issues\njobs:\n" + indent(dedent(jobs), "  ")
    read = workflow.read(text)
    told: dict[str, JobResult] = {}
    order = Order(
        read,
        GITHUB,
        more.get("secrets", {}),
        more.get("variables", {}),
        more.get("inputs", {}),
        {"GH_HOST": "github.com"},
        dict.fromkeys(read.jobs, "ghs_of_the_run"),
    )
    conclusion = Runner(order, lambda result: told.update({result.name: result})).run()
    return conclusion, told


def run_steps(steps: str, **more: Mapping[str, Any]) -> JobResult:
    """Run a job of some steps."""
    text = "one:\n  runs-on: ubuntu-latest\n  steps:\n" + indent(dedent(steps), "    ")
    return run_jobs(text, **more)[1]["one"]


def test_steps_get_nothing_of_the_surroundings_but_the_search_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "of somebody")
    monkeypatch.setenv("AWS_SECRET", "of somebody")
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", "of somebody")
    found = run_steps("- run: env")
    names = {line.partition("=")[0] for line in found.log.splitlines() if "=" in line}
    assert "of somebody" not in found.log
    assert f"HOME={Path.home()}\n" not in found.log
    own = {"PATH", "HOME", "TMPDIR", "LANG", "CI", "GH_HOST", "PWD", "SHLVL", "_", "OLDPWD"}
    assert {name for name in names - own if not name.startswith(("GITHUB_", "RUNNER_"))} == set()


def test_gh_cannot_be_led_elsewhere_by_a_workflow_s_variables() -> None:
    found = run_steps(
        """
        - env: {GH_HOST: elsewhere.example}
          run: echo "to $GH_HOST"
        """
    )
    assert "to github.com" in found.log


def test_what_a_job_leaves_in_its_folders_is_gone_afterwards() -> None:
    found = run_steps('- run: touch "$HOME/a" b && echo "in $HOME"; pwd')
    home = found.log.rsplit("in ", 1)[1].splitlines()[0]
    assert not Path(home).exists()
    assert f"{home}/workspace" in found.log


@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps")
def test_processes_that_a_step_leaves_behind_end_with_it() -> None:
    found = run_steps('- run: sleep 600 & echo "left $!"')
    process = int(found.log.rsplit("left ", 1)[1])
    deadline = time.monotonic() + 10
    while is_alive(process):
        assert time.monotonic() < deadline
    assert found.conclusion == "success"


def is_alive(process: int) -> bool:
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], stdout=subprocess.PIPE, check=False
    )
    return found.stdout.strip()[:1] not in (b"", b"Z")


def test_a_step_that_takes_too_long_fails_and_ends() -> None:
    began = time.monotonic()
    found = run_steps(
        """
        - run: sleep 600
          timeout-minutes: 0.002
        """
    )
    assert time.monotonic() - began < 60
    assert found.conclusion == "failure"
    assert "taken too long" in found.log


def test_secrets_tokens_and_masks_are_hidden_in_the_log() -> None:
    found = run_steps(
        """
        - run: echo "a ${{ secrets.KEY }} b ${{ github.token }}"
        - run: echo "::add-mask::swordfish"
        - run: echo "c swordfish ${{ secrets.NONE }}d"
        """,
        secrets={"KEY": "sesame"},
    )
    assert "a *** b ***" in found.log
    assert "c *** d" in found.log
    assert "sesame" not in found.log
    assert "swordfish" not in found.log


def test_a_failing_step_skips_the_rest_but_for_those_that_ask() -> None:
    found = run_steps(
        """
        - run: exit 3
          id: first
        - run: echo "never"
        - run: echo "after ${{ steps.first.outcome }}"
          if: failure()
        - run: echo "always"
          if: always()
        """
    )
    assert [step.conclusion for step in found.steps] == ["failure", "skipped", "success", "success"]
    assert found.conclusion == "failure"
    assert "exit code 3" in found.log
    assert "after failure" in found.log


def test_a_failure_that_may_be_is_an_outcome_and_no_conclusion() -> None:
    found = run_steps(
        """
        - run: exit 1
          id: first
          continue-on-error: true
        - run: echo "${{ steps.first.outcome }} ${{ steps.first.conclusion }}"
        """
    )
    assert found.conclusion == "success"
    assert "failure success" in found.log


def test_outputs_variables_and_paths_reach_later_steps_and_jobs() -> None:
    conclusion, found = run_jobs(
        """
        first:
          runs-on: ubuntu-latest
          outputs: {number: "${{ steps.make.outputs.number }}"}
          steps:
            - id: make
              run: |
                echo "number=${{ github.event.issue.number }}" >> "$GITHUB_OUTPUT"
                printf 'text<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_OUTPUT"
                echo "COLOUR=red" >> "$GITHUB_ENV"
                mkdir tools && printf '#!/bin/sh\\necho tool' > tools/tool && chmod +x tools/tool
                echo "$PWD/tools" >> "$GITHUB_PATH"
            - env: {TEXT: "${{ steps.make.outputs.text }}"}
              run: echo "$COLOUR ${{ env.COLOUR }}"; echo "$TEXT" | tail -1; tool
        second:
          runs-on: ubuntu-latest
          needs: first
          steps:
            - run: echo "number ${{ needs.first.outputs.number }} after ${{ needs.first.result }}"
        """
    )
    assert conclusion == "success"
    assert "red red\ntwo\ntool\n" in found["first"].log
    assert "number 7 after success" in found["second"].log


def test_a_job_that_needs_a_failed_one_is_skipped_unless_it_asks() -> None:
    conclusion, found = run_jobs(
        """
        first: {runs-on: a, steps: [{run: exit 1}]}
        second: {runs-on: a, needs: first, steps: [{run: echo}]}
        third: {runs-on: a, needs: [first], if: always(), steps: [{run: echo}]}
        """
    )
    assert {name: each.conclusion for name, each in found.items()} == {
        "first": "failure",
        "second": "skipped",
        "third": "success",
    }
    assert conclusion == "failure"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{run: 'echo ${{ matrix.os }}'}", "the context 'matrix' is not implemented"),
        ("{run: echo, shell: pwsh}", "the shell 'pwsh' is not implemented"),
        ("{run: echo, working-directory: ../..}", "there is no working directory ../.."),
        ("{run: 'echo broken >> $GITHUB_OUTPUT'}", "GITHUB_OUTPUT: invalid format 'broken'"),
    ],
)
def test_what_goes_wrong_within_a_job_is_its_failure_in_words(step: str, words: str) -> None:
    found = run_steps(f"- {step}")
    assert found.conclusion == "failure"
    assert f"Error: {words}" in found.log


def test_shells_are_those_that_github_documents() -> None:
    found = run_steps(
        """
        - run: "false | true; echo plain"
        - run: print("py" + "thon")
          shell: python
        - run: false | true; echo never
          shell: bash
        """
    )
    assert "plain" in found.log
    assert "python" in found.log
    assert found.steps[-1].conclusion == "failure"
    assert "never" not in found.log.split("##[group]")[-1].split("\n", 1)[1]


def test_variables_are_the_context_vars() -> None:
    step = "- run: echo it is ${{ vars.COLOUR }} and ${{ vars.NONE }}."
    assert "it is red and ." in run_steps(step, variables={"COLOUR": "red"}).log
