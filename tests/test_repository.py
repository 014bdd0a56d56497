"""What GitHub, pre-commit and contributors read of this repository is valid and says the truth."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from gh_playbook import VERSION
from tests.support import quick_yaml

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SCHEMAS = {
    "github-workflows": [f"workflows/{path.name}" for path in WORKFLOWS],
    "dependabot": ["dependabot.yml"],
    "github-issue-forms": ["ISSUE_TEMPLATE/bug.yml", "ISSUE_TEMPLATE/wish.yml"],
    "github-issue-config": ["ISSUE_TEMPLATE/config.yml"],
}
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
SCRIPT = re.compile(r"(?<![\w./-])scripts/[a-z-]+")


def program(name: str) -> str:
    """Return a program of this interpreter's."""
    found = shutil.which(
        name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    assert found, name
    return found


def run(*command: str) -> str:
    """Run a program that must succeed; return what it printed."""
    done = subprocess.run(
        [program(command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def load(path: Path) -> Any:
    return quick_yaml.load(path.read_text("utf-8"))


def steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in load(workflow)["jobs"].values():
        yield from job.get("steps", [])


def test_every_file_of_github_s_is_checked() -> None:
    files = [str(path.relative_to(GITHUB)) for path in GITHUB.rglob("*.yml")]
    assert sorted(files) == sorted(chain(*SCHEMAS.values()))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_are_valid_for_github(schema: str) -> None:
    files = [str(GITHUB / name) for name in SCHEMAS[schema]]
    run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)


def test_the_workflows_have_no_known_weakness() -> None:
    run("zizmor", "--offline", "--quiet", ".github")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert [each for each in used if not PINNED.fullmatch(each)] == []
    for line in path.read_text("utf-8").splitlines():
        if "@" in line and "uses:" in line:
            assert re.search(r" # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_job_may_do_no_more_than_it_needs(path: Path) -> None:
    """Nothing by default but reading; what writes is one job's, and each job has an end."""
    workflow = load(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    allowed = {("publish", "id-token"), ("release", "contents")}
    for name, job in workflow["jobs"].items():
        rights = job.get("permissions", {}).items()
        assert {(name, right) for right, level in rights if level == "write"} <= allowed
        assert "uses" in job or job["timeout-minutes"] <= 30


def test_the_suite_runs_on_all_pythons_that_the_package_says() -> None:
    matrix = load(GITHUB / "workflows" / "tests.yml")["jobs"]["tests"]["strategy"]["matrix"]
    head = "Programming Language :: Python :: "
    named = [each.removeprefix(head) for each in PROJECT["classifiers"] if each.startswith(head)]
    assert matrix["python"] == named
    supported = SpecifierSet(PROJECT["requires-python"])
    assert [minor for minor in range(8, 15) if f"3.{minor}" in supported] == [11, 12, 13, 14]
    assert named == ["3.11", "3.12", "3.13", "3.14"]


@pytest.mark.parametrize(
    "path",
    [*WORKFLOWS, ROOT / ".ci" / "run", ROOT / ".pre-commit-config.yaml", *ROOT.glob("*.md")],
    ids=lambda path: path.name,
)
def test_scripts_that_are_named_are_there_and_can_be_run(path: Path) -> None:
    for name in SCRIPT.findall(path.read_text("utf-8")):
        assert os.access(ROOT / name, os.X_OK), name


def test_every_script_is_valid_shell_and_says_what_it_does() -> None:
    for path in sorted((ROOT / "scripts").iterdir()):
        first, second, *_ = path.read_text("utf-8").splitlines()
        assert first == "#!/bin/sh", path
        assert second.startswith("# "), path
        run("sh", "-n", str(path))


def test_the_hooks_are_valid_and_download_nothing() -> None:
    run("pre-commit", "validate-config", ".pre-commit-config.yaml")
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [each["repo"] for each in hooks] == ["local"]


@pytest.mark.parametrize(
    ("message", "is_refused"),
    [
        (f"{'x' * 72}\n\n{'y' * 90}\n", False),
        (f"{'x' * 73}\n\nwhy\n", True),
        (f"fixup! {'x' * 72}\n", False),
        (f"Merge branch '{'x' * 72}'\n", False),
    ],
)
def test_the_hook_refuses_a_commit_by_the_length_of_its_subject_alone(
    message: str, is_refused: bool
) -> None:
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    (subject,) = [each["entry"] for each in hooks if each["id"] == "subject"]
    assert bool(re.search(subject, message, re.MULTILINE | re.DOTALL)) == is_refused


def test_no_release_names_another_repository_than_its_own(tmp_path: Path) -> None:
    """Whatever names the address is changed by the one script; the release workflow checks it."""
    files = ("pyproject.toml", "mkdocs.yml", "packages", "scripts/address")
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    script = str(tmp_path / "scripts/address")
    present = run(script).strip()
    listed = run("git", "grep", "-lF", f"github.com/{present}").split()
    assert [each for each in listed if not each.startswith(files)] == []
    run(script, "acme/other")
    texts = [path.read_text("utf-8") for path in tmp_path.rglob("*.*") if path.is_file()]
    assert [text for text in texts if present in text] == []
    assert run(script).strip() == "acme/other"
    run(script, "--check", "acme/other")
    refused = subprocess.run([script, "--check", present], capture_output=True, check=False)
    assert refused.returncode == 1
    commands = [each.get("run", "") for each in steps(GITHUB / "workflows/release.yml")]
    check, build = (
        next(index for index, each in enumerate(commands) if each.startswith(f"scripts/{name}"))
        for name in ("address", "build")
    )
    assert check < build


def test_a_tag_of_another_version_is_not_built() -> None:
    done = subprocess.run(
        [ROOT / "scripts" / "build", "v0.0.0"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"the tag is v{PROJECT['version']}, not v0.0.0" in done.stderr


def test_the_program_says_the_version_of_its_package() -> None:
    assert PROJECT["version"] == VERSION
