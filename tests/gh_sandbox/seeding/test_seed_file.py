"""Files of seeds, and where their faults are."""

from pathlib import Path

import pytest

from gh_sandbox.seeding import seed_file
from gh_sandbox.seeding.seed import SeedError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "owners:\n  - login: a\n    repositories:\n      - {name: r, isues: []}\n",
            "4:19: owners.0.repositories.0.isues: there is no such key",
        ),
        ("owners:\n  - {login: a, type: Person}\n", "2:22: owners.0.type: Input should be "),
        ("owners:\n  - {name: A}\n", "2:5: owners.0.login: it is missing"),
        ("owner: []\n", "1:1: owner: there is no such key"),
        ("- a\n", "1:1: a seed: it must be a mapping"),
        ("", "1:1: a seed: it must be a mapping"),
        ("owners: {login: a}\n", "1:9: owners: it must be a list"),
        ("owners: [{login: [x]}]\n", "1:18: owners.0.login: it must be text"),
        ("owners: []\nowners: [{login: a}]\n", "2:1: a second key 'owners'"),
        ("owners:\n  - {login: a, name: A, login: b}\n", "2:25: a second key 'login'"),
        ("owners:\n\t- login: a\n", "2:1: not YAML: indent with spaces, not with a tab"),
        ("extends: seed\n", " it extends itself: name another seed"),
        ("owners: [\n", "2:1: not YAML: "),
    ],
)
def test_a_fault_of_a_seed_has_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "seed.yml"
    file.write_text(text)
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert f"{file}:{told}" in str(raised.value)


def test_all_faults_of_a_seed_are_shown_together(tmp_path: Path) -> None:
    file = tmp_path / "seed.yml"
    file.write_text("owners: [{login: a, x: 1}, {login: b, y: 1}]")
    with pytest.raises(SeedError) as raised:
        seed_file.read(file)
    assert len(str(raised.value).splitlines()) == 2
