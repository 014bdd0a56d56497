"""Texts on the pages: Markdown, with links between the sandbox's issues.

Pictures become links, because they would be loaded from another server.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from gh_sandbox import markup
from gh_sandbox.web.text import THREAD

Titles = Callable[[str, str, int], str | None]
_REFERENCE = re.compile(r"(?<![\w/#&.-])(?:([\w-]+)/([\w.-]+))?#(\d{1,9})\b")


class Markdown:
    """Renders texts; `titles` returns an issue's title, so that only existing ones are linked."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._parser = markup.parser()
        self._parser.core.ruler.after("inline", "reference", self._link_references)
        self._parser.add_render_rule("image", _picture)

    def __call__(self, text: str, repository: str) -> Markup:
        """Return a text, written in the repository `owner/name`, as HTML."""
        html = self._parser.render(text, {"repository": repository})
        return Markup(markup.clean(html))  # noqa: S704 - cleaned

    def _link_references(self, state: StateCore) -> None:
        """Turn `#3` and `owner/name#3` into links, except within links and code.

        Links to issues on github.com become links to the sandbox's pages.
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
    """Change a link to an issue on github.com into one to the sandbox's page."""
    match = THREAD.fullmatch(address)
    return match[1] if match else address


def _picture(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    """Replace a picture by a link to it."""
    token = tokens[index]
    words = Markup.escape(token.content or "picture")
    return f'<a href="{Markup.escape(str(token.attrs["src"]))}">{words}</a>'
