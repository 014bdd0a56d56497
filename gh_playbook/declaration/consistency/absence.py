"""Things that are declared absent although an issue needs them."""

from collections.abc import Iterable, Iterator, Mapping, Set

from gh_playbook.declaration.backlog.issue import Issue
from gh_playbook.declaration.name import folded
from gh_playbook.declaration.source import Fault

# The names of the things that are declared absent, by kind; the names of issues are keys.
Names = Mapping[str, Set[str]]
_FIELDS = {
    "labels": "label",
    "milestone": "milestone",
    "type": "issue type",
    "parent": "issue",
    "blocked_by": "issue",
    "related_to": "issue",
    "duplicate_of": "issue",
}


def check(issues: Iterable[Issue], absent: Names) -> Iterator[Fault]:
    """Yield a fault for each thing that issues need and that is declared absent."""
    for issue in issues:
        if issue.is_absent:
            continue
        for field, kind in _FIELDS.items():
            given = getattr(issue, field)
            names = [given] if isinstance(given, str) else given or ()
            for index, name in enumerate(names):
                if (name if kind == "issue" else folded(name)) in absent[kind]:
                    path = (field,) if isinstance(given, str) else (field, index)
                    message = f"the {kind} {name!r} is declared absent, but used here"
                    yield Fault(message, issue.place(*path))
