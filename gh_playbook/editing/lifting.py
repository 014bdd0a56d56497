"""Moving an issue in a file: out of the sub-issues of another one, to the end of the list."""

import yaml

from gh_playbook.editing.yaml_edit import EditError, Editor
from gh_playbook.editing.yaml_node import issues_of, pair_of, value_of


def lift(editor: Editor, key: str) -> None:
    """Move an issue to the end of `issues`, with its comments and its own sub-issues.

    Afterwards, nodes that were found before are invalid. Raises EditError if it is not in lines of
    its own.
    """
    editor.apply()
    node = editor.issue(key)
    lines = _cut(editor, node)
    editor.apply()
    top = value_of(editor.root, "issues")
    if not isinstance(top, yaml.SequenceNode) or top.flow_style:
        raise EditError("the issues are on one line")
    indent = " " * (top.value[0].start_mark.column - 2)
    last = top.value[-1].start_mark.index
    is_apart = editor.text[: last - len(indent) - 2].endswith(editor.newline * 2)
    moved = [f"{indent}{line}" if line else "" for line in lines]
    editor.add_after(editor.end_of(top.value[-1]), ["", *moved] if is_apart else moved)
    editor.apply()


def _cut(editor: Editor, node: yaml.MappingNode) -> list[str]:
    """Take an issue out of the list that it is in; return its lines without their indent."""
    above, siblings = _place(editor, node)
    text = editor.text
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    if siblings.flow_style or text[start : node.start_mark.index].strip() != "-":
        raise EditError("it is on one line with others")
    width = text.index("-", start) - start
    while _is_comment(text, start, width):
        start = text.rfind("\n", 0, start - 1) + 1
    end = editor.line_end(editor.end_of(node))
    lines = text[start:end].replace("\r\n", "\n").split("\n")
    if any(line[:width].strip() for line in lines):
        raise EditError("its indentation differs from the others")
    found = pair_of(above, "sub_issues")
    if len(siblings.value) == 1 and found is not None:
        start = text.rfind("\n", 0, found[0].start_mark.index) + 1
        if text[start : found[0].start_mark.index].strip():
            raise EditError("its sub_issues are written first")
    editor.take_out(start, end)
    return [line[width:] for line in lines]


def _is_comment(text: str, start: int, width: int) -> bool:
    """Tell whether the line above is a comment with the same indent."""
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
    return before[:width].isspace() and before[width : width + 1] == "#"


def _place(editor: Editor, node: yaml.MappingNode) -> tuple[yaml.MappingNode, yaml.SequenceNode]:
    """Return the issue above another one, and the list that contains that."""
    for above in issues_of(value_of(editor.root, "issues")):
        below = value_of(above, "sub_issues")
        if isinstance(below, yaml.SequenceNode) and any(each is node for each in below.value):
            return above, below
    raise EditError("it is below no other issue")
