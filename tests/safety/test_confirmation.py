"""What nobody may have meant is asked about first."""

import json
import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.safety.conftest import REPOSITORY, Place
from tests.support import tool


def test_a_repository_that_the_backlog_does_not_name_is_asked_about(place: Place) -> None:
    words = ("all", "--repo", "acme/rockets", "--backlog", "backlog.yml")
    before = place.gh("label", "list", "-R", "acme/rockets")
    done = place.playbook(*words)
    assert done.code == 1
    assert "backlog.yml:2:13: the backlog is for acme/rocket, but --repo names" in done.error
    assert "nothing was written: --yes confirms it" in done.error
    assert json.loads(place.playbook(*words, "--output", "json").out)["run"]["exit_code"] == 1
    assert place.gh("label", "list", "-R", "acme/rockets") == before
    dry = place.playbook(*words, "--dry-run")
    assert (dry.code, "! a real run would ask first" in dry.out) == (0, True)
    published = place.playbook("report", "--publish", *words[1:])
    assert published.code == 1
    assert [each for each in place.gh.log() if each["write"]] == []
    assert place.playbook(*words, "--yes").code == 0
    assert "area:core" in place.gh("label", "list", "-R", "acme/rockets")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_on_a_terminal_a_y_is_enough(place: Place, answer: str, code: int) -> None:
    where = ["--sandbox", "--sandbox-dir", str(place.sandbox.directory)]
    words = [
        *tool.COMMAND,
        "setup-labels",
        *where,
        "--repo",
        "acme/rockets",
        "--backlog",
        "backlog.yml",
    ]
    printed, ended = on_a_terminal(words, place.folder, answer)
    question, _, after = printed.partition("Continue anyway? [y/N]")
    assert "--repo names" in question.replace("\r\n", " ")
    if code:  # What was asked is not told once more.
        assert "--repo names" not in after
        assert "nothing was written: --yes confirms it" in after
    assert ended == code
    made = "area:core" in place.gh("label", "list", "-R", "acme/rockets")
    assert made == (code == 0)


def on_a_terminal(words: list[str], folder: Path, answer: str) -> tuple[str, int]:
    """Run a command on a terminal where somebody types the answer."""
    main, other = pty.openpty()
    process = subprocess.Popen(words, cwd=folder, stdin=other, stdout=other, stderr=other)
    os.close(other)
    os.write(main, answer.encode())
    printed = b""
    with suppress(OSError):  # so a terminal says that nobody is there any more
        while part := os.read(main, 4096):
            printed += part
    os.close(main)
    return printed.decode(errors="replace"), process.wait(timeout=60)


def test_a_first_run_on_much_of_peoples_is_asked_about(place: Place) -> None:
    for number in range(1, 13):
        place.gh.rest("POST", "repos/acme/rocket/issues", title=f"Task {number}", body="people's")
    issues = "".join(f"  - {{key: k{n}, title: Task {n}, state: closed}}\n" for n in range(1, 13))
    place.write("backlog.yml", f"repository: acme/rocket\nissues:\n{issues}")
    done = place.playbook("all", "--backlog", "backlog.yml")
    assert done.code == 1
    assert "12 existing issues would be changed: #1, #2, #3, #4, #5, …" in done.error
    open_ones = json.loads(place.gh("issue", "list", "-R", "acme/rocket", "--json", "number"))
    assert len(open_ones) == 12
    dry = place.playbook("all", "--dry-run", "--backlog", "backlog.yml")
    assert (dry.code, "! a real run would ask first" in dry.out) == (0, True)
    assert place.playbook("all", "--yes", "--backlog", "backlog.yml").code == 0
    assert place.playbook("all", "--backlog", "backlog.yml").code == 0


@pytest.mark.parametrize(
    "change", ["name: nuclear, previously: [core]", "name: core, state: absent"]
)
def test_labels_alone_are_asked_about_too_where_many_issues_wear_one(
    place: Place, change: str
) -> None:
    place.gh.rest("POST", f"repos/{REPOSITORY}/labels", name="core", color="ffffff")
    for number in range(1, 13):
        title, labels = f"Task {number}", ["core"]
        place.gh.rest("POST", f"repos/{REPOSITORY}/issues", title=title, labels=labels)
    place.write("backlog.yml", f"repository: acme/rocket\nlabels: [{{{change}}}]\n")
    done = place.playbook("setup-labels", "--backlog", "backlog.yml")
    assert done.code == 1
    assert "12 existing issues would be changed: #1, #2, #3, #4, #5, …" in done.error
    dry = place.playbook("setup-labels", "--dry-run", "--backlog", "backlog.yml")
    assert "! a real run would ask first" in dry.out
    assert place.playbook("setup-labels", "--yes", "--backlog", "backlog.yml").code == 0
