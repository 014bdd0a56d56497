"""What was typed is taken as it was meant: a call that is not clear sends nothing."""

from pathlib import Path

import pytest

from tests.safety.calling import Called, invoked


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("setup-labels --sandbox setup-milestones", "share --sandbox"),
        ("setup-labels --repo a/b verify --repo c/d", "share --repo"),
        ("setup-labels setup-milestones --dry-run", "share --dry-run"),
        ("setup-labels --check setup-milestones", "share --dry-run"),
        ("setup-labels --tags a --dry-run --tags all", "--tags is given 2 times"),
        ("setup-labels --repo a/b --repo", "--repo is given 2 times"),
        ("all --only", "--only needs a value"),
        ("all --backlog", "--backlog needs a value"),
        ("all --backlog --sandbox", "--backlog needs a value"),
        (
            "all --backlog --nonsense",
            "--backlog needs a value, and '--nonsense' looks like a flag",
        ),
        ("all --repo=", "--repo needs a value"),
        ("all --output=-x", "--output must be text or json, not '-x'"),
        ("all --only=", "--only needs a value"),
        ("all --tags= --sandbox", "--tags needs a value"),
        ("verify --repo --sandbox", "--repo needs a value"),
        ("doctor --output=", "--output needs a value"),
    ],
)
def test_a_call_that_is_not_clear_sends_nothing(
    called: Called, monkeypatch: pytest.MonkeyPatch, words: str, told: str
) -> None:
    monkeypatch.setenv("INVOKE_GH_PLAYBOOK_BACKLOG", "backlog.yml")
    code, printed = called(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("setup-labels setup-milestones --sandbox", "share --sandbox"),
        ("all --only", "--only needed value"),
        ("all --backlog --nonsense", "--nonsense' looks like a flag"),
    ],
)
def test_nor_by_invoke(called: Called, words: str, told: str) -> None:
    code, printed = invoked(*words.split())
    assert (code, told in printed) == (1, True), printed
    assert "SENT" not in printed


@pytest.mark.parametrize("words", ["al", "all --dryrun", "all --repo"])
def test_what_invoke_cannot_parse_it_answers_itself_and_nothing_is_sent(
    called: Called, words: str
) -> None:
    code, printed = invoked(*words.split())
    assert (code, "SENT" in printed, "Traceback" in printed) == (1, False, False)


def test_what_is_clear_is_sent(called: Called) -> None:
    assert "SENT api" in called("all", "--backlog", "backlog.yml")[1]
    Path("gh.calls").unlink()
    assert "SENT api" in invoked("all", "--backlog", "backlog.yml")[1]
