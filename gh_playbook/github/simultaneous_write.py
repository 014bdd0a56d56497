"""Simultaneous writes: one GraphQL document, and one REST request beside it.

GitHub allows a hundred requests at a time and advises clients to make them serially, so that they
stay clear of its secondary limits ("Rate limits for the REST API", "Best practices for using the
REST API"). But milestones and views have no mutation and take a request each. Such a request may go
beside a document: two at a time, never two of a kind, and none once GitHub's pace or a refusal
calls for one after the other (`Pacer.has_room`).

The two must not depend on each other, and must not change the same thing. So only a request that
makes something new goes beside a document, because nothing can refer to the new thing before the
answer. A view waits if the document changes parts of its board [unverified that it would do harm].
"""

from collections.abc import Iterable

from gh_playbook.github.creation import is_on
from gh_playbook.late_pattern import late_pattern
from gh_playbook.model.change import Call, Change, Operation

_MILESTONE = "POST /repos/*/*/milestones"
_VIEWS = ("POST /orgs/*/projectsV2/*/views", "POST /users/*/projectsV2/*/views")
_MAKES_UP_A_BOARD = late_pattern(r"(create|update|delete)ProjectV2((Issue)?Field|View)?")


def makes_new(change: Change) -> bool:
    """Tell whether a change is one REST request that makes something new."""
    first, *others = change.operations
    return not others and isinstance(first, Call) and _is_one_of(first, (_MILESTONE, *_VIEWS))


def are_apart(call: Call, document: Iterable[Operation]) -> bool:
    """Tell whether a REST request that makes something new may go beside a document."""
    if not _is_one_of(call, _VIEWS):
        return True
    return not any(
        isinstance(each, Call) or _MAKES_UP_A_BOARD.fullmatch(each.name) for each in document
    )


def _is_one_of(call: Call, routes: Iterable[str]) -> bool:
    return any(is_on(call, route) for route in routes)
