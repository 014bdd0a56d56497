"""A plan that was changed finds its issues again; what it no longer has is named."""

from pathlib import Path

import pytest

from gh_playbook.importing import WrittenBacklog, write
from gh_playbook.importing.markdown.markdown import read_markdown
from gh_playbook.importing.merging.retitling import is_retitled


@pytest.mark.parametrize(
    ("old", "new", "is_one"),
    [
        ("Build the index", "Build the search index", True),
        ("Build the search index", "Build the index", True),
        ("Accept paymants", "Accept payments", True),
        ("Add tests for A", "Add tests for B", False),
        ("Export 1", "Export 2", False),
        ("Export (web)", "Export (app)", False),
        ("Dark mode", "Export", False),
        ("", "Export", False),
        ("🚀", "Export", False),
    ],
)
def test_a_title_with_words_more_or_less_is_the_same(old: str, new: str, *, is_one: bool) -> None:
    assert is_retitled(old, new) is is_one


def again(before: str, after: str) -> WrittenBacklog:
    first = write(read_markdown(before)).text
    own = first.replace("- key: ", "- key: our-")
    written = write(read_markdown(after), own)
    once_more = write(read_markdown(after), written.text)
    assert (once_more.text, once_more.changes) == (written.text, ())
    return written


def test_an_issue_with_a_new_title_in_its_place_keeps_its_key() -> None:
    written = again(
        "- [ ] Plan\n- [ ] Build the index\n  - [ ] Tests\n- [ ] Ship\n",
        "- [ ] Plan\n- [ ] Build the search index\n  - [ ] More tests\n- [ ] Ship\n",
    )
    assert written.changes == (
        "our-build-index: title Build the index -> Build the search index",
        "our-tests: title Tests -> More tests",
    )
    assert written.left == ()


def test_an_issue_with_a_new_title_and_its_old_text_keeps_its_key() -> None:
    one = "## Issue: {}\n\n**Size**: S\n\nNobody finds our colours in the list.\n\n"
    other = "## Issue: Other\n\n**Size**: M\n\n"
    written = again(one.format("Colours") + other, other + one.format("Find by hue"))
    assert written.changes == ("our-colours: title Colours -> Find by hue",)


def test_another_issue_in_the_same_place_is_new_and_the_old_one_is_named() -> None:
    written = again("- [ ] Plan\n- [ ] Dark mode\n- [x] Done\n", "- [ ] Plan\n- [ ] Export\n")
    assert "- key: export\n" in written.text
    assert written.left == ("our-dark-mode",)


def test_issues_in_another_order_keep_their_keys_and_equal_titles_their_parents() -> None:
    first, second = "- [ ] Web\n  - [ ] Tests\n", "- [ ] App\n  - [ ] Tests\n"
    written = again(first + second, second + "- [ ] Docs\n" + first)
    assert written.changes == ("issue docs: Docs", "docs: title Docs")
    assert written.lost == ()


def test_a_plan_with_less_and_more_doubles_nothing(tmp_path: Path) -> None:
    before = "".join(f"- [ ] Task {word}\n" for word in ("one", "two", "three", "four", "five"))
    after = "- [ ] Task zero\n- [ ] Task five\n- [ ] Task two\n- [ ] Task three\n"
    written = again(before, after)
    assert written.text.count("title:") == 6
    assert written.left == ("our-task-one", "our-task-four")
