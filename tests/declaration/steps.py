"""A step from its text, as a playbook has it, without the dash in front."""

from pathlib import Path

from gh_playbook.declaration import step_reading
from gh_playbook.declaration.located_yaml import parse
from gh_playbook.declaration.step import Step

MODULES = ("label", "issue", "milestone")


def step(text: str) -> Step:
    """Return the step."""
    return step_reading.step(parse(text, "all.yml"), Path("all.yml"), MODULES)
