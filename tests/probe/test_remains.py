"""What looks like a probe's and is somebody else's, or holds somebody's words, is not removed."""

from pathlib import Path

import pytest

from gh_playbook.probe.remains import MARK
from gh_sandbox import Sandbox
from tests.gh_sandbox.conftest import REPOSITORY, Gh
from tests.probe.probing import TITLE, declared, prove
from tests.probe.test_proof import change


def look_alike(gh: Gh, *comments: str) -> int:
    """Make an issue that looks like a probe's; return its number."""
    body = f"{MARK}\nWhat was discussed."
    made = gh("issue", "create", "-R", REPOSITORY, "--title", f"{TITLE}x", "--body", body)
    number = made.strip().rpartition("/")[2]
    for comment in comments:
        gh("issue", "comment", number, "-R", REPOSITORY, "--body", comment)
    return int(number)


def view(gh: Gh, number: int) -> dict[str, object]:
    path = f"repos/{REPOSITORY}/issues/{number}"
    found: dict[str, object] = gh.rest("GET", path).json
    return found


@pytest.mark.parametrize("comments", [(), ("a long answer",)], ids=["bare", "commented"])
def test_what_somebody_else_made_is_left_as_it_is(
    sandbox: Sandbox, gh: Gh, tmp_path: Path, comments: tuple[str, ...]
) -> None:
    number = look_alike(gh, *comments)
    change(sandbox, f"UPDATE issue SET author_id = author_id + 1 WHERE number = {number}")
    before = view(gh, number)
    proof = prove(sandbox, backlog=declared(tmp_path, closed="Done"))
    assert (proof.exit_code, proof.left) == (0, ())
    assert view(gh, number) == before


def test_what_somebody_has_commented_on_is_closed_and_keeps_every_word(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    number = look_alike(gh, "a long and careful answer")
    said: list[str] = []
    proof = prove(sandbox, said=said, backlog=declared(tmp_path, closed="Done"))
    assert proof.exit_code == 0
    told = f"closed, not deleted: issue #{number} (somebody has commented on it); to delete it: "
    assert any(line.startswith(told) for line in said)
    left = view(gh, number)
    assert (left["state"], left["comments"]) == ("closed", 1)
    assert "What was discussed." in str(left["body"])
    again: list[str] = []
    prove(sandbox, said=again, backlog=declared(tmp_path, closed="Done"))
    assert not [line for line in again if f"#{number}" in line], "it is no probe's any more"


def test_a_branch_that_holds_anybody_s_work_is_left(
    sandbox: Sandbox, gh: Gh, tmp_path: Path
) -> None:
    git = f"repos/{REPOSITORY}/git"
    main = gh.rest("GET", f"{git}/ref/heads/main").json["object"]["sha"]
    ref = "refs/heads/gh-playbook-probe-ours"
    gh("api", f"{git}/refs", "-f", f"ref={ref}", "-f", f"sha={main}")
    prove(sandbox, backlog=declared(tmp_path, closed="Done"))
    assert gh.rest("GET", f"{git}/ref/heads/gh-playbook-probe-ours").json["ref"] == ref
