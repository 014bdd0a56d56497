"""The page of what GitHub has confirmed: made of all rules and of what live runs found."""

from pathlib import Path

import pytest

from tests.live import job, page
from tests.live.page import Rule
from tests.live.record import CONFIRMED, DIFFERS, NOT_TRIED, Outcome, Record

RULES = [
    Rule("tests/contract/test_label.py::test_a_name_is_kept", "docs | labels"),
    Rule("tests/contract/test_label.py::test_a_color_is_kept", "reported"),
    Rule("tests/contract/test_issue.py::test_a_title_is_needed", "docs"),
]


def outcome(
    place: int, result: str, said: str = "", *, values: str = "", day: str = "1"
) -> Outcome:
    return Outcome(RULES[place].id + values, result, said, f"2026-12-0{day}")


def test_the_page_of_this_repository_says_of_rules_what_was_found() -> None:
    """Rules that were added since it was written are not on it yet: the next live run adds them."""
    text = page.PAGE.read_text("utf-8")
    listed = [each for each in page.rules() if f"| {each.sentence} |" in text]
    assert len(listed) > 150
    assert text == page.written(page.read(), listed), "run: python -m tests.live.page"


def test_a_rule_is_confirmed_when_it_is_with_every_value() -> None:
    found = [
        outcome(0, CONFIRMED, values="[a]"),
        outcome(0, CONFIRMED, values="[b]", day="2"),
        outcome(1, CONFIRMED, values="[a]"),
        outcome(1, NOT_TRIED, "no rights", values="[b]"),
    ]
    text = page.written(found, RULES)
    assert "Last tried on 2026-12-02." in text
    assert "Confirmed 1, differs 0, not tried 2." in text
    assert "| a name is kept | docs \\| labels | confirmed | 2026-12-02 |" in text
    assert "| a color is kept | reported | not tried |  |" in text


def test_a_rule_that_differs_shows_what_github_answered() -> None:
    found = [outcome(2, CONFIRMED, values="[a]"), outcome(2, DIFFERS, "assert 201 == 422")]
    text = page.written(found, RULES)
    assert "| a title is needed | docs | differs | 2026-12-01 |" in text
    assert text.endswith("**a title is needed** differs:\n\n```text\nassert 201 == 422\n```\n")


def test_what_is_not_tried_this_time_stays_as_it_was_found() -> None:
    before = [outcome(0, CONFIRMED), outcome(1, CONFIRMED)]
    now = [outcome(0, NOT_TRIED, day="2"), outcome(1, DIFFERS, "x", day="2")]
    kept = {each.rule: (each.result, each.day) for each in page.merged(before, now)}
    assert kept[RULES[0].id] == (CONFIRMED, "2026-12-01")
    assert kept[RULES[1].id] == (DIFFERS, "2026-12-02")


def test_tokens_and_names_are_replaced() -> None:
    said = "ghp_abc123 https://api.github.com/repos/Mona/trash/issues by mona-lisa, trash-can, Mona"
    names = {"Mona/trash": "OWNER/THROWAWAY", "Mona": "OWNER", "trash": "THROWAWAY"}
    (found,) = page.redacted([outcome(0, DIFFERS, said)], names)
    wanted = (
        "TOKEN https://api.github.com/repos/OWNER/THROWAWAY/issues by mona-lisa, trash-can, OWNER"
    )
    assert found.said == wanted


def test_the_page_is_kept_with_what_it_is_made_of(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    page.keep([outcome(0, CONFIRMED)], file)
    page.keep([outcome(1, DIFFERS, "x")], file)
    assert [each.result for each in page.read(file.with_suffix(".jsonl"))] == [DIFFERS, CONFIRMED]


def test_after_a_step_of_the_job_that_failed_no_other_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run that could not begin writes nothing, too: that confirms no rule."""
    done = {"all": job.Done(4, "{}", "not reached")}
    monkeypatch.setattr(job.Job, "do", lambda _job, _folder, *words: done[words[0]])
    record = Record(tmp_path)
    record.begin(name="live", state=[])
    job.Job(record, "acme/rocket", "live").run()
    found = [(each.rule.rpartition("::")[2], each.result) for each in record.outcomes()]
    first, *others = job.STEPS
    assert found == [(first, DIFFERS), *((step, NOT_TRIED) for step in others)]
