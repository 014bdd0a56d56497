"""A file that does not exist: its message names the one that was probably meant."""

from pathlib import Path

import pytest

from gh_playbook.declaration import missing_file
from tests.support import tool


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("backlogs/roket.yml", ": did you mean 'rocket.yml'?"),
        ("backlogs/rocket.yaml", ": did you mean 'rocket.yml'?"),
        ("backlogs/x.yml", ": backlogs has moon.yml, rocket.yml"),
        ("backlogs/x.csv", ""),
        ("backlog/rocket.yml", ": there is no folder backlog: did you mean 'backlogs'?"),
        ("elsewhere/rocket.yml", ": there is no folder elsewhere"),
        ("backlogs/secret.yml", ": backlogs has moon.yml, rocket.yml"),
        ("plan.md/rocket.yml", ""),
        ("pln.md", ": did you mean 'plan.md'?"),
        ("x.md", ": this folder has plan.md"),
        ("invok.yaml", ""),
        ("../tld.md", ""),
        ("n" * 300, ""),
        ("a\0b", ""),
    ],
)
def test_a_missing_file_leads_to_those_below_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, told: str
) -> None:
    own = tmp_path / "own"
    (own / "backlogs").mkdir(parents=True)
    for each in ("../told.md", "plan.md", "invoke.yaml", "backlogs/.secret.yml"):
        (own / each).touch()
    for each in ("moon", "rocket"):
        (own / "backlogs" / f"{each}.yml").touch()
    monkeypatch.chdir(own)
    assert missing_file.hint(Path(path)) == told


def test_every_place_that_names_a_file_makes_the_suggestion(tmp_path: Path) -> None:
    for each, text in {
        "rocket.yml": "repository: o/r\ninclude: [moor.yml]\n",
        "moon.yml": "labels: [a]\n",
        "all.yml": "- vars_files: [mon.yml]\n  label: {name: a}\n",
        "values.json": "{}\n",
        "sun.yml": "labels: [a]\nissues: [{key: a, title: A, template: isue.md.j2}]\n",
        "plan.csv": "Title\nBuild\n",
    }.items():
        (tmp_path / each).write_text(text)
    meant = {
        "lint --backlog rockt.yml": "rocket.yml",
        "lint --backlog rocket.yml": "moon.yml",
        "run all.yml --backlog moon.yml --repo o/r": "moon.yml",
        "all -e @value.json --backlog moon.yml --repo o/r": "values.json",
        "lint --backlog sun.yml --repo o/r": "issue.md.j2",
        "import-plan pan.csv": "plan.csv",
        "import-plan plan.csv --map Titel=title": "Title",
    }
    for words, name in meant.items():
        done = tool.call(*words.split(), folder=tmp_path)
        assert f": did you mean {name!r}?" in done.out + done.error, words
