"""Verifying: read GitHub back, compare it with everything declared, report the differences."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.github import register, session
from gh_playbook.github.reader import Reader
from gh_playbook.github.reading import kept_reading
from gh_playbook.settings import Settings
from gh_playbook.verification import (
    absence,
    board,
    catalogue,
    file,
    introspection,
    issue,
    issue_field,
    link,
    prunable,
    reading,
    unexpected,
)
from gh_playbook.verification.desired import Desired
from gh_playbook.verification.existing import Existing, KnownFeatures
from gh_playbook.verification.known import Known
from gh_playbook.verification.verification import Check, Verification

_COMPARISONS: tuple[Callable[[Desired, Existing], Iterator[Check]], ...] = (
    catalogue.compare,
    issue.compare,
    issue_field.compare,
    link.compare,
    unexpected.compare,
    prunable.compare,
    board.compare,
    file.compare,
    absence.compare,
)


def verify(
    settings: Settings, on_wait: Callable[[float, str], None] = lambda _seconds, _why: None
) -> Verification:
    """Verify a repository; nothing can be written.

    Raises InputError before the first request if the input is unusable, and GitHubError.
    """
    prepared = prepare(settings)
    with session.opened(replace(settings, dry_run=True), on_wait) as opened:
        name = prepared.repository
        kept = partial(register.load_file, opened.memory)
        last = kept_reading.load(opened.memory, name)
        pages = last.card_pages if last else ()
        return check(opened.reader, prepared, kept=kept, card_pages=pages)


def check(
    reader: Reader,
    prepared: Prepared,
    known: Known | None = None,
    kept: register.Kept = register.nothing,
    card_pages: tuple[str, ...] = (),
) -> Verification:
    """Verify a prepared input through this reader; `known` saves a request.

    `kept` returns this machine's register, used if GitHub has none. `card_pages` are the cursors of
    the pages of cards in the last run, if nothing is `known`. Raises GitHubError.
    """
    project = prepared.backlog.project
    if known is None:
        title = project.title if project else None
        known = introspection.introspect(reader, prepared.owner, prepared.name, title, kept)
        known = replace(known, card_pages=card_pages)
    desired = Desired.of(prepared)
    known = replace(known, features=_asked(known.features, desired))
    paths = [file.path for file in (*desired.files, *desired.absent.files)]
    place = (prepared.owner, prepared.name)
    found = reading.read(reader, *place, known, paths, desired.vouching, desired.references, kept)
    asked = prepared.repository
    moved_from = None if found.repository.casefold() == asked.casefold() else asked
    target = replace(found.target, moved_from=moved_from)
    prepared.context.history.meet(target)
    pages = found.board.card_pages if found.board else ()
    return Verification(target, compare(desired, found), pages)


def _asked(features: KnownFeatures, desired: Desired) -> KnownFeatures:
    """Return the features; without issue fields and teams, if none are declared."""
    declares = bool(desired.issue_fields or desired.absent.issue_fields)
    teams = bool(desired.project and desired.project.teams)
    return replace(features, issue_fields=features.issue_fields and declares, board_teams=teams)


def compare(desired: Desired, found: Existing) -> tuple[Check, ...]:
    """Compare everything. Pure."""
    return tuple(each for comparison in _COMPARISONS for each in comparison(desired, found))
