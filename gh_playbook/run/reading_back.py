"""The step `verify`: reading everything back at the end of a run that has written.

If the run has written little, and its earlier reading is fresh and certain, only the written things
are read back, with the things that depend on them (`verification.recalled` says what this gives
up).
"""

from collections.abc import Sequence
from dataclasses import asdict, replace

from gh_playbook import verification
from gh_playbook.convergence.control_word import VERIFY
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.wording import counted, cut
from gh_playbook.github.error import GitHubError
from gh_playbook.github.reading.number_page import PAGE
from gh_playbook.model.outcome import Outcome, Result
from gh_playbook.model.world import World
from gh_playbook.report.verification import compared
from gh_playbook.run import orphan_warning, remembering
from gh_playbook.run.converged import Converged
from gh_playbook.verification import Check, CheckState, Known, KnownFeatures
from gh_playbook.verification.issue_reading import Whereabouts
from gh_playbook.verification.recalled import Again, recall
from gh_playbook.verification.verification import EXISTENCE

# The greatest age of the run's reading, in seconds, to count as the present state.
_FRESH = 120.0
# The longest reason of a result, in characters.
_LONGEST = 200


def differences(step: Step, run: Converged) -> list[Result]:
    """Read back, in one request for a small repository; return the differences.

    In a large repository only the things that matter are read, if that is safe.
    """
    name = run.world.repository.name
    where, again = _whereabouts(run), _again(run)
    try:
        found = verification.check(
            run.execution.session.reader,
            run.execution.prepared,
            replace(_known(run.world), whereabouts=where, again=again),
        )
    except GitHubError as error:
        return [Result(step.name, VERIFY, name, Outcome.FAILED, str(error))]
    if found.card_pages and found.card_pages != run.world.card_pages:
        run.world.card_pages = found.card_pages
        remembering.keep_reading(run.execution, run.world)
    told = {result.key for result in run.results if result.outcome is Outcome.CONFLICT}
    orphans = [check for check in found.drift if _is_orphan(check)]
    left = _warnings(orphans, run)
    drifting = [check for check in found.drift if check not in orphans]
    unknown = [check for check in drifting if check.key not in told]
    drift = [check for check in unknown if _is_reviewed(check, run)]
    if drift and run.has_failures:
        differing = counted(len(drift), "property differs", "properties differ")
        reason = f"{differing} after what failed: `verify` names each"
        return [Result(step.name, VERIFY, name, Outcome.CONFLICT, reason, warnings=left)]
    if drift:
        first, *others = (_drift(step, check) for check in drift)
        return [replace(first, warnings=left), *others]
    as_declared = sum(check.state is CheckState.MATCH for check in found.checks)
    reason = f"{counted(as_declared, 'property is', 'properties are')} as declared"
    if unknown:
        others_differ = counted(len(unknown), "other differs", "others differ")
        reason += f"; {others_differ}, which this run leaves alone: `verify` names each"
    elif drifting:
        reason += "; the others are the conflicts above"
    reason += _not_read(is_partial=again is not None, is_selective=where is not None)
    return [Result(step.name, VERIFY, name, Outcome.VERIFIED, reason, warnings=left)]


def _not_read(*, is_partial: bool, is_selective: bool) -> str:
    """Return what the reading left out, for `verify` to read: all else, or other issues."""
    told = ""
    if is_partial:
        told += "; only what this run wrote, and what depends on it, was read again"
        told += ": `verify` reads everything"
    if is_selective:
        told += "; `verify` looks for duplicates among all issues"
    return told


def _is_orphan(check: Check) -> bool:
    """Tell whether a check found an open issue whose entry has left the backlog."""
    return check.state is CheckState.ORPHAN and check.kind == "issue"


def _warnings(orphans: Sequence[Check], run: Converged) -> tuple[str, ...]:
    """Name the issues whose entries have left; each check begins with the issue's reference."""
    if run.things is not None or not orphan_warning.has_to_name(run):
        return ()
    references = (str(check.actual).partition(" ")[0] for check in orphans)
    left = [*zip(references, (check.key for check in orphans), strict=True)]
    return orphan_warning.warnings(left, run.world)


def _is_reviewed(check: Check, run: Converged) -> bool:
    """Tell whether a check is about the work of the run; for a reviewed plan, about its contents.

    An option or an iteration is named with its field: `Team: Hull`.
    """
    if run.things is None:
        return True
    keys = {key for _, key in run.things}
    return check.key in keys or check.key.partition(": ")[0] in keys


def _known(world: World) -> Known:
    """Return the run's knowledge of this GitHub and its board, which need not be read again."""
    features, board = KnownFeatures(**asdict(world.features)), world.project
    others = (*board.namesakes, *board.closed_namesakes) if board else ()
    id = board.id if board else None
    return Known(features, id, others, card_pages=world.card_pages, register=world.register)


def _whereabouts(run: Converged) -> Whereabouts | None:
    """Return the places of the issues, if this run is certain; None: they may be anywhere.

    A twin from this run could only come from a lost answer, or from a simultaneous run. Entries of
    the register that are no longer declared may be orphans.
    """
    world = run.world
    declared = run.execution.prepared.context.issues
    if world.is_whole or not _is_certain(run) or not all(map(world.issue, declared)):
        return None
    registered = (entry.id for entry in world.register.entries.values())
    ids = tuple(dict.fromkeys([*world.issues, *registered]))
    return Whereabouts(ids, world.newest) if len(ids) < world.issue_count else None


def _again(run: Converged) -> Again | None:
    """Return the things to read again; None means everything.

    Everything is read if the run had no lock, if something was in doubt, failed or is for a person
    to decide, if a change shows on more things than it names, and if that costs hardly more.
    """
    world, reach = run.world, run.execution.reach
    if not world.is_whole or not _is_certain(run) or not _is_plain(run) or reach.is_everywhere:
        return None
    issues = reach.issues(world)
    cards = reach.cards(issues, world)
    there = len(world.project.items) if world.project else 0
    everything = _requests(len(world.issues), there)
    if 2 * _requests(len(issues), len(cards)) > everything or not reach.is_settled(world):
        return None
    return Again(issues, cards, tuple(sorted(reach.labels)), recall(world))


def _requests(*counts: int) -> int:
    """Return the number of requests for these issues and cards; the first has a page of each."""
    return 1 + sum(max(0, -(-count // PAGE) - 1) for count in counts)


def _is_certain(run: Converged) -> bool:
    """Tell whether the run knows the present state: no other run, and nothing in doubt."""
    execution = run.execution
    is_alone = execution.settings.lock and not execution.warnings
    return is_alone and run.is_certain and not execution.settings.full


def _is_plain(run: Converged) -> bool:
    """Tell whether all went well and quickly, and no order of cards or draft is declared.

    Without a renewal, a lock would end within the greatest age of the reading.
    """
    prepared = run.execution.prepared
    project = prepared.backlog.project
    if project and (project.card_order or project.drafts or project.cards):
        return False
    went_well = {Outcome.CREATED, Outcome.UPDATED, Outcome.REMOVED, Outcome.SKIPPED, Outcome.OK}
    went_well |= {Outcome.VERIFIED, Outcome.UNSUPPORTED}
    has_gone_well = all(each.outcome in went_well for each in run.results)
    return has_gone_well and not run.world.conflicts and run.age < _FRESH


def _drift(step: Step, check: Check) -> Result:
    """Return the remaining differences: they need a person, because the run has ended."""
    if check.property == EXISTENCE:
        reason = f"is not there: {check.actual}" if check.actual else "is not there"
    else:
        reason = f"{check.state.value}: {check.property} {compared(check)}"
    reason = cut(reason, _LONGEST)
    return Result(
        step.name,
        VERIFY,
        f"{check.kind} {check.key}",
        Outcome.CONFLICT,
        f"{reason}: {check.advice}" if check.advice else reason,
        source=check.source,
    )
