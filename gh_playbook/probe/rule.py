"""The expectations of a probe about the board's rules: each event, and the move of the card.

Pure. A rule can only be seen from a Status that it changes: for pull requests the generated
workflow moves a card only forward, and for blocked issues only from the blocked Status back.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from gh_playbook.declaration.backlog.automation import Automations, Opening
from gh_playbook.declaration.name import find, folded
from gh_playbook.frozen import dataclass


class Rule(StrEnum):
    """A rule of the board, by its name in the backlog."""

    OPENED = "opened"
    LINKED = "linked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    MERGED = "merged"
    CLOSED = "closed"

    @property
    def needs_pull_request(self) -> bool:
        """Tell whether a pull request triggers it."""
        return self in {Rule.LINKED, Rule.MERGED}


@dataclass(frozen=True)
class Expectation:
    """After `event` the card is in `status`, if it was in one of `begins` (None: no Status).

    A new issue has no card before. `opening` is the rule that brings it onto the board; without
    `opening` it is a sub-issue that follows its parent.
    """

    rule: Rule
    event: str
    status: str | None
    begins: tuple[str | None, ...] = ()
    opening: Opening | None = None

    @property
    def is_about_any_issue(self) -> bool:
        """Tell whether it is about every new issue, with any label and type."""
        return self.opening is not None and not (self.opening.label or self.opening.type)


def expectations(rules: Automations, options: Sequence[str]) -> tuple[Expectation, ...]:
    """Return the expectations of each declared rule, in the order in which to try them.

    `options` are the board's Status options, in their order; they contain every declared Status.
    """
    label = rules.blocked_label
    blocked = _named(rules.blocked, options)
    declared = (
        (Rule.LINKED, "a pull request that fixes the issue is opened", rules.linked),
        (Rule.BLOCKED, f"the label {label} is put on", rules.blocked),
        (Rule.UNBLOCKED, f"the label {label} is taken off", rules.unblocked),
        (Rule.MERGED, "the pull request is merged", rules.merged),
        (Rule.CLOSED, "the issue is closed", rules.closed),
    )
    moves = (
        Expectation(rule, event, status, _begins(rule, status, blocked, options))
        for rule, event, name in declared
        if (status := _named(name, options)) is not None
    )
    return (*_openings(rules, options), *moves)


def _openings(rules: Automations, options: Sequence[str]) -> Iterator[Expectation]:
    """Yield the expectations of new issues; a rule that an earlier one hides has none.

    If no rule is about every issue, a sub-issue follows its parent onto the board.
    """
    found: list[Expectation] = []
    for index, opening in enumerate(rules.opened):
        status = _named(opening.status, options)
        is_hidden = any(_hides(each, opening) for each in rules.opened[:index])
        if status is not None and not is_hidden:
            words = [f"with the label {opening.label}"] if opening.label else []
            words += [f"of the type {opening.type}"] if opening.type else []
            event = " ".join(["an issue", *words, "is opened"])
            found.append(Expectation(Rule.OPENED, event, status, opening=opening))
    yield from found
    if found and not any(each.is_about_any_issue for each in found):
        yield Expectation(Rule.OPENED, "a sub-issue of an issue on the board is opened", None)


def _hides(earlier: Opening, later: Opening) -> bool:
    """Tell whether each issue of a later rule also fits an earlier rule."""
    pairs = (earlier.label, later.label), (earlier.type, later.type)
    return all(one is None or folded(one) == folded(other or "") for one, other in pairs)


def missing(rules: Automations, options: Sequence[str]) -> tuple[str, ...]:
    """Return each declared Status that is not an option of the board."""
    declared = [rules.linked, rules.blocked, rules.unblocked, rules.merged, rules.closed]
    declared += [each.status for each in rules.opened]
    absent = (name for name in declared if name and _named(name, options) is None)
    return tuple(dict.fromkeys(absent))


def _named(name: str | None, options: Sequence[str]) -> str | None:
    """Return the option of this name, in the board's spelling."""
    return find(name or "", options, str)


def _begins(
    rule: Rule, status: str, blocked: str | None, options: Sequence[str]
) -> tuple[str | None, ...]:
    if rule is Rule.UNBLOCKED:
        return (blocked,)
    if rule.needs_pull_request:
        earlier = options[: options.index(status)]
        return tuple(each for each in earlier if each != blocked) or (None,)
    return tuple(each for each in options if each != status) or (None,)
