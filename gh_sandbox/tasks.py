"""The commands `sandbox.start`, `stop`, `status`, `reset`, `env`, `faults` and `advance`."""

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from gh_sandbox import program
from gh_sandbox.command_line import Explained
from gh_sandbox.option_value import check, check_end, moment_of, port_of, whole_number

if TYPE_CHECKING:
    from gh_sandbox.lifecycle.sandbox import Sandbox
    from gh_sandbox.lifecycle.status import Status

DIRECTORY = ".sandbox"
_HELP = {
    "sandbox_dir": f"where the sandbox keeps its state (default {DIRECTORY})",
    "seed": "the state to begin with: a YAML file, or the name of a shipped seed (scripts-ran)",
    "repo": "an empty repository OWNER/NAME, beside those of the seed, to try things on",
    "latency": "milliseconds by which every answer is delayed",
    "web": "also serve web pages, on this machine only: --web, or --web PORT",
    "port": "also answer over TCP, on this machine only: --port, or --port PORT",
    "faults": "a file of rules that make requests fail",
    "no_limits": "count rate limits, but never refuse a request for them",
    "search_lag": "seconds by which the search index lags behind",
    "without": "features that an older server lacks, comma-separated: issue-types, sub-issues, "
    "dependencies, relations, projects, issue-fields, project-views, multi-selects, "
    "archived-states, pins, duplicates, status-updates, option-ids",
    "like": "a version of GitHub Enterprise Server, whose features it has: ghes-3.18 to ghes-3.21",
    "actions": "run GitHub Actions workflows, on this machine; the default without --port",
    "no_actions": "run no GitHub Actions workflows",
    "clock": "a time, as 2026-11-23T09:00:00Z, at which the sandbox's clock stands still",
}


class _Command(Explained):
    """A command that first checks its options."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Carry out the command. Raises Exit."""
        check_end(sys.argv, self.name)
        check(kwargs)
        return super().__call__(*args, **kwargs)


def _say(text: str) -> None:
    """Print a text; end the process silently if the reader of the output is gone."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python would try to write the rest of the output again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Exit(code=1) from None


@task(klass=_Command, help=_HELP, optional=["web", "port"])
def start(
    context: Context,
    *,
    sandbox_dir: str = DIRECTORY,
    seed: str | None = None,
    repo: str | None = None,
    latency: str = "0",
    web: str | bool | None = None,
    port: str | bool | None = None,
    faults: str | None = None,
    no_limits: bool = False,
    search_lag: str = "0",
    without: str | None = None,
    like: str | None = None,
    clock: str | None = None,
    actions: bool = False,
    no_actions: bool = False,
) -> None:
    """Start the local GitHub; nothing happens when it runs already."""
    if _is_dry(context, sandbox_dir, "start it"):
        return
    # A client of a port could write a workflow, so its steps do not run by default.
    runs_workflows = actions or not (no_actions or port)
    with _sandbox_in(sandbox_dir) as sandbox:
        had_state = sandbox.has_state
        started = sandbox.start(
            seed=seed,
            repository=repo,
            latency=whole_number("latency", latency),
            web=port_of("web", web),
            port=port_of("port", port),
            faults=Path(faults) if faults else None,
            limits=not no_limits,
            search_lag=whole_number("search-lag", search_lag),
            without=[name.strip() for name in (without or "").split(",") if name.strip()],
            like=like,
            clock=moment_of(clock),
            actions=runs_workflows,
        )
    served = (latency != "0", web, port, faults, no_limits, search_lag != "0")
    options = (*served, without, like, clock, actions, no_actions)
    _tell_state(sandbox_dir, started=started, has_options=any(options))
    if started and runs_workflows:
        _say("GitHub Actions workflows in it run on this machine; --no-actions prevents that")
    _tell_how_to_use(sandbox, sandbox_dir)
    if had_state:
        _check_contents(sandbox, sandbox_dir, seed, repo)


@contextmanager
def _sandbox_in(sandbox_dir: str) -> Iterator["Sandbox"]:
    """Yield the sandbox in a folder. Raises Exit if it cannot be used as the block wants it."""
    from gh_sandbox.folder.folder import SandboxError, in_words
    from gh_sandbox.lifecycle.sandbox import Sandbox

    folder = Path(sandbox_dir)
    try:
        with in_words(folder):
            yield Sandbox(folder)
    except SandboxError as error:
        raise Exit(str(error), 1) from error


def _tell_state(sandbox_dir: str, *, started: bool, has_options: bool) -> None:
    """Print whether the sandbox was started, and that a running one ignores options."""
    _say(f"sandbox in {sandbox_dir}: {'started' if started else 'already running'}")
    if has_options and not started:
        command = f"{program.command('stop')}{_place(sandbox_dir)}"
        _say(f"it runs already, and the flags are ignored: stop it first with `{command}`")


def _tell_how_to_use(sandbox: "Sandbox", sandbox_dir: str) -> None:
    """Print the addresses of pages and API, and the command that makes `gh` use the sandbox."""
    _print_addresses(sandbox.status())
    _say(f'to use it with gh:  eval "$({program.command("env")}{_place(sandbox_dir)})"')


def _check_contents(
    sandbox: "Sandbox", sandbox_dir: str, seed: str | None, repo: str | None
) -> None:
    """Raise Exit if an existing sandbox does not contain what is asked for.

    A state that was made from an equal seed contains it, whatever has changed since.
    """
    names = {each.name.casefold() for each in sandbox.status().repositories}
    lacking = [] if seed is None or _is_sown(sandbox, seed) else ["the seed"]
    if repo is not None and repo.casefold() not in names:
        _check_name(repo)
        lacking.append(repo)
    if lacking:
        asked = {"seed": seed, "repo": repo}
        flags = [f" --{flag} {shlex.quote(value)}" for flag, value in asked.items() if value]
        command = f"{program.command('reset')}{''.join(flags)}{_place(sandbox_dir)}"
        told = f"{sandbox_dir} has its earlier state, not {' and '.join(lacking)}"
        raise Exit(f"{told}: `{command}` starts over", 1)


def _check_name(repo: str) -> None:
    """Raise Exit if no repository can have this name."""
    from gh_sandbox.seeding.seed import SeedError, check_name

    try:
        check_name(repo)
    except SeedError as error:
        raise Exit(str(error), 1) from error


def _is_sown(sandbox: "Sandbox", seed: str) -> bool:
    from gh_sandbox.folder.folder import SandboxError

    try:
        return sandbox.was_sown_with(seed)
    except SandboxError:
        return False


def _place(sandbox_dir: str) -> str:
    """Return the option that names the sandbox in a command, if it is needed."""
    return "" if sandbox_dir == DIRECTORY else f" --sandbox-dir {shlex.quote(sandbox_dir)}"


def _is_dry(context: Context, sandbox_dir: str, what: str) -> bool:
    """Tell whether Invoke's `--dry` is given, and print what would be done."""
    if context.config.run.dry:
        _say(f"sandbox in {sandbox_dir}: a dry run would {what}")
    return bool(context.config.run.dry)


def _print_addresses(status: "Status") -> None:
    if status.pages:
        _say(f"to view it in a browser:  {status.pages}")
    if status.api:
        _say(f"to ask it over TCP:  {status.api}")


def _tell_of_shell(sandbox_dir: str) -> None:
    """Print which sandbox the variables of this shell lead `gh` to, if it is another one."""
    from gh_sandbox.folder import leading
    from gh_sandbox.lifecycle.sandbox import Sandbox

    led = leading.led_to(os.environ)
    if led is not None and Sandbox(led).is_there and not _is_same(led, sandbox_dir):
        command = f"{program.command('env')}{_place(sandbox_dir)}"
        _say(f'`gh` in this shell uses another sandbox, {led}: `eval "$({command})"` changes that')


def _is_same(one: Path, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(Path(other).expanduser())


@task(klass=_Command, help={"sandbox_dir": _HELP["sandbox_dir"]})
def stop(context: Context, sandbox_dir: str = DIRECTORY) -> None:
    """Stop the local GitHub; its state is kept."""
    if _is_dry(context, sandbox_dir, "stop it"):
        return
    with _sandbox_in(sandbox_dir) as sandbox:
        stopped = sandbox.stop()
    _say(f"sandbox in {sandbox_dir}: {'stopped' if stopped else 'was not running'}")


@task(klass=_Command, help={"sandbox_dir": _HELP["sandbox_dir"]})
def status(_context: Context, sandbox_dir: str = DIRECTORY) -> None:
    """Show whether the local GitHub runs, and its contents."""
    with _sandbox_in(sandbox_dir) as sandbox:
        found = sandbox.status()
    running = (
        f"running (process {found.pid}, socket {found.socket})" if found.running else "stopped"
    )
    _say(f"sandbox in {sandbox_dir}: {running}, {_counted(found.requests, 'request')} so far")
    _print_addresses(found)
    _tell_of_shell(sandbox_dir)
    width = max((len(each.name) for each in found.repositories), default=0)
    for each in found.repositories:
        _say(
            f"  {each.name:{width}}  {_counted(each.labels, 'label')}, "
            f"{_counted(each.milestones, 'milestone')}, {_counted(each.issues, 'issue')}, "
            f"{_counted(each.pull_requests, 'pull request')}"
        )


def _counted(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


@task(klass=_Command, help={key: _HELP[key] for key in ("sandbox_dir", "seed", "repo")})
def reset(
    context: Context,
    sandbox_dir: str = DIRECTORY,
    seed: str | None = None,
    repo: str | None = None,
) -> None:
    """Bring the local GitHub back to --seed, or the default seed, and empty its request log."""
    if _is_dry(context, sandbox_dir, "bring it back to its first state"):
        return
    with _sandbox_in(sandbox_dir) as sandbox:
        if not sandbox.is_there:
            start = f"`{program.command('start')}{_place(sandbox_dir)}`"
            raise Exit(f"there is no sandbox in {sandbox_dir}: {start} makes one", 1)
        sandbox.reset(seed=seed, repository=repo)
    _say(f"sandbox in {sandbox_dir}: reset")
    _tell_of_shell(sandbox_dir)


class _Leading(_Command):
    """A command whose output a shell evaluates: also if it fails, that shell must not use GitHub.

    The next commands are meant for the sandbox.
    """

    def __call__(self, *args: Any, sandbox_dir: str = DIRECTORY, **kwargs: Any) -> Any:
        """Carry out the command; if it fails, print variables that lead nowhere. Raises Exit."""
        from gh_sandbox.lifecycle.sandbox import Sandbox

        try:
            return super().__call__(*args, sandbox_dir=sandbox_dir, **kwargs)
        except Exit:
            _say_exports(Sandbox(Path(sandbox_dir)).idle_environment())
            raise


@task(klass=_Leading, help={"sandbox_dir": _HELP["sandbox_dir"]})
def env(_context: Context, sandbox_dir: str = DIRECTORY) -> None:
    """Print the `export` lines with which `gh` uses the local GitHub."""
    with _sandbox_in(sandbox_dir) as sandbox:
        if not sandbox.status().running:
            start = f"`{program.command('start')}{_place(sandbox_dir)}`"
            raise Exit(f"the sandbox is not running: start it with {start}", 1)
        found = sandbox.environment()
    _say_exports(found)


def _say_exports(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        _say(f"export {name}={shlex.quote(value)}")


@task(
    klass=_Command,
    help={"sandbox_dir": _HELP["sandbox_dir"], "file": f"{_HELP['faults']}; without it none do"},
)
def faults(context: Context, file: str | None = None, sandbox_dir: str = DIRECTORY) -> None:
    """Make requests to the running local GitHub fail by rules, or remove the rules."""
    if _is_dry(context, sandbox_dir, "set its faults"):
        return
    with _sandbox_in(sandbox_dir) as sandbox:
        sandbox.set_faults(Path(file) if file else None)
    _say(f"sandbox in {sandbox_dir}: {f'faults of {file}' if file else 'no faults'}")


@task(klass=_Command, help={"sandbox_dir": _HELP["sandbox_dir"], "seconds": "how far"})
def advance(context: Context, seconds: str, sandbox_dir: str = DIRECTORY) -> None:
    """Move the running local GitHub's clock forward."""
    if _is_dry(context, sandbox_dir, "move its clock"):
        return
    try:
        far = float(seconds)
    except ValueError as error:
        raise Exit(f"advance takes a number of seconds, not {seconds!r}", 1) from error
    with _sandbox_in(sandbox_dir) as sandbox:
        sandbox.advance(far)
    _say(f"sandbox in {sandbox_dir}: its clock moved by {seconds} seconds")


TASKS = (start, stop, status, reset, env, faults, advance)
collection = Collection("sandbox", *TASKS)
