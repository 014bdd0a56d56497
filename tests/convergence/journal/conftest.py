"""The input of a run whose journal is begun."""

from pathlib import Path

import pytest

from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "backlog.yml").write_text("repository: octo/demo\n")
    (tmp_path / "all.yml").write_text("- label: {name: bug}\n")
    return Settings(
        tmp_path / "all.yml", backlog=tmp_path / "backlog.yml", runs=tmp_path / "runs", keep_runs=3
    )


@pytest.fixture
def prepared(settings: Settings) -> Prepared:
    return prepare(settings)
