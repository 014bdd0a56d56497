"""Metered templates: everything that repeats or copies a value is charged by the meter."""

from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.visitor import NodeTransformer

from gh_playbook.declaration.template.template_meter import CHARACTERS

# The limit of nested loops; Python itself allows 20.
_DEPTH = 10
# Names of filters that no template can write.
PASSES, WEIGHED = "passes of a loop", "weighed"


def metered(template: nodes.Template) -> nodes.Template:
    """Return a parsed template whose loops, lists, comparisons and slices are metered.

    Raises TemplateAssertionError for a recursive loop, whose passes cannot be counted.
    """
    _Metering().visit(template)
    return template


class _Metering(NodeTransformer):
    """Puts a charging filter around every expression that has a price."""

    def __init__(self) -> None:
        self._loops = 0

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        if node.recursive:
            message = "a loop cannot be recursive: use a macro that calls itself"
            raise TemplateAssertionError(message, node.lineno)
        if self._loops == _DEPTH:
            message = f"more than {_DEPTH} loops within each other"
            raise TemplateAssertionError(message, node.lineno)
        self._loops += 1
        self.generic_visit(node)
        self._loops -= 1
        literal = sum(len(each.data) for each in node.find_all(nodes.TemplateData))
        node.iter = _filtered(node.iter, PASSES, 1 + literal // CHARACTERS)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [_filtered(each, WEIGHED) for each in node.nodes]
        return _filtered(node, WEIGHED)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _filtered(node.expr, WEIGHED)
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, WEIGHED)
        return node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, WEIGHED)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, WEIGHED)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, WEIGHED) if node.ctx == "load" else node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, WEIGHED) if isinstance(node.arg, nodes.Slice) else node


def _filtered(node: nodes.Node, name: str, *given: Any) -> nodes.Filter:
    place = {"lineno": node.lineno, "environment": node.environment}
    constants = [nodes.Const(each, **place) for each in given]
    return nodes.Filter(node, name, constants, [], None, None, **place)
