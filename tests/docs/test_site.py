"""A page reads alike on GitHub and on the site, which are made by two readers of Markdown."""

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown import Markdown
from markdown_it import MarkdownIt
from mkdocs.config import load_config

from tests.docs.reader import DOCS, ROOT

_TAG = re.compile(r"<(h[1-6]|li|ol|pre|strong|table|tr|ul)[ >]")
_NAMED = re.compile(r"^(```|~~~~)(\w+) \S+$", re.MULTILINE)


@pytest.fixture(scope="module")
def site() -> Markdown:
    config = load_config(str(ROOT / "mkdocs.yml"))
    extensions = config.markdown_extensions
    return Markdown(extensions=extensions, extension_configs=config.mdx_configs)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.stem)
def test_a_page_has_the_same_parts_on_github_and_on_the_site(site: Markdown, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    github = MarkdownIt("commonmark").enable("table").render(text)
    here = site.reset().convert(_NAMED.sub(r"\1\2", text))
    assert Counter(_TAG.findall(here)) == Counter(_TAG.findall(github))
