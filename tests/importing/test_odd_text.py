"""Odd texts come through as they are; keys are readable."""

import json
from pathlib import Path

import pytest

from gh_playbook.declaration.derived_key import key_of
from gh_playbook.importing import import_plan, write
from gh_playbook.importing.markdown.markdown import read_markdown
from tests.importing.outline import declared


def test_keys_are_short_readable_and_each_once() -> None:
    taken: set[str] = set()
    for title, key in (
        ("Fix the login of our users", "fix-login-users"),
        ("Fix the login for users", "fix-login-users-2"),
        ("Überprüfung: Häfen", "uberprufung-hafen"),
        ("Größe für Øre", "grosse-fur-ore"),
        ("It's the customer\u2019s", "its-customers"),
        ("登録", "issue"),
        ("To be", "to-be"),
    ):
        assert key_of(title, taken) == key
        taken.add(key)


ODD = "a\u2028b\x0cc"


def test_what_ends_no_line_of_markdown_moves_no_line() -> None:
    text = (
        f"## 1. First\n\n**Description:** {ODD}\n\n- [ ] {ODD}\n\n"
        f"```\n{ODD}\n```\n\n## 2. Second\n\n> not understood\n"
    )
    odd = read_markdown(text)
    even = read_markdown(text.replace(ODD, "a b c"))
    assert [each.line for each in odd.unread] == [each.line for each in even.unread]


def test_what_ends_no_line_of_yaml_is_kept(tmp_path: Path) -> None:
    text = "T\u2028x"
    (tmp_path / "plan.csv").write_text(f'title,description\nT,"{text}"\n', "utf-8")
    (issue,) = declared(write(import_plan(tmp_path / "plan.csv")).text, tmp_path).all_issues
    assert issue.description == text


@pytest.mark.parametrize("odd", ["\u2028", "\u2029"], ids=ascii)
def test_odd_characters_are_written_so_that_every_loader_reads_them(
    odd: str, tmp_path: Path
) -> None:
    """YAML 1.1 takes some of them for line ends, and keeps them only in double quotes."""
    text = f"one{odd}two\nthree {odd} {'long ' * 30}end"
    plan = [{"title": "T", "description": text}]
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    written = write(import_plan(tmp_path / "plan.json")).text
    assert odd not in written
    [issue] = declared(written, tmp_path).issues
    assert issue.description == text


@pytest.mark.parametrize(
    "title", ["“Undo”", "\u2018x\u2019 ", "„Fertig“", "&fix it", "[Bug] it", "// no"]
)
def test_a_title_comes_back_as_it_is_whatever_signs_it_begins_with(
    title: str, tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text(json.dumps([{"title": title, "labels": [title]}]))
    text = write(import_plan(tmp_path / "plan.json")).text
    [issue] = declared(text, tmp_path).issues
    assert (issue.title, issue.labels) == (title.strip(), (title.strip(),))
