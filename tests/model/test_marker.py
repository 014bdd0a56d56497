"""Which markers count: whole ones at the start of a line that Markdown reads as comments."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gh_playbook.model import marker
from gh_playbook.model.marker import END, Marker

BEGIN = Marker("a").text
PAIR = f"{BEGIN}\ntext\n{END}"


def keys(body: str) -> list[str]:
    return [each.marker.key for each in marker.begins(body)]


@pytest.mark.parametrize(
    "made",
    [
        Marker("a"),
        Marker("a.b-c_d", digest="0123456789abcdef"),
        Marker("a", number=13, title="1b2c3d4e", pending="closed", digest="0123456789abcdef"),
    ],
)
def test_what_is_written_is_read_again(made: Marker) -> None:
    assert [each.marker for each in marker.begins(f"{made.text}\n{END}")] == [made]


def test_markers_of_before_are_read_and_what_is_not_known_is_passed_over() -> None:
    old = "<!-- gh-playbook:begin key=a digest=0123456789abcdef -->"
    newer = "<!-- gh-playbook:begin key=a number=7 shape=round digest=0123456789abcdef -->"
    assert [each.marker for each in marker.begins(f"{old}\n{newer}")] == [
        Marker("a", digest="0123456789abcdef"),
        Marker("a", number=7, digest="0123456789abcdef"),
    ]
    (strange,) = marker.begins("<!-- gh-playbook:begin key=a number=seven -->")
    assert strange.marker == Marker("a")


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("", id="nothing before"),
        pytest.param("Some text.\n", id="in the middle of a paragraph"),
        pytest.param("> a quote\n", id="after a quote"),
        pytest.param("> ```\n> code\n\n", id="after code in a quote that is not ended"),
        pytest.param("- item\n", id="after a list"),
        pytest.param("- ```\n  code\n  ```\n\n", id="after code in a list"),
        pytest.param("```\ncode\n```\n", id="after code"),
        pytest.param("~~~~\n~~~\n~~~~\n", id="after code with a shorter fence in it"),
        pytest.param("`<!--`\n\n", id="after a comment's begin as code in a line"),
        pytest.param("<!-- theirs -->\n", id="after a comment"),
        pytest.param("<!--\ntheirs\n-->\n", id="after a longer comment"),
        pytest.param("<details><summary>Plan</summary>\n\n", id="in details"),
        pytest.param("<div>\n", id="in a div, without an empty line"),
        pytest.param("<div>\n<!-- a\nb -->\n", id="in a div, after a comment"),
        pytest.param("|a|b|\n|-|-|\n|1|2|\n", id="after a table"),
        pytest.param("1 < 2\n", id="after what looks like a tag"),
        pytest.param("a\rb\n\n```\ncode\n```\n\n", id="after a line that a CR alone ends"),
        pytest.param("a\r\rb\r\n```\r\ncode\r\n```\r\n", id="after line ends of all kinds"),
        pytest.param("<div>a\u2028b\n</div>\n", id="below HTML with a line separator"),
        pytest.param("<div>a\x0b\x0c\x85b\nc\n</div>\n", id="below HTML with what ends no line"),
    ],
)
def test_it_counts(before: str) -> None:
    assert keys(before + PAIR) == ["a"]
    assert keys(f"{before}{PAIR}\nafter") == ["a"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"> {BEGIN}\n> text\n> {END}", id="quoted"),
        pytest.param(f">{BEGIN}\n", id="quoted without a space"),
        pytest.param(f"```\n{PAIR}\n```", id="as code"),
        pytest.param(f"```html\n{PAIR}\n```", id="as code of a language"),
        pytest.param(f"~~~\n{PAIR}\n~~~", id="as code between tildes"),
        pytest.param(f"```\nforgotten\n\n{PAIR}", id="as code that is not ended"),
        pytest.param(f"<!--\n{PAIR}\n-->", id="in somebody's comment"),
        pytest.param(f"<div>\n<!-- a\n{PAIR}\n-->", id="in somebody's comment within HTML"),
        pytest.param(f"<pre>\n{PAIR}\n</pre>", id="preformatted"),
        pytest.param(f"<script>\n{PAIR}", id="in a script"),
        pytest.param(f"    {BEGIN}\n    {END}", id="indented"),
        pytest.param(f" {BEGIN}\n {END}", id="not at the start of its line"),
        pytest.param(f"- {BEGIN}\n  {END}", id="in a list"),
        pytest.param(f"see {BEGIN}", id="in a sentence"),
        pytest.param(f"`{BEGIN}`", id="as code in a sentence"),
        pytest.param("<!-- gh-playbook:begin -->\n" + END, id="without a key"),
        pytest.param("<!-- gh-playbook:begin key=a digest -->\n" + END, id="with half a value"),
        pytest.param(f"a\r\r\r\n```\n{PAIR}\n```\n<!-- x -->", id="as code after a CR"),
        pytest.param(f"<div>a\u2028\u2028b\n<!--\n{PAIR}\n-->", id="in a comment after U+2028"),
        pytest.param("&lt;!-- gh-playbook:begin key=a --&gt;", id="escaped"),
    ],
)
def test_it_does_not_count(body: str) -> None:
    assert keys(body) == []


@pytest.mark.parametrize(
    "number", ["9" * 5_000, "9" * 60_000, "99999999999", "\u0663", "\u00b2", "-1", "1e9", "0x10"]
)
def test_a_number_that_no_issue_has_is_none(number: str) -> None:
    for kind in ("begin", "issue"):
        [place] = marker.begins(f"<!-- gh-playbook:{kind} key=a number={number} -->\n{END}")
        assert place.marker == Marker("a")


def test_a_body_that_is_made_to_be_slow_is_not() -> None:
    began = time.process_time()
    keys("`<`\n" + f"{BEGIN}\n" * 1_600)
    keys("> " * 30_000 + "<\n" + PAIR)
    keys("<" * 60_000 + "\n" + PAIR)
    keys("- " * 30_000 + "\n<\n" + PAIR)
    keys("[" * 60_000 + "<\n" + PAIR)
    # Seconds of CPU, on a busy machine, too: a way that is quadratic takes minutes.
    assert time.process_time() - began < 30


def test_a_titles_digest_is_blind_to_how_it_is_spelt() -> None:
    assert marker.title_digest("Fix the Build") == marker.title_digest("fix the build")
    assert marker.title_digest("Fix the build") != marker.title_digest("Fix a build")


LINES = ["", "text", "```", "```` python", "```a`b", "~~~", "~~~ a", "~~~~", "`a`", "    ```"]
LINES += ["- a", "- ```", "> ```", "> a", "<!-- a -->", "<div>", "1 < 2", "  ```"]
LINES += ["\t```", "a\r```"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=7))
def test_the_short_way_finds_what_the_parser_finds(before: list[str]) -> None:
    body = "\n".join([*before, BEGIN])
    number = len(marker._LINE_END.findall(body))
    assert bool(keys(body)) == (number in marker._comment_lines(body))
