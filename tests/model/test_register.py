"""The register: what is written of bindings, and that nothing which is not one is taken for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.model import register
from gh_playbook.model.register import Register, RegisterEntry

deterministic = settings(derandomize=True, deadline=None, max_examples=40)
ENTRIES = st.dictionaries(
    st.text(min_size=1, max_size=9),
    st.builds(RegisterEntry, st.integers(1, 10**9), st.text(max_size=30)),
)


@deterministic
@given(ENTRIES)
def test_what_is_written_is_read_again_whatever_the_order(
    entries: dict[str, RegisterEntry],
) -> None:
    text = register.compose(Register(entries))
    assert register.parse(text, "c0ffee") == Register(entries, is_found=True, commit="c0ffee")
    assert register.compose(Register(dict(reversed(entries.items())))) == text
    assert "\n" not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"gh-playbook": 0, "issues": {}}',
        '{"gh-playbook": "2", "issues": {}}',
        '{"gh-playbook": 1}',
        '{"gh-playbook": 1, "issues": []}',
        '{"gh-playbook": 1, "issues": {"a": 13}}',
        '{"gh-playbook": 1, "issues": {"a": [13]}}',
        '{"gh-playbook": 1, "issues": {"a": [13, "I", 0]}}',
        '{"gh-playbook": 1, "issues": {"a": ["13", "I"]}}',
        '{"gh-playbook": 1, "issues": {"a": [13, null]}}',
        '{"gh-playbook": 1, "issues": {"a": {"number": 13, "id": "I"}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_register_is_none_that_was_found(text: str) -> None:
    assert register.parse(text, "c0ffee") == Register(commit="c0ffee")


def test_one_of_a_later_version_is_known_as_such() -> None:
    found = register.parse('{"gh-playbook": 2, "issues": []}', "c0ffee")
    assert found == Register(commit="c0ffee", is_later=True)


def test_it_names_an_issue_by_number_and_id() -> None:
    known = Register({"a": RegisterEntry(13, "I13")})
    assert known.names("a", 13, "I13")
    for key, number, id in (("b", 13, "I13"), ("a", 14, "I13"), ("a", 13, "I14")):
        assert not known.names(key, number, id)
    assert not known.names("a", None, "I13")


def test_renewed_it_keeps_what_others_declare() -> None:
    known = Register({"a": RegisterEntry(1, "I1"), "theirs": RegisterEntry(2, "I2")})
    renewed = known.renewed({"a": RegisterEntry(4, "I4")})
    assert renewed.entries == {"a": RegisterEntry(4, "I4"), "theirs": RegisterEntry(2, "I2")}


def test_renewed_it_forgets_the_key_that_an_issue_had_before() -> None:
    known = Register({"old": RegisterEntry(1, "I1")})
    assert known.renewed({"new": RegisterEntry(1, "I1")}).entries == {"new": RegisterEntry(1, "I1")}


def test_merged_the_older_of_two_issues_stays_upon_what_others_wrote() -> None:
    ours = Register(
        {"a": RegisterEntry(1, "I1"), "b": RegisterEntry(5, "I5"), "ours": RegisterEntry(7, "I7")}
    )
    others = {
        "a": RegisterEntry(4, "I4"),
        "b": RegisterEntry(2, "I2"),
        "theirs": RegisterEntry(3, "I3"),
    }
    merged = ours.merged(Register(others, is_found=True, commit="c0ffee"))
    assert merged.entries == {
        "a": RegisterEntry(1, "I1"),
        "b": RegisterEntry(2, "I2"),
        "ours": RegisterEntry(7, "I7"),
        "theirs": RegisterEntry(3, "I3"),
    }
    assert merged.commit == "c0ffee"


def test_marks_of_files_stay_with_the_issues_that_the_register_has() -> None:
    entries = {"a": RegisterEntry(1, "I1"), "b": RegisterEntry(2, "I2")}
    known = Register(entries).with_files({1: "one", 2: "two", 9: "gone"})
    assert known.files == {1: "one", 2: "two"}
    assert register.parse(register.compose(known), "c0ffee").files == known.files
    assert (known.file_of("a", 1, "I1"), known.file_of("b", 1, "I1")) == ("one", None)
    merged = known.merged(Register({"c": RegisterEntry(3, "I3")}).with_files({3: "three"}))
    assert merged.files == {1: "one", 2: "two", 3: "three"}
    assert not known.says_the_same(Register(entries))
