"""`export`: what is wrong with its options is told at once, before anything is asked."""

from pathlib import Path

from tests import tool


def test_all_that_is_wrong_with_the_options_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "there.yml").write_text("")
    words = ("--to", "there.yml", "--issues", "some", "--with", "lables", "--repo", "acme")
    done = tool.call("export", *words, folder=tmp_path)
    assert done.code == 1
    assert done.error.splitlines() == [
        "there.yml is there already: --force writes over it",
        "--issues is open, all, label:NAME, milestone:TITLE, project:TITLE or #1,#2, not 'some'",
        "--with: there is no part 'lables': did you mean 'labels'?",
        "a repository is OWNER/NAME, not 'acme'",
    ]
