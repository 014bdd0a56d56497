"""What `scripts/setup` and the release install is pinned, with hashes, as pyproject.toml asks."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w, -]+\])?==(?P<version>[^\s;]+)(?: ; [^\\]+)?(?: \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(name: str) -> dict[str, str]:
    """Return the versions in a file by package; each line is a pin, a hash or a comment."""
    found: dict[str, str] = {}
    hashes: dict[str, int] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines():
        if line.lstrip().startswith("#"):
            continue
        if HASH.fullmatch(line):
            hashes[list(found)[-1]] = hashes.get(list(found)[-1], 0) + 1
            continue
        pin = PIN.fullmatch(line)
        assert pin, line
        found[canonicalize_name(pin["name"])] = pin["version"]
    assert hashes.keys() == found.keys()
    return found


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def asked(*extras: str) -> list[Requirement]:
    table = project()["project"]
    optional = (text for extra in extras for text in table["optional-dependencies"][extra])
    return [Requirement(text) for text in (*table["dependencies"], *optional)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("dev", asked("sandbox", "dev", "docs")),
        ("gh", [Requirement(each) for each in project()["project"]["optional-dependencies"]["gh"]]),
        ("runtime", asked("sandbox", "gh")),
        ("tools", [Requirement(each) for each in project()["dependency-groups"]["tools"]]),
    ],
)
def test_all_that_is_asked_for_is_pinned(name: str, wanted: list[Requirement]) -> None:
    """Where this fails, run `scripts/update-requirements`."""
    pinned = pins(name)
    missing = [
        str(each)
        for each in wanted
        if not each.specifier.contains(pinned.get(canonicalize_name(each.name), "0"))
    ]
    assert missing == []


def test_what_users_install_has_the_versions_that_are_tested() -> None:
    tested = pins("dev") | pins("gh")
    assert {name: tested.get(name) for name in pins("runtime")} == pins("runtime")


def test_there_is_no_other_file_of_pins() -> None:
    assert [path.stem for path in FILES] == ["dev", "gh", "runtime", "tools"]
