"""What a probe expects of the board's rules: which event moves the card from where to where.

Pure. A rule can only be seen from a Status that it changes: for pull requests the generated
workflow moves a card only forward, and for blocked issues only from the blocked Status back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gh_playbook.declaration.name import find
from gh_playbook.declaration.project import Automations


class Rule(StrEnum):
    """A rule of the board, by its name in the backlog."""

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
    """After `event` the card is in `status`, if it was in one of `begins` (None: no Status)."""

    rule: Rule
    event: str
    status: str
    begins: tuple[str | None, ...]


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
    return tuple(
        Expectation(rule, event, status, _begins(rule, status, blocked, options))
        for rule, event, name in declared
        if (status := _named(name, options)) is not None
    )


def missing(rules: Automations, options: Sequence[str]) -> tuple[str, ...]:
    """Return each declared Status that is not an option of the board."""
    declared = (rules.linked, rules.blocked, rules.unblocked, rules.merged, rules.closed)
    absent = (name for name in declared if name and _named(name, options) is None)
    return tuple(dict.fromkeys(absent))


def _named(name: str | None, options: Sequence[str]) -> str | None:
    """Return the option of this name, as the board spells it."""
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
