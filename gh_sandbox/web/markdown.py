"""GitHub's Markdown as HTML that is safe to show.

Parsing is markdown-it-py's with its set of GitHub's extensions; cleaning is nh3's. Raw HTML is
kept as far as GitHub keeps it, comments and anything active are dropped, and pictures, which
would be fetched from elsewhere, become links. Source of what GitHub does: its documentation,
"Basic writing and formatting syntax" and "Autolinked references and URLs".
"""

import re
from collections.abc import Callable, Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.gfm import gfm_plugin

from gh_sandbox.web.text import THREAD

Titles = Callable[[str, str, int], str | None]
_REFERENCE = re.compile(r"(?<![\w/#&.-])(?:([\w-]+)/([\w.-]+))?#(\d{1,9})\b")
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


class Markdown:
    """Renders texts; `titles` tells the title of an issue, so that only real ones are linked."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).use(gfm_plugin)
        self._parser.core.ruler.after("inline", "reference", self._link_references)
        self._parser.add_render_rule("image", _picture)

    def __call__(self, text: str, repository: str) -> Markup:
        """Return a text, written in the repository `owner/name`, as HTML."""
        html = self._parser.render(text, {"repository": repository})
        return Markup(  # noqa: S704 - cleaned by nh3
            nh3.clean(
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
        )

    def _link_references(self, state: StateCore) -> None:
        """Make links of `#3` and `owner/name#3`, but not within links and code.

        Links to issues on the site lead to their pages here.
        """
        for block in state.tokens:
            if block.type == "inline" and block.children:
                repository = str(state.env["repository"])
                block.children = list(self._linked(block.children, repository))

    def _linked(self, tokens: Sequence[Token], repository: str) -> Iterator[Token]:
        within = 0
        for token in tokens:
            within += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "link_open":
                token.attrs["href"] = _here(str(token.attrs["href"]))
            if token.type == "text" and not within:
                yield from self._split(token.content, repository)
            else:
                yield token

    def _split(self, text: str, repository: str) -> Iterator[Token]:
        end = 0
        for match in _REFERENCE.finditer(text):
            owner, name = repository.split("/") if match[1] is None else (match[1], match[2])
            title = self._titles(owner, name, int(match[3]))
            if title is not None:
                yield Token("text", "", 0, content=text[end : match.start()])
                address = f"/{owner}/{name}/issues/{match[3]}"
                yield Token("link_open", "a", 1, attrs={"href": address, "title": title})
                yield Token("text", "", 0, content=match[0])
                yield Token("link_close", "a", -1)
                end = match.end()
        yield Token("text", "", 0, content=text[end:])


def _here(address: str) -> str:
    """Lead to the page here of an issue on the site."""
    match = THREAD.fullmatch(address)
    return match[1] if match else address


def _picture(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    """Show a picture as a link to it."""
    token = tokens[index]
    words = Markup.escape(token.content or "picture")
    return f'<a href="{Markup.escape(str(token.attrs["src"]))}">{words}</a>'
