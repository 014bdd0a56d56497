"""Lists of named things in a file: inserting new ones, and reordering."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from gh_playbook.declaration.name import folded
from gh_playbook.declaration.yaml.yaml_value import flow
from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.editing.yaml_node import issues_of, under

_NAMES = ("name", "title")


def name_of(node: yaml.Node) -> str:
    """Return the folded name of an item: a bare text, or a mapping with a name or a title."""
    named = node
    for word in _NAMES:
        named = under(node, word) or named
    return folded(str(named.value)) if isinstance(named, yaml.ScalarNode) else ""


def key_of(node: yaml.Node) -> str:
    """Return the key of an issue."""
    found = under(node, "key")
    return str(found.value) if isinstance(found, yaml.ScalarNode) else ""


def arrange(
    editor: Editor,
    node: yaml.SequenceNode,
    names: Sequence[str],
    named: Callable[[yaml.Node], str] = name_of,
) -> None:
    """Put the items of these names into this order; others stay at their places.

    `named` returns the name of an item. The comments directly above an item and behind it move
    with it. Raises EditError if other comments stand between the items, if a line of a block has
    several items, or if the list is shared.
    """
    editor.check_own(node)
    order = [folded(each) for each in names]
    by_name = {folded(named(each)): each for each in node.value}
    slots = [each for each in node.value if folded(named(each)) in order]
    wanted = [by_name[each] for each in order if each in by_name]
    spans = {each: _span(editor, node, each) for each in node.value}
    if not node.flow_style and _has_doubtful_comments(editor, [*spans.values()]):
        raise EditError("comments are between them")
    for slot, each in zip(slots, wanted, strict=True):
        begin, stop = spans[each]
        if each is not slot:
            text = editor.text[begin:stop].replace("\r\n", "\n")
            editor.replace(*spans[slot], text)


def arrange_families(editor: Editor, keys: Sequence[str]) -> None:
    """Put the issues at the top of the file into the order of these keys.

    Each keeps its sub-issues below it. Raises EditError as `arrange` does, and if the issues
    cannot have that order with their sub-issues below them.
    """
    top = under(editor.root, "issues")
    if not isinstance(top, yaml.SequenceNode):
        raise EditError("the issues are not in this file")
    families = {
        key_of(each): [key_of(each), *map(key_of, issues_of(under(each, "sub_issues")))]
        for each in top.value
    }
    places = {key: at for at, key in enumerate(keys)}
    first = {
        name: min((places[key] for key in family if key in places), default=None)
        for name, family in families.items()
    }
    moved = sorted((at, name) for name, at in first.items() if at is not None)
    order = [name for _, name in moved]
    if [key for name in order for key in families[name] if key in places] != list(keys):
        raise EditError("it is the order of the issues in the file, with sub-issues below theirs")
    arrange(editor, top, order, key_of)


def reorder(editor: Editor, mapping: yaml.MappingNode, name: str, names: Sequence[str]) -> None:
    """Put the items of a list of names into this order.

    If it is not written as a list, it is the order of the issues, and these are moved. Raises
    EditError as `arrange` and `arrange_families` do.
    """
    node = under(mapping, name)
    if isinstance(node, yaml.SequenceNode):
        arrange(editor, node, names)
    else:
        arrange_families(editor, names)


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
    """Return the beginning and the end of an item.

    In a block these are whole lines, with the comments right above it and the one behind it.
    """
    text, start, end = editor.text, item.start_mark.index, editor.end_of(item)
    if node.flow_style:
        return start, end
    begin = text.rfind("\n", 0, start) + 1
    if text[begin:start].strip() != "-":
        raise EditError("they are not on separate lines")
    dash = text.index("-", begin) - begin
    while begin and _is_comment(text, begin, dash):
        begin = text.rfind("\n", 0, begin - 1) + 1
    return begin, editor.line_end(end)


def _is_comment(text: str, begin: int, column: int) -> bool:
    """Tell whether the line above a line is a comment that begins in this column."""
    above = text[text.rfind("\n", 0, begin - 1) + 1 : begin]
    return above[column : column + 1] == "#" and not above[:column].strip()


def _has_doubtful_comments(editor: Editor, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a block has comments that may not belong to a single item.

    Such a comment is apart from the items between which it stands, or it is above the first item
    only and may be about all of them, or it is below the last item and indented like its content.
    """
    text = editor.text
    if any(text[one[1] : next_[0]].strip() for one, next_ in itertools.pairwise(spans)):
        return True
    commented = [text[begin:stop].lstrip().startswith("#") for begin, stop in spans]
    if commented[0] and not all(commented):
        return True
    begin, stop = spans[-1]
    dash = len(text[begin:stop]) - len(text[begin:stop].lstrip())
    below = next((line for line in text[stop:].split("\n")[1:] if line.strip()), "")
    return below.lstrip().startswith("#") and len(below) - len(below.lstrip()) > dash
