"""Three-way comparison: declared, existing and last written values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gh_playbook.convergence.journal.pull_memory import Base
from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import BLANKS, folded, is_same
from gh_playbook.declaration.wording import whole
from gh_playbook.frozen import dataclass

# The compared fields except labels and the text: the issue's own, and those of its card.
FIELDS = ("title", "type", "milestone", "state", "state_reason", "pinned", "locked")
# Lists in which each element belongs to people or to the backlog, and the links among them.
LISTS = ("assignees", "blocked_by", "related_to")
LINKS = ("blocked_by", "related_to")
# Fields that are compared only if the backlog declares them: nobody wants each pin in a file.
ARCHIVED = "archived"
_IF_SAID = {"pinned", "locked", ARCHIVED}
CARD = ("priority", "size", "effort", "estimate", "sprint", "status")
# The reason why a thing that people deleted stays in the backlog until a person removes it.
GONE_REASON = "it is gone from GitHub: take its entry out, or let `all` make it again"


@dataclass(frozen=True)
class Taken:
    """A field that people changed, with the new value for the backlog."""

    key: str
    field: str
    declared: Any
    existing: Any

    def __str__(self) -> str:
        """Return the change in words."""
        return f"{self.key}: {self.field} {_shown(self.declared)} → {_shown(self.existing)}"


@dataclass(frozen=True)
class Conflict(Taken):
    """A field that both sides changed, or whose last value is unknown; `reason` says which.

    With `is_by_hand` no edit of the file can give it the value that GitHub has.
    """

    reason: str = "both changed"
    is_by_hand: bool = False

    def __str__(self) -> str:
        """Return the difference and the reason in words."""
        return (
            f"{self.key}: {self.field}: the backlog says {_shown(self.declared)}, "
            f"GitHub has {_shown(self.existing)} ({self.reason})"
        )


def compare(
    issue: Issue,
    existing: Mapping[str, Any],
    labels: Sequence[str],
    base: Base,
    left: Collection[str] = (),
) -> list[Taken]:
    """Return the differences between a declared and an existing issue, except for texts.

    `existing` has the values of the existing fields. `left` are labels, folded, of values that the
    issue ignores.
    """
    found: list[Taken] = []
    for name in (*FIELDS, *CARD, ARCHIVED):
        if name not in existing or name in issue.ignore:
            continue
        declared, there = getattr(issue, name), existing[name]
        if name == "title":  # GitHub keeps blanks around a title (reported); a backlog does not.
            there = there.strip(BLANKS)
        if name == "state" and declared is None:
            declared = "open"
        if name == "state_reason":
            declared = None if declared == "completed" else declared
        if name in _IF_SAID and declared is None:
            continue
        if name in CARD and not issue.says(name):
            if name != "status":
                found += _new_value(issue.key, name, there, base)
            continue
        if is_equal(name, declared, there) or (declared is None and name not in base.values):
            continue  # Undeclared values belong to people.
        found += judged(issue.key, name, declared, there, base)
    return [*found, *_labels(issue, labels, base, left)]


def compare_list(
    key: str,
    name: str,
    declared: Mapping[str, str],
    existing: Mapping[str, str],
    base: Collection[str] | None,
) -> Taken | None:
    """Return the elements to declare, if people added or removed some.

    `declared` and `existing` map elements to the words that people write for them; `base` has the
    last known elements, None if unknown. Both sides can only make the same change.
    """
    if base is None:
        return None
    kept = [text for each, text in declared.items() if each in existing or each not in base]
    new = [text for each, text in existing.items() if each not in base and each not in declared]
    said = list(declared.values())
    return Taken(key, name, said, [*kept, *new]) if new or kept != said else None


def compare_fields(
    issue: Issue, names: Iterable[str], existing: Mapping[str, Any], base: Mapping[str, Any] | None
) -> list[Taken]:
    """Return the differences of these values, some of which an issue declares in `fields`.

    `existing` and `base` have all present and all last values: a missing one is empty. Without a
    `base` the last values are unknown.
    """
    found: list[Taken] = []
    now = {folded(name): value for name, value in existing.items()}
    last = {folded(name): value for name, value in (base or {}).items()}
    all_said = {folded(name): value for name, value in issue.fields.items()}
    for name in names:
        key, value = f"fields.{name}", now.get(folded(name))
        known = Base() if base is None else Base({key: last.get(folded(name))})
        if folded(name) not in all_said:
            found += _new_value(issue.key, key, value, known)
        elif not _is_value(all_said[folded(name)], value):
            found += judged(issue.key, key, all_said[folded(name)], value, known)
    return found


def _new_value(key: str, name: str, existing: Any, base: Base) -> list[Taken]:
    """Return the value that people have given a card since, if the backlog declares none.

    The backlog has not changed an undeclared value, so there is no conflict.
    """
    if existing in (None, "", ()) or name not in base.values:
        return []
    is_theirs = not _is_value(existing, base.values[name])
    return [Taken(key, name, None, existing)] if is_theirs else []


def _is_value(one: Any, other: Any) -> bool:
    """Tell whether a declared value of a card equals the existing one."""
    if isinstance(one, tuple | list) or isinstance(other, tuple | list):
        return {*map(str, one or ())} == {*map(str, other or ())}
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return str(one or "") == str(other or "")


def judged(key: str, name: str, declared: Any, existing: Any, base: Base) -> list[Taken]:
    """Return the decision about two different values: nothing if only the backlog has changed."""
    if name not in base.values:
        return [Conflict(key, name, declared, existing, "the last written value is unknown")]
    last = base.values[name]
    is_ours, is_theirs = not is_equal(name, declared, last), not is_equal(name, existing, last)
    if is_ours and is_theirs:
        return [Conflict(key, name, declared, existing)]
    return [Taken(key, name, declared, existing)] if is_theirs else []


def _labels(issue: Issue, labels: Sequence[str], base: Base, left: Collection[str]) -> list[Taken]:
    """Return the labels to declare, if people added or removed some.

    For a single label both sides can only make the same change, so there is never a conflict.
    """
    if base.labels is None or "labels" in issue.ignore:
        return []
    worn = {fold: name for name in labels if (fold := folded(name)) not in left}
    declared = [name for name in issue.labels if folded(name) not in left]
    kept = [name for name in declared if folded(name) in worn or folded(name) not in base.labels]
    said = {folded(name) for name in issue.labels}
    removed = {folded(name) for name in issue.remove_labels}
    put_on = worn.keys() - base.labels - said - removed
    wanted = [*kept, *(name for fold, name in worn.items() if fold in put_on)]
    if wanted == declared:
        return []
    return [Taken(issue.key, "labels", declared, wanted)]


def is_equal(name: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field of an issue are the same."""
    if name in {"type", "milestone"}:
        return is_same(one or "", other or "")
    if name == "title":
        return bool((one or "").strip(BLANKS) == (other or "").strip(BLANKS))
    if name.startswith("fields."):
        return _is_value(one, other)
    if name == "locked" and True in {one, other}:
        return bool(one) == bool(other)  # Locked, for any reason.
    return bool(one == other)


def _shown(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(str, value))}]"
    text = "nothing" if value in {None, ""} else str(whole(value)).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}…"
