"""A repository of many issues, all with a card: out and in again, in few requests."""

import json
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Trial
from tests.acceptance.own import Own
from tests.reliability.conftest import Count

_FULL, _QUICK = 2_000, 120
# A page of issues comes with one of cards; what is beside them takes as many in any repository.
_REQUESTS = {_FULL: 40, _QUICK: 12}
_TITLES = (
    "Plain",
    "yes",
    "'quoted' \"twice\": #1",
    "{{ 1 / 0 }} {% raw %}",
    "- [ ] a box, *bold*",
    "Ünï\N{ROCKET}\N{ZERO WIDTH JOINER}\N{FIRE} 漢字",
    "2026-12-31",
    "&anchor *alias !!tag",
    "x" * 240,
)
_BODIES = (
    "",
    "Text  \r\nof two lines \r\n\r\n",
    "---\nkey: [a, {b: c}]\n---\n# Heading",
    "{{ issue.title }}{% include 'x' %}",
    "\tindented\n\n```\nopen code\n<!-- gh-playbook:issue key=x digest=0 -->",
    "<!-- open comment",
    "long " * 4_000,
    "\N{ROCKET} \N{RIGHT-TO-LEFT MARK}text\x0b",
    "<!-- gh-playbook:end -->\n- [x] done",
)


def an_issue(number: int) -> dict[str, Any]:
    """One of many: odd names and texts, families of ten, links, some closed."""
    first = number - number % 10 + 1
    issue: dict[str, Any] = {
        "number": number,
        "title": f"{_TITLES[number % len(_TITLES)]} {number if number % 7 else ''}".strip(),
        "body": _BODIES[number % len(_BODIES)],
        "labels": [("area: web", "a, b", "null")[number % 3]],
        "author": "outsider" if number % 11 == 0 else "octocat",
    }
    if number % 5 == 0:
        reason = ("completed", "not_planned", "duplicate")[number // 5 % 3]
        issue |= {"state": "closed", "state_reason": reason}
    if number % 10 > 1:
        issue |= {"parent": first, "milestone": "v: 1"}
    if number % 10 == 4:
        issue |= {"blocked_by": [number - 1], "relates_to": [number - 2]}
    return issue


def seed(own: Own, count: int) -> None:
    cards = [
        {
            "repository": "rocket",
            "number": number,
            "archived": number % 13 == 0,
            "values": {"Status": "Todo", "Notes": f"a: {number} # b", "Estimate": number / 2},
        }
        for number in range(1, count + 1)
    ]
    fields = [{"name": "Notes", "type": "text"}, {"name": "Estimate", "type": "number"}]
    board = {"title": "All: of it", "repositories": ["rocket"], "fields": fields, "items": cards}
    own.seed(
        {
            "labels": [{"name": each} for each in ("area: web", "a, b", "null")],
            "milestones": [{"title": "v: 1", "due_on": "2026-12-31"}],
            "issues": [an_issue(number) for number in range(1, count + 1)],
        },
        others=[
            {"login": "outsider"},
            {"login": "another", "repositories": [{"name": "moon", "issues": [{"title": "Far"}]}]},
        ],
        projects=[board],
    )
    far = own.gh.rest("GET", "repos/another/moon/issues/1").json["id"]
    for number in range(1, 4):
        own.gh.rest(
            "POST", f"repos/acme/rocket/issues/{number}/dependencies/blocked_by", issue_id=far
        )
        own.gh("api", "-X", "PUT", f"repos/acme/rocket/issues/{number}/lock")


def test_it_is_exported_adopted_and_left_alone(
    trial: Trial, counted: Count, tmp_path: Path, *, is_full: bool
) -> None:
    count = _FULL if is_full else _QUICK
    own = Own(trial, tmp_path)
    seed(own, count)
    to = tmp_path / "backlog.yml"
    where = ("--repo", "acme/rocket", "--issues", "all", "--to", str(to), "--output", "json")
    done = trial.invoke("export", *where)
    told = done.document
    assert (told["counts"]["issues"], told["counts"]["cards"]) == (count, count)
    assert told["plan"] == {"markers": count, "others": []}
    assert len(done.requests) <= _REQUESTS[count]
    assert done.writes == []
    assert trial.run(backlog=to, adopt=True, yes=True).mutations == {"updateIssue": count}
    again = trial.run(backlog=to, yes=True)
    assert (again.code, again.writes) == (0, [])
    counted("issues with a card that were exported, adopted and left alone", count)


def test_a_crowd_is_exported_page_by_page(
    trial: Trial, counted: Count, tmp_path: Path, *, is_full: bool
) -> None:
    count = 20_000 if is_full else 250
    path = tmp_path / "seed.yml"
    crowd = {"name": "crowd", "generate": count}
    path.write_text(json.dumps({"owners": [{"login": "octocat", "repositories": [crowd]}]}))
    trial.sandbox.reset(seed=path)
    to = str(tmp_path / "backlog.yml")
    where = ("--repo", "octocat/crowd", "--issues", "all", "--to", to, "--output", "json")
    done = trial.invoke("export", *where)
    assert done.document["plan"] == {"markers": count, "others": []}
    assert len(done.requests) <= count / 100 + 5
    counted("made-up issues that were exported", count)
