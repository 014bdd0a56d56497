"""Values that issues keep although their parent would give them others after a pull."""

from collections.abc import Iterator, Mapping
from typing import Any

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.pulling.three_way import CARD, FIELDS, Taken, is_equal


def kept(
    old: Issue,
    issue: Issue,
    values: Mapping[str, Any],
    fields: Mapping[str, Any],
    *,
    is_moved: bool,
) -> Iterator[Taken]:
    """Yield the values that an issue has to declare, so that a run leaves it as it is on GitHub.

    `old` is the issue in the backlog before the pull, `issue` the issue after it. `values` are its
    values on GitHub, `fields` the values of the fields that either declares. `is_moved` tells that
    people moved it away from its parent.
    """
    for name in (*FIELDS, *CARD):
        said, now = getattr(old, name), getattr(issue, name)
        is_said = now is not None or (is_moved and bool(said))
        if name in values and is_said and now != values[name] and said in (None, values[name]):
            yield _taken(issue, name, now, values[name])
    for name, value in fields.items():
        field, now = f"fields.{name}", issue.fields.get(name)
        is_said = name in issue.fields or is_moved
        is_kept = name not in old.fields or is_equal(field, old.fields[name], value)
        if is_said and is_kept and not is_equal(field, now, value):
            yield _taken(issue, field, now, value)


def _taken(issue: Issue, name: str, now: Any, value: Any) -> Taken:
    return Taken(issue.key, name, now if value is None else None, value)
