"""The places of the input (backlog, playbooks, templates), and the repository it is about."""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from gh_playbook.declaration import repository_name, text_file
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.playbook.playbook_folder import PlaybookFolders
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.wording import unusual
from gh_playbook.declaration.yaml import located_yaml
from gh_playbook.settings import Settings

# The folders that ship with the tool: inside the package in a wheel, beside it in a checkout.
_PACKAGED = Path(__file__).parents[1] / "defaults"


DEFAULTS = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[2]
SHIPPED_TEMPLATES = DEFAULTS / "templates"


def playbook_folders(own: Path) -> PlaybookFolders:
    """Return the folders in which playbooks are searched: the user's own folder first."""
    ships = DEFAULTS / "playbooks"
    return PlaybookFolders(
        (ships,) if text_file.resolved(own) == text_file.resolved(ships) else (own, ships)
    )


def backlog_file(settings: Settings, *, is_needed: bool = True) -> Path | None:
    """Return the backlog: the named one, or the only one in the folder. Raises InputError.

    If there are several, return the only one whose repository is that of `--repo`.
    """
    if settings.backlog is not None:
        _check_no_bare_name(settings, settings.backlog)
        return settings.backlog
    # Playbooks may be the shipped ones; a backlog always belongs to the user.
    folder, found = settings.backlogs, backlog_files(settings)
    if len(found) == 1:
        return found[0]
    meant = [each for each in found if settings.repo and is_of(each, settings.repo)]
    if len(meant) == 1:
        return meant[0]
    if not found and not is_needed:
        return None
    if found:
        *others, last = map(str, meant or found)
        either = f"{', '.join(others)} or {last}"
        told = f"there are several backlogs: name one with --backlog, {either}"
    else:
        is_known = settings.repo is not None and repository_name.parted(settings.repo) is not None
        repository = settings.repo if is_known else "OWNER/NAME"
        told = (
            f"there is no backlog in {folder}: `gh-playbook init --repo {repository}` writes one, "
            "and --backlog FILE names another place"
        )
        if above := folder_above(settings):
            told = f"there is no backlog in {folder}, but {above} has one: go there"
    raise InputError([Fault(told)])


def _check_no_bare_name(settings: Settings, named: Path) -> None:
    """Raise InputError for a backlog's name without folder and ending, as `run NAME` has it."""
    if named.suffix or os.path.exists(named):  # noqa: PTH110 - a path may be no path at all
        return
    for found in backlog_files(settings):
        if found.stem == str(named):
            raise InputError([Fault(f"there is no file {named}: did you mean '{found}'?")])


def folder_above(settings: Settings) -> Path | None:
    """Return the closest folder above this one that has backlogs."""
    for above in Path.cwd().parents:
        if backlog_files(replace(settings, backlogs=above / settings.backlogs)):
            return above
    return None


def _used_above(settings: Settings) -> Path | None:
    """Return the closest folder above this one that has backlogs, runs, or settings of the tool."""
    for above in Path.cwd().parents:
        found = (*backlog_files(replace(settings, backlogs=above / settings.backlogs)),)
        journals = (above / settings.runs).glob("*.jsonl")
        if found or any(journals) or any(map(_has_settings, above.glob("invoke.*"))):
            return above
    return None


def _has_settings(file: Path) -> bool:
    with suppress(InputError, ValueError):
        return "gh_playbook" in text_file.read(file)
    return False


def backlog_files(settings: Settings) -> list[Path]:
    """Return the backlogs in the folder for them."""
    return sorted([*settings.backlogs.glob("*.yml"), *settings.backlogs.glob("*.yaml")])


def is_of(file: Path, repository: str) -> bool:
    """Tell whether a backlog names this repository; an unreadable backlog names none."""
    try:
        declared = located_yaml.load(file)
    except InputError:
        return False
    named = declared.get("repository") if isinstance(declared, dict) else None
    return isinstance(named, str) and folded(named) == folded(repository)


def template_folders(settings: Settings) -> list[Path]:
    """Return the folders in which templates are searched: the user's own folders first."""
    folder = text_file.resolved(settings.playbook).parent
    ships = folder == text_file.resolved(DEFAULTS / "playbooks")
    own = Path("templates") if ships else folder.parent / "templates"
    return [*settings.templates, own, SHIPPED_TEMPLATES]


def project_folder(settings: Settings) -> Path:
    """Return the folder whose files templates may read: this one, if the playbook is in it."""
    folder, here = text_file.resolved(settings.playbook).parent, Path.cwd()
    is_of_here = folder.is_relative_to(here) or folder == text_file.resolved(DEFAULTS / "playbooks")
    return here if is_of_here else folder


def repository_of(settings: Settings, declared: Backlog) -> tuple[str, str]:
    """Return owner and name of the repository of the run. Raises InputError."""
    given = settings.repo or declared.repository
    if given is None:
        place = declared.place("repository")
        message = (
            "which repository? name it by --repo OWNER/NAME, or by `repository` in the backlog"
        )
        if os.environ.get("GH_REPO"):
            message += "; GH_REPO is for `gh` alone"
        above = _used_above(settings) if place is None else None
        led = f"; or go to {above}, which has files of gh-playbook" if above else ""
        raise InputError([Fault(message + led, place)])
    return _parted(given, None if settings.repo else declared.place("repository"))


def check_repository(given: str | None) -> None:
    """Raise InputError for a repository that is given in another form than OWNER/NAME."""
    if given is not None:
        _parted(given)


def _parted(given: str, place: Source | None = None) -> tuple[str, str]:
    found = repository_name.parted(given)
    if found is None:
        hint = repository_name.advice(given) or unusual(given)
        raise InputError([Fault(f"a repository is OWNER/NAME, not {given!r}{hint}", place)])
    return found


def repository_named(settings: Settings) -> tuple[str, str]:
    """Return owner and name of the repository of a command that carries out no backlog.

    Without `--repo` it is the repository that the backlogs in this folder name. Raises InputError.
    """
    if settings.repo:
        return repository_of(settings, Backlog())
    files = [settings.backlog] if settings.backlog is not None else backlog_files(settings)
    found = [backlog.read(each).model for each in files]
    named = {folded(each.repository): each for each in found if each.repository is not None}
    if len(named) > 1:
        either = " or ".join(str(each.repository) for each in named.values())
        raise InputError([Fault(f"the backlogs here are of several repositories: --repo {either}")])
    return repository_of(settings, next(iter(named.values()), Backlog()))
