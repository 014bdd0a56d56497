"""The selection of steps: `--tags`, `--skip-tags` and `--start-at-step`, by Ansible's rules."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from gh_playbook.declaration.playbook.step import Step
from gh_playbook.declaration.source import Fault
from gh_playbook.declaration.wording import suggestion
from gh_playbook.settings import Settings

# Tags that need no step to have them.
_SPECIAL = frozenset({"all", "tagged", "untagged", "always", "never"})


def is_selected(step: Step, settings: Settings) -> bool:
    """Tell whether the tags select the step."""
    return step.is_selected(settings.tags, settings.skip_tags)


def started(
    steps: Sequence[Step], settings: Settings, named: Sequence[Step] = ()
) -> Sequence[Step]:
    """Return the steps from the one that `--start-at-step` names or matches.

    `named` are the same steps with their names rendered, as reports call them.
    """
    start = settings.start_at_step
    if start is None:
        return steps
    both = zip(steps, named or steps, strict=True)
    called = [any(_is_called(each, start) for each in pair) for pair in both]
    return steps[called.index(True) if True in called else 0 :]


def faults(
    steps: Sequence[Step], settings: Settings, named: Sequence[Step] = ()
) -> Iterator[Fault]:
    """Yield the faults of a selection: unknown tags and names, or no step that is left."""
    tags = {tag for step in steps for tag in step.tags}
    wrong = [
        Fault(f"{flag} {tag}: no step has this tag{suggestion(tag, tags)}")
        for flag, given in (("--tags", settings.tags), ("--skip-tags", settings.skip_tags))
        for tag in given
        if tag not in tags | _SPECIAL
    ]
    start = settings.start_at_step
    if start is not None and not any(_is_called(each, start) for each in (*steps, *named)):
        names = {each.name for each in named or steps}
        wrong.append(Fault(f"--start-at-step {start}: no step has this name{_like(start, names)}"))
    yield from wrong
    if steps and not wrong and not any(is_selected(each, settings) for each in steps):
        known = ", ".join(sorted(tags))
        yield Fault(f"--tags and --skip-tags leave no step: there are the tags {known}")


def _is_called(step: Step, name: str) -> bool:
    return step.name == name or fnmatchcase(step.name, name)


def _like(name: str, names: Iterable[str]) -> str:
    folded = {each.casefold(): each for each in names}
    found = suggestion(name.casefold(), folded)
    for each, spelt in folded.items():
        found = found.replace(repr(each), repr(spelt))
    return found
