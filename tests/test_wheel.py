"""The wheel has all that the tool needs: it works where there is no clone."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BACKLOG = """
repository: someone/empty
labels: [{name: new, color: 0366d6}]
issues: [{key: one, title: One}]
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip unpacks."""
    built, site = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    return unpacked(wheel, site)


def unpacked(wheel: Path, site: Path) -> Path:
    """Unpack a wheel, with what is compiled already of the files that are as in the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for file in site.rglob("*.py"):
        own = ROOT / file.relative_to(site)
        compiled = Path(cache_from_source(str(own)))
        if compiled.exists() and own.read_bytes() == file.read_bytes():
            there = Path(cache_from_source(str(file)))
            there.parent.mkdir(exist_ok=True)
            shutil.copyfile(compiled, there)
            # Python takes it for a file of this size and time.
            shutil.copystat(own, file)
    return site


def python(program: str, *arguments: str, site: Path, folder: Path) -> str:
    """Run a program with what is in the wheel, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_both_packages_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    program = "import gh_playbook, gh_sandbox; print(gh_playbook.__file__, gh_sandbox.__file__)"
    printed = python(program, site=installed, folder=tmp_path)
    assert printed.count(str(installed)) == 2


def test_a_backlog_converges_without_a_clone(installed: Path, tmp_path: Path) -> None:
    backlogs = tmp_path / "playbooks" / "backlogs"
    backlogs.mkdir(parents=True)
    (backlogs / "mine.yml").write_text(BACKLOG)
    program = "from gh_playbook.cli import main; main()"
    printed = python(program, "all", "--sandbox", site=installed, folder=tmp_path)
    assert "created     issue  one #1" in printed
    assert "properties are as declared" in printed
    assert (tmp_path / ".sandbox" / "BACKLOG_IMPLEMENTATION_REPORT.md").exists()


@pytest.mark.parametrize("package", ["gh_playbook", "gh_sandbox"])
def test_it_tells_its_version(installed: Path, tmp_path: Path, package: str) -> None:
    program = f"import sys; sys.argv[0] = {package!r}; from {package}.cli import main; main()"
    assert version("gh-playbook") in python(program, "--version", site=installed, folder=tmp_path)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the local GitHub's own wheel, as pip unpacks it."""
    built, site = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT / "packages/gh-sandbox", check=True, capture_output=True)
    (wheel,) = built.glob("gh_sandbox-*.whl")
    return unpacked(wheel, site)


ALONE = """
import importlib, pkgutil, sys
for each in ("gh_playbook", "sh", "rich", "ruamel"):
    sys.modules[each] = None  # importing it fails, as where it is not installed
import gh_sandbox
for each in pkgutil.walk_packages(gh_sandbox.__path__, "gh_sandbox."):
    importlib.import_module(each.name)
print(gh_sandbox.__file__)
"""


def test_the_sandbox_alone_needs_nothing_of_the_tool(alone: Path, tmp_path: Path) -> None:
    assert str(alone) in python(ALONE, site=alone, folder=tmp_path)


def test_the_sandbox_alone_is_of_the_same_version_and_needs_the_same(alone: Path) -> None:
    whole, part = (
        tomllib.loads((ROOT / path / "pyproject.toml").read_text("utf-8"))["project"]
        for path in (".", "packages/gh-sandbox")
    )
    assert part["version"] == whole["version"]
    assert part["optional-dependencies"]["gh"] == whole["optional-dependencies"]["gh"]
    known = {*whole["dependencies"], *whole["optional-dependencies"]["sandbox"]}
    assert {*whole["optional-dependencies"]["sandbox"]} <= {*part["dependencies"]} <= known
    entry_points = next(alone.glob("*.dist-info")) / "entry_points.txt"
    assert "gh_sandbox = gh_sandbox.pytest_plugin" in entry_points.read_text()


NO_EXTRA = """
import sys
for each in ("graphql", "starlette", "httptools", "nacl", "nh3", "uvicorn", "mdit_py_plugins"):
    sys.modules[each] = None
import gh_sandbox.pytest_plugin
print("loaded")
"""


def test_pytest_runs_where_the_tool_is_without_the_sandboxs_extra(
    installed: Path, tmp_path: Path
) -> None:
    """The plugin is loaded by every pytest that finds the tool installed."""
    assert python(NO_EXTRA, site=installed, folder=tmp_path) == "loaded\n"
