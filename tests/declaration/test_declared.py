"""What all declared things have in common."""

from typing import Annotated

import pytest
from pydantic import Field

from gh_playbook.declaration.declared import Day, Declared, Description, Line, Paragraph, Text
from gh_playbook.declaration.source import InputError, Source
from gh_playbook.declaration.validation import validate
from gh_playbook.declaration.wording import short, suggestion
from gh_playbook.declaration.yaml.located_yaml import parse


class Part(Declared):
    """A part."""

    name: Line
    day: Day | None = None


class Whole(Declared):
    """A whole."""

    title: Line
    count: Annotated[int, Field(ge=1)] = 1
    parts: tuple[Part, ...] = ()


def at(line: int, column: int) -> Source:
    return Source("f.yml", line, column)


def test_a_thing_knows_where_it_and_its_fields_were_declared() -> None:
    text = "title: T\nparts:\n  - name: one\n  - {name: two}\n"
    whole = validate(Whole, parse(text, "f.yml"))
    assert whole.source == at(1, 1)
    assert whole.place("title") == at(1, 8)
    assert whole.place("parts", 1) == at(4, 5)
    assert [part.source for part in whole.parts] == [at(3, 5), at(4, 5)]
    assert whole.parts[1].place("name") == at(4, 12)


def test_a_thing_of_no_file_has_no_place() -> None:
    part = Part(name="a")
    assert part.source is None
    assert part.place("name") is None
    moved = part.declared_at(at(3, 4))
    assert (moved.source, moved.place("name"), part.source) == (at(3, 4), at(3, 4), None)


def test_a_line_keeps_what_is_in_it_and_loses_the_blanks_around() -> None:
    for name in ("good  first", "nb\u00a0sp", "優先度\u3000高", "tab\tbed", "\u00a0led"):
        assert Part(name=f" \t{name} \n").name == name
    for name in ("two\nlines", " two \r\n\r\n lines\n", "two\u2028lines"):
        assert Part(name=name).name == "two lines"
    for name in ("\u3000", " \n", "", "bell\x07", "\x85", "\ud83d"):
        with pytest.raises(InputError):
            validate(Part, {"name": name})


def test_a_day_is_read_from_text() -> None:
    day = validate(Part, {"name": "a", "day": "2026-12-31"}).day
    assert day is not None
    assert day.isoformat() == "2026-12-31"


def test_faults_of_data_without_places_have_that_of_what_holds_it() -> None:
    with pytest.raises(InputError) as caught:
        validate(Whole, {"titel": "T", "count": 0}, source=at(9, 9))
    assert [str(fault) for fault in caught.value.faults] == [
        "f.yml:9:9: 'title' is missing",
        "f.yml:9:9: count: must be 1 or more, not 0",
        "f.yml:9:9: unknown key 'titel': did you mean 'title'?",
    ]


def test_things_are_equal_by_what_they_say_only_where_they_stand_alike() -> None:
    assert Part(name="a") == Part(name="a")
    assert hash(Part(name="a")) == hash(Part(name="a"))


@pytest.mark.parametrize(
    ("word", "choices", "said"),
    [
        ("colour", ["color", "name"], ": did you mean 'color'?"),
        ("zzz", ["b", "a"], ": known are a, b"),
        ("zzz", [], ""),
        ("zzz", [f"choice {index}" for index in range(41)], ""),
    ],
)
def test_a_suggestion_is_the_likeliest_or_all_there_are(
    word: str, choices: list[str], said: str
) -> None:
    assert suggestion(word, choices) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "null"), (True, "true"), ("a", "'a'"), (5, "5"), ("x" * 99, "'" + "x" * 56 + "…")],
)
def test_values_are_shown_as_yaml_has_them_and_not_for_ever(value: object, said: str) -> None:
    assert short(value) == said


class Written(Declared):
    description: Description = ""
    note: Paragraph = "x"
    content: Text = ""


def test_texts_lose_the_empty_lines_around_them_and_nothing_within() -> None:
    text = "\n  \n  first\n\n\tsecond  \nthird \n\n"
    kept = "  first\n\n\tsecond  \nthird"
    made = Written(description=text, note=text.replace("\n", "\r\n"), content=text)
    assert (made.description, made.note, made.content) == (kept, kept, text)
    assert Written(description=" \n").description == ""
    with pytest.raises(InputError, match="note: must not be empty"):
        validate(Written, {"note": " \n\n"})
