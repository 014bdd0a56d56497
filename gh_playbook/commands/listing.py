"""Lists of a playbook: `--list-steps` and `--list-tags`. They send no request to GitHub."""

from collections.abc import Sequence

from gh_playbook.commands.ending import failing, write
from gh_playbook.convergence import step_selection
from gh_playbook.convergence.preparation import read_steps
from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import InputError
from gh_playbook.report.escaping import escaped_line, json_text
from gh_playbook.report.width import cells
from gh_playbook.settings import Settings


def show_list(settings: Settings, *, tags: bool) -> None:
    """Print the steps that would run, or with `tags` only the tags that they have."""
    with failing(settings):
        steps = _steps(settings)
    known = sorted({tag for step in steps for tag in step.tags})
    if settings.output == "json":
        listed = [_entry(step) for step in steps]
        more = {} if tags else {"steps": listed}
        write(json_text({"playbook": str(settings.playbook), "tags": known, **more}))
    elif tags:
        write("\n".join(map(escaped_line, known)))
    else:
        write("\n".join(_lines(steps)))


def _steps(settings: Settings) -> list[Step]:
    steps = read_steps(settings)
    faults = [*step_selection.faults(steps, settings)]
    if faults:
        raise InputError(faults)
    started = step_selection.started(steps, settings)
    return [step for step in started if step_selection.is_selected(step, settings)]


def _entry(step: Step) -> dict[str, object]:
    tags = sorted(step.tags)
    return {"name": step.name, "module": step.module, "tags": tags, "source": str(step.source)}


def _lines(steps: Sequence[Step]) -> list[str]:
    """Return a line for each step: its name, what it declares, and its tags."""
    names = [escaped_line(step.name) for step in steps]
    widest = max(map(cells, names), default=0)
    modules = max((len(step.module) for step in steps), default=0)
    return [
        f"{name}{' ' * (widest - cells(name))}  {step.module:{modules}}  "
        f"{escaped_line(', '.join(sorted(step.tags)))}".rstrip()
        for name, step in zip(names, steps, strict=True)
    ]
