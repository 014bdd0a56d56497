"""The board's picture as a browser draws it within a page, in the light and in the dark."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gh_playbook.report.implementation.board_picture import picture
from gh_playbook.report.implementation.state import Tag
from tests.gh_sandbox.web.chromium import Chromium, chromium
from tests.report.backlog import BOARD, RENDERER
from tests.report.font import FAMILIES, MACHINE, environment, is_installed

# Texts that stand out of their card, their column, or the picture.
OUTSIDE = """
[...document.querySelectorAll("text")].filter(text => {
  const frame = text.closest("g:has(> rect)")?.querySelector("rect") || document.documentElement;
  const own = text.getBoundingClientRect(), around = frame.getBoundingClientRect();
  return own.left < around.left || own.right > around.right
    || own.top < around.top || own.bottom > around.bottom;
}).map(text => text.textContent)
"""
# Pairs of texts of one card that lie over each other.
OVERLAPPING = """
[...document.querySelectorAll("g")].flatMap(group => {
  const texts = [...group.querySelectorAll(":scope > text")];
  const boxes = texts.map(text => text.getBoundingClientRect());
  return texts.flatMap((text, i) => texts.slice(i + 1).filter((_, j) => {
    const [a, b] = [boxes[i], boxes[i + 1 + j]];
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  }).map(other => text.textContent + " / " + other.textContent));
})
"""
# By how much each text is stretched, or narrowed, to be as wide as the picture says.
STRETCHED = """
(() => {
  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  const context = canvas.getContext("2d");
  return [...document.querySelectorAll("text")].map(text => {
    const style = getComputedStyle(text);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const natural = context.measureText(text.textContent).width;
    return [text.textContent, text.textLength.baseVal.value / natural];
  });
})()
"""
# The colour of the picture's ground.
GROUND = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.drawImage(document.images[0], 0, 0);
  return [...canvas.getImageData(100, 10, 1, 1).data].slice(0, 3);
})()
"""
LONG = replace(
    BOARD.columns[1].cards[0],
    title="Configure CODECOV_TOKEN in GitHub repository secrets and WWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    labels=tuple(Tag(f"a:label-of-{n * 'm'}", "5319e7") for n in range(1, 40, 6)),
    type="A type of very many words indeed",
    sprint="The sprint after the next",
)


@pytest.fixture(scope="module", params=[MACHINE, *FAMILIES])
def browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """A browser that has one font only."""
    family: str = request.param
    if family != MACHINE and not is_installed(family):
        pytest.skip(f"the font {family} is not installed")
    folder = tmp_path_factory.mktemp("browser")
    with chromium(folder / "profile", environment(family, folder)) as opened:
        yield opened


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Draw the board with a card that has too much of everything."""
    columns = tuple(replace(each, cards=(*each.cards, LONG)) for each in BOARD.columns)
    path = tmp_path / "board.svg"
    path.write_text(picture(replace(BOARD, columns=columns), RENDERER), encoding="utf-8")
    return path


def test_all_texts_stand_where_they_belong(browser: Chromium, drawn: Path) -> None:
    browser.open(drawn.as_uri())
    assert browser.complaints == []
    assert len(browser.evaluate("[...document.querySelectorAll('text')].map(t => 1)")) > 50
    assert browser.evaluate(OUTSIDE) == []
    assert browser.evaluate(OVERLAPPING) == []


def test_no_font_is_stretched_or_narrowed_much(browser: Chromium, drawn: Path) -> None:
    browser.open(drawn.as_uri())
    stretched = dict(browser.evaluate(STRETCHED))
    assert len(stretched) > 30
    assert {text: by for text, by in stretched.items() if not 0.8 < by < 1.25} == {}


def test_a_page_shows_it_in_the_readers_colours(
    browser: Chromium, drawn: Path, tmp_path: Path
) -> None:
    """As GitHub's pages do, through `<img>`, where no script and no other file can help."""
    data = base64.b64encode(drawn.read_bytes()).decode()
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><style>:root { color-scheme: light dark }</style>"
        f'<img src="data:image/svg+xml;base64,{data}">',
        encoding="utf-8",
    )
    grounds = []
    for dark in (False, True):
        browser.open(page.as_uri(), dark=dark)
        grounds.append(browser.evaluate(GROUND))
    assert grounds == [[255, 255, 255], [13, 17, 23]]
