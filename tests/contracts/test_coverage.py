"""The list of what the sandbox serves is the truth."""

from tests.contracts import coverage


def test_the_page_lists_what_is_served_and_what_is_missing() -> None:
    text = coverage.PAGE.read_text("utf-8")
    assert text == coverage.written(), "run: python -m tests.contracts.coverage"


def test_each_line_shows_whether_it_is_served() -> None:
    lines = coverage.written().splitlines()
    assert "| GET /repos/{owner}/{repo}/issues/{issue_number} | served |  |" in lines
    assert "| POST /repos/{owner}/{repo}/deployments | missing |  |" in lines
    assert any("/labels/{name} | served | without archived |" in line for line in lines)
