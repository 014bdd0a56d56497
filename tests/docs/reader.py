"""A reader who follows the instructions of a page, in an empty home folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gh_sandbox import Sandbox
from tests.docs import quick
from tests.support import guide

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
# What the pages call the reader's home.
_HOME = "/home/you"
# Pages that begin with an empty folder; the others are about `acme/shop`, of the seed `shop`.
FROM_NOTHING = {"tutorial.md"}


@dataclass(frozen=True)
class Reader:
    """A folder for the pages, the program they call, and a local GitHub that they share."""

    folder: Path
    programs: Path
    sandbox: Sandbox

    def read(self, page: str) -> list[tuple[guide.Example, str]]:
        """Follow a page, and return the output of each example."""
        home = self.folder / page.replace("/", "-").removesuffix(".md") / "home"
        environment = {"HOME": str(home), "GH_CONFIG_DIR": str(home), "LC_ALL": "C.UTF-8"}
        environment |= {"PYTHONPATH": str(ROOT), "BROWSER": "false"}
        folder, sandbox = home, Sandbox(home / "rocket" / ".sandbox")
        if page not in FROM_NOTHING:
            folder, sandbox = home / "shop", self.sandbox
            sandbox.restore()
            environment |= sandbox.environment()
        folder.mkdir(parents=True)
        done = guide.examples(DOCS / page)
        try:
            printed = guide.carried_out(done, folder, environment, self.programs)
        finally:
            if page in FROM_NOTHING:
                sandbox.stop()
        shared = str(self.sandbox.directory)
        # The pages' sandbox is in the reader's folder, and runs call it from there.
        there = {f"in the sandbox {shared}": "in the sandbox .sandbox"}
        there |= {shared: f"{_HOME}/shop/.sandbox", str(home): _HOME}
        return [(each, _replaced(text, there)) for each, text in zip(done, printed, strict=True)]


def _replaced(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


@contextmanager
def reader(folder: Path) -> Iterator[Reader]:
    """Keep the program and the local GitHub ready inside of this context."""
    with quick.programs(folder / "programs") as programs:
        sandbox = Sandbox(folder / "shared")
        try:
            sandbox.start(seed="shop")
            sandbox.keep()
            yield Reader(folder, programs, sandbox)
        finally:
            sandbox.stop()
