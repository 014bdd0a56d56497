"""Stand-ins: a package is loaded without what it hardly uses, and still works."""

import ast
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
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


@pytest.mark.parametrize(("package", "rare"), [("invoke", "unittest.mock"), ("sh", "asyncio")])
def test_the_packages_only_call_what_stands_aside(package: str, rare: str) -> None:
    """A stand-in is no class: `isinstance` and `except` would fail long after it was loaded."""
    found = PathFinder.find_spec(package)
    assert found is not None
    used, called = set[str](), set[str]()
    for file in Path(str(found.origin)).parent.glob("*.py"):
        nodes = [*ast.walk(ast.parse(file.read_bytes()))]
        imports = (each for each in nodes if isinstance(each, ast.ImportFrom))
        names = {
            alias.asname or alias.name
            for each in imports
            if each.module == rare
            for alias in each.names
        }
        functions = [each.func for each in nodes if isinstance(each, ast.Call)]
        used |= {place(file, each) for each in nodes if is_of(rare, names, each)}
        called |= {place(file, each) for each in functions if is_of(rare, names, each)}
    assert used
    assert used == called


def is_of(module: str, names: set[str], node: ast.AST) -> bool:
    """Tell whether a node is something of a module: one of these names, or an attribute."""
    if isinstance(node, ast.Attribute):
        return ast.unparse(node.value) == module
    return isinstance(node, ast.Name) and node.id in names


def place(file: Path, node: ast.AST) -> str:
    return f"{file.name}:{getattr(node, 'lineno', 0)}:{getattr(node, 'col_offset', 0)}"
