"""Mentions of a field of the board, an option or an iteration in a backlog file."""

from collections.abc import Iterator

import yaml

from gh_playbook.editing.yaml_node import holders, items, keys, pairs, same, under
from gh_playbook.frozen import dataclass

_RULES = ("linked", "merged", "closed", "blocked", "unblocked")
_STATUS = "status"


@dataclass(frozen=True)
class FieldChoice:
    """An option or an iteration of a field, by the declared names.

    `property` is the property of issues that fills the field, empty if there is none.
    """

    field: str
    name: str
    property: str = ""


def field_mentions(root: yaml.MappingNode, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars that are the name of a field of the board."""
    project = under(root, "project")
    for each in items(under(project, "fields")):
        yield from same(under(each, "name"), name)
    for view in items(under(project, "views")):
        for each in items(under(view, "fields")):
            yield from same(each, name)
        for each in items(under(view, "sort_by")):
            yield from same(under(each, "field") or each, name)
        for word in ("columns", "group_by"):
            yield from same(under(view, word), name)
    for values in _values(root):
        for key in keys(values):
            yield from same(key, name)
    for each in items(under(under(root, "set_once"), "board")):
        yield from same(each, name)


def choice_mentions(root: yaml.MappingNode, choice: FieldChoice) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars that are the name of an option or an iteration."""
    project = under(root, "project")
    for each in items(under(project, "fields")):
        if any(same(under(each, "name"), choice.field)):
            for one in items(under(each, "options")):
                named = under(one, "name") if isinstance(one, yaml.MappingNode) else one
                yield from same(named, choice.name)
            for one in items(under(each, "iterations")):
                yield from same(under(one, "title"), choice.name)
    for values in _values(root):
        for key, value in pairs(values):
            if any(same(key, choice.field)):
                for each in items(value) or [value]:
                    yield from same(each, choice.name)
    if choice.property:
        yield from _of_property(root, choice)


def _of_property(root: yaml.MappingNode, choice: FieldChoice) -> Iterator[yaml.ScalarNode]:
    for holder in holders(root):
        if holder is not root:
            yield from same(under(holder, choice.property), choice.name)
        for key in keys(under(under(holder, "labels_from"), choice.property)):
            yield from same(key, choice.name)
    if choice.property != _STATUS:
        return
    rules = under(under(root, "project"), "automations")
    for word in _RULES:
        yield from same(under(rules, word), choice.name)
    opened = under(rules, "opened")
    yield from same(opened, choice.name)
    for each in items(opened):
        yield from same(under(each, "status"), choice.name)


def _values(root: yaml.MappingNode) -> Iterator[yaml.Node | None]:
    """Yield the values of fields: of issues, their defaults, drafts, and other cards."""
    for holder in holders(root):
        if holder is not root:
            yield under(holder, "fields")
    project = under(root, "project")
    for word in ("drafts", "cards"):
        for each in items(under(project, word)):
            yield under(each, "fields")
