"""Unusable input: every fault, in order, where it stands; and not one request is sent.

A case of `cases/faults` has a `backlog` (default: a small good one), a `playbook` (default: one
that does everything), more `files` by path, more `options`, and the `faults` as they are printed.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from gh_playbook.convergence.location import DEFAULTS
from tests.support import quick_yaml
from tests.support.tool import code_of

CASES = Path(__file__).parents[1] / "cases" / "faults"
GOOD_BACKLOG = "repository: octo/demo\nlabels: [{name: bug, color: d73a4a}]\n"
GOOD_PLAYBOOK = """\
- label: "{{ item }}"
  loop: "{{ backlog.labels }}"
- milestone: "{{ item }}"
  loop: "{{ backlog.milestones }}"
- issue_type: "{{ item }}"
  loop: "{{ backlog.issue_types }}"
- issue: "{{ item }}"
  loop: "{{ backlog.issues }}"
- sub_issue: "{{ item }}"
  loop: "{{ backlog.sub_issues }}"
- dependency: "{{ item }}"
  loop: "{{ backlog.dependencies }}"
- relation: "{{ item }}"
  loop: "{{ backlog.relations }}"
"""

Case = dict[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {name}")
        for path in sorted(CASES.glob("*.yml"))
        for name, case in quick_yaml.load(path.read_text()).items()
    ]


def write(case: Case, folder: Path) -> None:
    """Write a case's files; bytes are written as they are, and None is no file."""
    files = {
        "backlog.yml": case.get("backlog", GOOD_BACKLOG),
        "playbooks/all.yml": case.get("playbook", GOOD_PLAYBOOK),
        **case.get("files", {}),
    }
    for name, content in files.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def words(case: Case) -> list[str]:
    """Return the command line of a case."""
    options = ["--backlog", "backlog.yml", "--sandbox", "--sandbox-dir", "local"]
    return [case.get("command", "all"), *options, *case.get("options", [])]


def told(printed: str) -> str:
    """Return what was printed without what differs from machine to machine."""
    printed = printed.replace(str(DEFAULTS), "SHIPPED")
    printed = re.sub("(known are ).{120,}", r"\1…", printed)
    return re.sub("(a step needs a module: ).*", r"\1…", printed)


@pytest.mark.parametrize("case", cases())
def test_every_fault_is_reported_and_nothing_is_sent(
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(case, tmp_path)
    monkeypatch.chdir(tmp_path)

    code = code_of(*words(case))

    printed = capsys.readouterr()
    assert told(printed.err).splitlines() == case["faults"].splitlines()
    assert (code, printed.out) == (1, "")
    assert not (tmp_path / "local").exists()


def test_the_good_input_of_the_cases_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "all.yml").write_text(GOOD_PLAYBOOK)
    (tmp_path / "backlog.yml").write_text(GOOD_BACKLOG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _name: str(tmp_path))

    code = code_of("all", "--backlog", "backlog.yml")

    assert code == 1
    assert capsys.readouterr().err.startswith("there is no `gh` on the PATH")
