"""Batches of mutations: many root fields in one document, of a few kinds.

Of all that is done for such a document, validation takes longest. A root field is valid wherever
it stands, so the same one need not be validated again, whatever stands beside it.
"""

import re

from graphql import DocumentNode, FieldNode, Node, OperationDefinitionNode, OperationType

_VARIABLE = re.compile(r"\$(\w+)")
# What looks like a variable may be none there: within a text or a comment.
_DOUBTFUL = re.compile(r'["#]')


def parts(document: DocumentNode) -> list[str] | None:
    """Return documents of one root field each: this one is valid if and only if all of them are.

    Variables have other names there, and aliases are gone. Whether two fields may share an alias is
    not judged, as GitHub does not. None where only the whole can be judged.
    """
    [operation, *others] = document.definitions
    if (
        others
        or not isinstance(operation, OperationDefinitionNode)
        or operation.directives
        or operation.operation is OperationType.SUBSCRIPTION
    ):
        return None
    definitions = operation.variable_definitions or ()
    declared = {each.variable.name.value: _text(each.type, each) for each in definitions}
    texts = []
    for field in operation.selection_set.selections:
        if not isinstance(field, FieldNode):
            return None
        texts.append(_text(field.name, field))
    used = {name for each in texts for name in _VARIABLE.findall(each)}
    if used != declared.keys() or len(declared) < len(definitions):
        return None
    if any(_DOUBTFUL.search(each) for each in (*texts, *declared.values())):
        return None
    return [_part(operation.operation.value, each, declared) for each in texts]


def _part(kind: str, field: str, declared: dict[str, str]) -> str:
    """Return a document of one root field."""
    used = dict.fromkeys(_VARIABLE.findall(field))
    names = {name: f"v{place}" for place, name in enumerate(used)}
    types = ", ".join(f"${new}: {declared[old]}" for old, new in names.items())
    field = _VARIABLE.sub(lambda found: f"${names[found[1]]}", field)
    return f"{kind}({types}) {{ {field} }}" if types else f"{kind} {{ {field} }}"


def _text(first: Node, last: Node) -> str:
    """Return the source from the beginning of one node to the end of another."""
    if first.loc is None or last.loc is None:
        raise ValueError("the document was parsed without locations")
    return first.loc.source.body[first.loc.start : last.loc.end]
