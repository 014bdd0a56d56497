"""The settings of a command: its options, over the environment and `invoke.yaml`."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Unpack

from invoke.context import Context
from invoke.exceptions import Exit

from gh_playbook.commands import settings_file
from gh_playbook.commands.call import looks_like_flag
from gh_playbook.commands.command import refuse
from gh_playbook.commands.option import HELP, Options, contradictions
from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError
from gh_playbook.declaration.wording import short, suggestion
from gh_playbook.report.escaping import escaped
from gh_playbook.settings import Settings

_FLAGS = ("dry_run", "diff", "sandbox", "detailed_exitcode", "force", "verbose", "full", "no_lock")
_LISTS = ("tags", "skip_tags", "only", "templates")
_NUMBERS = ("keep_runs", "lock_timeout", "guard_share", "guard_from")
# Options of the command line only. An `invoke.yaml` can come with a checkout: it must not answer
# questions, not even by a reviewed plan, and must not name a file of variables, which could be any
# file.
_TYPED_ONLY = {"yes", "adopt", "extra_vars", "start_at_step", "step", "list_steps", "list_tags"}
_TYPED_ONLY |= {"plan", "checksum"}
# The settings that `invoke.yaml` and the environment may have.
NAMES = (
    *(name for name in HELP if name not in _TYPED_ONLY),
    *("templates", "playbooks", "report", "runs", "keep_runs", "guard_share", "guard_from"),
)
_WHOLE = 100
_PREFIX = "INVOKE_GH_PLAYBOOK_"
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", ""}


def settings(context: Context, playbook: str = "all", **options: Unpack[Options]) -> Settings:
    """Return the settings of a command: its options, over Invoke's configuration.

    Invoke's own `--dry` means a dry run. Raises Exit for unknown or wrong settings.
    """
    configured = context.config.get("gh_playbook", {})
    unusable = dict(_option_faults(options))
    given = {key: value for key, value in options.items() if value and key not in unusable}
    chosen: dict[str, Any] = {**_well_typed(configured), **_environment(), **given}
    faults = [*_environment_faults(), *_configuration_faults(configured), *unusable.values()]
    if "sandbox_dir" in given and not chosen.get("sandbox"):
        faults.append("--sandbox-dir needs --sandbox: without it, this command goes to GitHub")
    dry = chosen.get("dry_run") or context.config.run.dry
    faults += contradictions({**chosen, "dry_run": dry}, given)
    refuse([*faults, *_choice_faults(chosen, given)])
    folder = Path(chosen.get("playbooks") or "playbooks")
    backlog = chosen.get("backlog")
    return Settings(
        playbook=_playbook(playbook, folder),
        backlog=Path(backlog) if backlog else None,
        backlogs=folder / "backlogs",
        playbooks=folder,
        repo=chosen.get("repo") or None,
        tags=_listed(chosen.get("tags")),
        skip_tags=_listed(chosen.get("skip_tags")),
        only=_listed(chosen.get("only")),
        extra_vars=tuple(chosen.get("extra_vars") or ()),
        start_at_step=chosen.get("start_at_step") or None,
        step=bool(chosen.get("step")),
        templates=tuple(Path(each) for each in _listed(chosen.get("templates"))),
        sandbox_dir=Path(chosen.get("sandbox_dir") or Settings.sandbox_dir),
        plan=Path(chosen["plan"]) if chosen.get("plan") else None,
        checksum=chosen.get("checksum") or None,
        full=bool(chosen.get("full")),
        lock=not chosen.get("no_lock"),
        lock_timeout=float(_said(chosen.get("lock_timeout"), Settings.lock_timeout)),
        runs=Path(chosen.get("runs") or Settings.runs),
        guard_share=int(_said(chosen.get("guard_share"), Settings.guard_share)),
        guard_from=int(_said(chosen.get("guard_from"), Settings.guard_from)),
        keep_runs=int(chosen.get("keep_runs") or Settings.keep_runs),
        report=Path(chosen.get("report") or Settings.report),
        output=chosen.get("output") or "text",
        dry_run=bool(dry),
        diff=bool(chosen.get("diff")),
        sandbox=bool(chosen.get("sandbox")),
        detailed_exitcode=bool(chosen.get("detailed_exitcode")),
        force=bool(chosen.get("force")),
        verbose=bool(chosen.get("verbose")),
        yes=bool(chosen.get("yes")),
        adopt=bool(chosen.get("adopt")),
    )


# Wrong names that people use for a setting's variable, without underscores.
_MEANT = {
    f"{start}{name.replace('_', '')}": f"{_PREFIX}{name.upper()}"
    for start in ("invokeghplaybook", "invokeplaybook", "invoke", "ghplaybook")
    for name in NAMES
} | {f"invoke{name}": "INVOKE_RUN_DRY" for name in ("dry", "rundry", "check")}


def _variables() -> Iterator[tuple[str, str, str]]:
    """Yield the environment variables that are settings: the name of the setting, and the value."""
    for variable, value in sorted(os.environ.items()):
        if variable.startswith(_PREFIX):
            yield variable, variable.removeprefix(_PREFIX).lower(), value


def _environment() -> dict[str, Any]:
    """Return the settings from environment variables.

    Invoke would silently ignore variables that it does not know.
    """
    return {
        name: value.lower() in _TRUE if name in _FLAGS else value
        for _, name, value in _variables()
        if name not in _NUMBERS or value.isdecimal()
    }


def _environment_faults() -> Iterator[str]:
    for variable in sorted(os.environ):
        meant = _MEANT.get(variable.lower().replace("_", "").replace("-", ""), variable)
        if variable != meant and (not variable.startswith(_PREFIX) or variable.upper() == meant):
            yield f"unknown setting {variable}: did you mean {meant!r}?"
    for variable, name, value in _variables():
        if name not in NAMES:
            known = [f"{_PREFIX}{each.upper()}" for each in NAMES]
            yield f"unknown setting {variable}{_typed_only(name) or suggestion(variable, known)}"
        elif name in _FLAGS and value.lower() not in _TRUE | _FALSE:
            yield f"{variable} must be 1 or 0, not {value!r}"
        elif name in _NUMBERS and not value.isdecimal():
            yield f"{variable} must be a whole number, not {value!r}"


def file_faults(path: Path) -> list[str]:
    """Return the faults of a settings file that Invoke cannot read, or would misread.

    If it has any, the faults of all values are there too; otherwise the commands report them.
    """
    found = [str(fault) for fault in settings_file.faults(path)]
    if not found:
        return []
    section = settings_file.section(path)
    chosen = {**_well_typed(section), **_environment()}
    return [*found, *_value_faults(section), *_environment_faults(), *_choice_faults(chosen, ())]


def _well_typed(configured: Any) -> dict[str, Any]:
    """Return the settings of a section whose values have the right type."""
    found = dict(configured) if hasattr(configured, "keys") else {}
    return {name: each for name, each in found.items() if not _configuration_fault(name, each)}


def _configuration_faults(configured: Any) -> Iterator[str]:
    """Yield the faults of the section `gh_playbook` in `invoke.yaml`."""
    path = settings_file.file_in(Path.cwd())
    yield from map(str, settings_file.misplaced(path) if path else ())
    yield from _value_faults(configured)


def _value_faults(configured: Any) -> Iterator[str]:
    if not hasattr(configured, "keys"):
        yield f"gh_playbook holds settings by their names, not {short(configured)}"
        return
    path = settings_file.file_in(Path.cwd())
    for name, value in dict(configured).items():
        if told := _configuration_fault(str(name), value):
            yield str(Fault(told, settings_file.place(path, str(name))))


def _configuration_fault(name: str, value: Any) -> str | None:
    """Return the fault of a setting in `invoke.yaml`; None if it can be used."""
    if name not in NAMES:
        return f"unknown setting gh_playbook.{name}{_typed_only(name) or suggestion(name, NAMES)}"
    if name in _FLAGS and not isinstance(value, bool):
        return f"gh_playbook.{name} must be true or false, not {short(value)}"
    if name in _LISTS and not _is_text_or_texts(value):
        return f"gh_playbook.{name} must be a text or a list of texts, not {short(value)}"
    if name in _NUMBERS and (type(value) is not int or value < 0):
        return f"gh_playbook.{name} must be a whole number, not {short(value)}"
    if name not in {*_FLAGS, *_LISTS, *_NUMBERS} and not _is_text_or_nothing(value):
        return f"gh_playbook.{name} must be a text, not {short(value)}"
    return None


def _typed_only(name: str) -> str:
    """Return the hint for an option that only the command line has; empty for another name."""
    return f": use --{name.replace('_', '-')} on the command line" if name in _TYPED_ONLY else ""


def _is_text_or_texts(value: object) -> bool:
    values = [value] if isinstance(value, str | None) else value
    return isinstance(values, list) and all(map(_is_text_or_nothing, values))


def _is_text_or_nothing(value: object) -> bool:
    """Tell whether a value is a text, which can be the name of a file, or null."""
    return isinstance(value, str | None) and "\0" not in (value or "")


def _option_faults(options: Options) -> Iterator[tuple[str, str]]:
    """Yield the options that were typed without a value, and what to say about each."""
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and not each.strip(" ,\t\n" if name in _LISTS else None):
                yield name, f"{flag} needs a value"
            elif isinstance(each, str) and looks_like_flag(flag, each):
                yield name, f"{flag} needs a value, and {each!r} looks like a flag"


def _choice_faults(chosen: Mapping[str, Any], typed: Collection[str]) -> Iterator[str]:
    """Yield the faults of the chosen values, each with its origin; `typed` are options."""
    variables = {name: variable for variable, name, _ in _variables()}
    unusable = (*_unusable(chosen), *_unusable_folders(chosen))
    for name, told in [*unusable, *_unusable_repository(chosen, typed)]:
        if name in typed:
            yield f"--{name.replace('_', '-')} {told}"
        elif name in variables:
            yield f"{variables[name]} {told}"
        else:
            place = settings_file.place(settings_file.file_in(Path.cwd()), name)
            yield str(Fault(f"gh_playbook.{name} {told}", place))


def _unusable(chosen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names of settings with unusable values, and the form that they must have."""
    output = chosen.get("output") or "text"
    if output not in {"text", "json"}:
        yield "output", f"must be text or json, not {output!r}"
    if int(_said(chosen.get("guard_share"), 0)) > _WHOLE:
        yield "guard_share", f"must be a percentage, 0 to 100, not {chosen['guard_share']}"
    if chosen.get("keep_runs") is not None and not int(chosen["keep_runs"]):
        yield "keep_runs", "must be 1 or more: undo reads the journals of runs"
    timeout = str(_said(chosen.get("lock_timeout"), 0))
    if not timeout.replace(".", "", 1).isdecimal():
        yield "lock_timeout", f"must be a number of seconds, not {timeout!r}"
    if "://" in (backlog := chosen.get("backlog") or ""):
        yield "backlog", f"must be a file, not {backlog!r}: --repo names a repository"
    report = chosen.get("report") or Settings.report
    if Path(report).suffix.lower() != Settings.report.suffix:
        yield "report", f"must be a Markdown file, NAME.md, not {str(report)!r}"
    for name in ("report", "runs"):
        path = Path(chosen.get(name) or getattr(Settings, name))
        if path.is_absolute() or ".." in path.parts:
            yield name, f"must be below this folder, and {str(path)!r} is not"
        elif not _is_below(path):
            yield name, f"must be below this folder, and a link in {str(path)!r} leads out"


def _unusable_folders(chosen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for folder in map(Path, _listed(chosen.get("templates"))):
        if text_file.is_file(folder) or not folder.is_dir():
            yield "templates", f"must be folders, and {str(folder)!r} is none"


def _unusable_repository(
    chosen: Mapping[str, Any], typed: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the fault of a repository that was not typed; a command reports typed ones."""
    given = chosen.get("repo")
    if not given or "repo" in typed:
        return
    from gh_playbook.declaration import repository_name

    if repository_name.parted(given) is None:
        yield "repo", f"must be OWNER/NAME, not {given!r}{repository_name.advice(given)}"


def _is_below(path: Path) -> bool:
    """Tell whether a path is below this folder after the links on the way to it are resolved.

    If its last part is itself a link, the code that writes there reports that.
    """
    parent = path if path.is_dir() else path.parent
    return text_file.resolved(parent).is_relative_to(Path.cwd())


def _said(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _playbook(name: str, folder: Path) -> Path:
    """Return a playbook, the user's own or a shipped one. Raises Exit if there is none."""
    from gh_playbook.convergence.location import playbook_folders

    try:
        return playbook_folders(folder).find(name)
    except InputError as error:
        raise Exit(escaped(str(error)), 1) from error


def _listed(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    words = [value] if isinstance(value, str) else value or []
    return tuple(part.strip() for each in words for part in each.split(",") if part.strip())
