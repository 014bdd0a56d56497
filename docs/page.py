"""What a page has for readers on GitHub, made good for the site.

Links that lead out of `docs/` become links to the repository on GitHub. A file that does not exist
fails the build, as any broken link does. The name that a fence gives its file becomes the title of
the block. Long lists are left out of the search, and a broad table gets the width of the page.
"""

import logging
import re
from pathlib import Path
from posixpath import normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_LOG = logging.getLogger("mkdocs.hooks.page")
_LISTS = {"sandbox-coverage.md", "verified.md"}
_BROAD = {"comparison.md"}
_OUTSIDE = re.compile(r"\]\(((?:\.\./)+[^)#\s]*)(#[^)\s]*)?\)")
_NAMED = re.compile(r"^(```|~~~~)(\w+) ([\w./-]+)$", re.MULTILINE)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Files) -> str:
    """Return the page's text as the site shows it."""
    if page.file.src_uri in _LISTS:
        page.meta["search"] = {"exclude": True}
    if page.file.src_uri in _BROAD:
        page.meta["hide"] = ["toc", "navigation"]
    folder = Path(page.file.src_uri).parent.as_posix()

    def outside(found: re.Match[str]) -> str:
        path = normpath(f"docs/{folder}/{found[1]}")
        if path == "docs" or path.startswith("docs/"):
            return found[0]
        there = Path(config.config_file_path).parent / path
        if not there.exists():
            _LOG.warning("%s links to %s, which is not there", page.file.src_uri, path)
        kind = "tree" if there.is_dir() else "blob"
        return f"]({config.repo_url}/{kind}/main/{path}{found[2] or ''})"

    return _NAMED.sub(r'\1\2 title="\3"', _OUTSIDE.sub(outside, markdown))
