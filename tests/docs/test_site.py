"""The site: a page reads alike there and on GitHub, and no link leads nowhere.

Two readers of Markdown make the two.
"""

import re
import shutil
import subprocess
import sys
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


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder whose site is one page."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "docs", tmp_path / "scripts")
    (tmp_path / "scripts" / "setup").write_text("#!/bin/sh\n")
    (tmp_path / "scripts" / "setup").chmod(0o755)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "page.py", tmp_path / "docs")
    settings = load_config(str(ROOT / "mkdocs.yml"))
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: small\nrepo_url: {settings.repo_url}\nhooks: [docs/page.py]\n"
        "theme: {name: mkdocs}\nplugins: []\nexclude_docs: page.py\n"
        "validation: {links: {anchors: warn}}\n"
    )
    return tmp_path


def built(folder: Path, *links: str) -> "subprocess.CompletedProcess[str]":
    """Build the site of a page with these links."""
    text = "".join(f"[there]({link})\n" for link in links)
    (folder / "docs" / "index.md").write_text(f"# Small\n\n{text}")
    command = ["sh", "scripts/docs"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_link_that_leads_nowhere_fails_the_build(small: Path) -> None:
    done = built(small, "index.md#small", "../scripts/docs")
    assert done.returncode == 0, done.stderr
    done = built(small, "nowhere.md", "index.md#nowhere", "../scripts/nowhere")
    assert done.returncode == 1
    for told in ("'nowhere.md'", "'index.md#nowhere'", "links to scripts/nowhere"):
        assert told in done.stderr
