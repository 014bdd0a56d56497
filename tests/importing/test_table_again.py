"""What `export --format csv` wrote says of the exported backlog what is there already."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gh_playbook.exporting import Choice, table
from gh_playbook.importing import Present, WrittenBacklog, import_plan, write
from gh_playbook.importing.draft import BoardField
from gh_playbook.importing.list_cell import listed, quoted
from gh_playbook.importing.vocabulary import is_nothing
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.world import World
from tests.exporting.any_world import NAMED, worlds
from tests.exporting.test_round_trip import exported
from tests.importing.outline import declared


@settings(derandomize=True, deadline=None, max_examples=20, phases=[Phase.generate])
@given(world=worlds())
def test_a_table_of_a_repository_changes_nothing_of_its_backlog(
    tmp_path_factory: Any, world: World
) -> None:
    found = exported(world)
    if not world.issues or any(each.startswith("#") for each in found.left_out):
        return  # A table without rows is no plan, and what has no entry would get one.
    world.foreign = {id: ExistingIssue(id, None, name, "") for id, name in NAMED.items()}
    path: Path = tmp_path_factory.mktemp("table") / "issues.csv"
    path.write_bytes(table(world, Choice("all").issues(world)).encode())
    present = Present.of(found.text, path.with_suffix(".yml"))
    draft = import_plan(path, fields=present.fields)
    written = write(draft, found.text, present)
    # Those cannot be assigned any more, and of these GitHub takes no name: the export leaves them.
    others = [each for each in written.changes if "gone" not in each and "\N{FIRE}" not in each]
    assert (others, written.lost) == ([], ()), found.text
    told = {each.text for each in draft.unread if not each.text.startswith("url: https://i/")}
    assert told <= {"column 'Empty'"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Ship.csv"


def plan(path: Path, text: str, present: str | None = None, **columns: str) -> WrittenBacklog:
    path.write_text(text)
    there = Present.of(present, path.with_suffix(".yml"))
    return write(import_plan(path, columns, there.fields), present, there)


PRESENT = """\
repository: octo/demo  # ours
labels: [help, {name: bug, color: 5319e7}]
defaults: {labels: [help]}
project:
  title: Ship
  fields:
    - {name: Team, options: [Hull, Power]}
    - {name: Cost, type: number}
    - {name: Skills, type: multi_select, options: [Web, "Data, big"]}
    - {name: Level, value: priority, options: [P0, P1]}
    - {name: Sprint, type: iteration, iterations: [{title: One, start: 2026-01-05}]}
    - {name: Made, type: text, value: "{{ issue.key }}"}
issues:
  - {key: a, number: 1, title: A, fields: {Team: Hull}, status: null}
  - {key: b, number: 2, title: B, state: closed, state_reason: not_planned}
"""


def test_columns_called_like_declared_fields_are_their_values(path: Path) -> None:
    written = plan(
        path,
        "Number,Title,State,Labels,Team,Cost,Skills,Level,Sprint,Made,Parent\n"
        '1,A,open,"bug, help",hull,2.5,"web, ""Data, big""",p1,Two,a,\n'
        "2,B,open,help,Sail,dear,,,One,,#1\n",
        PRESENT,
    )
    assert written.text == PRESENT.replace(
        "options: [Hull, Power]", "options: [Hull, Power, Sail]"
    ).replace(
        "  - {key: a, number: 1, title: A, fields: {Team: Hull}, status: null}\n"
        "  - {key: b, number: 2, title: B, state: closed, state_reason: not_planned}\n",
        "  - {key: a, number: 1, title: A, fields: {Team: Hull, Cost: 2.5, Skills: [Web, "
        "'Data, big']}, status: null, labels: [bug, help], priority: P1}\n"
        "  - {key: b, number: 2, title: B, state: open, parent: a, "
        "fields: {Team: Sail, Sprint: One}}\n",
    )
    assert plan(path, path.read_text(), written.text).changes == ()
    told = [(each.line, each.text) for each in import_plan(path, fields=there(PRESENT)).unread]
    assert told == [(1, "column 'Made'"), (2, "Sprint: Two"), (3, "Cost: dear")]


def there(text: str) -> dict[str, BoardField]:
    return Present.of(text, Path("backlog.yml")).fields


def test_a_column_becomes_a_field_of_the_board_with_the_type_of_its_values(path: Path) -> None:
    text = "Title,Team,Cost,From,Why,Priority\nA,Hull,1,2026-01-02,x,P1\nB,Hull,-2.5,,y,P0\n"
    columns = dict.fromkeys(("Team", "Cost", "From", "Why"), "fields")
    written = plan(path, text, **columns)
    model = declared(written.text, path.parent)
    assert model.project is not None
    fields = {each.name: (each.type, [*each.choices.values()]) for each in model.project.fields}
    assert fields == {
        "Priority": ("single_select", ["P1", "P0"]),
        "Team": ("single_select", ["Hull"]),
        "Cost": ("number", []),
        "From": ("date", []),
        "Why": ("text", []),
    }
    assert model.issues[1].fields == {"Team": "Hull", "Cost": -2.5, "Why": "y"}
    chosen = [each.text for each in import_plan(path, columns).chosen]
    assert chosen[:2] == [
        "column 'Team': a field of type single_select",
        "column 'Cost': a field of type number",
    ]
    assert plan(path, text, written.text).changes == ()


@pytest.mark.parametrize(
    ("cell", "labels", "doubt"),
    [
        ("a; b|c", ["a", "b|c"], "labels 'a; b|c': divided at its semicolons, not at bars"),
        ('"a, b", c', ["a, b", "c"], None),
        ('"a ""x"" | b"', ['a "x" | b'], None),
        ("`a; b`; c", ["a; b", "c"], None),
        ("a\nb", ["a", "b"], None),
        ("don't, won't", ["don't", "won't"], None),
        ('5" | 6"', ['5"', '6"'], None),
        ("none", [], None),
    ],
)
def test_labels_stand_between_marks_and_what_is_doubtful_is_listed(
    path: Path, cell: str, labels: list[str], doubt: str | None
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["Title", "Labels"], ["A", cell]])
    path.write_text(text.getvalue())
    draft = import_plan(path)
    assert draft.issues[0].fields["labels"] == labels
    assert [each.text for each in draft.chosen] == [each for each in [doubt] if each]


@given(names=st.lists(st.text("ab ,;|\"'`*_\n", min_size=1).filter(str.strip), max_size=4))
def test_quoted_names_come_back_as_they_are(names: list[str]) -> None:
    names = [" ".join(each.split()) for each in names]
    text = ", ".join(map(quoted, names))
    assert [*listed(text).names] == [each for each in names if not is_nothing(each)]


def test_what_a_plan_only_names_keeps_its_colour_and_what_is_elsewhere_is_listed(
    path: Path,
) -> None:
    shared = path.with_name("shared.yml")
    shared.write_text("labels: [{name: bug, color: d73a4a}]\nissues: [{key: far, title: Far}]\n")
    present = "include: [shared.yml]\nissues:\n  - {key: a, title: A, milestone: null}\n"
    text = "Title,Labels,Blocked by\nFar,bug,\nA,bug,Far\n"
    written = plan(path, text, present)
    assert written.text == present.replace("null}", "null, labels: [bug], blocked_by: [far]}")
    assert written.lost == (f"far: labels ['bug']: change it in {shared}",)


def test_numbers_of_existing_issues_are_references_outside_the_plan(path: Path) -> None:
    text = (
        "URL,Title,Parent,Blocked by\n"
        'https://github.com/a/b/issues/7,A,https://github.com/a/c/issues/3,"#1, a/c#9"\n'
        "https://github.com/a/b/issues/8,B,https://github.com/a/b/issues/7,#7\n"
    )
    written = plan(path, text)
    (issue,) = declared(written.text, path.parent).issues
    assert (issue.parent, issue.blocked_by) == ("a/c#3", ("#1", "a/c#9"))
    assert [each.blocked_by for each in issue.sub_issues] == [("a",)]


def test_a_list_of_issues_changes_nothing_that_the_backlog_says_otherwise(path: Path) -> None:
    present = (
        "labels:\n  - {name: dark, color: 012345, description: 'x '}\n"
        "milestones:\n  - title: v1\n    description: |\n      One\n      two\n"
        "issues:\n  - {key: a, number: 1, title: A, labels: [dark], milestone: v1}\n"
        "  - {key: b, number: 2, title: B, duplicate_of: a}\n"
    )
    label = {"name": "dark", "color": "012345", "description": "x"}
    milestone = {"title": "v1", "description": "One\ntwo"}
    issues = [
        {"number": 1, "title": "A", "labels": [label], "milestone": milestone},
        # What `gh issue list` says of a duplicate.
        {"number": 2, "title": "B", "state": "CLOSED", "stateReason": "NOT_PLANNED"},
    ]
    plan = path.with_suffix(".json")
    plan.write_text(json.dumps(issues))
    written = write(import_plan(plan), present)
    assert (written.text, written.changes, written.lost) == (present, (), ())


def test_what_an_included_file_says_of_a_label_otherwise_is_reported(path: Path) -> None:
    path.with_name("shared.yml").write_text("labels: [{name: bug, color: d73a4a}]\n")
    present = "include: [shared.yml]\nissues:\n  - {key: a, title: A}\n"
    there = Present.of(present, path)
    label = {"name": "bug", "color": "ffffff"}
    plan = path.with_suffix(".json")
    plan.write_text(json.dumps([{"title": "A", "labels": [label]}]))
    written = write(import_plan(plan), present, there)
    assert written.text == present.replace("title: A}", "title: A, labels: [bug]}")
    assert written.lost == ("bug: color ffffff",)
