"""Faults of templates that are perhaps used for no issue yet: of fields, and of labels."""

from collections.abc import Iterator

from gh_playbook.declaration.backlog.backlog import Backlog
from gh_playbook.declaration.backlog.issue_field import IssueField
from gh_playbook.declaration.backlog.project import ProjectField
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.template.render import Renderer


def faults(declared: Backlog, renderer: Renderer) -> Iterator[Fault]:
    """Yield the faults in the syntax of the templates that a backlog declares."""
    for template, place in _templates(declared):
        try:
            renderer.check(template, place)
        except InputError as error:
            yield from error.faults


def _templates(declared: Backlog) -> Iterator[tuple[str, Source | None]]:
    fields: list[IssueField | ProjectField] = [*declared.issue_fields]
    fields += declared.project.fields if declared.project else ()
    for field in fields:
        if field.value is not None:
            yield field.value, field.place("value")
    for name, rule in declared.labels_from.items():
        if isinstance(rule, str):
            yield rule, declared.place("labels_from", name)
