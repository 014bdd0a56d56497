"""YAML with positions."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.declaration import located_yaml
from gh_playbook.declaration.located_yaml import LocatedList, LocatedMapping, locate, parse
from gh_playbook.declaration.source import InputError, Source

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


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        located_yaml.load(tmp_path / "none.yml")
    with pytest.raises(InputError, match="cannot read"):
        located_yaml.load(tmp_path)
    (tmp_path / "latin.yml").write_bytes(b"a: \xe9\n")
    with pytest.raises(InputError, match="cannot read"):
        located_yaml.load(tmp_path / "latin.yml")
