"""GitHub's Markdown as HTML that is safe to show, and as plain text.

Parsing is markdown-it-py's with its set of GitHub's extensions; cleaning is nh3's. Raw HTML is
kept as far as GitHub keeps it; comments and anything active are dropped. Source of what GitHub
does: its documentation, "Basic writing and formatting syntax". What it makes of references such
as `#3` and `@octocat` stays text here.
"""

import re
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt"),
    *("em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "input", "ins", "kbd", "li", "mark"),
    *("ol", "p", "pre", "q", "s", "samp", "section", "small", "strong", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr", "tt", "ul", "var"),
}
_CLASSES = {
    "ul": {"contains-task-list"},
    "ol": {"contains-task-list", "footnotes-list"},
    "li": {"task-list-item", "footnote-item"},
    "div": {
        "markdown-alert",
        *(f"markdown-alert-{kind}" for kind in ("note", "tip", "important", "warning", "caution")),
    },
    "p": {"markdown-alert-title"},
    "section": {"footnotes"},
}
_ATTRIBUTES = {
    "a": {"href", "id", "title"},
    "details": {"open"},
    "input": {"checked", "disabled"},
    "li": {"id"},
    "ol": {"start"},
    "td": {"align", "style"},
    "th": {"align", "style"},
}
# GitHub lets the browser find out the direction of each block (recorded answers).
_BLOCK = re.compile(r"<(p|h[1-6]|ul|ol)(?=[ >])")


def parser() -> MarkdownIt:
    """Return a parser of GitHub's Markdown; raw HTML passes through and has to be cleaned."""
    return MarkdownIt("commonmark", {"html": True, "breaks": True}).use(gfm_plugin)


def clean(html: str) -> str:
    """Remove everything active from HTML, and everything that loads something."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        filter_style_properties={"text-align"},
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        set_tag_attribute_values={"input": {"disabled": ""}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


@cache
def _parser() -> MarkdownIt:
    return parser()


def as_html(markdown: str) -> str:
    """Return a text as the API's `body_html` has it."""
    return _BLOCK.sub(r'<\1 dir="auto"', clean(_parser().render(markdown))).strip()


def as_text(markdown: str) -> str:
    """Return a text as the API's `body_text` has it: its words, without marks."""
    words = nh3.clean(_parser().render(markdown), tags=set())
    return unescape(re.sub(r"\n{3,}", "\n\n", words)).strip()
