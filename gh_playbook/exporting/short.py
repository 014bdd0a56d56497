"""Short forms, if they save lines: `defaults`, `inherit` and `labels_from`.

They are chosen by counting lines. An issue then states only the values that differ from those it
would take from elsewhere, so that the expanded values are the same with every choice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from gh_playbook.declaration.backlog.shorthand import INHERITED
from gh_playbook.declaration.name import folded
from gh_playbook.exporting.issue import IssueContent
from gh_playbook.frozen import dataclass

# Single values that sub-issues may take from their parent, or all issues from the defaults.
FIELDS = ("type", "milestone", "priority", "size", "sprint", "status")
# The cost of each form in lines; a null costs more, because it confuses readers.
_NULL, _DEFAULT, _INHERIT = 3, 2, 4
# How often a rule or a default must hold to be worth reading.
_OFTEN = 3


@dataclass
class Short:
    """The short forms of a backlog, and the values that they imply.

    `not_below` are the fields whose values give no labels to sub-issues.
    """

    defaults: dict[str, Any] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    inherit: list[str] = field(default_factory=lambda: list(INHERITED))
    labels_from: dict[str, str | dict[str, str]] = field(default_factory=dict)
    made: dict[str, dict[str, str]] = field(default_factory=dict)
    not_below: list[str] = field(default_factory=list)

    def implied(self, each: IssueContent, name: str) -> Any:
        """Return the value that an issue has if it does not state one."""
        above = each.parent.values.get(name) if each.parent and name in self.inherit else None
        return self.defaults.get(name) if above is None else above

    def implied_labels(self, each: IssueContent) -> set[str]:
        """Return the labels that an issue has without stating them."""
        found = set(self.labels)
        for name, labels in self.made.items():
            if name in self.not_below and each.issue.parent is not None:
                continue
            label = labels.get(str(each.values.get(name)))
            if label is not None and each.values.get(name) is not None:
                found.add(label)
        return found


def choose(issues: Sequence[IssueContent], *, is_linked: bool = True) -> Short:
    """Choose the short forms that save lines for these issues.

    `is_linked` tells whether an issue has a parent in the file.
    """
    short = Short()
    for name in FIELDS:
        default, inherits = _best(issues, name)
        if default is not None:
            short.defaults[name] = default
        if inherits and name not in short.inherit:
            short.inherit.append(name)
        elif not inherits and name in short.inherit:
            short.inherit.remove(name)
    if len(issues) >= _OFTEN:
        worn = set.intersection(*(set(each.labels) for each in issues))
        short.labels = [name for name in issues[0].labels if name in worn]
    for name in FIELDS:
        above = [each for each in issues if each.issue.parent is None]
        for some in [issues, above] if is_linked else [issues]:
            labels = _labels_of(some, name, set(short.labels))
            if labels:
                short.made[name] = labels
                short.labels_from[name] = _rule(some, name, labels)
                short.not_below += [name] if some is above else []
                break
    return short


def _best(issues: Sequence[IssueContent], name: str) -> tuple[Any, bool]:
    """Return the default of a field, and whether sub-issues take it from their parent."""
    values = Counter(each.values[name] for each in issues if each.values.get(name) is not None)
    common = values.most_common(1)[0][0] if values else None
    usual = name in INHERITED
    ways = [(None, usual), (None, not usual)]
    if common is not None and values[common] >= max(_OFTEN, len(issues) / 2):
        ways += [(common, usual), (common, not usual)]
    return min(ways, key=lambda way: _lines(issues, name, *way))


def _lines(issues: Sequence[IssueContent], name: str, default: Any, inherits: bool) -> int:
    lines = 0 if default is None else _DEFAULT
    lines += _INHERIT if inherits != (name in INHERITED) else 0
    short = Short({} if default is None else {name: default}, inherit=[name] if inherits else [])
    for each in issues:
        value = each.values.get(name)
        if value != short.implied(each, name):
            lines += _NULL if value is None else 1
    return lines


def _labels_of(issues: Sequence[IssueContent], name: str, known: set[str]) -> dict[str, str]:
    """Return the label for each value of a field, if a label is named like the value."""
    worn: dict[str, list[set[str]]] = defaultdict(list)
    for each in issues:
        value = each.values.get(name)
        if value is not None:
            worn[str(value)].append(set(each.labels) - known)
    found = {}
    for value, labels in sorted(worn.items()):
        alike = [label for label in set.intersection(*labels) if _is_named_like(label, value)]
        if alike:
            found[value] = min(alike, key=lambda label: (len(label), label))
    often = sum(len(worn[value]) for value in found)
    return found if len(found) > 1 and often >= 2 * _OFTEN else {}


def _is_named_like(label: str, value: str) -> bool:
    words = folded(label).replace("-", " ")
    if len(value) == 1:
        # `size:small` is named like the value S.
        return re.split("[:/ ]", words)[-1].startswith(folded(value)) and words != folded(value)
    return words == folded(value) or words.endswith(
        tuple(f"{mark}{folded(value).replace('-', ' ')}" for mark in (":", "/", " "))
    )


def _rule(
    issues: Iterable[IssueContent], name: str, labels: Mapping[str, str]
) -> str | dict[str, str]:
    """Return a template, if one makes all labels; otherwise a mapping of values to labels."""
    values = {str(each.values[name]) for each in issues if each.values.get(name) is not None}
    for template, change in (("{{ value | lower }}", str.lower), ("{{ value }}", str)):
        before = {
            label.removesuffix(change(value)) if label.endswith(change(value)) else None
            for value, label in labels.items()
        }
        prefix = before.pop() if len(before) == 1 else None
        if prefix is not None and values == set(labels) and "{" not in prefix + "".join(values):
            return prefix + template
    return dict(labels)
