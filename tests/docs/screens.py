"""The pictures of the docs, made from the tutorial: terminals as SVG, pages by Chromium."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from gh_sandbox import Sandbox
from tests.docs.reader import DOCS
from tests.gh_sandbox.web.chromium import Chromium, chromium
from tests.support import guide

PICTURES = DOCS / "pictures"
REPOSITORY = "octocat/rocket"
SCREENS = {"first-run": "all"}
PAGES = {"board": "/users/octocat/projects/1/views/2"}
_COLUMNS = 96
# What moves a terminal's cursor, as a bar of progress does.
_MOVES = re.compile(r"\x1b\[[\d?]*[A-HJKhl]|\r")
# rich names a font on a server of others: the browser's own will do.
_FONT_FACE = re.compile(r"@font-face \{.*?\}\n", re.DOTALL)


def take() -> None:
    """Follow the tutorial up to its first run, and write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rocket"
        folder.mkdir()
        sandbox = Sandbox(folder / ".sandbox")
        sandbox.start(repository=REPOSITORY, web=0)
        try:
            _pictures(folder, sandbox)
        finally:
            sandbox.stop()


def _pictures(folder: Path, sandbox: Sandbox) -> None:
    tutorial = guide.examples(DOCS / "tutorial.md")
    (backlog,) = (each for each in tutorial if "cat > playbooks/backlogs" in each.commands)
    subprocess.run(["sh", "-euc", backlog.commands], cwd=folder, check=True)
    environment = {**sandbox.environment(), "INVOKE_GH_PLAYBOOK_REPO": REPOSITORY}
    for name, command in SCREENS.items():
        printed = _coloured(["gh-playbook", command], folder, environment)
        printed = printed.replace(f"{folder}/", "")
        (PICTURES / f"{name}.svg").write_text(
            _window(f"gh-playbook {command}", printed), encoding="utf-8"
        )
    with chromium(folder / "profile") as browser:
        for page, path in PAGES.items():
            _photograph(browser, f"{sandbox.status().pages}{path}", page)


def _photograph(browser: Chromium, url: str, page: str) -> None:
    for dark in (False, True):
        browser.open(url, width=1000, height=600, dark=dark)
        picture = PICTURES / f"{page}-{'dark' if dark else 'light'}.png"
        picture.write_bytes(browser.screenshot())


def _coloured(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Return the output of a program for a person, with colours and without animations."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    looks = {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(_COLUMNS), "PATH": path}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment, **looks},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\n{3,}", "\n\n", _MOVES.sub("", done.stdout))


def _window(title: str, printed: str) -> str:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(f"$ {title}\n{printed.rstrip()}"))
    svg = console.export_svg(title=title, unique_id="terminal")
    return _FONT_FACE.sub("", svg)


if __name__ == "__main__":
    take()
