"""Matching without SQL, for lists that are short: repositories and users."""

from collections.abc import Callable

from gh_sandbox.search.query import Every, Node, Some, Text, Without

HasText = Callable[[str], bool]
HasQuality = Callable[[str, str], bool]


def fits(node: Node, has_text: HasText, has_quality: HasQuality) -> bool:
    """Tell whether a thing matches a part of a query; `has_quality` knows the qualifiers."""
    if isinstance(node, Text):
        return has_text(node.phrase)
    if isinstance(node, Without):
        return not fits(node.part, has_text, has_quality)
    if isinstance(node, Some):
        return any(fits(part, has_text, has_quality) for part in node.parts)
    if isinstance(node, Every):
        return all(fits(part, has_text, has_quality) for part in node.parts)
    return any(has_quality(node.key, value) for value in node.values)
