"""Looking things up among the nodes of a YAML file."""

from collections.abc import Sequence
from typing import TypeGuard

import yaml


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
