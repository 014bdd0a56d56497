"""Batches of mutations: one document with many root fields of only a few different forms.

Validation is the most expensive step for such a document. Whether a root field is valid does not
depend on the fields beside it, so each form is validated only once.
"""

import re

from graphql import DocumentNode, FieldNode, Node, OperationDefinitionNode, OperationType

_VARIABLE = re.compile(r"\$(\w+)")
# A match may not be a variable: it can be inside a text or a comment.
_DOUBTFUL = re.compile(r'["#]')


def parts(document: DocumentNode) -> list[str] | None:
    """Return one document per root field: the whole is valid if and only if all of them are.

    The variables get other names, and aliases are removed. Whether two fields may share an alias is
    not checked; GitHub does not check it either. Returns None if only the whole document can be
    validated.
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
