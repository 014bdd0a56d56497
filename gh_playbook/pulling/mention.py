"""Where a backlog file names a label or a milestone: at its declaration, and all uses of it."""

from collections.abc import Iterator

import yaml

from gh_playbook.declaration.name import is_same

_LISTS = ("labels", "remove_labels")


def mentions(root: yaml.MappingNode, section: str, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars that are the name of a label (`labels`) or milestone (`milestones`)."""
    own = "name" if section == "labels" else "title"
    for each in _items(_under(root, section)):
        yield from _same(_under(each, own) if isinstance(each, yaml.MappingNode) else each, name)
    for holder in _holders(root):
        if section == "milestones":
            yield from _same(_under(holder, "milestone"), name)
            continue
        for word in _LISTS:
            for each in _items(_under(holder, word)) if holder is not root else ():
                yield from _same(each, name)
        for rule in _values(_under(holder, "labels_from")):
            for each in _values(rule):
                yield from _same(each, name)
    if section == "labels":
        rules = _under(_under(root, "project"), "automations")
        yield from _same(_under(rules, "blocked_label"), name)
        for each in _items(_under(rules, "opened")):
            yield from _same(_under(each, "label"), name)


def _holders(root: yaml.MappingNode) -> Iterator[yaml.Node]:
    """Yield what can have labels or a milestone: the file, its defaults, and all issues."""
    defaults = _under(root, "defaults")
    yield root
    yield from (each for each in (defaults, _under(defaults, "sub_issues")) if each is not None)
    waiting = list(_items(_under(root, "issues")))
    while waiting:
        issue = waiting.pop()
        yield issue
        waiting += _items(_under(issue, "sub_issues"))


def _same(node: yaml.Node | None, name: str) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode) and is_same(node.value, name):
        yield node


def _under(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _values(node: yaml.Node | None) -> list[yaml.Node]:
    return [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else []
