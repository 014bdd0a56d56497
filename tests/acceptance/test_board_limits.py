"""Where less is possible: a run does what can be done, says in a few lines what not, and why."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_sandbox import Sandbox
from tests.acceptance.conftest import Trial
from tests.acceptance.project import Project, changed, seed, told, unsupported

_NAMED_INSTEAD = "the issues' texts name the type"


@pytest.fixture(params=[["dependencies"], ["issue-types", "sub-issues", "relations"], ["projects"]])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Trial, list[str]]]:
    """An older server, and which features it lacks."""
    sandbox = Sandbox(tmp_path)
    sandbox.start(limits=False, without=request.param)
    yield Trial(sandbox), request.param
    sandbox.stop()


# Of each feature: what a run says of it, and what `verify` does.
_SAID = {
    "dependencies": (
        ["unsupported dependency all 28 this GitHub has no dependencies: the text names it"],
        ["dependency"],
    ),
    "issue-types": (
        [
            f"unsupported issue type all 4 this GitHub has no issue types: {_NAMED_INSTEAD}",
        ],
        ["issue type"],
    ),
    "sub-issues": ([], ["sub-issue"]),
    "relations": (
        ['unsupported relation all 5 this GitHub has no "related to": the text names it'],
        ["relation"],
    ),
    "projects": (
        [
            "unsupported project LLuMinary this GitHub has no projects",
            "unsupported project field all 7 this GitHub has no projects",
            "unsupported project view Board this GitHub has no projects",
            "unsupported project view Plan this GitHub has no projects",
            "unsupported project item all 26 this GitHub has no projects",
            "unsupported built in workflows workflows this GitHub has no projects",
        ],
        ["project"],
    ),
}


def test_an_older_server_gets_what_it_can_have(older: tuple[Trial, list[str]]) -> None:
    trial, lacking = older
    done, lines = told(trial)
    assert done.code == 0
    assert set(done.outcomes) <= {"created", "updated", "skipped", "verified", "unsupported"}
    for feature in lacking:
        for line in _SAID[feature][0]:
            assert line in lines
    assert len(lines) <= 8
    second, again = told(trial)
    assert (second.code, second.writes) == (0, [])
    assert set(again) >= set(lines)
    kinds = {each.split(":")[0] for each in unsupported(trial)}
    assert kinds >= {kind for feature in lacking for kind in _SAID[feature][1]}


def test_without_sub_issues_it_is_said_with_each_that_is_made(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.start(limits=False, without=["sub-issues"])
    try:
        dry = Trial(sandbox).run(dry_run=True)
    finally:
        sandbox.stop()
    made = [each for each in dry.changes if each["module"] == "sub_issue"]
    assert len(made) == 17
    for each in made:
        assert each["outcome"] == "created"
        assert (
            "this GitHub has no sub-issues: the text of the issue names its parent"
            in each["reason"]
        )


def test_another_users_repository_has_no_types_and_its_owner_makes_the_project(
    fresh: Trial,
) -> None:
    done, lines = told(fresh, repo="someone/empty", yes=True)
    assert done.code == 0
    reason = "no such project, and only someone can make one there"
    assert lines == [
        f"unsupported issue type all 4 the user someone has no issue types: {_NAMED_INSTEAD}",
        f"unsupported project LLuMinary {reason}",
        f"unsupported project field all 7 {reason}",
        f"unsupported project view Board {reason}",
        f"unsupported project view Plan {reason}",
        f"unsupported project item all 26 {reason}",
        f"unsupported built in workflows workflows {reason}",
    ]
    second, again = told(fresh, repo="someone/empty", yes=True)
    assert (second.code, second.writes, again) == (0, [], lines)


def test_ones_own_repository_has_a_project_of_ones_own(fresh: Trial, tmp_path: Path) -> None:
    fresh.sandbox.reset(
        seed=seed(tmp_path, owners=[{"login": "octocat", "repositories": [{"name": "mine"}]}])
    )
    done, lines = told(fresh, repo="octocat/mine", yes=True)
    assert done.code == 0
    assert [line.split(" ")[1] for line in lines] == ["issue", "project"]
    assert "project field Type GitHub reserves the name Type" in lines[1]
    listed = json.loads(fresh.gh("project", "list", "--owner", "octocat", "--format", "json"))
    assert [each["title"] for each in listed["projects"]] == ["LLuMinary"]
    cards = json.loads(
        fresh.gh(
            *("project", "item-list", "1", "--owner", "octocat", "--format", "json"),
            *("--limit", "100"),
        )
    )["items"]
    assert len(cards) == 26
    assert all(card["status"] and card["priority"] for card in cards)
    second, again = told(fresh, repo="octocat/mine", yes=True)
    assert (second.code, second.writes, again) == (0, [], lines)


def test_a_token_without_the_scope_for_projects_leaves_out_the_board(
    fresh: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_no_project")
    done, lines = told(fresh)
    reason = "this login may not see projects: run `gh auth refresh -s project`"
    assert done.code == 0
    assert [line.removesuffix(f" {reason}") for line in lines] == [
        "unsupported project LLuMinary",
        "unsupported project field all 7",
        "unsupported project view Board",
        "unsupported project view Plan",
        "unsupported project item all 26",
        "unsupported built in workflows workflows",
    ]
    second, again = told(fresh)
    assert (second.code, second.writes, again) == (0, [], lines)
    monkeypatch.delenv("GH_TOKEN")
    now, nothing = told(fresh)
    assert (now.code, nothing) == (0, [])
    assert len(Project(fresh).cards) == 26


def test_a_token_without_the_scopes_for_types_and_workflows_does_all_the_rest(
    fresh: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_no_org")
    done, lines = told(fresh)
    assert done.code == 1
    assert {key for key, outcome in changed(done).items() if outcome == "blocked"} == {
        *("Bug", "Enhancement", "Task", "Epic"),
        ".github/workflows/project-automation.yml",
    }
    assert len(lines) == 3
    assert "it needs the scope `admin:org`: run `gh auth refresh -s admin:org`" in lines[0]
    assert "gh auth refresh -s workflow" in lines[1]
    assert "properties differ after what failed: `verify` names each" in lines[2]
    state = fresh.state()
    assert len(state["titles"]) == len(set(state["titles"]))
    assert len(Project(fresh).cards) == 26
    second, again = told(fresh)
    assert (second.code, again) == (1, lines[:2])
    assert fresh.state() == state, "what failed was tried again, and nothing else changed"
    monkeypatch.delenv("GH_TOKEN")
    now, nothing = told(fresh)
    assert (now.code, nothing) == (0, [])


def test_a_token_without_the_workflow_scope_leaves_out_one_file(
    fresh: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "ghp_sandbox_no_workflow"
    scopes = ["repo", "admin:org", "project"]
    fresh.sandbox.reset(seed=seed(tmp_path, tokens=[{"token": token, "scopes": scopes}]))
    monkeypatch.setenv("GH_TOKEN", token)
    assert fresh.run("setup-project").code == 0
    done, lines = told(fresh, "setup-automations")
    assert done.code == 1
    assert [line.split(" ")[0] for line in lines] == ["blocked"]
    assert "it needs the scope `workflow`: run `gh auth refresh -s workflow`" in lines[0]


def test_somebody_who_may_only_read_changes_nothing_and_learns_why(
    fresh: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fresh.state()
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_reader")
    done, lines = told(fresh)
    assert (done.code, done.writes) == (1, [])
    assert done.document["run"]["stopped"] is None
    [labels] = [line for line in lines if " label all 17 " in line]
    reason = "this login may only read PimpMyNines/LLuMinary: ask for the role Write there"
    assert labels == f"blocked label all 17 {reason}"
    assert len(lines) <= 20
    assert fresh.state() == before
    dry, _ = told(fresh, dry_run=True)
    assert dry.code == 1
    for outcome in ("blocked", "unsupported"):
        assert dry.outcomes[outcome] == done.outcomes[outcome]
    assert dry.change("area:typing")["desired"]["name"] == "area:typing", "it can be looked at"


def test_somebody_who_may_only_read_what_is_as_declared_is_not_stopped(
    converged: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_reader")
    done = converged.run()
    assert (done.code, done.writes) == (0, [])


def test_one_line_says_that_somebody_may_not_make_labels(
    fresh: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "ghp_sandbox_triage"
    triage = {"token": token, "login": "passerby", "scopes": ["repo", "read:project"]}
    repository = {"name": "empty", "collaborators": {"passerby": "TRIAGE"}}
    owner = {"login": "PimpMyNines", "repositories": [repository]}
    fresh.sandbox.reset(seed=seed(tmp_path, tokens=[triage], owners=[owner]))
    monkeypatch.setenv("GH_TOKEN", token)
    done, lines = told(fresh, "setup-labels", repo="PimpMyNines/empty", yes=True)
    assert done.code == 1
    assert "this login may only triage PimpMyNines/empty: ask for the role Write there" in lines[0]
    assert len(lines) <= 5
    done, lines = told(fresh, "setup-project", repo="PimpMyNines/empty", yes=True)
    assert done.code == 1
    assert "it needs the scope `project`: run `gh auth refresh -s project`" in lines[0]
    assert len(lines) == 4
