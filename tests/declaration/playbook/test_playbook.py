"""Playbooks: which steps there are, and which of them run."""

from pathlib import Path

import pytest

from gh_playbook.declaration.located import LocatedMapping
from gh_playbook.declaration.playbook import playbook
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Source

HERE = Source("all.yml", 1, 1)
MODULES = ("label", "issue")


def load(folder: Path, **files: str) -> tuple[Step, ...]:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text)
    return playbook.load(folder / "all.yml", MODULES)


def tagged(*tags: str) -> Step:
    return Step("s", "label", {}, HERE, {}, LocatedMapping(HERE), tags=frozenset(tags))


@pytest.mark.parametrize(
    ("own", "tags", "skipped", "runs"),
    [
        pytest.param("", "", "", True, id="untagged"),
        pytest.param("a", "", "", True, id="tagged"),
        pytest.param("a", "a", "", True, id="wanted"),
        pytest.param("a b", "b,c", "", True, id="one of several wanted"),
        pytest.param("a", "b", "", False, id="another wanted"),
        pytest.param("", "a", "", False, id="untagged, and a tag wanted"),
        pytest.param("a", "all", "", True, id="all"),
        pytest.param("", "all", "", True, id="all, untagged"),
        pytest.param("a", "tagged", "", True, id="tagged ones wanted"),
        pytest.param("", "tagged", "", False, id="tagged ones wanted, untagged"),
        pytest.param("", "untagged", "", True, id="untagged ones wanted"),
        pytest.param("a", "untagged", "", False, id="untagged ones wanted, tagged"),
        pytest.param("a", "", "a", False, id="skipped"),
        pytest.param("a b", "a", "b", False, id="wanted and skipped"),
        pytest.param("a", "", "b", True, id="another skipped"),
        pytest.param("a", "", "tagged", False, id="tagged ones skipped"),
        pytest.param("", "", "tagged", True, id="tagged ones skipped, untagged"),
        pytest.param("", "", "untagged", False, id="untagged ones skipped"),
        pytest.param("a", "", "all", False, id="all skipped"),
        pytest.param("always", "b", "", True, id="always, and another wanted"),
        pytest.param("always a", "", "a", False, id="always, and its other tag skipped"),
        pytest.param("always", "", "always", False, id="always skipped"),
        pytest.param("always a", "", "all", True, id="always, and all skipped"),
        pytest.param("always", "", "all,always", False, id="always, and all and always skipped"),
        pytest.param("never", "", "", False, id="never"),
        pytest.param("never", "all", "", False, id="never, and all wanted"),
        pytest.param("never a", "tagged", "", False, id="never, and tagged ones wanted"),
        pytest.param("never a", "a", "", True, id="never, and its other tag wanted"),
        pytest.param("never", "never", "", True, id="never wanted by name"),
        pytest.param("never a", "a", "a", False, id="never, wanted and skipped"),
        pytest.param("never always", "b", "", True, id="never and always"),
    ],
)
def test_tags_select_as_ansible_s_do(own: str, tags: str, skipped: str, runs: bool) -> None:
    step = tagged(*own.split())
    assert step.is_selected(tags.split(",") if tags else [], skipped.split(",")) is runs


def test_a_step_has_its_words(tmp_path: Path) -> None:
    (step,) = load(
        tmp_path,
        all="""\
- name: Labels
  vars: {a: 1}
  when: [x, true]
  loop: [1, 2]
  register: made
  tags: a, b
  label: {name: bug}
""",
    )
    assert (step.name, step.module, step.arguments) == ("Labels", "label", {"name": "bug"})
    assert (step.loop, step.register) == ([1, 2], "made")
    assert step.tags == frozenset({"a", "b"})
    assert step.variables == {"a": 1}
    assert [each.expression for each in step.conditions] == ["x", True]
    assert (step.source.line, step.source.column) == (7, 3)
    assert (step.at["loop"].line, step.at["loop"].column) == (4, 9)
    assert [each.source.column for each in step.conditions] == [10, 13]


def test_a_step_without_a_name_is_called_by_its_module(tmp_path: Path) -> None:
    (step,) = load(tmp_path, all="- issue: {}\n")
    assert step.name == "issue"


def test_files_of_variables_come_before_the_step_s_own(tmp_path: Path) -> None:
    (step,) = load(
        tmp_path,
        all="- vars_files: [one.yml, two.yml]\n  vars: {c: own}\n  label: {}\n",
        one="a: one\nb: one\nc: one\n",
        two="b: two\nc: two\n",
    )
    assert step.variables == {"a": "one", "b": "two", "c": "own"}
    assert step.variables.at["b"].file.endswith("two.yml")


def test_an_import_lends_its_variables_conditions_and_tags(tmp_path: Path) -> None:
    first, second = load(
        tmp_path,
        all="""\
- import_playbook: other.yml
  vars: {a: lent, b: lent}
  when: lent
  tags: [lent]
- label: {}
""",
        other="- vars: {b: own}\n  when: own\n  tags: own\n  label: {}\n",
    )
    assert first.variables == {"a": "lent", "b": "own"}
    assert [each.expression for each in first.conditions] == ["lent", "own"]
    assert first.tags == {"lent", "own"}
    assert (second.variables, second.conditions, second.tags) == ({}, (), frozenset())


def test_imports_nest_and_look_beside_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yml").write_text("- import_playbook: c.yml\n  tags: b\n")
    (tmp_path / "more" / "c.yml").write_text("- label: {}\n  vars_files: [d.yml]\n")
    (tmp_path / "more" / "d.yml").write_text("x: 1\n")
    (step,) = load(tmp_path, all="- import_playbook: more/b.yml\n  tags: a\n")
    assert step.tags == frozenset({"a", "b"})
    assert step.variables == {"x": 1}


def test_one_file_may_be_imported_twice(tmp_path: Path) -> None:
    steps = load(
        tmp_path,
        all="- import_playbook: b.yml\n  tags: x\n- import_playbook: b.yml\n  tags: y\n",
        b="- label: {}\n",
    )
    assert [step.tags for step in steps] == [{"x"}, {"y"}]
