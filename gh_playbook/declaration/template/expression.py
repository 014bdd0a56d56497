"""Expressions, evaluated with the least work.

For each expression Jinja writes a program and compiles it. That takes longer than the rest of a
small run, and most expressions of playbooks only name something: `backlog.project`. So expressions
that consist of names, attributes, constants, `==`, `in`, `and`, `or`, `not` and `if` are evaluated
here, by their syntax tree. Whatever else occurs in them, and whatever is undefined, is left to
Jinja.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Undefined, meta, nodes
from jinja2.exceptions import TemplateSyntaxError

from gh_playbook.declaration.template.template_guard import TemplateEnvironment

# Characters that could end an expression within `{{ … }}`, or begin something else.
_FOREIGN = frozenset("{}%#")
# Names that mean something of their own to Jinja.
_SPECIAL = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_SIMPLE = (
    nodes.Name,
    nodes.Getattr,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


class _UndefinedError(Exception):
    """A name or an attribute has no value; Jinja knows what to say about it."""


class Expressions:
    """The expressions of an environment: their names and their values."""

    def __init__(self, environment: TemplateEnvironment) -> None:
        self._environment = environment
        self._trees: dict[str, nodes.Expr | None] = {}
        self._simple: dict[str, nodes.Expr | None] = {}
        self._compiled: dict[str, Callable[..., Any]] = {}

    def names(self, expression: str) -> frozenset[str] | None:
        """Return the variables of an expression, if it is simple, apart from its calls.

        Return None for any other: it may also have a fault that only Jinja finds.
        """
        tree = self._tree(expression)
        if tree is None or not all(_is_simple(each, nodes.Call) for each in _within(tree)):
            return None
        named = (each.name for each in _within(tree) if isinstance(each, nodes.Name))
        return frozenset(named) - self._environment.globals.keys()

    def names_in(self, template: str) -> frozenset[str]:
        """Return the variables of a template. Raises TemplateError if it is invalid."""
        return frozenset(meta.find_undeclared_variables(self._environment.parse(template)))

    def value(self, expression: str, variables: Mapping[str, Any]) -> Any:
        """Return the value of an expression. Raises what Jinja raises."""
        if expression not in self._simple:
            tree = self._tree(expression)
            is_simple = tree is not None and all(map(_is_simple, _within(tree)))
            self._simple[expression] = tree if is_simple else None
        simple = self._simple[expression]
        if simple is not None:
            try:
                return self._evaluated(simple, variables)
            except _UndefinedError:
                pass
        compiled = self._compiled.get(expression)
        if compiled is None:
            compile = self._environment.compile_expression
            compiled = self._compiled[expression] = compile(expression, undefined_to_none=False)
        return compiled(**variables)

    def _tree(self, expression: str) -> nodes.Expr | None:
        """Return the syntax tree of an expression; None if it is not one, or not surely."""
        if expression not in self._trees:
            self._trees[expression] = self._parsed(expression)
        return self._trees[expression]

    def _parsed(self, expression: str) -> nodes.Expr | None:
        if not _FOREIGN.isdisjoint(expression):
            return None
        try:
            body = self._environment.parse(f"{{{{ {expression} }}}}").body
        except TemplateSyntaxError:
            return None
        match body:
            case [nodes.Output(nodes=[nodes.Expr() as tree])]:
                return tree
        return None

    def _evaluated(self, tree: nodes.Node | None, variables: Mapping[str, Any]) -> Any:
        """Return the value of a simple expression. Raises _UndefinedError."""
        value: Any
        match tree:
            case nodes.Name(name=name) if name in variables:
                value = variables[name]
            case nodes.Getattr(node=node, attr=name):
                value = self._environment.getattr(self._evaluated(node, variables), name)
            case nodes.CondExpr(test=test, expr1=first, expr2=second):
                chosen = first if self._evaluated(test, variables) else second
                value = self._evaluated(chosen, variables)
            case nodes.And(left=left, right=right):
                value = self._evaluated(left, variables) and self._evaluated(right, variables)
            case nodes.Or(left=left, right=right):
                value = self._evaluated(left, variables) or self._evaluated(right, variables)
            case nodes.Not(node=node):
                value = not self._evaluated(node, variables)
            case nodes.Compare(expr=left, ops=[nodes.Operand(op=operator, expr=right)]):
                weigh = self._environment.meter.weigh
                sides = [weigh(self._evaluated(each, variables)) for each in (left, right)]
                value = _COMPARISONS[operator](*sides)
            case nodes.Const() | nodes.List():
                value = tree.as_const()
            case _:
                raise _UndefinedError
        if isinstance(value, Undefined):
            raise _UndefinedError
        return value


def _within(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes of a syntax tree, with the tree itself."""
    yield tree
    for each in tree.iter_child_nodes():
        yield from _within(each)


def _is_simple(node: nodes.Node, *more: type[nodes.Node]) -> bool:
    """Tell whether a node is of a simple kind, or of `more` kinds; a simple list is empty."""
    match node:
        case nodes.Name(name=name):
            return name not in _SPECIAL
        case nodes.Compare(ops=operands):
            return len(operands) == 1 and operands[0].op in _COMPARISONS
        case nodes.Const(value=float()):
            return False  # It may be infinite, which Jinja refuses.
        case nodes.List(items=items):
            return not items
    return isinstance(node, (*_SIMPLE, *more))
