"""Modules of one's own: the example of the documentation, and what can be wrong with a file."""

import re
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from zipfile import ZipFile

import pytest
from pytest_mock import MockerFixture

from gh_playbook.convergence.preparation import prepare
from gh_playbook.declaration.source import InputError
from gh_playbook.model.outcome import Outcome
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES, library
from gh_playbook.settings import Settings
from tests.convergence.playing import WORLD, loop

GUIDE = (Path(__file__).parents[2] / "docs/modules.md").read_text()
EXAMPLE: str = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)[0]
STEP = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a folder with a playbook of the guide's step, and no library yet."""
    (tmp_path / "playbooks/library").mkdir(parents=True)
    (tmp_path / "playbooks/all.yml").write_text(STEP)
    (tmp_path / "backlog.yml").write_text("repository: octo/demo\n")
    playbooks = tmp_path / "playbooks"
    return Settings(playbooks / "all.yml", backlog=tmp_path / "backlog.yml", playbooks=playbooks)


def put(settings: Settings, name: str, text: str) -> None:
    (settings.playbooks / "library" / name).write_text(text)


def played(settings: Settings, world: World) -> tuple[list[tuple[str, Outcome]], World]:
    carried_out = loop(prepare(settings), world)
    carried_out.carry_out()
    results = [(each.key, each.outcome) for each in carried_out.results]
    return results, carried_out.engine.world


def test_the_example_of_the_guide_is_short_and_converges(settings: Settings) -> None:
    assert len(EXAMPLE.splitlines()) < 40
    put(settings, "area.py", EXAMPLE)
    first, after = played(settings, WORLD)
    assert first == [("search", Outcome.CREATED), ("checkout", Outcome.CREATED)]
    label = after.label("area:search")
    assert label is not None
    assert label.description == "Cared for by Web"
    second, _ = played(settings, after)
    assert second == [("search", Outcome.SKIPPED), ("checkout", Outcome.SKIPPED)]


def test_no_compiled_file_is_left_beside_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    put(settings, "area.py", EXAMPLE)
    prepare(settings)
    assert [each.name for each in (settings.playbooks / "library").iterdir()] == ["area.py"]


def test_what_is_wrong_with_a_step_of_it_is_reported_with_its_place(settings: Settings) -> None:
    put(settings, "area.py", EXAMPLE)
    settings.playbook.write_text("- area: {nmae: search}\n")
    with pytest.raises(InputError, match=r"all\.yml:1:10: unknown key 'nmae': did you mean 'name'"):
        prepare(settings)


def test_another_folder_s_modules_are_not_those_of_this_one(
    settings: Settings, tmp_path: Path
) -> None:
    put(settings, "area.py", EXAMPLE)
    prepare(settings)
    assert "area" in MODULES
    with pytest.raises(InputError, match="unknown key 'area'"):
        prepare(replace(settings, playbooks=tmp_path / "none"))
    assert "area" not in MODULES


def named(name: str) -> str:
    """Return the example with another name of the module."""
    return EXAMPLE.replace('"area", "Areas"', f'"{name}", "Areas"')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\n\n1 / 0\n", "own.py:3:1: ZeroDivisionError: division by zero"),
        ("def\n", "own.py:1:4: SyntaxError: invalid syntax"),
        ("import nothing_of_this_name\n", "own.py:1:1: ModuleNotFoundError: No module named"),
        ("x = 1\n", "own.py:1:1: holds no module: a class after Module, with a `name`"),
        (
            EXAMPLE.replace('"area", "Areas"', '"label", "Areas"'),
            "there is a module 'label' already",
        ),
        (
            EXAMPLE.replace('"area", "Areas"', '"debug", "Areas"'),
            "there is a module 'debug' already",
        ),
        (named("when"), "there is a module 'when' already"),
        (named("a-b"), "a module's name is letters"),
        (EXAMPLE.replace("is_in_repository", "is_in"), "area: is_in_repository is missing"),
        (EXAMPLE.replace('"Areas", Area', '"Areas", int'), "argument is the model of one thing"),
    ],
)
def test_what_is_wrong_with_a_file_is_reported_with_its_line(
    text: str, told: str, settings: Settings
) -> None:
    put(settings, "own.py", text)
    put(settings, "_helper.py", "1 / 0")
    with pytest.raises(InputError) as caught:
        prepare(settings)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "metadata",
    ["kinds-1.dist-info/entry_points.txt", "kinds.egg-info/entry_points.txt", "kinds-1.egg"],
)
def test_the_entry_points_of_installed_packages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metadata: str
) -> None:
    text = "[gh_playbook.modules]\narea = kinds:Area\n"
    place = tmp_path / metadata
    if metadata.endswith(".egg"):
        with ZipFile(place, "w") as archive:
            archive.writestr("EGG-INFO/PKG-INFO", "Name: kinds\nVersion: 1\n")
            archive.writestr("EGG-INFO/entry_points.txt", text)
        monkeypatch.setattr(sys, "path", [str(place)])
    else:
        place.parent.mkdir()
        place.write_text(text)
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert [each.value for each in library._entry_points.__wrapped__()] == ["kinds:Area"]


def test_a_place_that_cannot_be_looked_at_has_no_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/" + 300 * "x"])
    assert library._entry_points.__wrapped__() == ()


def test_a_package_offers_modules_by_an_entry_point(
    settings: Settings, mocker: MockerFixture
) -> None:
    here = "tests.modules.test_new_kind:AreaModule"
    entry = EntryPoint("area", here, "gh_playbook.modules")
    mocker.patch("gh_playbook.modules.library._entry_points", return_value=(entry,))
    settings.playbook.write_text("- area: {name: core}\n")
    assert prepare(settings).steps[0].step.module == "area"
    broken = EntryPoint("area", "nothing:here", "gh_playbook.modules")
    mocker.patch("gh_playbook.modules.library._entry_points", return_value=(broken,))
    with pytest.raises(InputError, match="of the entry point 'area' cannot be loaded: No module"):
        prepare(settings)
