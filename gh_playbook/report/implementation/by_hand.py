"""Tasks that GitHub's API cannot do: sentences for people, in Markdown."""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.automation import Automations
from gh_playbook.declaration.backlog.project import Project
from gh_playbook.model.project import ExistingProject
from gh_playbook.model.world import World
from gh_playbook.report.implementation.markdown import link, listed, quoted


def sentences(declared: Project | None, world: World) -> tuple[str, ...]:
    """Return the tasks of a person, and their places."""
    return tuple(_projects(declared, world))


def _projects(declared: Project | None, world: World) -> Iterator[str]:
    if declared is None or world.project is None:
        return
    yield from _workflows(world.project)
    if declared.automations is not None:
        yield from _automations(declared.automations, world)


def _workflows(project: ExistingProject) -> Iterator[str]:
    """Yield a sentence about the built-in workflows, which the API can only read and delete."""
    if not project.url:
        return
    ordered = sorted(project.workflows, key=lambda each: each.number)
    on = [quoted(each.name) for each in ordered if each.enabled]
    off = [quoted(each.name) for each in ordered if not each.enabled]
    parts = [f"on: {listed(on)}" if on else "", f"off: {listed(off)}" if off else ""]
    now = "; ".join(part for part in parts if part) or "there are none yet"
    page = link("the project's workflows", f"{project.url}/workflows")
    yield (
        "GitHub's API cannot set up the project's built-in workflows or switch them on: a person "
        f"does it on the page of {page}. At present {now}."
    )


def _automations(automations: Automations, world: World) -> Iterator[str]:
    settings = link("the repository's secrets", f"{world.repository.url}/settings/secrets/actions")
    yield (
        "What the built-in workflows do not do, the workflow file "
        f"`{automations.workflow}` does. It needs a token that may write the project, as the "
        f"secret `{automations.secret}`: a person puts it into {settings}."
    )
