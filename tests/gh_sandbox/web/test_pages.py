"""The pages' HTML, as a browser gets it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from invoke.context import Context

from gh_sandbox import Sandbox, SandboxError, tasks
from gh_sandbox.clock import SystemClock
from gh_sandbox.state.store import FILE, Store
from gh_sandbox.web.color import DARK_PAGE, LEAST, chip, contrast
from gh_sandbox.web.markdown import Markdown
from gh_sandbox.web.reader import Reader
from gh_sandbox.web.text import counted, linked
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.gh_sandbox.web.site import HERE, SEED, Site, visited


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with visited(tmp_path_factory.mktemp("pages")) as found:
        yield found


def test_the_first_page_lists_repositories_and_projects(site: Site) -> None:
    words = site.get("/").words
    assert f"{REPOSITORY} One interface to many LLM providers 10 open 5 closed" in words
    assert "someone/empty" in words
    assert "Projects The plan What comes when PimpMyNines #1 · 9 items" in words


def test_one_thing_is_not_counted_as_several(site: Site) -> None:
    assert [counted(number, "label") for number in range(3)] == ["0 labels", "1 label", "2 labels"]
    words = site.get("/").words
    assert "9 labels 0 milestones" in words


def test_a_repository_leads_to_its_issues(site: Site) -> None:
    answer = site.ask(HERE)
    assert (answer.status, answer.headers["location"]) == (307, f"{HERE}/issues")


def test_issues_are_listed_with_labels_milestone_type_and_links(site: Site) -> None:
    words = site.get(f"{HERE}/issues").words
    assert "Open 10 Closed 5 All 15" in words
    assert (
        "Implement unified type definitions across providers blocked core-feature enhancement "
        "high-priority typing Feature #3 opened 20 Jan 2025 by dana-w Type System Overhaul 2/3"
    ) in words
    assert "Move OpenAI over typing Task #22" in words
    assert "part of #3" in words
    assert "Fix what is wrong" not in words


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?state=closed&label=typing", {21}),
        ("?state=all&label=typing&label=core-feature", {3, 21}),
        ("?milestone=1", {3, 22}),
        ("?milestone=none&label=testing", {24, 17}),
        ("?milestone=2&type=Feature", {4}),
        ("?state=nonsense&milestone=x&label=&type=", {3, 4, 13, 14, 15, 16, 17, 20, 22, 24}),
        ("?label=unknown", set()),
    ],
)
def test_issues_are_filtered(site: Site, query: str, numbers: set[int]) -> None:
    text = site.get(f"{HERE}/issues{query}").text
    shown = re.findall(rf'class="row-title" href="{HERE}/issues/(\d+)"', text)
    assert {int(number) for number in shown} == numbers
    assert len(shown) == len(numbers)
    assert ("issues match." in text) == (not numbers)


def test_a_long_list_is_paged_forth_and_back(site: Site, tmp_path: Path) -> None:
    issues = [{"title": f"Number {number}"} for number in range(1, 61)]
    owner = {"login": "octocat", "repositories": [{"name": "long", "issues": issues}]}
    seed = tmp_path / "long.yml"
    seed.write_text(json.dumps({"owners": [owner]}))
    site.sandbox.reset(seed=seed)
    try:
        address, seen = "/octocat/long/issues?state=all", []
        for _ in range(3):
            text = site.get(address).text
            seen.append(re.findall(r"Number (\d+)</a>", text))
            following = re.search(r'href="([^"]+)" rel="next"', text)
            before = re.search(r'href="([^"]+)" rel="prev"', text)
            address = f"/octocat/long/issues{unescape(following[1])}" if following else ""
        assert [len(part) for part in seen] == [25, 25, 10]
        assert [*seen[0], *seen[1], *seen[2]] == [str(number) for number in range(60, 0, -1)]
        assert (address, before is not None) == ("", True)
        assert before is not None
        back = site.get(f"/octocat/long/issues{unescape(before[1])}").text
        assert re.findall(r"Number (\d+)</a>", back) == seen[1]
        assert site.ask("/octocat/long/issues?after=nonsense").status == 404
    finally:
        site.sandbox.reset(seed=SEED)


def test_an_issue_shows_all_its_links(site: Site) -> None:
    words = site.get(f"{HERE}/issues/3").words
    assert "Open Feature" in words
    assert (
        "Sub-issues 2 of 3 done Write src/lluminary/models/types.py with the shared types #21 "
        "Move OpenAI over #22 0/1 Decide what a tool call is #23"
    ) in words
    assert "Milestone Type System Overhaul Projects The plan In Progress Assignees dana-w" in words
    assert "Blocking Enhance streaming support for tool/function calling #4 Related" in words
    assert "dana-w commented on" in words
    words = site.get(f"{HERE}/issues/22").words
    assert "Part of Implement unified type definitions across providers #3" in words
    assert "Blocked by Decide what a tool call is #23 Write src/lluminary/models/types.py" in words
    assert "Closed as not planned" in site.get(f"{HERE}/issues/23").words
    assert "Pull requests Fix what is wrong #25" in site.get(f"{HERE}/issues/24").words


def test_a_pull_request_has_a_page_and_its_own_address(site: Site) -> None:
    words = site.get(f"{HERE}/pull/5").words
    assert "Merged bedrock into main" in words
    assert "Closes Bedrock support #6" in words
    assert site.ask(f"{HERE}/issues/5").headers["location"] == f"{HERE}/pull/5"
    assert site.ask(f"{HERE}/pull/3").headers["location"] == f"{HERE}/issues/3"


def test_labels_are_shown_in_their_colours(site: Site) -> None:
    answer = site.get(f"{HERE}/labels")
    assert "technical-debt Stuff we should clean up 4 open" in answer.words
    assert re.search(r'style="--ground:#c2b280;[^"]+"[^>]*>technical-debt<', answer.text)


def test_the_addresses_of_labels_and_milestones_lead_to_their_issues(site: Site) -> None:
    assert site.ask(f"{HERE}/labels/ci/cd").headers["location"] == f"{HERE}/issues?label=ci%2Fcd"
    assert site.ask(f"{HERE}/labels/ci%2Fcd").headers["location"] == f"{HERE}/issues?label=ci%2Fcd"
    assert site.ask(f"{HERE}/milestone/1").headers["location"] == f"{HERE}/issues?milestone=1"


def test_milestones_are_shown_with_their_progress(site: Site) -> None:
    words = site.get(f"{HERE}/milestones").words
    assert "Open 2 Closed 1 Type System Overhaul Due 31 Jan 2027" in words
    assert "50% 2 open 2 closed Advanced Streaming Support No due date" in words
    closed = site.get(f"{HERE}/milestones?state=closed").words
    assert "First release Closed" in closed
    assert "Type System Overhaul" not in closed


def test_what_gh_writes_is_seen_at_once(site: Site) -> None:
    gh = Gh(site.sandbox)
    url = gh("issue", "create", "-R", REPOSITORY, "-t", "Seen at once", "-b", "Yes, **now**.")
    words = site.get(urlsplit(url.strip()).path).words
    assert "Seen at once" in words
    assert "Yes, now ." in words
    site.sandbox.reset(seed=SEED)
    assert site.ask(urlsplit(url.strip()).path).status == 404


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (f"{HERE}/issues/999", "issue or pull request with the number of 999"),
        ("/nobody/nothing/issues", "Repository with the name 'nobody/nothing'"),
        ("/nonsense", "No page has this address"),
        (f"{HERE}/issues/x", "No page has this address"),
        ("/<script>alert(1)", "No page has this address"),
    ],
)
def test_what_is_not_there_says_so_and_leads_back(site: Site, path: str, reason: str) -> None:
    answer = site.ask(path.replace("<", "%3C").replace(">", "%3E"))
    assert answer.status == 404
    assert reason in answer.words
    assert '<a class="button" href="/">' in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_pages_only_answer_get(site: Site, method: str) -> None:
    for path in ("/", f"{HERE}/issues", f"{HERE}/issues/3"):
        assert site.ask(path, method).status == 405


def test_a_former_name_of_a_repository_redirects(site: Site) -> None:
    """GitHub docs, "Renaming a repository": links to the former name are redirected."""
    for path in ("", "/issues?state=closed", "/issues/3", "/labels", "/milestone/1"):
        answer = site.ask(f"/PimpMyNines/Lantern{path}")
        assert (answer.status, answer.headers["location"]) == (301, HERE + path)


def test_the_number_of_a_transferred_issue_redirects(gh: Gh) -> None:
    """GitHub docs, "Transferring an issue": "the original URL redirects"."""
    gh.run("issue", "transfer", "3", "PimpMyNines/empty", "-R", REPOSITORY)
    reader = Reader(gh.sandbox.directory / FILE, SystemClock())
    owner, name = REPOSITORY.split("/")
    assert reader.moved_issue(owner, name, 3) == "/PimpMyNines/empty/issues/1"
    assert reader.moved_issue(owner, name, 4) is None
    assert reader.moved_issue(owner, "none", 3) is None
    reader.close()


def test_the_pages_connection_cannot_write(site: Site) -> None:
    store = Store(site.sandbox.directory / FILE, read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.execute("UPDATE issue SET title = 'changed'")
    store.close()
    reader = Reader(site.sandbox.directory / FILE, SystemClock())
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._store.execute("DELETE FROM issue")
    reader.close()


def test_pages_are_no_requests_to_github(site: Site) -> None:
    before = site.sandbox.status().requests
    site.get("/")
    assert site.sandbox.status().requests == before


def test_pages_answer_to_this_machine_only(site: Site) -> None:
    assert site.address.startswith("http://127.0.0.1:")
    assert site.ask("/", host="elsewhere.example").status == 400
    assert site.ask("/", host="localhost:8000").status == 200


@pytest.mark.parametrize("path", ["/", f"{HERE}/issues", f"{HERE}/issues/24", "/missing"])
def test_nothing_comes_from_elsewhere_and_nothing_runs(site: Site, path: str) -> None:
    answer = site.ask(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "onerror" not in answer.text
    assert not re.search(r'(?:src|srcset)="|<link[^>]+href="(?!/-/|data:,)', answer.text)


def test_markdown_is_githubs_and_safe(site: Site) -> None:
    text = site.get(f"{HERE}/issues/24").text
    assert f'<a href="{HERE}/issues/3" title="Implement unified type definitions across' in text
    assert ">PimpMyNines/LLuMinary#4</a>" in text
    assert "#4711 and <code>#4</code>" in text
    assert "hidden" not in text.split('class="prose"')[1].split("</article>")[0]
    assert "gh-playbook:begin" not in text
    assert 'href="javascript' not in text
    assert '<a href="https://example.com/picture.png"' in text
    assert '<input disabled="" type="checkbox" checked=""> ticked' in text
    assert '<th style="text-align:center">Tool calls</th>' in text
    assert '<div class="markdown-alert markdown-alert-warning">' in text
    assert "<details><summary>The log</summary>" in text
    assert "<s>two</s>" in text
    assert "<kbd>Ctrl</kbd>" in text


def test_addresses_of_issues_lead_to_their_pages() -> None:
    site = "https://github.com"
    given = (
        f"See {site}/acme/rocket/issues/3, {site}/acme/rocket/issues and https://example.com/<b>"
    )
    assert linked(given) == (
        'See <a href="/acme/rocket/issues/3">rocket#3</a>, '
        f'<a href="{site}/acme/rocket/issues">{site}/acme/rocket/issues</a> and '
        '<a href="https://example.com/">https://example.com/</a>&lt;b&gt;'
    )
    html = Markdown(lambda *_: None)(f"[this]({site}/acme/rocket/pull/4)", "acme/rocket")
    assert '<a href="/acme/rocket/pull/4"' in html


@given(some.text(alphabet="<>\"'&!-[]()#/ax:\n`*script onload=img src", max_size=60))
def test_no_text_becomes_anything_active(text: str) -> None:
    html = str(Markdown(lambda *_: "title")(text, "owner/name")).lower()
    tags = re.findall(r"<[^>]*>", html)
    assert not [tag for tag in tags if re.match(r"</?(?:script|img|iframe|style|svg)\b", tag)]
    assert not [tag for tag in tags if re.search(r"""\son\w+\s*=|=\s*["']?javascript:""", tag)]


@given(some.integers(0, 0xFFFFFF).map("{:06x}".format))
def test_every_label_can_be_read(color: str) -> None:
    drawn = chip(color)
    assert drawn.ground == color
    assert contrast(drawn.text, drawn.ground) >= LEAST
    assert contrast(drawn.dark_text, drawn.dark_ground) >= LEAST


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)
    assert chip("000000").dark_ground != DARK_PAGE
    assert chip("0e8a16").text == "ffffff"
    assert chip("fbca04").text == "000000"


def test_the_port_is_chosen_shown_and_refused_when_taken(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = urlsplit(site.address).port
    with pytest.raises(SandboxError, match=f"cannot use port {taken}"):
        Sandbox(tmp_path / "second").start(web=taken)
    context, directory = Context(), str(tmp_path / "third")
    tasks.start(context, sandbox_dir=directory, web=True)
    try:
        shown = re.search(r"http://127\.0\.0\.1:\d+", capsys.readouterr().out)
        tasks.status(context, sandbox_dir=directory)
        assert shown is not None
        assert shown[0] in capsys.readouterr().out
        for options in ({"web": "8080"}, {"no_actions": True}, {"actions": True}):
            tasks.start(context, sandbox_dir=directory, **options)
            assert "flags are ignored" in capsys.readouterr().out
        tasks.start(context, sandbox_dir=directory)
        assert "flags are ignored" not in capsys.readouterr().out
    finally:
        tasks.stop(context, sandbox_dir=directory)
    port = shown[0].rpartition(":")[2]
    tasks.start(context, sandbox_dir=directory, web=port)
    try:
        assert Sandbox(Path(directory)).status().pages == shown[0]
    finally:
        tasks.stop(context, sandbox_dir=directory)
    assert Sandbox(Path(directory)).status().pages is None
    tasks.start(context, sandbox_dir=directory)
    try:
        assert Sandbox(Path(directory)).status().pages is None
    finally:
        tasks.stop(context, sandbox_dir=directory)


def test_each_page_has_a_query_of_its_name() -> None:
    web = Path(tasks.__file__).with_name("web")
    queries = {path.stem for path in (web / "queries").glob("*.graphql")}
    templates = {path.stem for path in (web / "templates").glob("*.html")}
    # The page of workflows shows what GraphQL does not tell.
    assert queries - {"project_items"} == templates - {"base", "part", "missing", "workflows"}
