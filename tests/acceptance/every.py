"""The backlog that says everything, and the repository that it is carried out in."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from gh_playbook.settings import Settings
from gh_playbook.verification import Verification, verify
from tests.acceptance.conftest import ROOT, Done, Trial
from tests.support import quick_yaml
from tests.verification.test_drift import said

FOLDER = Path(__file__).parent / "everything"


@dataclass(frozen=True)
class Every:
    """The backlog in a folder of its own, and the sandbox that it is carried out on."""

    trial: Trial
    folder: Path

    @staticmethod
    def made(trial: Trial, folder: Path) -> "Every":
        """Copy the backlog."""
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        return Every(trial, folder)

    @staticmethod
    def of_user(trial: Trial, folder: Path) -> "Every":
        """Copy the backlog for the repository of a user, octocat."""
        every = Every.made(trial, folder)
        every.backlog.write_text(every.backlog.read_text().replace("acme", "octocat"))
        seed = quick_yaml.load(every.seed.read_text())
        octocat, *people, acme = seed["owners"]
        octocat["repositories"] = acme["repositories"]
        every.seed.write_text(yaml.safe_dump({"owners": [octocat, *people]}))
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


def parts(model: type[BaseModel], value: Any) -> Iterator[tuple[type[BaseModel], str, Any]]:
    """Yield each key that a part of a backlog uses, with its model and what it says."""
    if isinstance(value, list):
        for each in value:
            yield from parts(model, each)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name in model.model_fields:
                yield model, name, each
                below = _model_in(model.model_fields[name].annotation)
                yield from parts(below, each) if below else ()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field's type holds, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
