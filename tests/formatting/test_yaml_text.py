"""The YAML of exports: whatever people wrote on GitHub comes back as the very text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.yaml.located_yaml import parse
from gh_playbook.formatting.yaml_text import COMMENT, Entry, InLine, Remarked, document

deterministic = settings(derandomize=True, deadline=None, max_examples=150)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LIKE_SOMETHING_ELSE = st.sampled_from(
    [
        *(
            "",
            " ",
            "yes",
            "No",
            "null",
            "~",
            "1",
            "1.5",
            "0x1F",
            "12:30",
            "2026-12-31",
            "<<",
            "a: b",
        ),
        *(
            "a #b",
            "- a",
            "? a",
            "a:",
            "[a]",
            "{a",
            "a, b",
            "a、b",
            "a\uff0cb",
            '"a"',
            "'a'",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
        ),
        *("why?", "%a", "@a", "`a", "...", "---", "=", "a\tb", "\N{ROCKET} go", "\x85", "\ufeffa"),
    ]
)
SCALARS = st.one_of(TEXTS, LIKE_SOMETHING_ELSE, st.booleans(), st.none(), st.integers(0, 10**6))


@deterministic
@given(st.lists(SCALARS, max_size=4), SCALARS, TEXTS)
def test_what_is_written_is_read_again(names: list[Any], value: Any, comment: str) -> None:
    entry: Entry = [
        (COMMENT, f"a {comment}"),
        ("value", Remarked(value, f"b {comment}")),
        ("names", names),
        ("flow", InLine(value=value, names=names)),
        ("entries", [[("value", value), ("names", names)], InLine(value=value)]),
    ]
    assert parse(document(entry), "f.yml") == {
        "value": value,
        "names": names,
        "flow": {"value": value, "names": names},
        "entries": [{"value": value, "names": names}, {"value": value}],
    }


@deterministic
@given(st.lists(st.one_of(TEXTS, LIKE_SOMETHING_ELSE), min_size=1, max_size=5))
def test_a_text_of_several_lines_is_read_again_but_for_the_ends_of_lines(lines: list[str]) -> None:
    text = "\n".join(lines).strip()
    assert parse(document([("text", text), ("end", "x")]), "f.yml")["text"].strip() == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("area:docs", "area:docs"),
        ("Fix the build, soon", "Fix the build, soon"),
        ("12:30", '"12:30"'),
        ("no", '"no"'),
        ("\x1b[31mred", '"\\u001b[31mred"'),
        ("\u202etxt", '"\\u202etxt"'),
        (3.0, "3"),
        (2.5, "2.5"),
    ],
)
def test_only_what_needs_quotes_has_them(value: Any, written: str) -> None:
    assert document([("value", value)]) == f"value: {written}\n"


def test_what_does_not_fit_into_a_line_stands_below_each_other() -> None:
    long = InLine(name="a" * 60, description="b" * 60)
    assert document([("labels", [long, InLine(name="c")]), ("names", ["d" * 60, "e" * 60])]) == (
        f"labels:\n  - name: {'a' * 60}\n    description: {'b' * 60}\n  - {{name: c}}\n\n"
        f"names:\n  - {'d' * 60}\n  - {'e' * 60}\n"
    )
