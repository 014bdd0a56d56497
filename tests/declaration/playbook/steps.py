"""A step from its text, as a playbook has it, without the dash in front."""

from pathlib import Path

from gh_playbook.declaration.playbook import step_reading
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.yaml.located_yaml import parse

MODULES = ("label", "issue", "milestone")


def step(text: str) -> Step:
    """Return the step."""
    return step_reading.step(parse(text, "all.yml"), Path("all.yml"), MODULES)
