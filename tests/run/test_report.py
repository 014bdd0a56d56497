"""The report of the LLuMinary backlog, as it stands on the sandbox after `invoke all`."""

import base64
import resource
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pytest_mock import MockerFixture

from gh_playbook.convergence.listener import Quiet
from gh_playbook.convergence.loop import engine
from gh_playbook.convergence.plan.plan import make_plan
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.convergence.summary import RunReport
from gh_playbook.declaration.source import InputError
from gh_playbook.github import session
from gh_playbook.github.reading import snapshot
from gh_playbook.github.reading.scope import Scope
from gh_playbook.model.identity import identify
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.report.implementation import Hurdle, state_of, text
from gh_playbook.report.implementation.points import by_milestone, by_parent, sum_of
from gh_playbook.run import final_steps, reading_back
from gh_playbook.run import report as run_report
from gh_playbook.run.flow import run
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.support import tool
from tests.verification.conftest import settings

NAME = "BACKLOG_IMPLEMENTATION_REPORT.md"
ROOT = Path(__file__).parents[2]
Report: TypeAlias = Callable[..., RunReport]


@pytest.fixture
def report(sandbox: Sandbox, tmp_path: Path) -> Report:
    """Write the report into the test's folder; `publish` puts it into the repository."""

    def report(*, publish: bool = False, **more: Any) -> RunReport:
        own = settings(sandbox, **{"report": tmp_path / NAME, **more})
        return run_report.report(own, Quiet(), publish=publish)

    return report


@pytest.fixture
def read(sandbox: Sandbox) -> Callable[[], tuple[Prepared, World]]:
    """Read the sandbox, and what is declared."""

    def read() -> tuple[Prepared, World]:
        own = settings(sandbox, dry_run=True)
        prepared = prepare(own)
        scope = Scope(
            prepared.owner,
            prepared.name,
            issues=True,
            project=prepared.project_title(),
            files=prepared.files(),
        )
        with session.opened(own) as opened:
            world = snapshot.read(opened.reader, scope)
        identify(prepared.context.issues.values(), world)
        return prepared, world

    return read


def outcomes(done: RunReport) -> list[Outcome]:
    return [result.outcome for result in done.results]


def content(gh: Gh, path: str) -> str:
    """Return a file of the repository."""
    answer = gh.rest("GET", f"/repos/{REPOSITORY}/contents/{path}").json
    return base64.b64decode(answer["content"]).decode()


def test_the_reference_of_the_backlog_is_complete(
    read: Callable[[], tuple[Prepared, World]], report: Report, tmp_path: Path
) -> None:
    prepared, world = read()
    state = state_of(prepared, world, make_plan(prepared, world).results)
    assert state.open_questions == ()
    assert "status:blocked" not in state.labels, "a rule of the board is about it"
    assert [len(state.main), len(state.sub_issues)] == [9, 17]
    assert [sum_of(state.main), sum_of(state.sub_issues)] == [84, 49]
    assert {each.name: each.main_points for each in by_milestone(state)} == {
        "CI Infrastructure Stabilization": 24,
        "Testing Infrastructure Improvements": 8,
        "Type System Overhaul": 13,
        "Advanced Streaming Support": 13,
        "Provider Expansion": 10,
        "Advanced Features": 16,
    }
    assert {each.parent.number: each.difference for each in by_parent(state)} == {
        13: 1,
        15: 1,
        3: 3,
        4: 2,
    }
    report()
    written = (tmp_path / NAME).read_text(encoding="utf-8")
    for said in (
        "9 issues and 17 sub-issues, 84 story points",
        "9 issues: 7 adopted, 2 created.",
        "what the backlog put on 7 issues",
        "**Labels**: ",
        "17 sub-issues: 17 created.",
        "the next run skips all of it",
        "](https://github.com/orgs/PimpMyNines/projects/1/workflows)",
        "Begin with [#13]",
        "No issue of the backlog has `priority:p3`, `performance` and `security`.",
    ):
        assert said in written


def test_the_picture_has_all_cards_in_their_columns(report: Report, tmp_path: Path) -> None:
    report()
    svg = "{http://www.w3.org/2000/svg}"
    root = ElementTree.fromstring((tmp_path / "board.svg").read_text(encoding="utf-8"))
    assert root.findtext(f"{svg}desc") == (
        "Backlog: 18; Ready for Development: 3; In Progress: 0; Review/QA: 0; Done: 0; Blocked: 5"
    )
    assert len([each for each in root.iter(f"{svg}rect") if each.get("class") == "card"]) == 26
    assert [root.get("width"), float(root.get("height") or 0) < 1100] == ["1180.0", True]
    names = [(each.text or "").strip() for each in root.iter(f"{svg}text")]
    assert "Ready for Development" in names


def test_cards_that_are_no_issues_of_the_repository_are_counted(
    report: Report, gh: Gh, tmp_path: Path
) -> None:
    create = ["project", "item-create", "1", "--owner", "PimpMyNines", "--format", "json"]
    for title in ("One", "Two"):
        gh(*create, "--title", title)
    away = gh(*create, "--title", "Away", "--jq", ".id").strip()
    gh("project", "item-archive", "1", "--owner", "PimpMyNines", "--id", away)
    report()
    assert ">26 issues and 2 other cards<" in (tmp_path / "board.svg").read_text(encoding="utf-8")
    assert "The board has 2 other cards" in (tmp_path / NAME).read_text(encoding="utf-8")


def test_the_same_state_gives_the_same_files_and_a_second_run_writes_nothing(
    report: Report, sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    first = report(publish=True)
    assert outcomes(first) == [Outcome.CREATED] * 4
    assert content(gh, NAME) == (tmp_path / NAME).read_text(encoding="utf-8")
    assert content(gh, "board.svg") == (tmp_path / "board.svg").read_text(encoding="utf-8")
    assert run(settings(sandbox), Quiet()).exit_code == 0
    second = report(publish=True)
    assert outcomes(second) == [Outcome.SKIPPED] * 4
    assert (second.requests["reads"], second.requests["writes"]) == (1, 0)


def test_the_order_in_which_github_answers_does_not_matter(
    read: Callable[[], tuple[Prepared, World]],
) -> None:
    prepared, world = read()
    turned = world.copy()
    assert world.project is not None
    turned.project = replace(
        world.project,
        items=dict(list(world.project.items.items())[::-1]),
        workflows=world.project.workflows[::-1],
    )
    turned.issues = {
        each.id: replace(
            each,
            labels=each.labels[::-1],
            blocked_by=each.blocked_by[::-1],
            related_to=each.related_to[::-1],
        )
        for each in list(world.issues.values())[::-1]
    }
    renderer = prepared.context.renderer
    one, other = (
        text(state_of(prepared, each, make_plan(prepared, each).results), renderer)
        for each in (world, turned)
    )
    assert one == other


def test_what_people_do_shows_and_no_more(report: Report, gh: Gh, tmp_path: Path) -> None:
    report()
    before = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    gh("issue", "edit", "16", "-R", REPOSITORY, "--title", "Configure *it*")
    gh("issue", "edit", "14", "-R", REPOSITORY, "--remove-label", "priority:p2")
    assert outcomes(report()) == [Outcome.UPDATED, Outcome.UPDATED]
    after = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    new = "\n".join(line for line in after if line not in before)
    assert "2 things are [not as declared]" in new
    assert r"Configure \*it\*" in new
    assert "codecov-token | updated | title |" in new
    assert "cached-build | updated | labels |" in new
    assert len([line for line in after if line not in before]) < 16


def test_an_issue_that_looks_like_another_is_named(report: Report, gh: Gh, tmp_path: Path) -> None:
    title = "Implement Mistral AI Provider Support"
    gh("issue", "create", "-R", REPOSITORY, "--title", title, "--body", "")
    report()
    written = (tmp_path / NAME).read_text(encoding="utf-8")
    assert "too and was left alone: a person decides whether to close it as a duplicate" in written


def test_a_published_report_that_somebody_edited_stays_unless_forced(
    report: Report, gh: Gh
) -> None:
    report(publish=True)
    there = gh.rest("GET", f"/repos/{REPOSITORY}/contents/{NAME}").json
    body = {"message": "Mine", "content": base64.b64encode(b"mine").decode(), "sha": there["sha"]}
    assert gh.rest("PUT", f"/repos/{REPOSITORY}/contents/{NAME}", **body).code == 0
    assert outcomes(report(publish=True))[2:] == [Outcome.CONFLICT, Outcome.SKIPPED]
    assert content(gh, NAME) == "mine"
    assert outcomes(report(publish=True, force=True))[2:] == [Outcome.UPDATED, Outcome.SKIPPED]
    assert content(gh, NAME).startswith("# Backlog implementation report")


EARLY = """\
- {name: Early, report: {}}
- import_playbook: setup-labels.yml
"""


def test_a_dry_run_with_nothing_to_do_compares_once(
    sandbox: Sandbox, tmp_path: Path, mocker: MockerFixture
) -> None:
    """Its report is that of a run, which plans first; steps after the report are not known yet."""
    own = settings(sandbox, report=tmp_path / NAME)
    run(own, Quiet())
    planned = mocker.spy(final_steps, "make_plan")
    done = run(replace(own, dry_run=True), Quiet())
    assert [each.reason for each in done.results if each.module == "report"] == ["same content"] * 2
    assert planned.call_count == 0
    (tmp_path / "early.yml").write_text(EARLY)
    run(replace(own, dry_run=True, playbook=tmp_path / "early.yml"), Quiet())
    assert planned.call_count == 1


def test_a_run_compares_as_often_as_its_plan_if_all_lands_as_foreseen(
    sandbox: Sandbox, gh: Gh, tmp_path: Path, mocker: MockerFixture
) -> None:
    """Its plan has compared everything with the world after the change."""
    own = settings(sandbox, report=tmp_path / NAME)
    run(own, Quiet())
    label = {"color": "000000"}
    assert gh.rest("PATCH", f"/repos/{REPOSITORY}/labels/area:typing", **label).code == 0
    compared = mocker.spy(engine, "compared")
    run(replace(own, dry_run=True), Quiet())
    often = compared.call_count
    done = run(own, Quiet())
    assert [each.key for each in done.results if each.changed] == ["area:typing"]
    # The label itself is compared again as soon as its change has landed.
    assert compared.call_count == 2 * often + 1


def test_the_report_is_composed_once_while_what_was_written_is_read_back(
    sandbox: Sandbox, gh: Gh, tmp_path: Path, mocker: MockerFixture
) -> None:
    label = {"color": "000000"}
    assert gh.rest("PATCH", f"/repos/{REPOSITORY}/labels/area:typing", **label).code == 0
    composed, read_back = run_report.compose, reading_back.differences
    order: list[str] = []

    def compose(*given: Any) -> Any:
        order.append("composed")
        return composed(*given)

    def differences(*given: Any) -> Any:
        found = read_back(*given)
        order.append("read back")
        return found

    mocker.patch.object(run_report, "compose", compose)
    mocker.patch.object(reading_back, "differences", differences)
    done = run(settings(sandbox, report=tmp_path / NAME), Quiet())
    assert order == ["composed", "read back"]
    assert [each.outcome for each in done.results[-2:]] == [Outcome.CREATED] * 2


def test_a_dry_run_writes_nowhere(report: Report, gh: Gh, tmp_path: Path) -> None:
    done = report(publish=True, dry_run=True)
    assert outcomes(done) == [Outcome.CREATED] * 4
    assert done.requests["writes"] == 0
    assert list(tmp_path.iterdir()) == []
    assert gh.rest("GET", f"/repos/{REPOSITORY}/contents/{NAME}").code != 0


def test_what_an_earlier_run_met_stays_in_the_report(report: Report, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(f"- {Hurdle.RETRIED.value}\n", encoding="utf-8")
    report()
    assert Hurdle.RETRIED.value in (tmp_path / NAME).read_text(encoding="utf-8")
    assert outcomes(report()) == [Outcome.SKIPPED, Outcome.SKIPPED]


def test_where_github_lacks_a_feature_the_report_says_what_the_bodies_say(
    tmp_path: Path,
) -> None:
    sandbox = Sandbox(tmp_path / "old")
    lacking = ["dependencies", "relations", "issue-types", "sub-issues", "projects"]
    sandbox.start(limits=False, without=lacking)
    try:
        assert run(settings(sandbox), Quiet()).exit_code == 0
        run_report.report(settings(sandbox, report=tmp_path / NAME), Quiet())
    finally:
        sandbox.stop()
    written = (tmp_path / NAME).read_text(encoding="utf-8")
    for said in (
        "9 issues and 17 sub-issues, 84 story points",
        "Everything else is as declared",
        "| Dependencies | 28 | 0 | 28 |  |",
        "issue13 --> issue15",
        "There is no board.",
        "| Epic | Type System Overhaul | P1 | 13 |",
    ):
        assert said in written
    assert not (tmp_path / "board.svg").exists()


def test_a_place_that_cannot_be_written_is_said(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"cannot write .*file/report\.md"):
        report(report=tmp_path / "file" / "report.md")


def test_a_report_stays_as_it_was_where_the_next_one_has_no_room(
    report: Report, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_text("An earlier report")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(InputError, match=r"cannot write .*: File too large"):
            report()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [each.name for each in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).read_text() == "An earlier report"


def test_a_run_of_chosen_issues_leaves_the_report_of_all(sandbox: Sandbox, tmp_path: Path) -> None:
    own = settings(sandbox, report=tmp_path / NAME, only=("dockerfile-matrix",))
    last = run(own, Quiet()).results[-1]
    assert (last.module, last.outcome) == ("report", Outcome.SKIPPED)
    assert "--only selects a part" in last.reason
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "selection",
    [{"tags": ("report",)}, {"skip_tags": ("board",)}, {"start_at_step": "Verification"}],
    ids=str,
)
def test_a_run_of_some_steps_reports_on_the_backlog_as_a_whole(
    report: Report, sandbox: Sandbox, tmp_path: Path, selection: dict[str, Any]
) -> None:
    files = [tmp_path / NAME, tmp_path / "board.svg"]
    report()
    whole = [each.read_bytes() for each in files]
    for each in files:
        each.unlink()
    done = run(settings(sandbox, report=tmp_path / NAME, **selection), Quiet())
    assert [each.outcome for each in done.results[-2:]] == [Outcome.CREATED] * 2
    assert [each.read_bytes() for each in files] == whole


def test_the_report_at_the_end_of_all_is_that_of_a_fresh_reading(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """What a run keeps in mind while it writes is what GitHub then has."""
    options = ["--sandbox", "--sandbox-dir", str(sandbox.directory)]
    options += ["--backlog", str(ROOT / "playbooks/backlogs/lluminary.yml")]
    command = tool.call("report", *options, folder=tmp_path)
    assert command.code == 0, command.error
    assert "Recap  created 0  updated 0  skipped 2" in command.out
    assert list(tmp_path.iterdir()) == []


def test_doctor_says_as_a_run_does_that_a_login_may_only_read(
    report: Report, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = f"this login may only read {REPOSITORY}: ask for the role Write there"
    monkeypatch.setenv("GH_TOKEN", "ghp_sandbox_reader")
    done = report(publish=True)
    assert (done.exit_code, outcomes(done)) == (1, [Outcome.CREATED, Outcome.BLOCKED])
    assert done.results[1].reason == told
    assert report(publish=True, dry_run=True).exit_code == 1

    one = "- {label: {name: new, color: d73a4a}}"
    (tmp_path / "labels.yml").write_text(one)
    plain = run(replace(settings(sandbox), playbook=tmp_path / "labels.yml"), Quiet())
    assert plain.results[0].reason == told
