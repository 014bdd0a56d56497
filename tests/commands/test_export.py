"""`export`: what is wrong with its options is told at once, before anything is asked."""

from pathlib import Path

import pytest

from gh_playbook.commands.export import told_of_export
from gh_playbook.exporting.export import Exported
from gh_playbook.run.export import Export
from tests.support import tool


def test_all_that_is_wrong_with_the_options_is_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "there.yml").write_text("")
    words = ("--to", "there.yml", "--issues", "some", "--with", "lables", "--repo", "acme")
    done = tool.call("export", *words, folder=tmp_path)
    assert done.code == 1
    assert done.error.splitlines() == [
        "there.yml exists already: --force overwrites it",
        "--issues is open, all, label:NAME, milestone:TITLE, project:TITLE or #1,#2, not 'some'",
        "--with: there is no part 'lables': did you mean 'labels'?",
        "a repository is OWNER/NAME, not 'acme'",
    ]


@pytest.mark.parametrize(
    ("words", "ignored"),
    [
        ("--card-order", "--card-order"),
        ("--with labels --output json", "--with and --output json"),
    ],
)
def test_what_a_table_has_not_is_no_silent_option(words: str, ignored: str, tmp_path: Path) -> None:
    done = tool.call("export", "--format", "csv", *words.split(), folder=tmp_path)
    told = f"--format csv does nothing with {ignored}: leave one of them out\n"
    assert (done.code, done.out, done.error) == (1, "", told)


def test_a_repository_that_only_gh_is_told_is_asked_for(tmp_path: Path) -> None:
    told = tool.call("export", environment={"GH_REPO": "you/yours"}, folder=tmp_path).error
    assert told.startswith("which repository? name it by --repo OWNER/NAME")
    assert told.endswith("; GH_REPO is for `gh` alone\n")


def test_the_repository_is_the_one_that_the_backlogs_here_name(tmp_path: Path) -> None:
    def exported(*words: str) -> str:
        return tool.call("export", "--sandbox", *words, folder=tmp_path).error.strip()

    folder = tmp_path / "playbooks" / "backlogs"
    folder.mkdir(parents=True)
    assert exported().startswith("which repository? name it by --repo OWNER/NAME")
    (folder / "one.yml").write_text("repository: acme/none\n")
    assert "there is no repository acme/none" in exported()
    (folder / "two.yml").write_text("repository: acme/rocket\n")
    told = "the backlogs here are of several repositories: --repo acme/none or acme/rocket"
    assert exported() == told


@pytest.mark.parametrize(
    ("markers", "changes", "told"),
    [
        (0, (), "`all` with it would write nothing"),
        (1, (), "`all` with it would write 1 marker, and nothing else"),
        (2, ("label bug: updated, color",), "`all` with it would write 2 markers"),
        (0, ("label bug: updated, color",), None),
    ],
)
def test_it_says_what_a_run_would_write(
    markers: int, changes: tuple[str, ...], told: str | None
) -> None:
    exported = Exported("", {"issues": 3}, (), {})
    found = Export("acme/rocket", exported, markers, changes, (), 3)
    every = told_of_export(found, "rocket.yml", Path("REPORT.md"))
    assert "in this folder it writes REPORT.md" in every
    lines = [each for each in every if "would write" in each]
    assert lines == ([told] if told else [])
