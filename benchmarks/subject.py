"""The measured subjects: the tool, other programs with the same purpose, and the limit client.

Peers get the same plan as plain data, begin with the lists of what is there, and write only what
is missing or differs. The limit client is no tool: it shows how few dependent round trips a first
run takes, for who knows beforehand that hardly anything is there.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from benchmarks.place import Place
from benchmarks.task import Given

_PEERS = Path(__file__).with_name("peers")
BIN = Path(sys.executable).parent
TOOL = "gh-playbook"


class Work(StrEnum):
    """The part of a backlog that a subject can do."""

    EVERYTHING = "everything"
    ISSUES = "labels, milestones, issues"
    LABELS = "labels"


@dataclass(frozen=True)
class Subject:
    """One of them; `most` is for how many issues or labels it is tried at most.

    `missing` names what is not installed of what it needs. One that `is_limit` cannot come again.
    """

    name: str
    work: Work
    words: Callable[[Given, Place], list[str]]
    missing: str = ""
    most: int = 100_000
    is_limit: bool = False

    @property
    def is_tool(self) -> bool:
        """Tell whether this subject is the tool itself."""
        return self.name == TOOL

    def command(self, given: Given, place: Place, *, is_dry: bool = False) -> list[str]:
        """Return the command that does the work; for the tool, also its dry run."""
        return self.words(given, place) + (["--dry-run"] if is_dry else [])

    def environment(self, given: Given) -> Mapping[str, str]:
        """Return the environment variables of the subject."""
        return {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PLAN": str(given.plan),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
            "ANSIBLE_NOCOWS": "1",
        }


def all_of_them() -> tuple[Subject, ...]:
    """Return all subjects, the tool first among those of the same work."""
    jq = _missing("jq", "bash")
    ansible = _missing("ansible-playbook")
    label_sync = _missing("github-label-sync", "node")
    pygithub = "" if find_spec("github") else "PyGithub"
    everything, issues, labels = Work
    return (
        Subject(TOOL, everything, _tool("all")),
        Subject("gh script", everything, _gh_script(), jq, most=100),
        Subject("PyGithub", everything, _pygithub(), pygithub, most=100),
        Subject("PyGithub, batched", everything, _pygithub("--batch"), pygithub),
        Subject("limit, one by one", everything, _limit("--serial"), is_limit=True),
        Subject("limit, in parallel", everything, _limit(), is_limit=True),
        Subject(TOOL, issues, _tool("all", "--tags", "labels,milestones,types,issues,sub-issues")),
        Subject("gh script", issues, _gh_script("labels", "milestones", "types", "issues"), jq),
        Subject("Ansible uri", issues, _ansible, ansible),
        Subject(TOOL, labels, _tool("setup-labels")),
        Subject("gh script", labels, _gh_script("labels"), jq, most=100),
        Subject("PyGithub", labels, _pygithub("--only", "labels"), pygithub),
        Subject("label-sync", labels, _label_sync, label_sync),
    )


def _missing(*programs: str) -> str:
    return ", ".join(name for name in programs if shutil.which(name) is None)


def _tool(*words: str) -> Callable[[Given, Place], list[str]]:
    def command(given: Given, place: Place) -> list[str]:
        where = ["--sandbox", "--sandbox-dir", str(place.folder)]
        return [str(BIN / TOOL), *words, *where, "--backlog", str(given.backlog)]

    return command


def _gh_script(*parts: str) -> Callable[[Given, Place], list[str]]:
    return lambda given, _: ["bash", str(_PEERS / "backlog.sh"), str(given.plan), *parts]


def _pygithub(*options: str) -> Callable[[Given, Place], list[str]]:
    script = str(_PEERS / "pygithub.py")
    return lambda given, _: [sys.executable, script, str(given.plan), *options]


def _limit(*options: str) -> Callable[[Given, Place], list[str]]:
    script = str(_PEERS / "limit.py")
    return lambda given, _: [sys.executable, script, str(given.plan), *options]


def _ansible(_given: Given, _place: Place) -> list[str]:
    return ["ansible-playbook", str(_PEERS / "ansible" / "backlog.yml")]


def _label_sync(given: Given, place: Place) -> list[str]:
    repository = json.loads(given.plan.read_text(encoding="utf-8"))["repository"]
    program = Path(shutil.which("github-label-sync") or "").resolve()
    preload = ["node", "--require", str(_PEERS / "label_sync.cjs"), str(program)]
    options = ["--allow-added-labels", "--access-token", place.environment["GH_TOKEN"]]
    return [*preload, *options, "--labels", str(given.labels), repository]
