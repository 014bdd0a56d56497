"""Entries that leave a backlog, and come back."""

import json
from pathlib import Path
from typing import Any

from gh_playbook.convergence.listener import Quiet
from gh_playbook.report import json_document
from gh_playbook.run.flow import run
from gh_playbook.settings import Settings
from tests.safety.conftest import REPOSITORY, Place

ENTRY = "  - {key: %s, title: Build the %s, description: It is needed.}\n"


def converged(place: Place, *keys: str, orphans: str = "close", **more: Any) -> dict[str, Any]:
    """Run with these entries; return the document's changes that are not just as declared."""
    entries = "".join(ENTRY % (key, key) for key in keys)
    text = f"repository: {REPOSITORY}\norphans: {orphans}\nissues:\n{entries}"
    backlog = place.write("backlog.yml", text)
    folder = place.sandbox.directory
    settings = Settings(
        Path("playbooks/all.yml"), backlog=backlog, sandbox=True, sandbox_dir=folder, **more
    )
    document = json.loads(json_document.text(run(settings, Quiet())))
    return {each["key"]: each for each in document["changes"] if each["module"] == "orphan"}


def issue(place: Place, number: int) -> dict[str, Any]:
    found: dict[str, Any] = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/{number}").json
    return found


def test_they_are_closed_where_nobody_has_worked_on_them_and_opened_when_they_come_back(
    place: Place,
) -> None:
    converged(place, "tank", "pump", "hose")
    place.gh.rest("POST", f"repos/{REPOSITORY}/issues/2/comments", body="I am at it")
    assert converged(place, "tank", orphans="report") == {}
    dry = converged(place, "tank", dry_run=True)
    done = converged(place, "tank")
    assert {key: each["outcome"] for key, each in dry.items()} == {
        key: each["outcome"] for key, each in done.items()
    }
    assert done["pump"]["warnings"] == [
        "its entry was removed from the backlog; left open: 1 comment"
    ]
    assert [issue(place, each)["state"] for each in (1, 2, 3)] == ["open", "open", "closed"]
    assert issue(place, 3)["state_reason"] == "not_planned"
    comments = place.gh.rest("GET", f"repos/{REPOSITORY}/issues/3/comments").json
    assert ["its entry has left the backlog" in each["body"] for each in comments] == [True]
    assert [*converged(place, "tank")] == ["pump"]
    converged(place, "tank", "pump", "hose")
    assert [issue(place, each)["state"] for each in (1, 2, 3)] == ["open", "open", "open"]
    assert "pending" not in issue(place, 3)["body"]


def test_the_tools_own_comment_is_none_of_peoples(place: Place) -> None:
    """One that left, came back and leaves again is closed again."""
    for keys in (("tank", "hose"), ("tank",), ("tank", "hose")):
        converged(place, *keys)
    assert issue(place, 2)["state"] == "open"
    assert converged(place, "tank")["hose"]["outcome"] == "removed"
    assert issue(place, 2)["state"] == "closed"
