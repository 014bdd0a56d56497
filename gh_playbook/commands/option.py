"""The options that commands share, and the settings that they come to."""

from pathlib import Path
from typing import Any, TypedDict, Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.convergence.preparation import DEFAULTS as SHIPPED
from gh_playbook.declaration.declared import suggestion
from gh_playbook.settings import Settings

HELP = {
    "dry_run": "show what would change; nothing can be written",
    "diff": "show bodies and fields as unified diffs",
    "repo": "the repository, OWNER/NAME; otherwise the backlog's",
    "backlog": "the backlog file; otherwise the one in playbooks/backlogs",
    "tags": "only steps with one of these tags, comma-separated",
    "skip_tags": "no steps with one of these tags, comma-separated",
    "only": "only the issue with this key and what it needs; repeatable",
    "sandbox": "on the local GitHub that ships with the tool; nothing leaves the machine",
    "sandbox_dir": "where the local GitHub keeps its state (default .sandbox)",
    "output": "text, or json: one document on stdout",
    "detailed_exitcode": "with --dry-run: end with 2 when something would change",
    "force": "overwrite what people edited inside managed blocks",
    "verbose": "show where each thing is declared",
    "plan": "with --dry-run: write the plan to this file; without: apply it, and nothing else",
    "checksum": "apply the plan that a dry run gave this checksum, and nothing else",
}
# Every setting is declared, for Invoke takes from the environment only what it knows; those that
# are flags, as such.
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys([*HELP, "templates", "playbooks", "report", "runs", "keep_runs"]),
    **dict.fromkeys(["dry_run", "diff", "sandbox", "detailed_exitcode", "force", "verbose"], False),
}


class Options(TypedDict, total=False):
    """What can be given on the command line; a command takes those that it has a use for."""

    dry_run: bool
    diff: bool
    repo: str | None
    backlog: str | None
    tags: str | None
    skip_tags: str | None
    only: list[str] | None
    sandbox: bool
    sandbox_dir: str | None
    output: str | None
    detailed_exitcode: bool
    force: bool
    verbose: bool
    plan: str | None
    checksum: str | None


def settings(context: Context, playbook: str, **options: Unpack[Options]) -> Settings:
    """Return the settings of a command: its options, over Invoke's configuration.

    Raises Exit for what is no setting.
    """
    defaults = dict(context.config.get("gh_playbook", {}))
    unknown = sorted(defaults.keys() - DEFAULTS.keys())
    if unknown:
        hint = suggestion(unknown[0], DEFAULTS)
        raise Exit(f"unknown setting gh_playbook.{unknown[0]}{hint}", 1)
    given = {key: value for key, value in options.items() if value}
    chosen = {**defaults, **given}
    folder = Path(chosen.get("playbooks") or "playbooks")
    output = chosen.get("output") or "text"
    if output not in {"text", "json"}:
        raise Exit(f"--output is text or json, not {output!r}", 1)
    backlog = chosen.get("backlog")
    return Settings(
        playbook=_playbook(playbook, folder),
        backlog=Path(backlog) if backlog else None,
        backlogs=folder / "backlogs",
        repo=chosen.get("repo"),
        tags=_listed(chosen.get("tags")),
        skip_tags=_listed(chosen.get("skip_tags")),
        only=_listed(chosen.get("only")),
        templates=tuple(Path(each) for each in _listed(chosen.get("templates"))),
        sandbox_dir=Path(chosen.get("sandbox_dir") or Settings.sandbox_dir),
        plan=Path(chosen["plan"]) if chosen.get("plan") else None,
        checksum=chosen.get("checksum") or None,
        runs=Path(chosen.get("runs") or Settings.runs),
        keep_runs=int(chosen.get("keep_runs") or Settings.keep_runs),
        report=Path(chosen.get("report") or Settings.report),
        output=output,
        dry_run=bool(chosen.get("dry_run")),
        diff=bool(chosen.get("diff")),
        sandbox=bool(chosen.get("sandbox")),
        detailed_exitcode=bool(chosen.get("detailed_exitcode")),
        force=bool(chosen.get("force")),
        verbose=bool(chosen.get("verbose")),
    )


def _playbook(name: str, folder: Path) -> Path:
    """Return the command's playbook: the repository's own, or the one that ships."""
    own = folder / f"{name}.yml"
    return own if own.is_file() else SHIPPED / "playbooks" / f"{name}.yml"


def _listed(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value or []
    return tuple(part.strip() for each in words for part in each.split(",") if part.strip())
