"""The rules that move cards: the Status that an issue should have in its present state.

The generated workflow applies the same rules to events. Applied to the present state they must not
undo later moves of people. So a card only moves forward, by the order of the options; only the
label for blocked issues moves it aside and back.
"""

from collections.abc import Sequence

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.name import folded
from gh_playbook.model.existing import ExistingIssue


def status_by_rules(
    rules: Automations, issue: ExistingIssue, now: str | None, order: Sequence[str]
) -> str | None:
    """Return the Status that the rules want, None if they leave the card alone.

    `now` is the card's Status, `order` the names of all options.
    """
    if issue.state == "closed":
        return _moved(rules.closed, now)
    labels = {folded(name) for name in issue.labels}
    if rules.blocked_label and folded(rules.blocked_label) in labels:
        return _moved(rules.blocked, now)
    is_unblocked = rules.blocked is not None and now == rules.blocked
    if "merged" in issue.pull_requests and rules.merged:
        return _forward(rules.merged, now, order, anyway=is_unblocked)
    if "open" in issue.pull_requests and rules.linked:
        return _forward(rules.linked, now, order, anyway=is_unblocked)
    return rules.unblocked if is_unblocked else None


def _moved(wanted: str | None, now: str | None) -> str | None:
    return wanted if wanted != now else None


def _forward(wanted: str, now: str | None, order: Sequence[str], *, anyway: bool) -> str | None:
    if anyway or now is None or now not in order or wanted not in order:
        return _moved(wanted, now)
    return wanted if order.index(wanted) > order.index(now) else None
