"""Names that mean something elsewhere, in every place of the report: they only show as they are."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

from gh_playbook.model.outcome import Outcome
from gh_playbook.report.implementation import BacklogState, picture, text
from gh_playbook.report.implementation.state import Adoption, BoardState, Column, Origin, Tag
from tests.report.backlog import RENDERER, a_result, an_entry

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></text></svg><script>1</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "| a | b |",
    "`code` ``x``",
    "```mermaid",
    "~~~",
    "<!-- gh-playbook:begin key=x -->",
    "--> <b>",
    "</details><details open><summary>x",
    "{{ 7 * 7 }} {% raw %}",
    "@octocat, @acme/owners",
    "https://evil.example www.evil.example a@evil.example",
    "&lt;b&gt; &amp; &#x3c; &colon;",
    "$\\frac{1}{2}$ $`x`$",
    "a\\",
    "# heading",
    "- [ ] box",
    "***",
    '<a name="x" href="javascript:1"></a>',
    '<svg onload="alert(1)">',
    'click issue1 "javascript:alert(1)"',
    'A["x"] --> B',
    '"]; issue1 --> issue2["',
    "%%{init: {}}%%",
    "url(https://evil.example) } text { fill: red",
    "\u202etxt.exe\u2066",
)
MARKDOWN = {"h1", "h2", "h3", "p", "a", "em", "strong", "code", "pre", "ul", "li", "img", "hr"}
MARKDOWN |= {"table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
ELEMENTS = {"svg", "style", "g", "rect", "text", "circle", "title", "desc"}


class Page(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))


def named(name: str) -> BacklogState:
    """Return a state in which everything has this name."""
    first = an_entry(
        "a",
        name,
        1,
        origin=Origin.ADOPTED,
        labels=(Tag(name, "0366d6"),),
        assignees=(name,),
        type=name,
        milestone=name,
        priority=name,
        size=name,
        sprint=name,
        status=name,
        adoption=Adoption(name, name, (name,), (name,), True),
    )
    second = an_entry("b", name, 2, blocked_by=("a",), related_to=("a",))
    board = BoardState(name, "https://github.com/o/1", (Column(name, "blue", (first, second)),))
    results = (
        a_result("label", name, Outcome.SKIPPED, "as declared"),
        a_result("issue", "a", Outcome.CONFLICT, name, 1),
        a_result("project_view", name, Outcome.UNSUPPORTED, name),
    )
    web = "https://github.com/octo/demo"
    return replace(
        BacklogState("octo/demo", web, (first, second)),
        results=results,
        board=board,
        labels=(name,),
        surplus=(("a", (an_entry("#9", name, 9),)),),
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_part_of_the_report_s_markdown_or_chart(name: str) -> None:
    written = text(named(name), RENDERER)
    assert not {"\u202e", "\u2066"} & set(written)
    page = Page()
    page.feed(MarkdownIt("commonmark").use(gfm_plugin).render(written))
    assert {name for name, _ in page.elements} <= MARKDOWN
    attributes = [each for _, found in page.elements for each in found.items()]
    assert [name for name, _ in attributes if name.startswith("on")] == []
    addresses = [value for name, value in attributes if name in {"href", "src"}]
    own = ("https://github.com/", "board.svg", "#")
    assert [each for each in addresses if not each.startswith(own)] == []
    (chart,) = re.findall(r"```mermaid\n(.*?)\n```", written, re.DOTALL)
    line = re.compile(r'flowchart TB|\s+(issue\d\["[^"\n]*"\](:::\w+)?|issue\d --> issue\d)')
    assert [each for each in chart.split("\n") if not line.fullmatch(each)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_part_of_the_picture_s_language(name: str) -> None:
    written = picture(named(name), RENDERER) or ""
    found = [*ElementTree.fromstring(written).iter()]
    assert {each.tag.rpartition("}")[2] for each in found} <= ELEMENTS
    assert not any(key.startswith("on") or "href" in key for each in found for key in each.attrib)
    (style,) = (each.text or "" for each in found if each.tag.endswith("}style"))
    assert "evil" not in style
    assert not {"\u202e", "\u2066"} & set(written)
