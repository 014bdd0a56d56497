"""The questions about earlier runs and pulls on this machine, which a comparison may ask.

Modules are pure: they get functions that answer. `convergence/journal/history.py` takes the answers
from the journals.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.frozen import dataclass
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.marker import Marker
from gh_playbook.model.target import Target

# The ids of two issues that are linked, in whichever direction.
Pair = frozenset[str]


@dataclass(frozen=True)
class History:
    """The answers about earlier runs and pulls; without journals nothing is known.

    `meet` is told which repository they are about as soon as GitHub has answered: an earlier one of
    the same name does not count. `taken_in` returns the digest of people's edits that the backlog
    has taken in, by an issue's key. `has_written` tells whether the file of an issue wrote a
    marker. `outdated_labels` returns the outdated labels of an issue, folded. `changed_by_hand`
    returns, folded, the labels and milestones of the issue with a key that came or went between the
    runs; `linked_by_runs` the pairs of issues that runs linked, by their ids, as far as the issues
    with some keys are known; `left_on_card` the values that a run left on the card of the issue
    with an id: each None if that is not known. `last_left` returns the fields of an issue as the
    last run here certainly left them, `last_left_card` the values of its card; empty if that is not
    known. `is_left_over` tells of the module and the ids of an undeclared link or card whether an
    earlier run certainly made it for an issue, and nothing will remove it.
    """

    meet: Callable[[Target], None] = lambda _target: None
    taken_in: Callable[[str], str] = lambda _key: ""
    has_written: Callable[[Issue, Marker], bool] = lambda _issue, _marker: False
    outdated_labels: Callable[[Issue, Iterable[str]], frozenset[str]] = lambda _issue, _worn: (
        frozenset()
    )
    changed_by_hand: Callable[[str, ExistingIssue], frozenset[str] | None] = lambda _key, _issue: (
        None
    )
    linked_by_runs: Callable[[Iterable[str]], Collection[Pair] | None] = lambda _keys: None
    left_on_card: Callable[[str], Mapping[str, Any] | None] = lambda _id: None
    last_left: Callable[[Issue], Mapping[str, Any]] = lambda _issue: {}
    last_left_card: Callable[[Issue], Mapping[str, Any]] = lambda _issue: {}
    is_left_over: Callable[[str, tuple[str, ...], Issue], bool] = lambda _module, _ids, _issue: (
        False
    )
