"""What a backlog names of GitHub's is looked up before anything is written."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.declaration.source import InputError
from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    own = Own(trial, tmp_path)
    pull_request = {"title": "Mend it", "pull_request": {}}
    rocket: dict[str, Any] = {
        "issues": [{"title": "Old plan", "assignees": ["hubot"]}, pull_request]
    }
    rocket |= {"name": "rocket", "default_labels": False, "collaborators": {"hubot": "WRITE"}}
    base = {"name": "base", "issues": [{"title": "Fuel"}]}
    own.seed(people=("hubot",), repositories=[rocket, base])
    return own


@pytest.mark.parametrize(
    ("login", "hint"), [("hubto", ": did you mean 'hubot'?"), ("zoe", "take it out of `assignees`")]
)
def test_an_unknown_login_is_named_before_anything_is_written(
    own: Own, login: str, hint: str
) -> None:
    """Once, at its first place; somebody who is assigned already may be meant."""
    issues = [{"key": key, "title": key, "assignees": [login]} for key in ("a", "b", "c")]
    declared = {"issues": issues}
    with pytest.raises(InputError, match=f"'{login}' cannot be assigned in acme/rocket") as raised:
        own.run(declared)
    assert [str(each.source)[-15:] for each in raised.value.faults] == ["backlog.yml:6:5"]
    assert f"{hint} (and 2 more issues have it)" in str(raised.value)
    assert len(own.rest("issues?state=all")) == 2


@pytest.mark.parametrize("named", ["#2", "#99", "acme/base#99", "acme/nowhere#1"])
def test_an_issue_that_is_not_there_is_named_before_anything_is_written(
    own: Own, named: str
) -> None:
    declared = {"issues": [{"key": "a", "title": "A", "blocked_by": [named]}]}
    with pytest.raises(InputError, match=f"there is no issue {named}") as raised:
        own.run(declared)
    assert [str(each.source)[-15:] for each in raised.value.faults] == ["backlog.yml:6:5"]
    assert len(own.rest("issues?state=all")) == 2


@pytest.mark.parametrize("number", [2, 7])
def test_a_number_of_a_pull_request_or_nobodys_is_a_fault_and_nothing_is_made(
    own: Own, number: int
) -> None:
    issues = [
        {"key": "a", "title": "Mend it", "number": number},
        {"key": "b", "title": "Oil it"},
    ]
    with pytest.raises(InputError, match=f"there is no issue #{number} ") as raised:
        own.run({"issues": issues})
    assert [str(each.source)[-16:] for each in raised.value.faults] == ["backlog.yml:5:11"]
    assert len(own.rest("issues?state=all")) == 2


def test_a_number_of_an_issue_that_was_put_away_says_how_to_take_it_up_again(own: Own) -> None:
    own.gh(
        "api",
        "-X",
        "PATCH",
        "repos/acme/rocket/issues/1",
        "-f",
        "state=closed",
        "-f",
        "state_reason=not_planned",
    )
    issues = [{"key": "a", "title": "Old plan", "number": 1}, {"key": "b", "title": "Oil it"}]
    done = own.run({"issues": issues})
    found = done.change("a")
    assert (found["outcome"], done.change("b")["outcome"]) == ("failed", "created")
    assert found["reason"] == (
        "#1 is closed as not planned: reopen it, write `state: closed`, or leave `number` out for "
        "a new issue"
    )


def test_a_number_of_nobodys_does_not_hide_the_issue_of_that_title(own: Own) -> None:
    own.gh.rest("POST", "repos/acme/rocket/issues", title="Mend it")
    declared = {"issues": [{"key": "a", "title": "Mend it", "number": 99}]}
    assert own.run(declared).change("a")["number"] == 3


@pytest.mark.parametrize(
    ("board", "told", "place"),
    [
        ({"cards": ["#99"]}, "there is no issue or pull request #99", "backlog.yml:5:5"),
        ({"repositories": ["acme/nowhere"]}, "there is no repository acme/nowhere", ""),
        ({"teams": ["nobody"]}, "there is no team nobody", "backlog.yml:5:5"),
    ],
)
def test_what_a_board_shows_or_is_shown_by_is_looked_up(
    own: Own, board: dict[str, Any], told: str, place: str
) -> None:
    with pytest.raises(InputError, match=told) as raised:
        own.run({"project": {"title": "Plan", **board}})
    assert [str(each.source)[-15:] for each in raised.value.faults if place] == [place] * bool(
        place
    )
    assert own.gh.rest("GET", "orgs/acme/projectsV2").json == []


def test_a_card_of_a_pull_request_is_made(own: Own) -> None:
    done = own.run({"project": {"title": "Plan", "cards": ["#2", "acme/base#1"]}})
    assert [done.change(each)["outcome"] for each in ("#2", "acme/base#1")] == ["created"] * 2


def test_a_number_of_another_declared_issue_says_whose_it_is(own: Own) -> None:
    own.run({"issues": [{"key": "a", "title": "Mend it"}]})
    dry = own.run(
        {
            "issues": [
                {"key": "a", "title": "Mend it"},
                {"key": "b", "title": "Oil it", "number": 3},
            ]
        },
        dry_run=True,
    )
    found = dry.change("b")
    assert found["outcome"] == "failed"
    assert "#3 'Mend it' has the key 'a', so it is another issue: correct" in found["reason"]
