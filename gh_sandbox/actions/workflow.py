"""Reading the file of a workflow: the part that the sandbox can run, and the part that it cannot.

Every key of GitHub's syntax is either read here or reported as not implemented; any other key is a
mistake in the workflow. A file with either starts no step.
"""

import re
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from gh_sandbox.actions.fault import WorkflowError, not_done

# Keys of a job that GitHub has and the sandbox ignores.
_NOT_DONE = ("strategy", "container", "services", "environment", "uses", "with", "secrets")
# The permissions of a token, by their names in a workflow and in an app.
PERMISSIONS = {
    "actions": "actions",
    "contents": "contents",
    "issues": "issues",
    "pull-requests": "pull_requests",
}
_OTHER_PERMISSIONS = {
    *("artifact-metadata", "attestations", "checks", "deployments", "discussions", "id-token"),
    *("models", "packages", "pages", "repository-projects", "security-events", "statuses"),
}
# The permissions without `permissions`: GitHub's default for new repositories.
DEFAULT_PERMISSIONS = {"contents": "read"}


def _as_text(value: object) -> object:
    """Accept numbers and booleans as texts, as GitHub does for the values of variables."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_as_text)]
Names = Annotated[
    list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Run(_Model):
    """How commands are run unless a step says otherwise."""

    shell: str | None = None
    working_directory: str | None = Field(default=None, alias="working-directory")


class Defaults(_Model):
    """Defaults of all steps."""

    run: Run = Run()


class Concurrency(_Model):
    """A concurrency group: only one of its runs is carried out, and only one waits."""

    group: Text
    cancel_in_progress: bool | str = Field(default=False, alias="cancel-in-progress")


def _grouped(value: object) -> object:
    return {"group": value} if isinstance(value, str) else value


class Step(_Model):
    """A step: a command."""

    run: str
    id: str | None = None
    name: Text | None = None
    condition: Text | None = Field(default=None, alias="if")
    env: dict[str, Text] = {}
    shell: str | None = None
    working_directory: str | None = Field(default=None, alias="working-directory")
    continue_on_error: bool | str = Field(default=False, alias="continue-on-error")
    timeout_minutes: float | None = Field(default=None, alias="timeout-minutes")


class Job(_Model):
    """A job."""

    runs_on: Any = Field(alias="runs-on")
    steps: list[Step]
    name: Text | None = None
    needs: Names = []
    condition: Text | None = Field(default=None, alias="if")
    permissions: dict[str, str] | Literal["read-all", "write-all"] | None = None
    env: dict[str, Text] = {}
    outputs: dict[str, Text] = {}
    defaults: Defaults = Defaults()
    concurrency: Annotated[Concurrency | None, BeforeValidator(_grouped)] = None
    continue_on_error: bool | str = Field(default=False, alias="continue-on-error")
    timeout_minutes: float = Field(default=360, alias="timeout-minutes")


class Input(_Model):
    """An input of a run that is started by hand."""

    description: str | None = None
    required: bool = False
    default: Text | None = None
    type: Literal["string", "boolean", "number", "choice", "environment"] = "string"
    options: list[str] = []


class Workflow(_Model):
    """A workflow; `on` maps an event to its filters."""

    on: dict[str, Any]
    jobs: dict[str, Job]
    name: Text | None = None
    run_name: Text | None = Field(default=None, alias="run-name")
    permissions: dict[str, str] | Literal["read-all", "write-all"] | None = None
    env: dict[str, Text] = {}
    defaults: Defaults = Defaults()
    concurrency: Annotated[Concurrency | None, BeforeValidator(_grouped)] = None

    @property
    def inputs(self) -> dict[str, Input]:
        """The inputs of a run that is started by hand."""
        found = (self.on.get("workflow_dispatch") or {}).get("inputs") or {}
        return {name: Input.model_validate(given or {}) for name, given in found.items()}

    def granted(self, job: Job) -> dict[str, str]:
        """Return the permissions of a job's token, by the names that apps use."""
        given = job.permissions if job.permissions is not None else self.permissions
        if given is None:
            return DEFAULT_PERMISSIONS
        if isinstance(given, str):
            return dict.fromkeys(PERMISSIONS.values(), given.removesuffix("-all"))
        return {
            PERMISSIONS[name]: access
            for name, access in given.items()
            if name in PERMISSIONS and access != "none"
        }


def triggers(text: str) -> dict[str, Any]:
    """Return the events of a file with their filters; empty where it is not a workflow."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one
    except yaml.YAMLError:
        return {}
    return _events(data.get("on")) if isinstance(data, dict) else {}


def name_of(text: str) -> str | None:
    """Return the name that a file gives its workflow, if any."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one
    except yaml.YAMLError:
        return None
    name = data.get("name") if isinstance(data, dict) else None
    return None if name is None else str(name)


def read(text: str) -> Workflow:
    """Parse a file.

    Raises WorkflowError with all mistakes and everything that is not implemented.
    """
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe one
    except yaml.YAMLError as error:
        raise WorkflowError(f"not YAML: {error}") from error
    if not isinstance(data, dict):
        raise WorkflowError("a workflow is a mapping")
    _refuse_what_is_not_done(data)
    try:
        found = Workflow.model_validate({**data, "on": _events(data.get("on"))})
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise WorkflowError("; ".join(faults)) from error
    _check(found)
    return found


def _events(given: object) -> dict[str, Any]:
    if isinstance(given, str):
        return {given: {}}
    if isinstance(given, list):
        return {str(name): {} for name in given}
    if isinstance(given, dict):
        return {str(name): filters or {} for name, filters in given.items()}
    return {}


def _refuse_what_is_not_done(data: dict[str, Any]) -> None:
    jobs = data.get("jobs")
    for name, job in (jobs if isinstance(jobs, dict) else {}).items():
        if not isinstance(job, dict):
            continue
        for key in _NOT_DONE:
            if key in job:
                raise not_done(f"jobs.{name}.{key}")
        for number, step in enumerate(job.get("steps") or ()):
            if isinstance(step, dict) and "uses" in step:
                raise not_done(f"jobs.{name}.steps[{number}].uses: {step['uses']}")


def _check(workflow: Workflow) -> None:
    """Refuse what the models cannot check: unknown names, and unknown permissions."""
    for name, job in workflow.jobs.items():
        for needed in job.needs:
            if needed not in workflow.jobs:
                raise WorkflowError(f"jobs.{name}.needs: there is no job {needed}")
    ordered(workflow)
    for given in (workflow.permissions, *(job.permissions for job in workflow.jobs.values())):
        for name in given if isinstance(given, dict) else ():
            if name not in PERMISSIONS and name not in _OTHER_PERMISSIONS:
                raise WorkflowError(f"permissions: there is no permission {name}")


def ordered(workflow: Workflow) -> list[str]:
    """Return the names of the jobs, each after those that it needs."""
    found: list[str] = []
    rest = dict(workflow.jobs)
    while rest:
        ready = [name for name, job in rest.items() if set(job.needs) <= set(found)]
        if not ready:
            raise WorkflowError(f"jobs: {', '.join(rest)} need each other in a circle")
        for name in ready:
            found.append(name)
            del rest[name]
    return found


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Loads YAML as GitHub does: `on`, `yes` and `off` are words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
