"""Nothing is known by its place in memory: `id()` is given to another thing once one is gone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What each use of the builtin as a function looks like; a file without it is not parsed.
USE = re.compile(r"(?<![\w.])id\s*[(,)]")


def calls_of_id(code: str) -> Iterator[int]:
    """Yield the lines that call the builtin `id`, or hand it to `map` or `filter`."""
    for node in ast.walk(ast.parse(code if USE.search(code) else "")):
        if isinstance(node, ast.Call):
            named = [node.func] if isinstance(node.func, ast.Name) else []
            handed_on = node.args[:1] if named and named[0].id in {"map", "filter"} else []
            if any(isinstance(each, ast.Name) and each.id == "id" for each in [*named, *handed_on]):
                yield node.lineno


def test_no_file_identifies_a_thing_by_its_place_in_memory() -> None:
    files = [
        path for folder in ("gh_playbook", "gh_sandbox") for path in ROOT.glob(f"{folder}/**/*.py")
    ]
    assert len(files) > 100
    found = [(path, line) for path in files for line in calls_of_id(path.read_text("utf-8"))]
    assert found == []


def test_only_the_builtin_counts_as_one() -> None:
    assert [*calls_of_id("seen[id(item)] = 1\n{*map(id, items)}")] == [1, 2]
    assert [*calls_of_id("def at(id: str) -> str:\n    return find(id, by=item.id)")] == []
