"""The existing fields of a project board, with their options and iterations."""

from collections.abc import Mapping, Sequence
from datetime import date

from gh_playbook.declaration.name import find, folded
from gh_playbook.declaration.value import Value
from gh_playbook.frozen import dataclass

# Field types that people and tools make; all others are GitHub's own.
CUSTOM_TYPES = frozenset({"text", "number", "date", "single_select", "multi_select", "iteration"})
# GitHub's own fields of a project, by name, with their type: its documentation of fields. Type is
# there where the owner has issue types.
BUILT_IN_FIELDS = {
    "Title": "title",
    "Assignees": "assignees",
    "Labels": "labels",
    "Linked pull requests": "linked_pull_requests",
    "Milestone": "milestone",
    "Repository": "repository",
    "Reviewers": "reviewers",
    "Parent issue": "parent_issue",
    "Sub-issues progress": "sub_issues_progress",
    "Type": "issue_type",
}


def is_reserved(name: str) -> bool:
    """Tell whether GitHub reserves the name of a field for itself (reports, for Type)."""
    return folded(name) in {folded(each) for each in BUILT_IN_FIELDS}


def keeper_name(field: str) -> str:
    """Return the name of the field that stores the cards' iterations while these are rewritten."""
    return f"{field} (gh-playbook)"


@dataclass(frozen=True)
class ExistingOption:
    """An option of a select field; `color` in lower case.

    `number` is the id of an issue field's option in GitHub's REST API.
    """

    id: str
    name: str
    color: str = ""
    description: str = ""
    number: int | None = None


@dataclass(frozen=True)
class ExistingIteration:
    """An iteration, also one that is over: its first day, and how many days it has."""

    id: str
    title: str
    start: date
    duration: int


@dataclass(frozen=True)
class ExistingField:
    """A field; `type` in lower case, `number` its id in GitHub's REST API.

    `is_exact` tells that the texts of its options are exactly GitHub's, not replaced by `gh`;
    `is_issue_field` that it shows an issue field, whose values belong to the issues. An iteration
    field has the number of days of its next iteration (`duration`), and the day of the week on
    which it will begin (`start_day`, 1 for Monday).
    """

    id: str
    name: str
    type: str
    number: int | None = None
    options: tuple[ExistingOption, ...] = ()
    iterations: tuple[ExistingIteration, ...] = ()
    is_exact: bool = True
    is_issue_field: bool = False
    duration: int | None = None
    start_day: int | None = None

    @property
    def is_built_in(self) -> bool:
        """Tell whether it is one of GitHub's own fields, filled from the issue."""
        return self.type not in CUSTOM_TYPES

    def option(self, name: str) -> ExistingOption | None:
        """Return the option of this name, ignoring case."""
        return find(name, self.options, lambda each: each.name)

    def iteration(self, title: str) -> ExistingIteration | None:
        """Return the iteration of this title, ignoring case."""
        return find(title, self.iterations, lambda each: each.title)


def new_names(before: Sequence[ExistingOption], after: Sequence[ExistingOption]) -> dict[str, str]:
    """Return the new names of renamed options, by their old names."""
    names = {each.id: each.name for each in after if each.id}
    return {
        each.name: names[each.id] for each in before if names.get(each.id, each.name) != each.name
    }


def renamed(
    values: Mapping[str, Value], before: str, after: str, options: Mapping[str, str]
) -> Mapping[str, Value]:
    """Return values of fields after a field, or some of its options, were renamed."""
    value = values.get(before)
    if value is None:
        return values
    if isinstance(value, tuple):
        value = tuple(options.get(each, each) for each in value)
    elif isinstance(value, str):
        value = options.get(value, value)
    others = {name: other for name, other in values.items() if name != before}
    return {**others, after: value}
