"""The templates that ship are rendered without guard and budget, and all others with both."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from gh_playbook.convergence.location import SHIPPED_TEMPLATES
from gh_playbook.declaration.backlog import backlog
from gh_playbook.declaration.source import InputError
from gh_playbook.declaration.template.render import Renderer
from gh_playbook.declaration.template.shipped_template import _Compiled
from gh_playbook.declaration.template.template_folder import TemplateFolders
from gh_playbook.model.existing import Features
from gh_playbook.modules.text_draft import Linked

LLUMINARY = SHIPPED_TEMPLATES.parent / "playbooks" / "backlogs" / "lluminary.yml"
ISSUES = backlog.read(LLUMINARY).model.all_issues
OTHER = Linked("other", "Another <one>", "#7")
FORBIDDEN = "{{ features.__class__ }}"


def variables(index: int) -> dict[str, Any]:
    return {
        "issue": ISSUES[index],
        "parent": OTHER,
        "blocked_by": [OTHER, OTHER],
        "related_to": [OTHER],
        "features": Features(issue_types=False, relations=False),
    }


@pytest.mark.parametrize("name", ["issue.md.j2", "sub-issue.md.j2", "text.md.j2"])
def test_a_text_is_the_same_with_the_guard_and_without(name: str) -> None:
    guarded = Renderer([SHIPPED_TEMPLATES])
    bare = Renderer([SHIPPED_TEMPLATES], shipped=SHIPPED_TEMPLATES)
    for index in range(len(ISSUES)):
        expected = guarded.template(name, variables(index))
        assert expected
        assert bare.template(name, variables(index)) == expected


@pytest.mark.parametrize("name", ["issue.md.j2", "macros.md.j2"])
def test_a_template_of_peoples_own_is_guarded_and_so_is_what_imports_it(
    name: str, tmp_path: Path
) -> None:
    shutil.copy(SHIPPED_TEMPLATES / name, tmp_path)
    with (tmp_path / name).open("a") as file:
        file.write(FORBIDDEN)
    renderer = Renderer([tmp_path, SHIPPED_TEMPLATES], shipped=SHIPPED_TEMPLATES)
    with pytest.raises(InputError, match="templates see data only"):
        renderer.template("issue.md.j2", variables(0))


def test_a_template_by_another_name_is_guarded(tmp_path: Path) -> None:
    (tmp_path / "mine.md.j2").write_text(FORBIDDEN)
    renderer = Renderer([tmp_path, SHIPPED_TEMPLATES], shipped=SHIPPED_TEMPLATES)
    with pytest.raises(InputError, match="templates see data only"):
        renderer.template("mine.md.j2", variables(0))


def test_what_becomes_a_workflow_is_guarded(tmp_path: Path) -> None:
    (tmp_path / "workflow.yml.j2").write_text("{{ text }}")
    for renderer in (Renderer([tmp_path]), Renderer([tmp_path], shipped=tmp_path)):
        assert "${{ '${' }}" in renderer.template("workflow.yml.j2", {"text": "${{ x }}"})


def environment(folder: Path) -> Environment:
    kept = _Compiled(folder / "__pycache__")
    return Environment(loader=TemplateFolders([folder]), bytecode_cache=kept)


def test_what_is_compiled_is_kept_beside_the_templates_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    shutil.copy(SHIPPED_TEMPLATES / "issue.md.j2", tmp_path)
    environment(tmp_path).get_template("issue.md.j2")
    (file,) = (tmp_path / "__pycache__").iterdir()
    monkeypatch.setattr(Environment, "compile", None)
    assert environment(tmp_path).get_template("issue.md.j2").name == "issue.md.j2"
    file.write_bytes(b"")
    with pytest.raises(TypeError):
        environment(tmp_path).get_template("issue.md.j2")


def test_what_is_compiled_is_not_kept_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").write_text("no folder")
    shutil.copy(SHIPPED_TEMPLATES / "issue.md.j2", tmp_path)
    assert environment(tmp_path).get_template("issue.md.j2").name == "issue.md.j2"
