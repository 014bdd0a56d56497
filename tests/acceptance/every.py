"""The backlog that says everything, and the repository that it is carried out in."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.settings import Settings
from gh_playbook.verification import Verification, verify
from tests.acceptance.conftest import ROOT, Done, Trial
from tests.verification.test_drift import said

FOLDER = Path(__file__).parent / "everything"
# What changes a backlog, or a seed, before it is carried out.
Edit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Every:
    """The backlog in a folder of its own, and the sandbox that it is carried out on."""

    trial: Trial
    folder: Path

    @staticmethod
    def made(
        trial: Trial, folder: Path, *, owner: str = "acme", edit: Edit | None = None
    ) -> "Every":
        """Copy the backlog, as another owner's or with edits, and begin with the seed."""
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        every = Every(trial, folder)
        for file in (every.backlog, every.seed):
            file.write_text(file.read_text().replace("acme", owner))
        if edit is not None:
            declared = yaml.safe_load(every.backlog.read_text())
            edit(declared)
            every.backlog.write_text(yaml.safe_dump(declared, sort_keys=False))
        return every

    @property
    def backlog(self) -> Path:
        """The backlog's file."""
        return self.folder / "backlog.yml"

    @property
    def seed(self) -> Path:
        """What the sandbox begins with."""
        return self.folder / "seed.yml"

    def settings(self, playbook: str = "all", **options: Any) -> Settings:
        """Return what a run of the backlog is told."""
        return Settings(
            ROOT / "playbooks" / f"{playbook}.yml",
            backlog=self.backlog,
            templates=(self.folder / "templates",),
            sandbox=True,
            sandbox_dir=self.trial.sandbox.directory,
            yes=True,
            **options,
        )

    def run(self, playbook: str = "all", **options: Any) -> Done:
        """Carry the backlog out."""
        templates = (self.folder / "templates",)
        return self.trial.run(
            playbook, backlog=self.backlog, templates=templates, yes=True, **options
        )

    def verified(self) -> Verification:
        """Compare the backlog with what is there."""
        return verify(self.settings())

    def drift(self) -> list[str]:
        """Return what differs."""
        return [said(each) for each in self.verified().drift]
