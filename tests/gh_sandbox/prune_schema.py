"""Make the sandbox's schema.graphql: what kept.txt names of GitHub's own schema, and no more.

Run as `python -m tests.gh_sandbox.prune_schema`. The format of kept.txt is described at its head.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from graphql import language as ast

from tests.contracts import schema as contract

HERE = Path(__file__).parent
KEPT = HERE / "kept.txt"
PRUNED = HERE.parents[1] / "gh_sandbox" / "schema.graphql"
PAGING = {"first", "last", "after", "before"}
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}
N = TypeVar("N", bound=ast.Node)
Kept = dict[str, dict[str, set[str]]]
Fielded = (
    ast.ObjectTypeDefinitionNode
    | ast.InterfaceTypeDefinitionNode
    | ast.InputObjectTypeDefinitionNode
)


def read_kept(text: str) -> Kept:
    """Read kept.txt into type name → field name → argument names."""
    kept: Kept = {}
    fields: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            fields = kept.setdefault(line.strip(), {})
            continue
        for name, arguments in re.findall(r"(\w+)(?:\(([^)]*)\))?", line):
            fields[name] = {a.strip() for a in arguments.split(",") if a.strip()}
    return kept


def named(node: ast.TypeNode) -> str:
    """Name the type that a list or non-null wraps."""
    while isinstance(node, ast.ListTypeNode | ast.NonNullTypeNode):
        node = node.type
    assert isinstance(node, ast.NamedTypeNode)
    return node.name.value


@dataclass
class Pruner:
    """Keep a closed part of a schema: whatever a kept thing cannot do without is kept too."""

    source: dict[str, ast.TypeDefinitionNode]
    kept: Kept
    result: dict[str, ast.TypeDefinitionNode] = field(default_factory=dict)

    def prune(self) -> str:
        """Return the pruned schema as text."""
        for name in self.kept:
            if name not in self.source:
                raise SystemExit(f"kept.txt: GitHub has no type {name}")
            self._keep(name)
        ordered = sorted(self.result.values(), key=lambda node: node.name.value)
        return "\n\n".join(ast.print_ast(node) for node in ordered) + "\n"

    def _keep(self, name: str) -> None:
        if name in self.result or name in BUILT_IN:
            return
        node = self.source[name]
        self.result[name] = node
        if isinstance(node, ast.UnionTypeDefinitionNode):
            self._keep_union(node)
        elif isinstance(node, Fielded):
            self._keep_fields(node)

    def _keep_union(self, node: ast.UnionTypeDefinitionNode) -> None:
        name = node.name.value
        wanted = self.kept.get(name)
        if wanted is None:
            raise SystemExit(f"kept.txt: name the members of the union {name}")
        types = tuple(t for t in node.types or () if t.name.value in wanted)
        self._check(name, wanted, (t.name.value for t in types))
        self.result[name] = rebuilt(node, types=types)
        for member in types:
            self._keep(member.name.value)

    def _wanted(self, node: Fielded) -> dict[str, set[str]]:
        name = node.name.value
        listed = self.kept.get(name)
        if listed is None:
            if name.endswith("Connection"):
                return {key: set() for key in ("edges", "nodes", "pageInfo", "totalCount")}
            if name.endswith("Payload") or isinstance(node, ast.InputObjectTypeDefinitionNode):
                return {f.name.value: set() for f in node.fields or ()}
            if name.endswith("Edge"):
                return {"cursor": set(), "node": set()}
            raise SystemExit(f"kept.txt: a kept field needs {name}; list its fields")
        wanted = {key: set(arguments) for key, arguments in listed.items()}
        for interface in getattr(node, "interfaces", None) or ():
            for key, arguments in self.kept.get(interface.name.value, {}).items():
                wanted.setdefault(key, set()).update(arguments)
        return wanted

    def _keep_fields(self, node: Fielded) -> None:
        name = node.name.value
        wanted = self._wanted(node)
        self._check(name, wanted, (f.name.value for f in node.fields or ()))
        fields: list[ast.InputValueDefinitionNode | ast.FieldDefinitionNode] = []
        for entry in node.fields or ():
            key = entry.name.value
            if isinstance(entry, ast.InputValueDefinitionNode):
                required = isinstance(entry.type, ast.NonNullTypeNode) and not entry.default_value
                if key in wanted or required:
                    fields.append(entry)
            elif key in wanted:
                fields.append(self._field(name, entry, wanted[key]))
        changes: dict[str, object] = {"fields": tuple(fields)}
        if not isinstance(node, ast.InputObjectTypeDefinitionNode):
            kept_interfaces = (i for i in node.interfaces or () if i.name.value in self.kept)
            changes["interfaces"] = tuple(kept_interfaces)
        self.result[name] = rebuilt(node, **changes)
        for entry in fields:
            self._keep(named(entry.type))

    def _field(
        self, owner: str, entry: ast.FieldDefinitionNode, wanted: set[str]
    ) -> ast.FieldDefinitionNode:
        pages = PAGING if named(entry.type).endswith("Connection") else set()
        self._check(
            f"{owner}.{entry.name.value}", wanted, (a.name.value for a in entry.arguments or ())
        )
        arguments = []
        for argument in entry.arguments or ():
            required = isinstance(argument.type, ast.NonNullTypeNode) and not argument.default_value
            if argument.name.value in wanted | pages or required:
                arguments.append(argument)
                self._keep(named(argument.type))
        return rebuilt(entry, arguments=tuple(arguments))

    @staticmethod
    def _check(owner: str, wanted: Iterable[str], present: Iterable[str]) -> None:
        unknown = set(wanted) - set(present)
        if unknown:
            raise SystemExit(f"kept.txt: GitHub's {owner} has no {', '.join(sorted(unknown))}")


def rebuilt(node: N, **changes: object) -> N:
    """Copy a node of the syntax tree with some attributes changed."""
    values = {key: getattr(node, key) for key in node.keys}
    return type(node)(**{**values, **changes})


def pruned() -> str:
    """Return the part of GitHub's schema that the kept file names."""
    document = ast.parse(contract.FACTS.read_text(encoding="utf-8"), no_location=True)
    source = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, ast.TypeDefinitionNode)
    }
    return Pruner(source, read_kept(KEPT.read_text(encoding="utf-8"))).prune()


def write() -> Path:
    """Write the sandbox's schema, and return its file."""
    PRUNED.write_text(pruned(), encoding="utf-8")
    return PRUNED


if __name__ == "__main__":
    write()
