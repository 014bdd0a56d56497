"""The page: its tables, its pictures, and what it says where something was not measured."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from benchmarks import machine, page, plot, starting, table
from benchmarks.machine import Machine
from benchmarks.measurement import Used
from benchmarks.plot import Bar, Line, Panel
from benchmarks.result import Phase, Results, Row
from benchmarks.subject import Work
from tests.benchmarks.rows import row

MACHINE = Machine("2026-11-25", 2, "Linux", "3.11.7", "2.94.0", "", {"Ansible uri": "ansible"})


def written(folder: Path, *rows: Row) -> str:
    """Return the page that is made of rows."""
    results = Results(folder / "results")
    machine.write(MACHINE, results.folder)
    for each in rows:
        results.add(each)
    return page.write(results, folder).read_text()


def test_the_page_has_ratios_to_the_tool_and_names_who_was_skipped(tmp_path: Path) -> None:
    text = written(
        tmp_path,
        row(),
        row(subject="gh script", requests=576, wall=40.0),
        row(part="issues", size=10),
        row(part="issues", size=100, requests=60),
    )
    assert "| **gh-playbook** | 30 | 20 | 32 |  | 2.50 | 4.0 |" in text
    assert (
        "| gh script | 576 · 19 × | 20 · 1.0 × | 32 · 1.0 × |  | 2.50 · 1.0 × | 40.0 · 10 × |"
        in text
    )
    assert "Ansible uri (there is no `ansible`)" in text
    assert "Nowhere: on every row" in text
    assert "All of them ended with the same state." in text
    assert "The machine was busy" not in text
    assert "## More issues" in text
    assert "## Labels" not in text
    pictures = {path.stem for path in (tmp_path / "benchmarks").glob("*.svg")}
    assert pictures == {"seconds", "requests", "issues-requests", "issues-cpu"}
    assert {f"![{name}](benchmarks/{name}.svg)" in text for name in pictures} == {True}


def test_all_figures_behind_the_page_are_kept_beside_it(tmp_path: Path) -> None:
    written(tmp_path, row(), row(part="issues", size=10))
    kept = Results(tmp_path / "benchmarks" / "figures")
    assert kept.read("compare") == [row()]
    assert kept.read("issues") == [row(part="issues", size=10)]
    assert machine.read(kept.folder) == MACHINE


def test_the_page_says_where_the_tool_is_behind_and_who_ended_otherwise(tmp_path: Path) -> None:
    text = written(
        tmp_path,
        row(),
        row(subject="PyGithub", requests=20, wall=1.0, state="another"),
        row(subject="gh script", requests=25, wall=8.0),
        row(subject="limit, one by one", requests=10),
    )
    assert "| LLuMinary, everything | first run | 30; PyGithub 20 | 4.0; PyGithub 1.0 |" in text
    assert "- PyGithub, everything, first run, 26" in text
    assert "Nowhere" not in text


def test_times_of_a_busy_machine_are_not_compared(tmp_path: Path) -> None:
    other = row(subject="PyGithub", requests=20, wall=1.0, load=3.0)
    text = written(tmp_path, row(load=2.5), other)
    assert "The machine was busy" in text
    assert "| LLuMinary, everything | first run | 30; PyGithub 20 |\n" in text


def test_repetitions_become_one_row_with_the_median_of_times() -> None:
    (found,) = table.medians([row(wall=each) for each in (9.0, 2.0, 3.0)])
    assert (found.wall, found.requests, found.work) == (3.0, 30, Work.EVERYTHING)


def test_processes_stand_beside_what_was_timed() -> None:
    rows = [row(), row(latency=200, wall=9.5)]
    counted = [row(part="processes", processes=32)]
    found = table.comparison(rows, counted, Work.EVERYTHING, Phase.FIRST)
    assert found.splitlines()[-1] == "| **gh-playbook** | 30 | 20 | 32 | 32 | 2.50 | 4.0 | 9.5 |"


def test_bars_keep_what_they_show_within_the_picture() -> None:
    both = (Bar("a", 2, "2.0", stands_out=True), Bar("b", 0, "0"))
    picture = seen(plot.bars("Seconds <&>", [Panel("first", both)]))
    first, second = (float(each["width"]) for each in picture["rect"][1:])
    assert first > second == 0


def test_lines_go_up_with_what_they_show_and_their_names_do_not_meet() -> None:
    drawn = [Line("a", ((10, 0.3), (5000, 40))), Line("b", ((10, 40.0),), is_dashed=True)]
    picture = seen(plot.lines("Growth", "issues", drawn))
    low, high, other = (float(each["cy"]) for each in picture["circle"])
    assert low > high == other
    *_, one, two = (float(each["y"]) for each in picture["text"])
    assert abs(one - two) >= 14


def seen(text: str) -> dict[str, list[dict[str, str]]]:
    """Return what a picture has of each kind; nothing may lie outside of it."""
    picture = ElementTree.fromstring(text)
    assert "prefers-color-scheme: dark" in text
    most = {"x": picture.attrib["width"], "y": picture.attrib["height"]}
    found: dict[str, list[dict[str, str]]] = {}
    for each in picture.iter():
        found.setdefault(each.tag.rpartition("}")[2], []).append(each.attrib)
        for name, value in each.attrib.items():
            if name.strip("c12") in most:
                assert 0 <= float(value) <= float(most[name.strip("c12")])
    return found


def test_each_aim_is_shown_with_its_figure_and_why_it_was_missed(tmp_path: Path) -> None:
    text = written(
        tmp_path,
        row(requests=28),
        row(phase=Phase.CHANGE, requests=7),
        row(latency=200, wall=6.0),
        row(latency=200, wall=3.0, subject="limit, one by one"),
        row(part="issues", phase=Phase.AGAIN, size=100, processor=1.0),
        row(part="issues", phase=Phase.AGAIN, size=1000, processor=10.0),
    )
    assert "| LLuMinary, first run: requests | 28 | 28 |" in text
    assert "issue changed: requests | 4 | **7** |" in text
    assert "\n- **LLuMinary, one label and one issue changed: requests**: one request reads" in text
    assert "the limit client, one by one | 1.4 × | **2.0 ×** |" in text
    assert "to the power of | 1.05 | 1.00 |" in text
    assert "label-sync | 1.2 × | not measured |" in text
    assert "`tests/test_start_up.py` holds what they load" in text


def test_times_of_a_busy_machine_miss_nothing(tmp_path: Path) -> None:
    slow = row(latency=200, wall=6.0, load=9.0)
    text = written(
        tmp_path, slow, row(latency=200, wall=3.0, load=9.0, subject="limit, one by one")
    )
    assert "the limit client, one by one | 1.4 × | 2.0 × |" in text


def test_commands_that_only_start_have_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = iter([Used(0.3, 0.4, -1), Used(0.2, 0.5, -1)])
    monkeypatch.setattr(starting, "run", lambda *_: next(used))
    monkeypatch.setattr(starting, "_installed", lambda: iter(["gh-playbook --version"]))
    (start,) = starting.measure(tmp_path / "results", runs=2)
    assert (start.processor, start.wall) == (0.2, 0.4)
    assert "| **`gh-playbook --version`** | 0.20 | 0.40 |" in written(tmp_path, row())
