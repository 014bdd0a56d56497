"""YAML with positions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration.located import UNREADABLE, LocatedList, LocatedMapping, locate
from gh_playbook.declaration.source import InputError, Source
from gh_playbook.declaration.yaml.located_yaml import document, parse
from gh_playbook.declaration.yaml.yaml_loader import (
    DEPTH_LIMIT,
    LONG,
    FastLoader,
    Loader,
    UnaliasedLoader,
    compose_long,
)

TEXT = """\
labels:
  - name: bug
    color: 000000
  - {name: "a: b", color: "#fff"}
on: yes
nested:
  deep: [1, [two]]
"""


def at(line: int, column: int) -> Source:
    return Source("f.yml", line, column)


def test_values_and_keys_know_where_they_were_written() -> None:
    data = parse(TEXT, "f.yml")
    assert data.source == at(1, 1)
    assert locate(data, ["labels"]) == at(2, 3)
    assert locate(data, ["labels"], key=True) == at(1, 1)
    assert locate(data, ["labels", 0, "color"]) == at(3, 12)
    assert locate(data, ["labels", 1, "name"]) == at(4, 12)
    assert locate(data, ["nested", "deep", 1, 0]) == at(7, 14)


def test_of_a_path_that_ends_early_the_last_place_counts() -> None:
    data = parse(TEXT, "f.yml")
    assert locate(data, ["labels", 0, "description"]) == at(2, 5)
    assert locate(data, ["labels", 7]) == at(2, 3)
    assert locate(data, ["none"]) == at(1, 1)
    assert locate("text", ["none"]) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("000000", "000000"),
        ("010", "010"),
        ("0", 0),
        ("-7", -7),
        ("1.50", 1.5),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        ("2026-12-31", "2026-12-31"),
        ("2026-12-31 and later", "2026-12-31 and later"),
        ("=", "="),
        ("'5'", "5"),
        ("!!str 5", "5"),
        (">-\n  two\n  lines", "two lines"),
    ],
)
def test_scalars_are_what_people_mean(written: str, value: object) -> None:
    parsed = parse(f"key: {written}\n", "f.yml")["key"]
    assert (parsed, type(parsed)) == (value, type(value))


def test_merged_keys_keep_their_places_and_own_ones_win() -> None:
    data = parse(
        "base: &base {color: red, name: x, size: 1}\nlabel: {<<: *base, name: y}\n", "f.yml"
    )
    label = data["label"]
    assert label == {"color": "red", "name": "y", "size": 1}
    assert list(label) == ["color", "name", "size"]
    assert label.at["color"] == at(1, 21)
    assert label.at["name"] == at(2, 26)


def test_an_alias_is_the_same_again() -> None:
    data = parse("a: &x [1]\nb: *x\n", "f.yml")
    assert data["a"] == data["b"] == [1]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("ab", max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("xy"), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
@settings(derandomize=True, deadline=None, max_examples=100)
def test_it_reads_what_json_says(value: object) -> None:
    assert parse(json.dumps(value), "f.yml") == value


def test_taking_from_another_mapping_brings_the_places() -> None:
    one, other = LocatedMapping(at(1, 1)), LocatedMapping(at(2, 1))
    other.put("a", 1, at=at(2, 4), key_at=at(2, 1))
    one.take(other)
    assert one == {"a": 1}
    assert (one.at["a"], one.keys_at["a"]) == (at(2, 4), at(2, 1))


def test_a_list_knows_its_elements_places() -> None:
    data = parse("- a\n- b\n", "f.yml")
    assert isinstance(data, LocatedList)
    assert data.at == {0: at(1, 3), 1: at(2, 3)}


def test_what_cannot_be_read_is_left_out_of_a_document() -> None:
    read = document("a: #12\nb: [1, !x y]\nc: c\nc: d\n", "f.yml")
    assert read.value == {"a": UNREADABLE, "b": [1, UNREADABLE], "c": UNREADABLE}
    assert [each.source for each in read.faults] == [at(1, 4), at(2, 8), at(4, 1)]


@pytest.mark.parametrize(
    "written",
    [
        '"\\ud83d\\udc1b"',
        '"\\uD83D\\uDC1B"',
        '"\\U0001F41B"',
        '"\\U0001f41b"',
        '"\\U0000d83d\\udc1b"',
        '"🐛"',
        "'🐛'",
        "🐛",
        "|-\n  🐛",
    ],
)
def test_an_emoji_is_the_same_in_every_spelling(written: str) -> None:
    assert parse(f"bug: {written}\n", "f.yml") == {"bug": "🐛"}


def test_pairs_of_surrogates_are_joined_in_keys_and_among_others() -> None:
    text = r'''"\ud83d\udc1b": "a \ud83d\udc1b\ud83d\ude80 b"'''
    assert parse(text, "f.yml") == {"🐛": "a 🐛🚀 b"}


def test_comments_are_comments() -> None:
    text = "a: b # 12\nc: # later\n  - d\ne: 1 #12\nf: x#12\ng: 'x' #12\nh: # none\n#i\n"
    assert parse(text, "f.yml") == {"a": "b", "c": ["d"], "e": 1, "f": "x#12", "g": "x", "h": None}


def test_as_much_as_people_write_is_read() -> None:
    shared = "x: &x [a, b, c]\n" + "".join(f"k{number}: *x\n" for number in range(2_000))
    assert len(parse(shared, "f.yml")) == 2_001
    deep = "".join(f"{'  ' * level}- k{level}:\n" for level in range(45)) + "  " * 45 + "- end\n"
    assert parse(deep, "f.yml")


@pytest.mark.parametrize("unit", ["[{}, {}]", "{{a: {}, b: {}}}", "{{<<: [{}, {}]}}"])
def test_what_doubles_with_each_line_ends_in_words(unit: str) -> None:
    lines = ["x0: &x0 {a: 1}"]
    lines += [f"x{n}: &x{n} {unit.format(f'*x{n - 1}', f'*x{n - 1}')}" for n in range(1, 60)]
    with pytest.raises(InputError, match=r"f\.yml:1[56]:.*more than 100,000 values"):
        parse("\n".join(lines), "f.yml")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "- a:\n", "? "])
def test_what_is_deep_without_end_ends_in_words(opening: str) -> None:
    if opening.endswith("\n"):
        text = "".join("  " * level + opening for level in range(1_500))
    else:
        text = opening * 10_000
    with pytest.raises(InputError, match="more than 100 lists and mappings within each other"):
        parse(text, "f.yml")


@pytest.mark.parametrize("filler", ["# \n", "", "- {a: &x [1, *y], 'b': \"\\u00e9\"}\n"])
def test_a_long_text_is_read_alike_by_the_faster_parser(filler: str) -> None:
    text = f"""\
- plain text of 🐙 several words # remark
- |
  a block

- >-
  folded
  text
- &y {{key: [~, 1, 2.5, yes, 000000, 2026-12-31], "q": 'it''s'}}
- <<: *y
  other: *y
- ''
-
{filler}"""
    node = Loader(text).get_single_node()
    fast = FastLoader(text).get_single_node()
    assert list(walked(fast)) == list(walked(node))


def test_a_text_without_anchors_is_read_alike_by_the_fastest_parser() -> None:
    text = """\
- plain R&D of 🐙 & more # remark
- |
  a block

- {key: [~, 1, 2.5, yes, 000000, 2026-12-31], "q": 'it''s', =: !!str 1}
- ''
-
- << & >>
- !local [a, b]
"""
    fast = UnaliasedLoader(text).get_single_node()
    assert [*walked(fast)] == [*walked(Loader(text).get_single_node())]


@pytest.mark.parametrize("rest", ["", " &x"])
def test_all_parsers_have_one_limit_of_depth(rest: str) -> None:
    for depth, is_read in ((DEPTH_LIMIT - 1, True), (DEPTH_LIMIT, False)):
        text = f"{'[' * depth}{rest} 1{' ' * LONG}{']' * depth}"
        assert (compose_long(text) is not None) is is_read


def walked(node: Any) -> Iterator[tuple[Any, ...]]:
    """Yield what there is of each node: of texts where they end, too."""
    place = [(mark.line, mark.column, mark.index) for mark in (node.start_mark, node.end_mark)]
    if isinstance(node, yaml.ScalarNode):
        yield node.tag, node.value, node.style or None, place
        return
    yield node.tag, place[0]
    for each in node.value:
        for part in each if isinstance(each, tuple) else (each,):
            yield from walked(part)


@pytest.mark.parametrize(
    "faulty",
    ["- a: 1\n- b: [1\n- c: 2\n", "- a:\tb\n", "- a: >#b\n    c\n", "- {a: b, c: #d73a4a\n  }\n"],
    ids=["a bracket", "a tab", "a comment after a sign", "a colour that is a comment"],
)
def test_a_fault_in_a_long_text_is_reported_as_in_a_short_one(faulty: str) -> None:
    long = "# filler\n" * (LONG // 9 + 1)
    with pytest.raises(InputError) as short:
        parse(faulty, "x.yml")
    with pytest.raises(InputError) as told:
        parse(faulty + long, "x.yml")
    assert str(told.value) == str(short.value)


@pytest.mark.parametrize("rest", ["", "# filler\n" * (LONG // 9 + 1)], ids=["short", "long"])
@pytest.mark.parametrize(
    "text", ["for locals?", "a? b", "what ?", "http://x?y=1", "why?#1", "x ?y"]
)
def test_a_question_mark_belongs_to_a_text_within_brackets(text: str, rest: str) -> None:
    assert parse(f"- {{title: {text}, b: [{text}]}}\n{rest}", "x.yml") == [
        {"title": text, "b": [text]}
    ]


def test_a_question_mark_does_not_draw_later_faults_to_its_place() -> None:
    with pytest.raises(InputError, match=r"x\.yml:2:13: .* ': ' needs quotes"):
        parse("- {title: Discount for locals?}\n- title: A b: c\n", "x.yml")


def test_a_long_text_is_read_as_a_short_one() -> None:
    assert parse("- a: 1\n" + "# filler\n" * (LONG // 9 + 1), "x.yml") == [{"a": 1}]


def test_json_may_be_indented_with_tabs() -> None:
    text = '{\n\t"a": "x\\ty",\n\t\t"b": [1]\n}\n'
    data = parse(text, "f.json")
    assert (data, data.at["b"]) == ({"a": "x\ty", "b": [1]}, Source("f.json", 3, 8))
    with pytest.raises(InputError, match=r"^f\.yml:2:1: not valid YAML: indent with spaces"):
        parse(text, "f.yml")


@pytest.mark.parametrize(
    "written",
    ['"“a”"', "“a” and “b”", "say “a”", "“a” is said", "l\u2019été", "'\u2018a\u2019'", "“"],
)
def test_typographic_quotes_are_text_where_they_can_be_meant(written: str) -> None:
    text = written[1:-1] if written[0] in "\"'" else written
    assert parse(f"a: {written}\n", "f.yml")["a"] == text
