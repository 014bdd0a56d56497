"""What each command loads: what it does not need costs time at every start."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.test_commands import CALLS

ROOT = Path(__file__).parents[1]
# Loads what all have in common, then carries each call out in a fork; prints what is loaded there,
# and carries the calls that need more than that out in forks of the fork, which load the rest.
PROGRAM = """
import contextvars, io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
from gh_playbook.cli import loaded
from gh_playbook.commands.process import short_lived
def call(words):
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            loaded().run(["gh-playbook", *words.split()])
        except SystemExit:
            pass
def carry_out(calls):
    for words, more in calls.items():
        if not os.fork():
            contextvars.copy_context().run(call, words)
            os.write(1, f"{json.dumps([words, sorted(sys.modules)])}\\n".encode())
            carry_out(more)
            os._exit(0)
        os.wait()
with short_lived():
    loaded()
    carry_out(json.loads(sys.argv[1]))
"""
PACKAGES = {"graphql", "jinja2", "markdown_it", "pydantic", "rich", "ruamel", "sh", "starlette"}
# What these packages import, but no command needs; some load many others.
HARDLY_USED = {"asyncio", "email", "importlib.metadata", "ssl", "unittest.mock", "zipfile"}
HARDLY_USED |= {"invoke.vendor.yaml.reader"}
ALWAYS = {"commands", "declaration", "github", "probe", "report"}
DECLARED = {"pydantic", "jinja2"}
OF_DECLARED = {"convergence", "model", "modules"}
RUN = ({*DECLARED, "sh"}, {*OF_DECLARED, "run"})
# The packages and the rooms of the tool that each call needs beside those that all have.
NEEDED: Mapping[str, tuple[set[str], set[str]]] = {
    "": (set(), set()),
    "--version": (set(), set()),
    "--help": (set(), set()),
    "--list": (set(), set()),
    "all --help": (set(), set()),
    "sandbox.status": (set(), set()),
    "import-plan plan.csv": ({"pydantic", "markdown_it", "ruamel"}, {"importing", "formatting"}),
    "lint --backlog small.yml": (DECLARED, OF_DECLARED),
    "fmt --backlog small.yml": (DECLARED, {"formatting", "convergence"}),
    "doc modules": (DECLARED, OF_DECLARED),
    "runs.list": ({*DECLARED, "sh"}, OF_DECLARED),
    "runs.show latest": ({*DECLARED, "sh"}, OF_DECLARED),
    "all --list-steps --backlog small.yml": ({*DECLARED, "sh"}, OF_DECLARED),
    "all --backlog small.yml": RUN,
    "run setup-labels --backlog small.yml": RUN,
    "verify --backlog small.yml": (RUN[0], {*OF_DECLARED, "verification"}),
    "doctor --backlog small.yml": (RUN[0], {*OF_DECLARED, "doctor"}),
    "report --backlog small.yml": (RUN[0], {*OF_DECLARED, "run"}),
    "unlock --backlog small.yml": (RUN[0], {*OF_DECLARED, "run"}),
    "pull --backlog small.yml": (
        {*RUN[0], "markdown_it", "ruamel"},
        {*OF_DECLARED, "run", "pulling", "importing", "exporting", "editing", "formatting"},
    ),
    "undo": RUN,
    "init --repo a/b": (
        {*RUN[0], "markdown_it", "ruamel"},
        {*OF_DECLARED, "run", "importing", "exporting", "formatting"},
    ),
    "export --repo a/b": (
        {*RUN[0], "markdown_it", "ruamel"},
        {*OF_DECLARED, "run", "importing", "exporting", "formatting"},
    ),
}


def tree() -> dict[str, Any]:
    """Return the calls, each in that of the first one which needs the most of what it needs."""
    roots: dict[str, Any] = {}
    within: dict[str, dict[str, Any]] = {}
    for words, (packages, rooms) in NEEDED.items():
        fitting = [
            each
            for each in within
            if NEEDED[each][0] <= packages
            and NEEDED[each][1] <= rooms
            and NEEDED[each] != NEEDED[words]
        ]
        fullest = max(fitting, key=lambda each: sum(map(len, NEEDED[each])), default=None)
        within[words] = {}
        (roots if fullest is None else within[fullest])[words] = within[words]
    return roots


@cache
def loaded(folder: Path) -> Mapping[str, set[str]]:
    """Return the modules that each call has loaded when it ends; nobody is logged in."""
    (folder / "small.yml").write_text("repository: a/b\nissues: [{key: a, title: A}]\n")
    (folder / "plan.csv").write_text("title\nA\n")
    nobody = {"GH_CONFIG_DIR": str(folder), "GH_TOKEN": "", "GITHUB_TOKEN": ""}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(tree())],
        cwd=folder,
        env={**os.environ, **nobody},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = map(json.loads, done.stdout.splitlines())
    return {words: set(modules) for words, modules in lines}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("start-up")


@pytest.mark.parametrize("words", NEEDED)
def test_what_a_command_does_not_need_is_not_loaded(folder: Path, words: str) -> None:
    modules = loaded(folder)[words]
    packages, rooms = NEEDED[words]
    assert modules & PACKAGES <= packages
    assert not modules & HARDLY_USED
    assert rooms or "gh_playbook.declaration.yaml.located_yaml" not in modules
    files = {"cli", "command_line", "tasks", "settings", "frozen", "late_pattern", "stand_in"}
    own = {each.split(".")[1] for each in modules if each.startswith("gh_playbook.")}
    assert own - files <= ALWAYS | rooms
    of_sandbox = {each for each in modules if each.startswith("gh_sandbox.")}
    doors = {f"gh_sandbox.{each}" for each in ("command_line", "option_value", "program", "tasks")}
    assert (of_sandbox == doors) == (words != "sandbox.status")


@pytest.mark.parametrize(
    "words", ["run setup-labels --backlog small.yml", "report --backlog small.yml"]
)
def test_only_what_writes_the_report_loads_it(folder: Path, words: str) -> None:
    is_loaded = "gh_playbook.run.report" in loaded(folder)[words]
    assert is_loaded == words.startswith("report")


def test_a_run_does_not_load_what_only_a_review_needs(folder: Path) -> None:
    modules = loaded(folder)["all --backlog small.yml"]
    assert not modules & {f"gh_playbook.{each}" for each in ("convergence.plan_file", "run.review")}


def test_no_command_is_left_out() -> None:
    """Those that are not listed do what `all` does: they carry their playbook out."""
    names = {each for calls in CALLS.values() for each in calls}
    others = names - {words.split()[0] for words in NEEDED if words}
    assert others <= {each.stem for each in (ROOT / "playbooks").glob("*.yml")}
