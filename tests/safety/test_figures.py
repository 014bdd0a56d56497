"""The figures of docs/safety.md: as many cases as each says, counted where they are tried."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.acceptance import test_killed
from tests.commands import test_call, test_misspelling
from tests.declaration import test_large_input
from tests.declaration.template import test_template_guard
from tests.gh_sandbox import test_folder
from tests.github import test_token_masking
from tests.model import (
    test_identity,
    test_identity_author,
    test_identity_register,
    test_marker,
)
from tests.report.implementation import test_hostile_name
from tests.safety import test_interrupted, test_lost_creation, test_races
from tests.safety.conftest import ROOT
from tests.support import quick_yaml

CASES = ROOT / "tests" / "cases"
DOCUMENT = ROOT / "docs" / "safety.md"
IDENTITY = (test_identity, test_identity_author, test_identity_register)
ROW = re.compile(
    r"^\| (?P<what>[^|]+) \| (?P<number>[\d,]+) \| `(?P<where>[^`]+)` \|$", re.MULTILINE
)


def tried(*tests: Callable[..., Any]) -> int:
    """Return how many cases the tests have: a test without parameters is one."""
    total = 0
    for test in tests:
        cases = 1
        for mark in getattr(test, "pytestmark", []):
            if mark.name == "parametrize":
                cases *= len(list(mark.args[1]))
        total += cases
    return total


def entries(*files: Path) -> int:
    return sum(len(quick_yaml.load(file.read_text(encoding="utf-8"))) for file in files)


def of_module(module: Any) -> int:
    return tried(*(each for name, each in vars(module).items() if name.startswith("test_")))


FIGURES = {
    "bad inputs, each with its message": entries(*(CASES / "faults").glob("*.yml")),
    "calls that have no meaning, or two": len(test_misspelling.TOLD) + of_module(test_call),
    "bombs, in YAML and in templates": entries(CASES / "bombs.yml"),
    "ways to make input large, or without end": of_module(test_large_input),
    "ways out of a template": tried(test_template_guard.test_nothing_else_is_within_reach),
    "bodies with markers, whole, quoted and broken": of_module(test_marker),
    "pairs of a declared issue and a look-alike": sum(map(of_module, IDENTITY)),
    "names that mean something elsewhere, in the report and in its picture": of_module(
        test_hostile_name
    ),
    "creations without an answer, while lists are old": len(test_lost_creation.KINDS),
    "edits during a run": of_module(test_races),
    "tokens and places to hide them": tried(test_token_masking.test_no_part_of_a_token_is_left),
    "ways to turn a sandbox's folder against its owner": of_module(test_folder),
    "signals, once and twice": of_module(test_interrupted),
    "kinds of faults, at each other request": len(test_killed.ALL),
}


def test_no_figure_says_more_than_was_tried() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    stated = {row["what"]: int(row["number"].replace(",", "")) for row in ROW.finditer(text)}
    assert stated.keys() == FIGURES.keys()
    assert {
        what: (said, FIGURES[what]) for what, said in stated.items() if said > FIGURES[what]
    } == {}
    assert all(stated.values())


def test_each_figure_says_where_it_is_tried() -> None:
    for row in ROW.finditer(DOCUMENT.read_text(encoding="utf-8")):
        assert (ROOT / row["where"]).exists(), row["where"]


def test_there_are_as_many_bad_inputs_as_were_asked_for() -> None:
    assert FIGURES["bad inputs, each with its message"] >= 150
