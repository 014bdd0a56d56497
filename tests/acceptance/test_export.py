"""A repository that the tool has never seen: exported, adopted and proved, in three commands."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import REPORT, REPOSITORY, Trial
from tests.acceptance.own import Own
from tests.support import tool

COUNT = 60


@pytest.fixture
def own(trial: Trial, tmp_path: Path) -> Own:
    return Own(trial, tmp_path)


def an_issue(number: int) -> dict[str, Any]:
    """One of sixty: odd names and texts, sub-issues, links, and what was put away."""
    bodies = ("", "Text.\r\n\r\n- [x] done\r\n", "```sh\nopen code", "> a quote")
    issue: dict[str, Any] = {
        "number": number,
        "title": ("Bug", f"yes: {number}", f"Ünïcode \N{ROCKET} {number}")[number % 3],
        "body": bodies[number % 4],
        "labels": [("area:web", "a, b", "\N{FIRE} hot")[number % 3]],
        "assignees": ["octocat"] if number % 4 == 0 else [],
        "author": "outsider" if number % 7 == 0 else "octocat",
    }
    if number % 5 == 0:
        reason = ("completed", "not_planned", "duplicate")[number // 5 % 3]
        issue |= {"state": "closed", "state_reason": reason}
    if number % 10 > 6:
        issue |= {"parent": number - number % 10 + 1, "milestone": "v1", "type": "Task"}
    if number % 10 == 4:
        issue |= {"blocked_by": [number - 1, number - 3], "relates_to": [number - 2]}
    return issue


def seed(own: Own) -> None:
    values = {"Status": "Todo", "Teams": ["Web"], "Due": "2026-12-24"}
    cards = [
        {"repository": "rocket", "number": each, "values": {**values, "Estimate": each / 2}}
        for each in range(1, COUNT + 1, 2)
    ]
    board = {
        "title": "Rocket: the plan",
        "repositories": ["rocket"],
        "fields": [
            {"name": "Estimate", "type": "number"},
            {"name": "Due", "type": "date"},
            {"name": "Teams", "type": "multi_select", "options": ["Web"]},
        ],
        "items": [
            *cards,
            {"title": "A draft", "body": "As people write\r\nin a form"},
            {"repository": "rocket", "number": COUNT + 1},
        ],
    }
    elsewhere = {
        "login": "another",
        "repositories": [{"name": "moon", "issues": [{"title": "Far away", "number": 7}]}],
    }
    own.seed(
        {
            "labels": [
                {"name": "area:web", "color": "0366d6", "description": "It's: a label"},
                {"name": "a, b", "color": "D73A4A"},
                {"name": "\N{FIRE} hot", "color": "ededed"},
            ],
            "milestones": [
                {
                    "title": "v1",
                    "description": "All that\r\nmust work",
                    "due_on": "2026-12-31",
                    "state": "closed",
                }
            ],
            "issues": [
                *(an_issue(number) for number in range(1, COUNT + 1)),
                {"title": "A patch", "number": COUNT + 1, "pull_request": {}},
            ],
        },
        others=[{"login": "outsider"}, elsewhere],
        issue_types=[{"name": "Task", "color": "yellow"}],
        projects=[board],
    )
    own.gh("api", "-X", "PUT", "repos/acme/rocket/issues/1/lock")
    far = own.gh.rest("GET", "repos/another/moon/issues/7").json["id"]
    own.gh.rest("POST", "repos/acme/rocket/issues/2/dependencies/blocked_by", issue_id=far)


def invoke(own: Own, *arguments: str) -> str:
    """Run a command in the test's own folder; return what it printed."""
    done = tool.call(*arguments, *own.trial.where, folder=own.folder)
    assert done.code == 0, done.out + done.error
    return done.out


def bodies(own: Own) -> dict[int, str]:
    return {
        each["number"]: each["body"] or "" for each in own.rest("issues?state=all&per_page=100")
    }


def test_a_repository_of_sixty_issues_is_exported_adopted_and_proved(own: Own) -> None:
    seed(own)
    before = bodies(own)
    told = invoke(own, "export", "--repo", "acme/rocket", "--issues", "all", "--to", "all.yml")
    assert "60 issues" in told
    assert "`all` with it would write 60 markers, and nothing else" in told
    text = (own.folder / "all.yml").read_text()
    assert "blocked_by: [another/moon#7]" in text
    assert "fields: {Due: 2026-12-24, Teams: [Web]}" in text
    draft = "    - title: A draft\n      body: |\n        As people write\n        in a form\n"
    assert draft in text
    assert 'cards: ["#61"]' in text
    left = told.partition("left out:\n")[2].partition("of authors without rights here: #")[0]
    assert left == "  the order of the cards belongs to people; --card-order declares it\n"
    backlog = ("--backlog", "all.yml")
    for name in REPORT:
        (own.trial.sandbox.directory / name).unlink(missing_ok=True)
    assert "created 2  updated 60" in invoke(own, "all", "--adopt", *backlog)
    invoke(own, "verify", *backlog)
    for number, body in bodies(own).items():
        words = [line for line in body.splitlines() if "<!-- gh-playbook:issue" not in line]
        assert "\n".join(words).strip() == before[number].replace("\r\n", "\n").strip()
    recap = invoke(own, "all", *backlog)
    assert "created 0  updated 0" in recap
    assert " 0 writes" in recap


def test_adopt_verify_and_pull_say_the_same_of_an_issue_that_was_retitled(own: Own) -> None:
    own.seed({"issues": [{"title": "Build it"}, {"title": "Fly it"}, {"title": "Land it"}]})
    invoke(own, "export", "--repo", "acme/rocket", "--to", "all.yml")
    own.gh.rest("PATCH", "repos/acme/rocket/issues/2", title="Fly it far")
    with (own.folder / "all.yml").open("a") as file:
        file.write("\n  - {key: sell, title: Sell it}\n  - {key: land-2, title: Land the thing}\n")
    own.gh.rest("POST", "repos/acme/rocket/issues", title="Sell it!")
    told = "#2 has another title, 'Fly it far': write that title here"

    def call(*arguments: str) -> tool.Done:
        where = ("--backlog", "all.yml", *own.trial.where)
        return tool.call(*arguments, *where, folder=own.folder)

    adopted = call("all", "--adopt")
    assert adopted.code == 1
    assert told in adopted.out
    assert "2 issues are not there, and left to `all`: sell, land-2" in adopted.out
    assert "! probably #4 'Sell it!': if so, write that title here, and `number: 4`" in adopted.out
    assert adopted.out.count("adopted: body") == 2
    verified = call("verify")
    assert (verified.code, told in verified.out) == (2, True)
    assert "probably #4 'Sell it!'" in verified.out
    pulled = call("pull", "--batch")
    assert pulled.code == 2
    assert "fly: title: the backlog says Fly it, GitHub has Fly it far (#2 has no" in pulled.out
    call("pull", "--prefer", "github")
    assert "title: Fly it far\n" in (own.folder / "all.yml").read_text()
    assert call("all", "--adopt").out.count("adopted: body") == 1


def test_an_adoption_names_the_issues_that_differ(own: Own) -> None:
    own.seed({"issues": [{"title": "Build it"}], "labels": [{"name": "x", "color": "d73a4a"}]})
    (own.folder / "all.yml").write_text(
        "repository: acme/rocket\nissues: [{key: build, title: Build it, labels: [x]}]\n"
        "labels: [x]\n"
    )
    told = invoke(own, "all", "--adopt", "--backlog", "all.yml")
    assert "! 1 issue differs from the backlog, left without a marker" in told
    assert "#1 build" in told


def test_the_demo_s_board_comes_back_with_its_keys_and_short_forms(
    converged: Trial, tmp_path: Path
) -> None:
    to = tmp_path / "backlog.yml"
    done = converged.invoke("export", "--repo", REPOSITORY, "--issues", "open", "--to", str(to))
    assert done.code == 0
    assert done.writes == []
    text = to.read_text()
    assert "inherit: [milestone, priority, sprint]" in text
    assert "key: dockerfile-matrix-analysis" in text
    assert "labels_from:\n  priority: priority:{{ value | lower }}\n  size: {L: size:large" in text
    assert ", and nothing else" in done.out


def test_a_roadmap_and_a_table_are_made_of_what_exists_and_a_wrong_board_is_told(
    converged: Trial, tmp_path: Path
) -> None:
    to = tmp_path / "ROADMAP.md"
    where = ("--repo", REPOSITORY, "--issues", "all")
    done = converged.invoke("export", *where, "--format", "markdown", "--to", str(to))
    assert (done.code, done.writes) == (0, [])
    assert "## CI Infrastructure Stabilization\n\n`░" in to.read_text()
    table = converged.invoke("export", *where, "--format", "csv").out
    assert table.startswith("Number,Title,State,Type,Labels,Milestone,Assignees,Status,Priority")
    mistaken = converged.invoke("export", *where, "--project", "LLuMinari")
    assert "this login may see: did you mean 'LLuMinary'?" in mistaken.error
