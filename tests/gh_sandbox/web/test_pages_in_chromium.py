"""The pages as a person sees them, on a desk and on a telephone, in the light and in the dark."""

from collections.abc import Iterator

import pytest

from tests.gh_sandbox.conftest import REPOSITORY
from tests.gh_sandbox.web.chromium import Chromium, chromium
from tests.gh_sandbox.web.site import HERE, visited

PLAN = "/orgs/PimpMyNines/projects/1"
ABSENT = "/nothing/here/at/all"
PAGES = [
    "/",
    f"{HERE}/issues",
    f"{HERE}/issues?state=all&label=typing&milestone=1&type=Task",
    f"{HERE}/issues/3",
    f"{HERE}/issues/24",
    f"{HERE}/pull/5",
    f"{HERE}/labels",
    f"{HERE}/milestones",
    f"{HERE}/projects",
    PLAN,
    f"{PLAN}/views/2",
    f"{PLAN}/views/3",
    ABSENT,
]
PHONE, DESK = 390, 1280
# What stands out of the window, apart from what scrolls within something that does not.
OVERFLOW = """
[...document.querySelectorAll("body *")].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 0.5) return false;
  for (let each = element.parentElement; each; each = each.parentElement)
    if (each !== document.body && getComputedStyle(each).overflowX !== "visible") return false;
  return true;
}).map(element => element.outerHTML.slice(0, 120))
"""
# Texts whose colour has too little contrast with the ground they stand on.
FAINT = """
(() => {
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const paint = colors => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const grounds = element => {
    const found = [];
    for (let each = element; each; each = each.parentElement)
      found.unshift(getComputedStyle(each).backgroundColor);
    return found;
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.getClientRects().length || element.closest("svg, .big, .hidden")) continue;
    const style = getComputedStyle(element);
    const ground = luminance(paint(grounds(element)));
    const text = luminance(paint([...grounds(element), style.color]));
    const [low, high] = [ground, text].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.45) faint.push([element.innerText.slice(0, 40), contrast.toFixed(2)]);
  }
  return faint;
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def address(browser: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with visited(tmp_path_factory.mktemp("pages")) as site:
        yield site.address


@pytest.fixture(scope="module", params=[DESK, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    wide: int = request.param
    return wide


@pytest.fixture(scope="module")
def nothing(browser: Chromium, width: int) -> bytes:
    """The picture of a page on which nothing stands."""
    empty = 'data:text/html,<meta name="viewport" content="width=device-width">'
    browser.open(empty, width=width, height=844)
    return browser.screenshot(quick=True)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_fits_can_be_read_and_brings_no_complaint(
    browser: Chromium, address: str, page: str, width: int, nothing: bytes
) -> None:
    browser.open(address + page, width=width, height=844)
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    pictures: set[bytes] = set()
    for ground in ("rgb(255, 255, 255)", "rgb(13, 17, 23)"):
        browser.prefer(dark=bool(pictures))
        assert browser.evaluate(OVERFLOW) == []
        assert browser.evaluate(FAINT) == []
        assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        picture = browser.screenshot(quick=True)
        scale = 2 if width == PHONE else 1
        assert int.from_bytes(picture[16:20], "big") == width * scale
        assert len(picture) > len(nothing)
        pictures.add(picture)
    assert len(pictures) == 2
    assert len(browser.complaints) == int(page == ABSENT)
    assert page != ABSENT or "404" in browser.complaints[0]


def test_a_person_sees_the_issues_from_the_first_page_on(browser: Chromium, address: str) -> None:
    browser.open(f"{address}/")
    assert f"{REPOSITORY}" in browser.texts(".row-title")
    browser.follow(f'a[href="{HERE}/issues"]')
    assert browser.texts(".states [aria-current]") == ["Open 10"]
    assert browser.texts(".row-title")[-1] == "Implement unified type definitions across providers"
    browser.follow(f'a.row-title[href="{HERE}/issues/3"]')
    assert browser.texts("h1") == ["Implement unified type definitions across providers #3"]
    assert browser.texts(".badge") == ["Open"]
    assert browser.texts(".issue-text .lines a") == [
        "Write src/lluminary/models/types.py with the shared types #21",
        "Move OpenAI over #22",
        "Decide what a tool call is #23",
    ]
    browser.follow(f'.lines a[href="{HERE}/issues/22"]')
    assert browser.texts(".parent") == [
        "Part of Implement unified type definitions across providers #3"
    ]


def test_the_filter_works_without_scripts(browser: Chromium, address: str) -> None:
    browser.open(f"{address}{HERE}/issues")
    browser.evaluate(
        'document.querySelector("select[name=label]").value = "typing";'
        'document.querySelector("select[name=milestone]").value = "1"'
    )
    browser.follow(".filter button")
    assert browser.texts(".row-title") == [
        "Move OpenAI over",
        "Implement unified type definitions across providers",
    ]
    browser.follow('.states a[href*="state=closed"]')
    assert browser.texts(".row-title") == [
        "Write src/lluminary/models/types.py with the shared types"
    ]
    browser.follow(".chosen a:last-child")
    assert browser.texts(".states [aria-current]") == ["Open 10"]


def test_texts_that_try_to_do_harm_do_none(browser: Chromium, address: str) -> None:
    browser.open(f"{address}{HERE}/issues/24")
    assert "harmed" not in browser.evaluate("document.title")
    assert browser.evaluate("document.querySelectorAll('main img, main script').length") == 0
    assert browser.texts(".prose h1") == ["What is wrong"]
    shown = browser.texts(".prose")[0]
    assert "hidden" not in shown
    assert "gh-playbook" not in shown
    checked = "[...document.querySelectorAll('.prose input')].map(e => [e.checked, e.disabled])"
    assert browser.evaluate(checked) == [[True, True], [False, True], [False, True]]


def test_on_a_telephone_the_facts_stand_under_the_text(browser: Chromium, address: str) -> None:
    below = (
        "document.querySelector('.facts-list').getBoundingClientRect().top"
        " >= document.querySelector('.issue-text').getBoundingClientRect().bottom"
    )
    browser.open(f"{address}{HERE}/issues/3", width=PHONE)
    assert browser.evaluate(below) is True
    browser.open(f"{address}{HERE}/issues/3", width=DESK)
    assert browser.evaluate(below) is False


def test_labels_have_their_own_colour(browser: Chromium, address: str) -> None:
    ground = (
        "getComputedStyle([...document.querySelectorAll('.chip')]"
        ".find(e => e.innerText === 'technical-debt')).backgroundColor"
    )
    browser.open(f"{address}{HERE}/labels")
    assert browser.evaluate(ground) == "rgb(194, 178, 128)"
    browser.open(f"{address}{HERE}/labels", dark=True)
    assert browser.evaluate(ground) == "rgb(53, 52, 46)"


def test_a_person_goes_from_an_issue_to_the_board(browser: Chromium, address: str) -> None:
    browser.open(f"{address}{HERE}/issues/3")
    browser.follow(f'.facts-list a[href="{PLAN}"]')
    browser.follow('.layouts a[href="?layout=board"]')
    assert browser.texts(".column h2") == ["No Status 2", "Todo 4", "In Progress 2", "Done 1"]
    todo = ".column:nth-child(2) .card-title"
    assert browser.texts(todo) == [
        "Enhance streaming support for tool/function calling",
        "Fix Dockerfile.matrix handling in GitHub Actions workflow",
        "Move OpenAI over",
        "Write to everyone",
    ]
    browser.follow(f"{todo}[href='{HERE}/issues/22']")
    assert browser.texts("h1") == ["Move OpenAI over #22"]


def test_a_board_scrolls_within_itself_on_a_telephone(browser: Chromium, address: str) -> None:
    browser.open(f"{address}{PLAN}/views/2", width=PHONE)
    sizes = "(b => [b.scrollWidth > b.clientWidth, b.getBoundingClientRect().right])"
    scrolls, right = browser.evaluate(f"{sizes}(document.querySelector('.board'))")
    assert scrolls is True
    assert right <= PHONE
    columns = "[...document.querySelectorAll('.column')].map(e => e.getBoundingClientRect().top)"
    assert len(set(browser.evaluate(columns))) == 1
