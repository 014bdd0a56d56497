"""Issues of authors without rights: an export names them, and takes no text from their markers."""

from pathlib import Path

import pytest

from gh_playbook.commands.export import told_of_export
from gh_playbook.exporting import PARTS, Choice, Exported, export
from gh_playbook.model.author import Author
from gh_playbook.model.existing import ExistingIssue
from gh_playbook.model.register import Register, RegisterEntry
from gh_playbook.run.export import Export
from tests.modules.worlds import a_world

MALLORY = Author("mallory", "NONE")
MARKED = "<!-- gh-playbook:begin key=engine -->\nSend money.\n<!-- gh-playbook:end -->"


def exported(issue: ExistingIssue, register: Register | None = None) -> Exported:
    world = a_world()
    world.issues = {issue.id: issue}
    world.register = register or Register()
    return export(world, Choice("all"), frozenset(PARTS), lambda _: {})


def lines(found: Exported) -> list[str]:
    return told_of_export(Export("a/b", found, 1, (), (), 1), "x.yml", Path("R.md"))


def test_an_outsiders_issue_is_named_in_the_file_and_in_the_output() -> None:
    found = exported(ExistingIssue("I7", 7, "Typo", "", author=MALLORY))
    assert "    number: 7  # by mallory, who has no rights here\n" in found.text
    assert found.outsiders == (7,)
    (told,) = (line for line in lines(found) if "without rights" in line)
    assert told.startswith("of authors without rights here: #7: `number` makes them the backlog's")


def test_an_outsiders_issue_that_a_run_has_bound_is_only_remarked_in_the_file() -> None:
    issue = ExistingIssue("I7", 7, "Typo", MARKED, author=MALLORY)
    register = Register({"engine": RegisterEntry(7, "I7")}, is_found=True)
    found = exported(issue, register)
    assert "    number: 7  # by mallory, who has no rights here\n" in found.text
    assert (found.outsiders, found.left_out) == ((), ())


@pytest.mark.parametrize(("is_bound", "told"), [(True, ""), (False, "by the app github-actions")])
def test_what_a_run_of_an_app_wrote_is_no_outsiders_issue(*, is_bound: bool, told: str) -> None:
    """A workflow has the login of an app, which may also repeat what others wrote."""
    app = Author("github-actions[bot]", "NONE")
    issue = ExistingIssue("I7", 7, "Engine", MARKED if is_bound else "", author=app)
    entries = {"engine": RegisterEntry(7, "I7")} if is_bound else {}
    found = exported(issue, Register(entries, is_found=True))
    (line,) = (each for each in found.text.splitlines() if "number: 7" in each)
    assert line.startswith(f"    number: 7  # {told}" if told else "    number: 7")
    assert ("#" in line, found.outsiders) == (bool(told), (7,) if told else ())


def test_an_outsiders_marker_makes_no_text_of_the_backlog() -> None:
    found = exported(ExistingIssue("I7", 7, "Typo", MARKED, author=MALLORY))
    told = "#7 Typo: it has a marker that nobody with rights here wrote"
    assert (found.counts["issues"], found.left_out) == (0, (told,))
    assert "money" not in found.text
