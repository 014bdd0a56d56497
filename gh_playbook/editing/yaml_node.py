"""Lookups among the nodes of a YAML file."""

from collections.abc import Iterator, Sequence
from typing import TypeGuard

import yaml

from gh_playbook.declaration.name import is_same


def is_list(node: yaml.Node) -> TypeGuard[yaml.SequenceNode]:
    """Tell whether it is a list with one item below the other."""
    return isinstance(node, yaml.SequenceNode) and bool(node.value) and not node.flow_style


def issues_of(node: yaml.Node | None) -> Sequence[yaml.MappingNode]:
    """Return the issues of a list, each before those below it."""
    found: list[yaml.MappingNode] = []
    for each in node.value if isinstance(node, yaml.SequenceNode) else ():
        if isinstance(each, yaml.MappingNode):
            found.append(each)
            found += issues_of(value_of(each, "sub_issues"))
    return found


def pair_of(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the key of this name in a mapping, and its value."""
    return next((pair for pair in node.value if pair[0].value == name), None)


def value_of(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    """Return the value of this name in a mapping."""
    found = pair_of(node, name)
    return found[1] if found else None


def holders(root: yaml.MappingNode) -> Iterator[yaml.Node]:
    """Yield the mappings that can have labels and the like: the file, its defaults, all issues."""
    defaults = under(root, "defaults")
    yield root
    yield from (each for each in (defaults, under(defaults, "sub_issues")) if each is not None)
    yield from issues_of(under(root, "issues"))


def same(node: yaml.Node | None, name: str) -> Iterator[yaml.ScalarNode]:
    """Yield a scalar, if it is this name."""
    if isinstance(node, yaml.ScalarNode) and is_same(node.value, name):
        yield node


def under(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """Return the value of this name, if there is a mapping that has it."""
    return value_of(node, name) if isinstance(node, yaml.MappingNode) else None


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the items of a list; none for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the keys and values of a mapping; none for anything else."""
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def keys(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the keys of a mapping."""
    return [key for key, _ in pairs(node)]


def values(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the values of a mapping."""
    return [value for _, value in pairs(node)]
