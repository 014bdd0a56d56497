"""What is no drift: everything as declared, and what is people's to change."""

from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.preparation import prepare
from gh_playbook.github import session
from gh_playbook.verification import CheckState, Known, KnownFeatures, check
from gh_sandbox import Sandbox
from gh_sandbox.folder import request_log
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.support import quick_yaml
from tests.verification.conftest import Verify, settings
from tests.verification.test_drift import do, said

CASES = quick_yaml.load(Path("tests/cases/verification/people.yml").read_text(encoding="utf-8"))
_PROJECT = '{ organization(login: "PimpMyNines") { projectV2(number: 1) { id } } }'


def test_after_all_everything_is_as_declared(verification: Verify) -> None:
    verified = verification()
    assert verified.exit_code == 0
    assert {each.state for each in verified.checks} == {CheckState.MATCH}
    assert set(verified.counts) == {
        *("label", "milestone", "issue type", "issue", "sub-issue", "dependency", "relation"),
        *("project", "field", "option", "view", "card", "file"),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_what_people_may_change_is_no_drift(
    case: dict[str, Any], gh: Gh, verification: Verify
) -> None:
    do(gh, case["gh"])
    verified = verification()
    assert [said(each) for each in verified.drift] == []


def test_ticks_and_words_around_the_block_are_no_drift(gh: Gh, verification: Verify) -> None:
    body = _body(gh, 22)
    ticked = body.replace("- [ ]", "- [x]", 1)
    assert ticked != body
    _edit(gh, 22, f"Look:\r\n\r\n{ticked}\n\nSo much for that.")
    assert not verification().drift


def test_words_inside_the_block_are(gh: Gh, verification: Verify) -> None:
    ticked = _body(gh, 22).replace("- [ ]", "- [x]", 1)
    _edit(gh, 22, ticked.replace("## Description", "## What"))
    [found] = verification().drift
    assert (found.key, found.property, found.state) == ("vector-database", "body", "mismatch")
    assert "## What" in found.actual
    assert "## Description" in found.expected
    assert "- [x]" in found.expected


def test_verifying_takes_two_requests(sandbox: Sandbox, verification: Verify) -> None:
    before = len(request_log.read(sandbox.requests_log))
    verification()
    sent = request_log.read(sandbox.requests_log)[before:]
    assert [entry["write"] for entry in sent] == [False, False]


def test_at_the_end_of_a_run_it_takes_one(sandbox: Sandbox, gh: Gh) -> None:
    project = gh.graphql(_PROJECT)["data"]["organization"]["projectV2"]["id"]
    chosen = settings(sandbox, dry_run=True)
    with session.opened(chosen) as opened:
        before = len(request_log.read(sandbox.requests_log))
        verified = check(opened.reader, prepare(chosen), Known(KnownFeatures(), project))
        assert len(request_log.read(sandbox.requests_log)) == before + 1
    assert verified.exit_code == 0
    assert verified.counts["card"][CheckState.MATCH] > 100


def test_only_verifies_an_issue_and_what_it_needs(gh: Gh, verification: Verify) -> None:
    do(gh, ["issue edit 22 --remove-label priority:p2", "label delete status:ready --yes"])
    verified = verification(only=("codecov-token",))
    assert {each.key for each in verified.checks if each.kind == "issue"} == {"codecov-token"}
    assert [said(each) for each in verified.drift] == [
        "missing label status:ready / existence: None, declared exists"
    ]


def test_a_previous_name_that_is_still_there_is_drift(verification: Verify, tmp_path: Path) -> None:
    text = Path("playbooks/backlogs/lluminary.yml").read_text(encoding="utf-8")
    known = '"Highest priority, must be fixed immediately"'
    changed = tmp_path / "backlog.yml"
    changed.write_text(text.replace(known, f"{known}, previously: [build, gone]"))
    assert [said(each) for each in verification(backlog=changed).drift] == [
        "mismatch label priority:p0 / previous name: build, declared None"
    ]


def _body(gh: Gh, number: int) -> str:
    found: str = gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json["body"]
    return found


def _edit(gh: Gh, number: int, body: str) -> None:
    assert gh.rest("PATCH", f"repos/{REPOSITORY}/issues/{number}", body=body).code == 0
