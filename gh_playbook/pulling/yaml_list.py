"""Lists of named things in a file: inserting new ones, and reordering."""

from collections.abc import Sequence
from typing import Any

import yaml

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.yaml_value import flow
from gh_playbook.pulling.yaml_edit import EditError, Editor
from gh_playbook.pulling.yaml_node import under

_NAMES = ("name", "title")


def name_of(node: yaml.Node) -> str:
    """Return the folded name of an item: a bare text, or a mapping with a name or a title."""
    named = node
    for word in _NAMES:
        named = under(node, word) or named
    return folded(str(named.value)) if isinstance(named, yaml.ScalarNode) else ""


def arrange(editor: Editor, node: yaml.SequenceNode, names: Sequence[str]) -> None:
    """Put the items of these names into this order; others stay at their places.

    Raises EditError where comments stand between items, or several items in one line of a block,
    or where the list is shared.
    """
    editor.check_own(node)
    order = [folded(each) for each in names]
    by_name = {name_of(each): each for each in node.value}
    slots = [each for each in node.value if name_of(each) in order]
    wanted = [by_name[each] for each in order if each in by_name]
    spans = [_span(editor, node, each) for each in slots]
    if not node.flow_style and _has_lines_between(editor, node):
        raise EditError("comments stand between them")
    for (start, end), each in zip(spans, wanted, strict=True):
        begin, stop = _span(editor, node, each)
        editor.replace(start, end, editor.text[begin:stop])


def reorder(editor: Editor, mapping: yaml.MappingNode, name: str, names: Sequence[str]) -> None:
    """Put the items of a list of names into this order.

    Raises EditError as `arrange` does, and where the order is not written as a list.
    """
    node = under(mapping, name)
    if not isinstance(node, yaml.SequenceNode):
        raise EditError("it is the order of the issues in the file")
    arrange(editor, node, names)


def insert(editor: Editor, node: yaml.SequenceNode, after: str | None, value: Any) -> None:
    """Put an item behind the item of a name; without a name, before all others.

    Raises EditError if the list is shared.
    """
    editor.check_own(node)
    before = next((each for each in node.value if after and name_of(each) == folded(after)), None)
    text = flow(value)
    if before is not None and node.flow_style:
        end = editor.end_of(before)
        editor.replace(end, end, f", {text}")
    elif before is not None:
        indent = " " * (before.start_mark.column - 2)
        editor.add_after(editor.end_of(before), [f"{indent}- {text}"])
    else:
        first = node.value[0]
        start = first.start_mark.index
        rest = ", " if node.flow_style else f"\n{' ' * (first.start_mark.column - 2)}- "
        editor.replace(start, start, f"{text}{rest}")


def _span(editor: Editor, node: yaml.SequenceNode, item: yaml.Node) -> tuple[int, int]:
    """Return the beginning and the end of an item; in a block with the comment behind it."""
    end = editor.end_of(item)
    return item.start_mark.index, end if node.flow_style else editor.line_end(end)


def _has_lines_between(editor: Editor, node: yaml.SequenceNode) -> bool:
    """Tell whether something stands between the items of a block, such as a comment."""
    for one, next_ in zip(node.value, node.value[1:], strict=False):
        between = editor.text[editor.line_end(editor.end_of(one)) : next_.start_mark.index]
        if between.strip() != "-":
            return True
    return False
