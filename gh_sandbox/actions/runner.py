"""The runner: it carries out the jobs of a run one after another, each step in its own process.

It does not know the state of the sandbox: the input of a run is passed in, and a listener gets the
result of each job.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gh_sandbox.actions import command, expression
from gh_sandbox.actions.expression import Scope
from gh_sandbox.actions.fault import WorkflowError
from gh_sandbox.actions.process import Finished, StepProcess, base_environment, check_shell
from gh_sandbox.actions.workflow import Job, Step, Workflow, ordered

_FILES = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_STATE")
_HIDDEN = "***"
# The parts of the context `github` that steps have as variables, such as `GITHUB_ACTOR`.
_TOLD = (
    *("event_name", "repository", "repository_owner", "actor", "triggering_actor", "sha", "ref"),
    *("ref_name", "head_ref", "base_ref", "workflow", "run_id", "run_number", "run_attempt"),
    *("api_url", "graphql_url", "server_url"),
)


@dataclass(frozen=True)
class Order:
    """An order: a workflow to run for an event; `environment` leads `gh` to the sandbox.

    `github`, `secrets`, `variables` and `inputs` are the contexts with these names; that of the
    variables is `vars`.
    """

    workflow: Workflow
    github: Mapping[str, Any]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    inputs: Mapping[str, Any]
    environment: Mapping[str, str]
    tokens: Mapping[str, str]


@dataclass
class StepResult:
    """The result of a step: `success`, `failure` or `skipped`."""

    name: str
    outcome: str = "skipped"
    conclusion: str = "skipped"
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class JobResult:
    """The result of a job, and everything that it printed."""

    name: str
    conclusion: str = "skipped"
    steps: list[StepResult] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""


class Runner:
    """Carries out an order; `tell` gets the result of each job. `stop` ends it early."""

    def __init__(self, order: Order, tell: Callable[[JobResult], None]) -> None:
        self._order = order
        self._tell = tell
        self._process = StepProcess()
        self._is_stopped = False

    def run(self) -> str:
        """Run all jobs, and return the run's conclusion."""
        results: dict[str, JobResult] = {}
        for key in ordered(self._order.workflow):
            job = self._order.workflow.jobs[key]
            results[key] = _JobRun(self._order, key, job, results, self._process).run()
            self._tell(results[key])
        found = {result.conclusion for result in results.values()}
        if self._is_stopped:
            return "cancelled"
        return "failure" if "failure" in found else "success" if "success" in found else "skipped"

    def stop(self) -> None:
        """Stop the present step, and start no other."""
        self._is_stopped = True
        self._process.stop()


class _JobRun:
    """One job."""

    def __init__(
        self,
        order: Order,
        key: str,
        job: Job,
        earlier: Mapping[str, JobResult],
        process: StepProcess,
    ) -> None:
        self._order = order
        self._key = key
        self._job = job
        self._process = process
        self._needs = {
            name: {"result": earlier[name].conclusion, "outputs": earlier[name].outputs}
            for name in job.needs
        }
        self._steps: dict[str, Any] = {}
        self._added: dict[str, str] = {}
        self._paths: list[str] = []
        self._masks = {value for value in order.secrets.values() if value}
        self._has_failed = any(each["result"] != "success" for each in self._needs.values())

    def run(self) -> JobResult:
        """Run the steps whose conditions are true."""
        result = JobResult(self._key)
        with _folder() as folder:
            try:
                self._run(result, folder)
            except WorkflowError as error:
                result.conclusion = "failure"
                result.log += f"Error: {error}\n"
        for secret in sorted(self._masks, key=len, reverse=True):
            result.log = result.log.replace(secret, _HIDDEN)
        return result

    def _run(self, result: JobResult, folder: Path) -> None:
        workflow, job = self._order.workflow, self._job
        scope = self._scope({})
        result.name = expression.text(job.name, scope) if job.name else self._key
        if not expression.holds(job.condition or "success()", scope):
            return
        self._has_failed = False
        env = self._resolved(workflow.env, {})
        env |= self._resolved(job.env, env)
        for number, step in enumerate(job.steps, 1):
            found = StepResult(step.name or f"Run {step.run.splitlines()[0] if step.run else ''}")
            result.steps.append(found)
            self._step(step, found, env, folder / f"step-{number}", folder, result)
        scope = self._scope({**env, **self._added})
        result.outputs = {key: expression.text(each, scope) for key, each in job.outputs.items()}
        result.conclusion = "failure" if self._has_failed else "success"

    def _step(
        self,
        step: Step,
        found: StepResult,
        env: dict[str, str],
        folder: Path,
        home: Path,
        result: JobResult,
    ) -> None:
        known = {**env, **self._added}
        scope = self._scope(known)
        if not expression.holds(step.condition or "success()", scope):
            result.log += f"##[group]{found.name}: skipped\n"
            self._note(step, found)
            return
        known |= self._resolved(step.env, known)
        scope = self._scope(known)
        found.name = expression.text(found.name, scope)
        result.log += f"##[group]{found.name}\n"
        ended = self._carried_out(step, known, scope, folder, home)
        self._masks |= command.masks(ended.output)
        result.log += _logged(ended)
        self._read_files(folder, found)
        found.outcome = found.conclusion = "failure" if ended.code != 0 else "success"
        if found.outcome == "failure":
            if expression.is_true(_flag(step.continue_on_error, scope)):
                found.conclusion = "success"
            else:
                self._has_failed = True
        self._note(step, found)

    def _carried_out(
        self, step: Step, known: dict[str, str], scope: Scope, folder: Path, home: Path
    ) -> Finished:
        """Run a step's commands in its own folder. Raises WorkflowError for an unknown shell."""
        defaults = (self._job.defaults, self._order.workflow.defaults)
        shell = next(filter(None, [step.shell, *(each.run.shell for each in defaults)]), None)
        check_shell(shell)
        folder.mkdir()
        for name in _FILES:
            (folder / name).touch()
        return self._process.run(
            expression.text(step.run, scope),
            shell,
            self._environment(known, folder, home),
            folder,
            self._workspace(step, home, scope),
            self._timeout(step),
        )

    def _note(self, step: Step, found: StepResult) -> None:
        if step.id:
            self._steps[step.id] = {
                "outputs": found.outputs,
                "outcome": found.outcome,
                "conclusion": found.conclusion,
            }

    def _read_files(self, folder: Path, found: StepResult) -> None:
        found.outputs = command.assignments(folder / "GITHUB_OUTPUT")
        self._added |= command.assignments(folder / "GITHUB_ENV")
        self._paths += (folder / "GITHUB_PATH").read_text(encoding="utf-8").splitlines()

    def _timeout(self, step: Step) -> float:
        minutes = step.timeout_minutes
        return 60 * min(self._job.timeout_minutes, 360 if minutes is None else minutes)

    def _workspace(self, step: Step, home: Path, scope: Scope) -> Path:
        defaults = self._job.defaults.run.working_directory
        given = step.working_directory or defaults
        given = given or self._order.workflow.defaults.run.working_directory
        folder = (home / "workspace" / expression.text(given or ".", scope)).resolve()
        if not folder.is_relative_to(home.resolve()) or not folder.is_dir():
            raise WorkflowError(f"there is no working directory {given}")
        return folder

    def _environment(self, known: Mapping[str, str], folder: Path, home: Path) -> dict[str, str]:
        github = self._order.github
        event = folder / "event.json"
        event.write_text(json.dumps(github["event"]), encoding="utf-8")
        found = base_environment(home)
        found["PATH"] = ":".join([*reversed(self._paths), found["PATH"]])
        found |= {f"GITHUB_{name.upper()}": expression.as_text(github[name]) for name in _TOLD}
        found |= {name: str(folder / name) for name in _FILES}
        found |= {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_JOB": self._key,
            "GITHUB_WORKSPACE": str(home / "workspace"),
            "RUNNER_TEMP": str(home),
            "RUNNER_OS": "Linux",
        }
        # The variables that lead to the sandbox are last, so that no `env` leads `gh` elsewhere.
        return {**found, **known, **self._order.environment}

    def _resolved(self, given: Mapping[str, str], env: Mapping[str, str]) -> dict[str, str]:
        scope = self._scope(env)
        return {name: expression.text(value, scope) for name, value in given.items()}

    def _scope(self, env: Mapping[str, str]) -> Scope:
        status = "failure" if self._has_failed else "success"
        token = self._order.tokens[self._key]
        contexts = {
            "github": {**self._order.github, "token": token, "job": self._key},
            "secrets": {**self._order.secrets, "GITHUB_TOKEN": token},
            "inputs": self._order.inputs,
            "vars": self._order.variables,
            "env": env,
            "steps": self._steps,
            "needs": self._needs,
            "job": {"status": status},
            "runner": {"os": "Linux", "name": "gh-sandbox", "environment": "self-hosted"},
        }
        self._masks.add(token)
        functions = {
            "success": lambda: not self._has_failed,
            "failure": lambda: self._has_failed,
            "always": lambda: True,
            "cancelled": lambda: False,
        }
        return Scope(contexts, functions)


def _logged(ended: Finished) -> str:
    """Return the log of a step's process: its output, and what went wrong."""
    text = ended.output
    if text and not text.endswith("\n"):
        text += "\n"
    if ended.code is None:
        text += "Error: The step has taken too long and was ended.\n"
    elif ended.code:
        text += f"Error: Process completed with exit code {ended.code}.\n"
    return text


def _flag(given: bool | str, scope: Scope) -> Any:
    return expression.value(given, scope) if isinstance(given, str) else given


@contextmanager
def _folder() -> Iterator[Path]:
    """Create the folder of a job, with its home and working folder, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gh-sandbox-job-"))
    (folder / "workspace").mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
