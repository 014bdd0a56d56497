"""A playbook carried out in memory, as a plan, by the run's own group loop."""

from dataclasses import replace
from pathlib import Path

from gh_playbook.convergence.loop.engine import Engine
from gh_playbook.convergence.loop.group_loop import GroupLoop
from gh_playbook.convergence.plan.dry_run import DryRun
from gh_playbook.convergence.preparation import prepare
from gh_playbook.convergence.prepared import Prepared
from gh_playbook.model.existing import Features
from gh_playbook.model.world import World
from gh_playbook.modules import MODULES
from gh_playbook.settings import Settings
from tests.support.github_in_memory import REPOSITORY

# A step that fails, for this login may not write; and one that creates a label.
WORLD = World(REPOSITORY, Features())
READ_ONLY = World(replace(REPOSITORY, permission="READ"), Features())


def prepared(folder: Path, playbook: str, backlog: str = "{}", **more: object) -> Prepared:
    """Return a playbook's text as an input, on a backlog's."""
    (folder / "backlog.yml").write_text(f"{backlog}\n")
    (folder / "all.yml").write_text(playbook)
    settings = Settings(folder / "all.yml", backlog=folder / "backlog.yml", repo="octo/demo")
    return prepare(replace(settings, **more))  # type: ignore[arg-type]


def loop(input: Prepared, world: World = WORLD) -> GroupLoop:
    """Return a group loop on a copy of the world, not yet carried out."""
    copy = world.copy()
    return GroupLoop(input, Engine(copy, MODULES, input.context, DryRun(copy)))


def played(folder: Path, playbook: str, world: World = WORLD) -> list[str]:
    """Return what came of each thing: the step, and how it ended."""
    carried_out = loop(prepared(folder, playbook), world)
    carried_out.carry_out()
    return [f"{each.step}: {each.outcome}" for each in carried_out.results]
