"""The options that commands share."""

from collections.abc import Callable, Collection, Iterator, Mapping
from inspect import Parameter, Signature, signature
from typing import TypedDict, TypeVar

HELP = {
    "dry_run": "show what would change; nothing can be written",
    "diff": "show bodies and fields as unified diffs",
    "repo": "the repository, OWNER/NAME; otherwise the backlog's",
    "backlog": "the backlog file; otherwise the one in playbooks/backlogs",
    "tags": "only steps with one of these tags, comma-separated",
    "skip_tags": "no steps with one of these tags, comma-separated",
    "extra_vars": "variables: key=value, @FILE, or a mapping; they override all others; repeatable",
    "start_at_step": "begin with the step of this name",
    "step": "ask before each step",
    "list_steps": "only list the steps that would run",
    "list_tags": "only list the tags",
    "only": "only the issue with this key and what it needs; repeatable",
    "sandbox": "use the local GitHub; nothing leaves this machine",
    "sandbox_dir": "where the local GitHub keeps its state (default .sandbox)",
    "output": "text, or json: one document on stdout",
    "detailed_exitcode": "with --dry-run: end with 2 when something would change",
    "force": "overwrite what people edited inside managed blocks, or in files",
    "verbose": "show where each thing is declared",
    "plan": "with --dry-run: write the plan to this file; otherwise: apply exactly this plan",
    "checksum": "apply exactly the plan for which a dry run printed this checksum",
    "yes": "answer yes to all questions: another repository, or a large share of what exists",
    "full": "read all issues, not only the known ones; finds duplicates",
    "adopt": "write only markers, into issues that are already as declared",
    "no_lock": "write without a lock against a second run",
    "lock_timeout": "how many seconds to wait for another run that writes (default 300)",
}


class Options(TypedDict, total=False):
    """All options of the command line; each command takes those that it can use."""

    dry_run: bool
    diff: bool
    repo: str | None
    backlog: str | None
    tags: str | None
    skip_tags: str | None
    extra_vars: list[str] | None
    start_at_step: str | None
    step: bool
    list_steps: bool
    list_tags: bool
    only: list[str] | None
    sandbox: bool
    sandbox_dir: str | None
    output: str | None
    detailed_exitcode: bool
    force: bool
    verbose: bool
    plan: str | None
    checksum: str | None
    yes: bool
    full: bool
    adopt: bool
    no_lock: bool
    lock_timeout: str | None


# Options of which one would silently do nothing beside the other, and why.
_AGAINST = {
    ("no_lock", "lock_timeout"): "--no-lock takes no lock, and --lock-timeout waits for it",
    ("dry_run", "checksum"): "--checksum applies a plan, and a dry run applies nothing",
}


def contradictions(chosen: Mapping[str, object], typed: Collection[str]) -> Iterator[str]:
    """Yield the faults of options that contradict each other; `typed` are those of this call."""
    for (first, second), why in _AGAINST.items():
        if chosen.get(first) and second in typed:
            yield f"{why}: leave one of them out"


Body = TypeVar("Body", bound=Callable[..., None])


def sharing(names: str) -> Callable[[Body], Body]:
    """Give a command's body these shared options, for Invoke, in the place of its `**options`."""
    hints = Options.__annotations__
    shared = [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=False if hints[name] is bool else None,
            annotation=hints[name],
        )
        for name in names.split()
    ]

    def share(body: Body) -> Body:
        own = [*signature(body).parameters.values()][:-1]
        body.__signature__ = Signature([*own, *shared])  # type: ignore[attr-defined]
        return body

    return share
