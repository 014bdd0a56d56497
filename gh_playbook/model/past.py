"""Things before a run and after it, as undo declares each of them."""

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any

from gh_playbook.declaration.declared import Declared
from gh_playbook.frozen import dataclass
from gh_playbook.model.change import Thing


@dataclass(frozen=True)
class Ties:
    """The ties of issues that a run made; all other ties were added by others.

    `links` are pairs of the ids of two issues: one waits for the other, is related to it, or is its
    sub-issue. `cards` are the run's changes of cards, by the ids of their issues. `keys` are the
    keys of issues whose creation got no answer: their ids are not known. `things` are the links and
    cards as undo names them, by the ids of their issues. `views` are the names of the views that
    the run removed: a new board comes with one.
    """

    links: frozenset[tuple[str, str]] = frozenset()
    cards: Mapping[str, "Past"] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    things: Mapping[str, Collection[Thing]] = field(default_factory=dict)
    views: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Past:
    """The effect of a run on one thing, from its first change to its last.

    `before` is None if the run created the thing, `after` is None if it removed it. `without` is
    the state before its last change, if that change got no answer: then each field is as in `after`
    or as in `without`, unless somebody has changed it since. `used_by` are the values that issues
    lost, by their ids. `is_known` tells that GitHub answered, so that `after` is its answer;
    otherwise it is what the run wanted. `deletes` means that issues are deleted instead of closed.
    `is_masked` tells that the journal has a mask in place of a token in the texts. `ties` are the
    ties that the run made to the issues and the board that it created. `issue` is what the run did
    to the issue of a card, if it created both: the card stays with its issue. `is_of_made_board`
    tells that the thing is one of a board that the run created.
    """

    module: str
    key: str
    before: Any
    after: Any
    used_by: Mapping[str, Any] = field(default_factory=dict)
    is_known: bool = True
    deletes: bool = False
    is_masked: bool = False
    without: Any = None
    ties: Ties = field(default_factory=Ties)
    issue: "Past | None" = None
    is_of_made_board: bool = False

    @property
    def latest(self) -> Any:
        """The form that identifies the thing: the form after the run, or else the removed one."""
        return self.before if self.after is None else self.after


class Reversal(Declared):
    """Declares that a thing should be as it was before a run: an item of undo."""

    past: Past

    @property
    def key(self) -> str:
        """The name of the thing in reports."""
        return self.past.key
