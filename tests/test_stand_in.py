"""Stand-ins: a package is loaded without what it hardly uses, and still works."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gh_playbook.stand_in import StandIn, load

RARE = "rarely_used"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the file of a package, which can be imported; the rare module is not loaded."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / f"{RARE}.py").write_text("class Thing:\n    def __init__(self, a): self.a = a\n")
    yield tmp_path / "some_package.py"
    for name in ("some_package", RARE):
        sys.modules.pop(name, None)


def test_a_package_does_not_load_the_module_until_it_calls_something(package: Path) -> None:
    package.write_text(f"import {RARE}\nfrom {RARE} import Thing\n")
    load("some_package", StandIn(RARE))
    assert RARE not in sys.modules
    made = sys.modules["some_package"].Thing(a=1)
    assert made.a == 1
    assert isinstance(made, sys.modules[RARE].Thing)
    assert sys.modules["some_package"].rarely_used.Thing(2).a == 2


def test_it_calls_what_works_without_the_module_at_once(package: Path) -> None:
    package.write_text(f"import {RARE}\nfound = {RARE}.version('x')\n")
    load("some_package", StandIn(RARE, version=lambda name: f"{name} is unknown"))
    assert sys.modules["some_package"].found == "x is unknown"
    assert RARE not in sys.modules


@pytest.mark.parametrize(
    "text",
    ["class Own(Thing): pass", "made = Thing(1)", "kind = Thing.__name__ + str(Thing | None)"],
)
def test_a_package_that_needs_the_module_at_once_gets_it(package: Path, text: str) -> None:
    package.write_text(f"from {RARE} import Thing\n{text}\n")
    load("some_package", StandIn(RARE))
    assert sys.modules["some_package"].Thing is sys.modules[RARE].Thing


def test_a_package_with_another_fault_tells_it(package: Path) -> None:
    package.write_text(f"import {RARE}\n1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        load("some_package", StandIn(RARE))
    assert not isinstance(sys.modules.get(RARE), StandIn)


def test_a_module_that_is_loaded_needs_no_stand_in(package: Path) -> None:
    package.write_text("import os\n")
    load("some_package", StandIn("os"))
    assert sys.modules["some_package"].os is sys.modules["os"]
    assert not isinstance(sys.modules["os"], StandIn)
