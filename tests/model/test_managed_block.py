"""The managed block: what the tool owns of a body, and what it never touches."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gh_playbook.model import managed_block
from gh_playbook.model.marker import Marker

PLAIN = string.ascii_letters + string.digits
deterministic = settings(derandomize=True, deadline=None, max_examples=60)

KEYS = st.builds(
    str.__add__, st.sampled_from(PLAIN), st.text(st.sampled_from(f"{PLAIN}._-"), max_size=12)
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
TASKS = st.builds(
    lambda mark, tick, text: f"{mark} [{tick}] {text}",
    st.sampled_from(["-", "*", "+", "1.", "  -"]),
    st.sampled_from([" ", "x", "X"]),
    WORDS,
)
CONTENTS = st.lists(st.one_of(WORDS, TASKS, st.just("")), max_size=8).map("\n".join)
AROUND = st.lists(st.one_of(WORDS, TASKS), max_size=4).map("\n".join)


def without_markers(*texts: str) -> None:
    assume(not any("<!--" in text for text in texts))


def found(text: str) -> managed_block.ManagedBlock:
    block = managed_block.find(text)
    assert block is not None
    return block


@deterministic
@given(KEYS, CONTENTS)
def test_what_was_composed_is_found_again_and_not_edited(key: str, content: str) -> None:
    without_markers(content)
    block = found(managed_block.compose(Marker(key), content))
    assert (block.key, block.content) == (key, content.strip("\n"))
    assert (block.before, block.after) == ("", "")
    assert not block.is_edited


@deterministic
@given(KEYS, CONTENTS, CONTENTS, AROUND, AROUND)
def test_text_around_the_block_is_never_changed(
    key: str, old: str, new: str, before: str, after: str
) -> None:
    without_markers(old, new, before, after)
    whole = f"{before}\n{managed_block.compose(Marker(key), old)}\n{after}"
    renewed = found(managed_block.renew(found(whole), Marker(key), new))
    assert (renewed.before, renewed.after) == (f"{before}\n", f"\n{after}")
    assert managed_block.is_same(renewed.content, new)
    assert not renewed.is_edited


@deterministic
@given(KEYS, CONTENTS, AROUND)
def test_appending_leaves_what_people_wrote_in_front(key: str, content: str, before: str) -> None:
    without_markers(content, before)
    block = found(managed_block.append(before, Marker(key), content))
    assert block.before.rstrip() == before.rstrip()
    assert block.after == ""


@deterministic
@given(KEYS, st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6), CONTENTS)
def test_ticks_stay_as_long_as_their_text_does(
    key: str, tasks: list[tuple[str, bool]], more: str
) -> None:
    without_markers(more, *(text for text, _ in tasks))
    assume("[" not in more and "\n" not in "".join(text for text, _ in tasks))
    ticked = "\n".join(f"- [{'x' if tick else ' '}] {text}" for text, tick in tasks)
    fresh = "\n".join(f"- [ ] {text}" for text, _ in tasks)
    renewed = found(
        managed_block.renew(
            found(managed_block.compose(Marker(key), ticked)), Marker(key), f"{more}\n\n{fresh}"
        )
    )
    assert renewed.content.endswith(ticked.rstrip("\n"))


@deterministic
@given(CONTENTS, st.lists(st.tuples(WORDS, st.booleans()), max_size=4))
def test_the_digest_does_not_see_ticks_line_ends_and_space_at_line_ends(
    more: str, tasks: list[tuple[str, bool]]
) -> None:
    ticked = "\n".join([more, *(f"- [{'X' if tick else ' '}] {text}" for text, tick in tasks)])
    content = "\n".join([more, *(f"- [ ] {text}" for text, _ in tasks)])
    assert managed_block.digest(ticked) == managed_block.digest(content)
    assert managed_block.digest(content.replace("\n", "\r\n")) == managed_block.digest(content)
    assert managed_block.digest(content.replace("\n", "  \n")) == managed_block.digest(content)


@deterministic
@given(KEYS, CONTENTS, st.text("abc", min_size=1))
def test_the_digest_sees_every_other_edit(key: str, content: str, word: str) -> None:
    without_markers(content)
    assume(content.strip("\n"))
    edited = managed_block.compose(Marker(key), content).replace(" -->\n", f" -->\n{word} ", 1)
    assert found(edited).is_edited


@deterministic
@given(KEYS, CONTENTS, AROUND)
def test_a_body_that_came_back_with_windows_line_ends_is_the_same(
    key: str, content: str, before: str
) -> None:
    without_markers(content, before)
    whole = managed_block.append(before, Marker(key), content)
    block = found(whole.replace("\n", "\r\n"))
    assert block == found(whole)
    assert not block.is_edited


def test_equal_items_keep_their_ticks_in_order() -> None:
    old = managed_block.compose(Marker("a"), "- [x] test\n- [ ] test\n- [x] gone")
    renewed = managed_block.renew(found(old), Marker("a"), "- [ ] new\n- [ ] test\n- [ ] test")
    assert found(renewed).content == "- [ ] new\n- [x] test\n- [ ] test"


def test_a_box_outside_the_block_is_people_s_own() -> None:
    whole = "- [x] mine\n" + managed_block.compose(Marker("a"), "- [ ] mine")
    assert (
        found(managed_block.renew(found(whole), Marker("a"), "- [ ] mine")).content == "- [ ] mine"
    )


def test_without_markers_there_is_no_block() -> None:
    assert managed_block.find("just text") is None


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param("<!-- gh-playbook:begin key=a -->\ntext", id="no end"),
        pytest.param(
            managed_block.compose(Marker("a"), "x") + managed_block.compose(Marker("b"), "y"),
            id="two blocks",
        ),
        pytest.param(
            managed_block.compose(Marker("a"), "x") + "\n<!-- gh-playbook:end -->", id="two ends"
        ),
        pytest.param(
            "<!-- gh-playbook:end -->\n<!-- gh-playbook:begin key=a -->", id="end before begin"
        ),
    ],
)
def test_damaged_markers_are_an_error_that_says_so(damaged: str) -> None:
    with pytest.raises(managed_block.BodyError, match="its markers are damaged") as raised:
        managed_block.find(damaged)
    assert raised.value.key_in(1) == "a"


def test_an_end_alone_is_no_block_and_is_not_taken_for_one() -> None:
    assert managed_block.find("text\n<!-- gh-playbook:end -->") is None
    assert managed_block.holds_marker("text\n<!-- gh-playbook:end -->")


def test_a_marker_without_a_digest_counts_as_edited() -> None:
    assert found("<!-- gh-playbook:begin key=a -->\ntext\n<!-- gh-playbook:end -->").is_edited


def test_what_is_quoted_around_the_block_is_no_part_of_it() -> None:
    example = managed_block.compose(Marker("b"), "example")
    quoted = "\n".join(f"> {line}" for line in example.split("\n"))
    whole = f"{quoted}\n\n{managed_block.compose(Marker('a'), 'x')}\n\n```\n{example}\n```"
    assert (found(whole).key, found(whole).content) == ("a", "x")
    assert managed_block.find(quoted) is None


def test_code_that_the_content_leaves_open_does_not_hide_the_end() -> None:
    content = "Run this:\n\n```sh\nmake"
    whole = managed_block.append("Mine", Marker("a"), content)
    assert (found(whole).content, found(whole).is_edited) == (content, False)


def test_a_block_is_that_of_the_number_in_its_marker() -> None:
    numbered = found(managed_block.compose(Marker("a", number=13), "x"))
    assert numbered.is_of(13)
    assert not numbered.is_of(14)


def test_a_block_without_a_number_is_anybodys_as_long_as_it_is_as_it_was_written() -> None:
    written = managed_block.compose(Marker("a"), "text")
    assert found(written).is_of(13)
    assert not found(written.replace("text", "other text")).is_of(13)


@pytest.mark.parametrize(
    "prefix",
    [
        *("-", "*", "+", "1.", "12)", "  -", "\t*"),
        *("> -", ">-", "> > 1.", "- -", "1. -", "- > *", "> 1. - +"),
    ],
)
@pytest.mark.parametrize("tick", ["x", "X"])
def test_a_task_list_is_whatever_github_renders_as_one(prefix: str, tick: str) -> None:
    item, ticked = f"{prefix} [ ] Do it", f"{prefix} [{tick}] Do it"
    key = "a"
    assert managed_block.is_same(item, ticked)
    assert not found(managed_block.compose(Marker(key), item).replace("[ ]", f"[{tick}]")).is_edited
    before = found(managed_block.compose(Marker(key), ticked))
    renewed = found(managed_block.renew(before, Marker(key), f"More\n\n{item}"))
    assert renewed.content == f"More\n\n{ticked}"


@pytest.mark.parametrize(
    "line",
    ["text - [ ] x", "-[ ] x", "- [ ]x", "- [y] x", "[ ] x", "> [ ] x", "- text [ ] x", "-- [ ] x"],
)
def test_what_is_no_task_is_text(line: str) -> None:
    assert not managed_block.is_same(line, line.replace("[ ]", "[x]").replace("[y]", "[z]"))


@pytest.mark.parametrize(
    ("begin", "end"),
    [("```", "```"), ("~~~", "~~~~"), ("````sh", "````"), ("> ```", "> ```"), ("- ```", "  ```")],
)
def test_in_fenced_code_there_are_no_tasks(begin: str, end: str) -> None:
    def content(within: str, after: str) -> str:
        return f"{begin}\n- [{within}] code\n{end}\n- [{after}] task"

    assert managed_block.is_same(content(" ", "x"), content(" ", " "))
    assert not managed_block.is_same(content("x", " "), content(" ", " "))
    assert managed_block.is_same(
        "```code``` in a line\n- [x] task", "```code``` in a line\n- [ ] task"
    )


def test_items_of_many_levels_are_read_at_once() -> None:
    deep = "> " * 20_000 + "- " * 20_000 + "1. " * 20_000 + "[ ]"
    assert managed_block.is_same(deep, deep)


@deterministic
@given(KEYS, AROUND)
def test_a_marker_alone_says_whose_an_issue_is_and_nothing_else(key: str, before: str) -> None:
    without_markers(before)
    whole = managed_block.append(before, Marker(key, number=7, title="1b2c3d4e"), "")
    block = found(whole)
    assert (block.key, block.content, block.marker.number) == (key, "", 7)
    assert block.before.strip() + block.after.strip() == before.replace("\r\n", "\n").strip()
    assert not block.is_edited
    assert block.is_of(7)
    assert not block.is_of(8)
    assert managed_block.renew(block, Marker(key, number=7, title="1b2c3d4e"), "") == whole


def test_a_marker_alone_becomes_a_block_once_there_is_a_text_and_again_alone_without() -> None:
    alone = managed_block.append("Mine", Marker("a"), "")
    assert alone == "Mine\n\n<!-- gh-playbook:issue key=a -->"
    whole = managed_block.renew(found(alone), Marker("a"), "text")
    assert whole == managed_block.append("Mine", Marker("a"), "text")
    assert managed_block.renew(found(whole), Marker("a"), "") == alone


def test_a_marker_alone_stands_before_a_text_that_would_swallow_it() -> None:
    text = "Like this:\n\n```sh\nmake"
    whole = managed_block.append(text, Marker("a"), "")
    assert whole == f"<!-- gh-playbook:issue key=a -->\n\n{text}"
    assert found(whole).after.strip() == text


def test_a_marker_alone_beside_a_block_is_damage() -> None:
    both = managed_block.compose(Marker("a"), "x") + "\n" + managed_block.compose(Marker("b"), "")
    with pytest.raises(managed_block.BodyError):
        managed_block.find(both)


@pytest.mark.parametrize("content", ["", "\n", "text", "\n- [x] done\n\nmore \u00e4\n"])
def test_a_block_is_as_long_as_it_was_said_to_be(content: str) -> None:
    made = Marker("a", number=7, title="1b2c3d4e")
    assert managed_block.length(made, content) == len(managed_block.compose(made, content))
