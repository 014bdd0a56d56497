"""Which names are the same to GitHub, and which thing a name means."""

import pytest

from gh_playbook.declaration.name import Named, find, folded, is_same, matches


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bug", "BUG"),
        (" Fix the BUILD\n", "fix the build"),
        ("Straße", "STRAßE"),
        ("ÄRGER", "ärger"),
        ("caf\u00e9", "cafe\u0301"),
        ("\u00a0x", "\u00a0X"),
    ],
)
def test_case_blanks_around_and_composition_do_not_tell_names_apart(one: str, other: str) -> None:
    assert is_same(one, other)
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    "other",
    ["good first", "good\tfirst", "good\u00a0 first", "good\u3000first", "goodfirst", "good_first"],
)
def test_what_is_within_a_name_does(other: str) -> None:
    assert not is_same("good  first", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("o\ufb03ce", "office"),
        ("\u0130stanbul", "Istanbul"),
        ("size:m²", "size:m2"),
        ("t\u0430nk", "tank"),
        ("tank\u200b", "tank"),
        ("tank\u202e", "tank"),
        ("\uff42ug", "bug"),
        ("re\u0301sume", "resume"),
    ],
)
def test_look_alikes_are_other_names(one: str, other: str) -> None:
    assert not is_same(one, other)


def test_the_one_that_is_spelt_so_comes_first() -> None:
    assert find("v1", ["V1", "v1", "v1 "], str) == "v1"
    assert find("v1", ["V2", "V1", "v1 "], str) == "V1"
    assert find("v1", ["v2"], str) is None


def test_only_star_and_question_mark_are_special_in_patterns() -> None:
    assert matches("Status: ready", "status:*")
    assert matches("status:", "status:*")
    assert matches("p1", "P?")
    assert matches("two\nlines", "two*")
    assert not matches("p12", "p?")
    assert not matches("a status:x", "status:*")
    for plain in ("[team] web", "a.b", "c++", "(x|y)", "\\d", "^x$", "{1}", "a-z"):
        assert matches(plain, plain)
        assert matches(plain.upper(), f"{plain}*")
    assert not matches("t web", "[team] web")
    assert not matches("axb", "a.b")


def test_things_are_found_by_any_spelling_the_one_that_is_meant_first() -> None:
    things = Named({"Bug": 1, "task": 2})
    things["bug"] = 3
    assert [things.find(name) for name in ("Bug", "bug", " BUG ", "TASK", "none")] == [
        *(1, 3, 1, 2),
        None,
    ]
    del things["Bug"]
    assert [things.find(name) for name in ("Bug", "bug")] == [3, 3]
    things.pop("bug")
    assert things.find("Bug") is None
    assert dict(things) == {"task": 2}


def test_things_beside_some_names_come_in_their_order() -> None:
    things = Named({"b": 1, "Bug": 2, "bug": 3, "a": 4})
    del things["a"]
    things["A"] = 5
    assert things.beside({"bug"}) == ["b", "A"]
    assert things.beside(set()) == ["b", "Bug", "bug", "A"]


def test_a_copy_of_named_things_changes_apart() -> None:
    things = Named({"Bug": 1})
    copy = Named(things)
    copy["BUG"] = 2
    del copy["Bug"]
    assert (things.find("BUG"), copy.find("Bug")) == (1, 2)
