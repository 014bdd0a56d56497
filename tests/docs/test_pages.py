"""What the pages show is what comes when a reader does what they say, from the first line on."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.reader import DOCS, Reader, reader
from tests.support import guide

# The sandbox's guide has a test of its own; the other page is for who works on this repository.
_ELSEWHERE = {"sandbox.md", "contract-suite.md"}
PAGES = sorted(
    page.relative_to(DOCS).as_posix()
    for page in DOCS.rglob("*.md")
    if page.name not in _ELSEWHERE and any(each[0] == "sh" for each in guide.fences(page))
)
# What no test can do: it takes the internet, or a person who logs in.
_BY_HAND = re.compile(
    r"git clone |python3 -m venv |pip install |gh auth |\. \S+/activate$|cd |export GH_HOST="
)
_PICTURE = re.compile(r"pictures/[\w-]+\.\w+")


@pytest.fixture(scope="module")
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reader(tmp_path_factory.mktemp("reader")) as found:
        yield found


def test_tutorial_and_how_tos_are_among_the_pages() -> None:
    how_tos = {f"how-to/{page.name}" for page in (DOCS / "how-to").glob("*.md")}
    assert {"tutorial.md", "adopting.md", "undo.md", *how_tos} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_comes(somebody: Reader, page: str) -> None:
    """Commands of which it shows nothing print nothing."""
    for each, printed in somebody.read(page):
        told = f"{page}:{each.line}: {each.commands}\nprinted\n{printed}"
        assert guide.same(each.printed or "", printed), told


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_not_run_take_the_internet_or_a_person(page: str) -> None:
    for language, _, text, line in guide.fences(DOCS / page):
        if language == "shell":
            found = [each for each in text.splitlines() if not _BY_HAND.match(each)]
            assert found == [], f"{page}:{line}"


def test_the_pictures_that_are_shown_are_there_and_no_others() -> None:
    shown = {each for page in DOCS.rglob("*.md") for each in _PICTURE.findall(page.read_text())}
    assert shown == {f"pictures/{path.name}" for path in (DOCS / "pictures").iterdir()}
