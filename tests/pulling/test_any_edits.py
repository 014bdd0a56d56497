"""Whatever people change on GitHub: after a pull a run writes nothing, or the pull named why."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.model.existing import ExistingIssue
from gh_playbook.pulling.summary import Pull
from tests.pulling.trial import Trial
from tests.support.github_in_memory import OWN

KEYS = ("guide", "outline", "other", "third", "twin")


@dataclass(frozen=True)
class Edit:
    """What people do, by a name for reports."""

    name: str
    do: Callable[[Trial], None] = field(repr=False)


Making = tuple[str, Callable[[str], Callable[[Trial], None]]]


def _set(**fields: Any) -> Making:
    return f"{fields}", lambda key: lambda trial: trial.set(key, **fields)


def _value(**values: Any) -> Making:
    return f"{values}", lambda key: lambda trial: _on_card(trial, key, values)


def _on_card(trial: Trial, key: str, values: dict[str, Any]) -> None:
    project = trial.world.project
    assert project is not None
    item = project.items.get(trial.issue(key).id)
    if item is not None:
        usable = {name: value for name, value in values.items() if _is_there(trial, name, value)}
        kept = {name: value for name, value in item.values.items() if name not in values}
        said = {name: value for name, value in usable.items() if value is not None}
        trial.world.put_item(trial.issue(key).id, replace(item, values={**kept, **said}))


def _is_there(trial: Trial, name: str, value: Any) -> bool:
    project = trial.world.project
    field = project.field(name) if project else None
    names = value if isinstance(value, tuple) else (value,)
    is_select = bool(field and field.options)
    return field is not None and (not is_select or all(map(field.option, filter(None, names))))


def _linked(kind: str, other: str) -> Making:
    def link(key: str) -> Callable[[Trial], None]:
        def change(trial: Trial) -> None:
            one, two = trial.issue(key), trial.issue(other)
            if one.id == two.id:
                return
            if kind == "related_to":
                related = two.id in one.related_to
                (trial.world.unrelate if related else trial.world.relate)(one.id, two.id)
                return
            if one.id in two.blocked_by:
                return  # GitHub refuses a circle.
            ids = tuple(each for each in one.blocked_by if each != two.id)
            added = () if two.id in one.blocked_by else (two.id,)
            trial.set(key, blocked_by=(*ids, *added))

        return change

    return f"{kind} {other}", link


def _moved(parent: str | None) -> Making:
    def move(key: str) -> Callable[[Trial], None]:
        def change(trial: Trial) -> None:
            above = parent
            while above is not None and above != key:
                found = trial.world.issues.get(trial.issue(above).parent or "")
                above = next((each for each in KEYS if found and trial.issue(each) == found), None)
            if above is None:
                trial.move(key, parent)

        return change

    return f"parent {parent}", move


def _renamed_label(trial: Trial) -> None:
    label = trial.world.label("bug")
    if label is not None:
        trial.world.put_label(replace(label, name="is: broken", color="000000"), instead_of="bug")


def _renamed_milestone(trial: Trial) -> None:
    found = trial.world.milestone("v1")
    if found is not None:
        del trial.world.milestones["v1"]
        trial.world.put_milestone(replace(found, title="First: 1"))
        for each in list(trial.world.issues.values()):
            if each.milestone == "v1":
                trial.world.put_issue(replace(each, milestone="First: 1"))


def _new_issue(trial: Trial) -> None:
    issue = ExistingIssue("I20", 20, "Opened: by people", "", author=OWN, labels=("help",))
    trial.world.put_issue(replace(issue, parent=trial.issue("guide").id))


def _written_above(trial: Trial, key: str) -> None:
    trial.set(key, body=f"People's own text.\r\n\r\n{trial.issue(key).body}")


def _archived(key: str) -> Callable[[Trial], None]:
    def change(trial: Trial) -> None:
        project, id = trial.world.project, trial.issue(key).id
        if project is not None and id in project.items:
            trial.world.put_item(id, replace(project.items[id], is_archived=True))

    return change


OF_ISSUES: list[Making] = [
    *(_set(title=title) for title in ("New: it", "yes", "# odd '\"", "Ünï \N{ROCKET}")),
    *(_set(type=name) for name in ("Bug", None)),
    *(_set(labels=names) for names in ((), ("help",), ("bug", "help"))),
    *(_set(milestone=title) for title in ("v2", None)),
    _set(state="closed", reason="completed"),
    _set(state="closed", reason="not_planned"),
    _set(state="open", reason="reopened", duplicate_of=None),
    *(_set(assignees=names) for names in ((), ("hubot",), ("octocat", "monalisa"))),
    *(_set(is_pinned=pinned) for pinned in (True, False)),
    *(_set(lock=lock) for lock in (True, False, "resolved")),
    ("text", lambda key: lambda trial: _written_above(trial, key)),
    *(_value(Priority=name) for name in ("P0", None)),
    *(_value(Team=name) for name in ("Power", None)),
    *(_value(Cost=number) for number in (0.0, 7.5, None)),
    *(_value(Skills=names) for names in (("Data",), ("Web", "Data"), None)),
    *(_linked(kind, other) for kind in ("blocked_by", "related_to") for other in KEYS),
    *(_moved(parent) for parent in (None, *KEYS)),
    ("archived", _archived),
]


def _deleted(name: str, option: str | None) -> Edit:
    return Edit(f"no {name} {option}", lambda trial: trial.delete(name, option))


def _deleted_label(trial: Trial) -> None:
    trial.world.labels.pop("help", None)
    for each in list(trial.world.issues.values()):
        labels = tuple(name for name in each.labels if name != "help")
        trial.world.put_issue(replace(each, labels=labels))


OF_THINGS = [
    Edit("label renamed", _renamed_label),
    Edit("milestone renamed", _renamed_milestone),
    Edit("new issue", _new_issue),
    Edit("no help", _deleted_label),
    _deleted("Team", None),
    _deleted("Team", "Hull"),
    _deleted("Skills", "Web"),
    _deleted("Priority", "P1"),
]
edits = st.lists(
    st.builds(
        lambda making, key: Edit(f"{key}: {making[0]}", making[1](key)),
        st.sampled_from(OF_ISSUES),
        st.sampled_from(KEYS),
    )
    | st.sampled_from(OF_THINGS),
    min_size=1,
    max_size=8,
)


def unnamed(found: Pull, changes: list[str]) -> list[str]:
    """Return the changes of which no conflict tells the reason, markers aside."""
    named = {each.key for each in found.conflicts}
    named |= {str(each.declared) for each in found.conflicts}
    named |= {str(each.existing) for each in found.taken if each.key in named}
    return [
        each
        for each in changes
        if not each.endswith(": adopted: body") and not _is_about(each, named)
    ]


def _is_about(change: str, names: set[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", change) for name in names)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return Trial(tmp_path_factory.mktemp("begun"))


@settings(derandomize=True, deadline=None, max_examples=20, phases=[Phase.generate])
@given(edits=edits, has_parents=st.booleans(), prefer=st.sampled_from(["github", None]))
def test_a_run_after_a_pull_writes_nothing_or_what_was_named(
    begun: Trial,
    tmp_path_factory: Any,
    edits: list[Edit],
    prefer: str | None,
    *,
    has_parents: bool,
) -> None:
    trial = begun.again(tmp_path_factory.mktemp("pull"))
    for edit in edits:
        edit.do(trial)
    found, text = trial.pull(prefer, parents=has_parents)
    assert unnamed(found, trial.changes()) == [], found
    again, same = trial.pull(prefer, parents=has_parents)
    assert (again.taken, same) == ((), text)
