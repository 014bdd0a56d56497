"""The place of a value in a YAML file, found by indices and keys: `line:column`, from 1."""

from collections.abc import Iterator, Sequence

import yaml

BEGINNING = "1:1"


def place(mark: yaml.Mark | None) -> str:
    """Return a mark of PyYAML, counted from 1."""
    return f"{mark.line + 1}:{mark.column + 1}" if mark else BEGINNING


def place_of(root: yaml.Node | None, where: Sequence[int | str], *, key: bool = False) -> str:
    """Return the place of a value, or of the last existing part on the way to it.

    With `key`, the place of the last key rather than of its value.
    """
    node, mark = root, root.start_mark if root else None
    for step in where:
        found: list[tuple[yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = [(each, each) for each in node.value[step : step + 1]]
        if not found:
            break
        before, node = found[0]
        mark = before.start_mark if key else node.start_mark
    return place(mark)


def again(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield repeated keys of mappings: YAML would take the last one."""
    left, walked = [root] if root else [], set[yaml.Node]()
    while left:
        node = left.pop()
        # An alias is the same node again.
        if node in walked or not isinstance(node, yaml.CollectionNode):
            continue
        walked.add(node)
        if isinstance(node, yaml.SequenceNode):
            left += node.value
            continue
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            left.append(value)
