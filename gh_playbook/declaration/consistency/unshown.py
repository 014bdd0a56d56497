"""Values that issues have and that nothing shows on GitHub, and automations without a rule."""

from collections.abc import Iterable

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.wording import counted

# Of the properties those that only fields of the board and labels show.
_PROPERTIES = ("priority", "size", "sprint", "status")

_NO_RULE = "note: `automations` has no rule, such as `closed: Done`: its workflow moves no card"


def notes(backlog: Backlog, issues: Iterable[Issue]) -> list[str]:
    """Return a note for each property that no field, no label and no rule takes up.

    Also one for automations without a rule: their workflow moves no card.
    """
    fields = [*(backlog.project.fields if backlog.project else ()), *backlog.issue_fields]
    filled = " ".join(str(getattr(each, "value", "")) for each in fields)
    numbers = dict.fromkeys(_PROPERTIES, 0)
    for issue in issues:
        given = {**backlog.labels_from, **issue.labels_from}
        for name in _PROPERTIES:
            numbers[name] += getattr(issue, name) is not None and name not in given
    unshown = [
        f"note: nothing on GitHub shows the {name} of {counted(number, 'issue')}: a field of the "
        f"board (`project`) with `value: {name}` does, or `labels_from`"
        for name, number in numbers.items()
        if number and name not in filled
    ]
    rules = backlog.project.automations if backlog.project else None
    return [*unshown, _NO_RULE] if rules is not None and not rules.has_rule else unshown
