"""Mentions of a label, a milestone or a type in a backlog file: its declaration, and all uses."""

from collections.abc import Iterator

import yaml

from gh_playbook.editing.yaml_node import holders, items, keys, same, under, values

_LISTS = ("labels", "remove_labels")


def mentions(root: yaml.MappingNode, section: str, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars that are the name of a thing in `labels`, `milestones` or `issue_types`."""
    own = "title" if section == "milestones" else "name"
    for each in items(under(root, section)):
        yield from same(under(each, own) if isinstance(each, yaml.MappingNode) else each, name)
    find = {"labels": _labels, "milestones": _milestones, "issue_types": _types}[section]
    yield from find(root, name)


def _labels(root: yaml.MappingNode, name: str) -> Iterator[yaml.ScalarNode]:
    for holder in holders(root):
        for word in _LISTS:
            for each in items(under(holder, word)) if holder is not root else ():
                yield from same(each, name)
        for rule in values(under(holder, "labels_from")):
            for each in values(rule):
                yield from same(each, name)
    rules = under(under(root, "project"), "automations")
    yield from same(under(rules, "blocked_label"), name)
    for each in items(under(rules, "opened")):
        yield from same(under(each, "label"), name)


def _milestones(root: yaml.MappingNode, name: str) -> Iterator[yaml.ScalarNode]:
    for holder in holders(root):
        yield from same(under(holder, "milestone"), name)


def _types(root: yaml.MappingNode, name: str) -> Iterator[yaml.ScalarNode]:
    for holder in holders(root):
        yield from same(under(holder, "type"), name)
        for key in keys(under(under(holder, "labels_from"), "type")):
            yield from same(key, name)
    rules = under(under(root, "project"), "automations")
    for each in items(under(rules, "opened")):
        yield from same(under(each, "type"), name)
