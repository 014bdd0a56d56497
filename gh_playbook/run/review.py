"""Reviewed plans: a dry run writes them; a run applies them and nothing else."""

import re
from dataclasses import replace

from gh_playbook import VERSION
from gh_playbook.convergence.journal.journal import digest
from gh_playbook.convergence.plan import plan_file, plan_objection
from gh_playbook.convergence.plan.plan import Plan
from gh_playbook.convergence.plan.plan_file import PlanFile
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.settings import Settings

# Modules and keys of the things that a plan changes.
Things = frozenset[tuple[str, str]]
# A checksum as a dry run prints it.
_CHECKSUM = re.compile(r"[0-9a-f]{16}")


class OutdatedPlanError(InputError):
    """GitHub is not as the reviewed plan found it: another run may be at work."""


def read(settings: Settings) -> PlanFile | None:
    """Return the reviewed plan that a run applies; None if no file is named.

    Raises InputError if it is not a plan, or if a dry run's plan would overwrite another file.
    """
    found = settings.checksum
    if found is not None and not _CHECKSUM.fullmatch(found):
        message = f"--checksum is 16 hexadecimal digits, as a dry run prints them, not {found!r}"
        raise InputError([Fault(message)])
    if settings.plan is None:
        return None
    if settings.dry_run:
        plan_file.refuse_other(settings.plan)
        return None
    return plan_file.read(settings.plan)


def restricted(
    settings: Settings, reviewed: PlanFile | None, server: str, prepared: Prepared, now: Plan
) -> tuple[Prepared, list[str]]:
    """Return the input restricted to the changes of the reviewed plan; without a plan all of it.

    Also return what has to be said about the plan: that it was applied already, so that nothing is
    left of the input; and what hinders things that it leaves alone. `now` is the plan of an
    unrestricted run. Raises OutdatedPlanError if GitHub or the backlog has changed since the
    review, and InputError if the plan is of something else.
    """
    if not settings.is_reviewed:
        return prepared, []
    if reviewed is None:
        things, told = _by_checksum(settings, server, prepared, now)
    else:
        things, told = _by_file(settings, reviewed, server, prepared, now)
    return replace(prepared, things=things), told + plan_objection.beside(things, now)


def _by_file(
    settings: Settings, reviewed: PlanFile, server: str, prepared: Prepared, now: Plan
) -> tuple[Things, list[str]]:
    """Return the things of a plan file, if it is still what would be done."""
    start = Source(str(settings.plan), 1, 1)
    repository = prepared.repository
    if reviewed.server.casefold() != server.casefold():
        message = f"this plan is for {_named(reviewed.server)}, not for {_named(server)}"
        raise InputError([Fault(f"{message}: review it there with --dry-run --plan", start)])
    if reviewed.repository.casefold() != repository.casefold():
        message = f"this plan is for {reviewed.repository}, not for {repository}"
        raise InputError([Fault(message, start)])
    if reviewed.undoes is not None and reviewed.undoes != settings.undoes:
        not_this = f"run {settings.undoes}" if settings.undoes else f"`{settings.playbook.stem}`"
        message = f"this plan takes back run {reviewed.undoes}, and is not of {not_this}"
        how = f"`gh-playbook undo --plan {settings.plan}` applies it"
        raise InputError([Fault(f"{message}: {how}", start)])
    if reviewed.playbook != settings.playbook.stem:
        message = f"this plan is of `{reviewed.playbook}`, not of `{settings.playbook.stem}`"
        raise InputError([Fault(f"{message}: give it to the command that wrote it", start)])
    is_same = reviewed.backlog_digest == digest(prepared)
    is_whole = not (prepared.leaves_steps_out or prepared.chosen is not None or settings.extra_vars)
    if is_same and plan_objection.is_done(reviewed, now, is_whole=is_whole):
        told = f"{start.file}: everything is as the plan wants it: {plan_objection.DONE}"
        return frozenset(), [told]
    found = plan_objection.objections(reviewed, now)
    if settings.checksum not in {None, reviewed.checksum}:
        found.append(f"its checksum is {reviewed.checksum}, not {settings.checksum}")
    if found:
        if reviewed.tool != VERSION:
            found.append(f"gh-playbook {reviewed.tool} has made it, and this is {VERSION}")
        lines = "".join(f"\n  {each}" for each in found)
        advice = "nothing was written; review it again with --dry-run --plan"
        message = f"the plan is no longer what would be done: {advice}{lines}"
        raise OutdatedPlanError([Fault(message, start)])
    return reviewed.things, []


def run_to_undo(settings: Settings) -> str | None:
    """Return the run to take back: the named one, or that of a reviewed plan; None for the latest.

    Raises InputError if the plan cannot be read.
    """
    if settings.undoes is None and settings.plan is not None and not settings.dry_run:
        return plan_file.read(settings.plan).undoes
    return settings.undoes


def write(settings: Settings, server: str, prepared: Prepared, plan: Plan) -> str | None:
    """Write a dry run's plan, if a file is named; return its checksum, if anything changes."""
    file = plan_file.plan_file(settings, server, prepared, plan)
    if settings.plan is not None:
        plan_file.write(settings.plan, file)
    return file.checksum if file.changes else None


def _named(server: str) -> str:
    return "a sandbox" if server == "sandbox" else server


def _by_checksum(
    settings: Settings, server: str, prepared: Prepared, now: Plan
) -> tuple[Things, list[str]]:
    """Return the things of the present plan, if it has the checksum, or has nothing to do."""
    changes = plan_file.planned(now)
    found = plan_file.checksum(changes, server, prepared.repository)
    # What is hindered now may have been a change when it was reviewed.
    if not changes and not now.faults and not plan_objection.hindered(now):
        return frozenset(), [f"--checksum {settings.checksum}: {plan_objection.DONE}"]
    if found != settings.checksum:
        message = (
            f"--checksum {settings.checksum}: the plan has changed ({found}), "
            "and nothing was written: review it again with --dry-run"
        )
        raise OutdatedPlanError([Fault(message)])
    return frozenset((each.module, each.key) for each in changes), []
