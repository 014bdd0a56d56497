"""Input that is meant to take for ever: it ends in few words, and each step of it is a short one.

What would take for ever if it were not bounded is tried as it is: nothing here is timed.
"""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration import wording
from gh_playbook.declaration.backlog import include
from gh_playbook.declaration.consistency import consistency
from gh_playbook.declaration.declared import Line
from gh_playbook.declaration.name import matches
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.template import template_guard
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.wording import Suggestions, suggestion
from gh_playbook.declaration.yaml import yaml_misreading
from gh_playbook.importing import field_value, task_list
from gh_playbook.importing.markdown import structure
from gh_playbook.settings import Settings

PLAYBOOK = Path(__file__).parents[2] / "playbooks" / "all.yml"
REPOSITORY = "repository: acme/rocket\n"


def faults(path: Path) -> list[str]:
    """Return what is wrong with a backlog."""
    with pytest.raises(InputError) as raised:
        prepare(Settings(PLAYBOOK, backlog=path))
    return [each.message for each in raised.value.faults]


def test_files_that_each_include_the_next_one_twice_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f0.yml").write_text(REPOSITORY)
    for number in range(15):
        with (tmp_path / f"f{number}.yml").open("a") as file:
            file.write(f"include: [f{number + 1}.yml, ./f{number + 1}.yml]\n")
    (tmp_path / "f15.yml").write_text("labels: [bug]\n")
    read: list[str] = []
    mapping = include._mapping

    def counted(path: Path, found: list[Fault]) -> object:
        read.append(path.name)
        return mapping(path, found)

    monkeypatch.setattr(include, "_mapping", counted)
    data, found = include.read(tmp_path / "f0.yml")
    assert (data["labels"], found) == (["bug"], [])
    assert len(read) == 16


def test_files_include_each_other_only_so_deep(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"f{number}.yml").write_text(f"{REPOSITORY}include: [f{number + 1}.yml]\n")
    (tmp_path / "f25.yml").write_text("labels: [bug]\n")
    assert faults(tmp_path / "f0.yml") == ["more than 20 files include each other"]


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("**/**/*.yml", "include: '**/**/*.yml': it has `**` more than once"),
        ("../../**/*.yml", "include: '../../**/*.yml' is outside of the project's folder"),
        ("../secret.yml", "include: '../secret.yml' is outside of the project's folder"),
        ("many/*.yml", "include: 'many/*.yml': it names more than 3 files"),
        ("linked.yml", "linked.yml is outside of the project's folder"),
        (".git/*.yml", ".git/config.yml is outside of the project's folder, or hidden"),
        ("x/.secret.yml", "x/.secret.yml is outside of the project's folder, or hidden"),
    ],
)
def test_only_the_projects_own_files_are_included(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, told: str
) -> None:
    monkeypatch.setattr(include, "_FILES", 3)
    folder = tmp_path / "project"
    for name in (".git/config.yml", "x/.secret.yml", *(f"many/{n}.yml" for n in range(4))):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("labels: [bug]\n")
    (tmp_path / "secret.yml").write_text("password: hunter2\n")
    (folder / "linked.yml").symlink_to(tmp_path / "secret.yml")
    backlog = folder / "backlog.yml"
    backlog.write_text(f"{REPOSITORY}include: ['{pattern}']\n")
    (only,) = faults(backlog)
    assert told in only
    assert "hunter2" not in only


def test_a_message_is_cut_in_its_middle_and_of_many_the_first_are_shown() -> None:
    long = str(Fault(f"a key is 'a', not {'x' * 10**6}: say so", Source("b.yml", 1, 1)))
    assert len(long) < 1_100
    assert long.startswith("b.yml:1:1: a key is 'a', not xxx")
    assert long.endswith("xxx: say so")
    told = InputError(Fault(f"fault {number}") for number in range(5_000))
    lines = str(told).splitlines()
    assert (lines[0], len(lines), len(told.faults)) == ("fault 0", 101, 5_000)
    assert lines[-1] == "… and 4,900 more faults of this kind: correct these first"


def test_of_many_names_those_that_are_spelt_alike_are_compared() -> None:
    known = [f"area: {number}" for number in range(5_000)]
    assert suggestion("aera: 4711", known) == ": did you mean 'area: 4711'?"
    assert suggestion("area: 47111", known).startswith(": did you mean 'area: 4711")
    assert len(wording._neighbours("area: 4711", sorted(known))) <= wording._COMPARED


def test_of_many_misspelt_names_the_first_get_a_suggestion() -> None:
    suggestions = Suggestions(left=2)
    told = [suggestions.of("bgu", ["bug"]) for _ in range(4)]
    assert told == [": did you mean 'bug'?"] * 2 + [""] * 2


def test_a_long_way_up_is_walked_once(tmp_path: Path) -> None:
    count = 60_000
    parents = {f"k{n}": f"k{n - 1}" if n else None for n in range(count)}
    assert consistency._depths(parents)[f"k{count - 1}"] == count - 1
    assert set(consistency._depths({**parents, "k0": f"k{count - 1}"}).values()) == {None}


def test_a_long_circle_names_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "backlog.yml"
    lines = (f"  - {{key: k{n}, title: T{n}, blocked_by: [k{(n + 1) % 99}]}}\n" for n in range(99))
    path.write_text(f"{REPOSITORY}issues:\n{''.join(lines)}")
    (told,) = faults(path)
    assert told.startswith("dependencies form a cycle: k0 is blocked by k1 is blocked by k2")
    assert told.endswith("k9 is blocked by … is blocked by k0")


def test_of_many_names_that_nothing_uses_each_is_looked_for_in_one_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    pattern = yaml_misreading._ALIAS

    class Counted:
        def findall(self, text: str) -> list[str]:
            looks.append(text)
            return pattern.findall(text)

    monkeypatch.setattr(yaml_misreading, "_ALIAS", Counted())
    names = ", ".join(f"&a{number} x" for number in range(300))
    (tmp_path / "b.yml").write_text(f"{REPOSITORY}labels: [{names}]\n")
    assert len(faults(tmp_path / "b.yml")) == 300
    assert len(looks) == 1


def test_a_pattern_of_many_stars_is_compared_in_one_walk() -> None:
    assert not matches("a" * 49 + "b", "*a" * 25 + "c")
    assert matches("a" * 49 + "b", "*a" * 25 + "b")


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("bug", "bug", True),
        ("Bug", "b?G", True),
        ("bug", "b?", False),
        ("", "*", True),
        ("", "?", False),
        ("status: done", "status:*", True),
        ("status", "status*", True),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("a\nc", "a*c", True),
        ("abcbd", "a*b?", True),
        ("abcb", "a*b?", False),
        ("[x]", "[x]", True),
        ("abab", "*ab", True),
        ("aba", "**a", True),
    ],
)
def test_only_stars_and_question_marks_are_special(name: str, pattern: str, fits: bool) -> None:
    assert matches(name, pattern) == fits


def test_a_long_line_of_blanks_is_one_line() -> None:
    blanks = " " * 300_000
    assert TypeAdapter(Line).validate_python(f"a{blanks}b") == f"a{blanks}b"
    assert TypeAdapter(Line).validate_python("a \t\n \n b") == "a b"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (field_value.LINK, "[" * 300_000),
        (structure._CHOICES, "a" + " " * 300_000),
        (task_list._DEPENDS, "T001 " * 60_000),
        (field_value._REFERENCE, "1." * 150_000),
    ],
)
def test_long_lines_of_a_plan_are_looked_through_once(pattern: object, text: str) -> None:
    assert pattern.search(text) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "code",
    [
        "{{ {" + "1: 2, " * 50 + "} | length }}",
        "{{ " + "1 ~ " * 100 + "1 }}",
        "{{ x }}" * 50,
        "{% set a = 1 %}" * 20,
        "{% macro m() %}{% endmacro %}" * 20,
        "{% if x %}" + "{% elif x %}" * 50 + "{% endif %}",
    ],
    ids=["dictionary", "text", "expressions", "variables", "macros", "conditions"],
)
def test_a_template_has_only_so_much_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Jinja takes seconds to compile hundreds of thousands of signs."""
    monkeypatch.setattr(template_guard, "CODE_LIMIT", 99)
    path = tmp_path / "long.md.j2"
    path.write_text(f"A text of any length.\n{code}")
    with pytest.raises(InputError) as raised:
        Renderer([tmp_path]).template("long.md.j2", {"x": 1})
    told = "template error: more than 99 names and signs of code: put data into `vars`"
    assert str(raised.value) == f"{path}:2:1: {told}"
    path.write_text("x" * 10_000)
    assert Renderer([tmp_path]).template("long.md.j2", {}) == path.read_text()
