"""Values in one line: scalars, and collections in brackets."""

from collections import Counter
from collections.abc import Iterator, Sequence

from gh_playbook.formatting.order import Shape
from gh_playbook.formatting.tree import Block, Flow, Leaf, Node

_QUOTES = ("'", '"')


def said(text: str, value: Leaf, shape: Shape) -> str:
    """Return a value as it is written in its text."""
    return _flow(text, value, shape) if isinstance(value, Flow) else _scalar(text, value)


def word(text: str, key: Leaf) -> str:
    """Return a key without quotes."""
    found = text[key.start : key.end]
    return found[1:-1] if found[:1] in _QUOTES else found


def ordered(text: str, block: Block, shape: Shape) -> list[int]:
    """Return the places of a block's entries in order; elements of lists stay where they are."""
    pairs = [(entry.key, entry.value) for entry in block.entries if entry.key]
    return _ordered(text, pairs, shape) if pairs else list(range(len(block.entries)))


def _ordered(text: str, pairs: Sequence[tuple[Leaf, Node]], shape: Shape) -> list[int]:
    """Return the pairs' places in order; unchanged if one uses an anchor of another."""
    usual = list(range(len(pairs)))
    named = Counter(name for pair in pairs for name in {*_anchors(pair[1])})
    if not shape.order or any(count > 1 for count in named.values()):
        return usual
    return sorted(usual, key=lambda index: shape.rank(word(text, pairs[index][0])))


def _anchors(node: Node) -> Iterator[str]:
    """Yield the names of a node's anchors and aliases."""
    if node.anchor:
        yield node.anchor
    within: Sequence[Node] = ()
    if isinstance(node, Flow):
        within = node.items
    elif isinstance(node, Block):
        within = [entry.value for entry in node.entries]
    for each in within:
        yield from _anchors(each)


def _flow(text: str, flow: Flow, shape: Shape) -> str:
    """Return a collection in brackets, with even spaces if it is in one line."""
    own = text[flow.start : flow.end]
    opens = "{" if flow.is_mapping else "["
    is_named_or_long = "\n" in own or not own.startswith(opens)
    if is_named_or_long or any(each.start == each.end for each in flow.items):
        return own
    if not flow.is_mapping:
        return f"[{', '.join(said(text, each, shape) for each in flow.items)}]"
    pairs = list(zip(flow.items[::2], flow.items[1::2], strict=True))
    entries = (
        f"{_scalar(text, key)}: {said(text, value, shape.below(word(text, key)))}"
        for key, value in (pairs[index] for index in _ordered(text, pairs, shape))
    )
    return "{" + ", ".join(entries) + "}"


def _scalar(text: str, leaf: Leaf) -> str:
    """Return a scalar unchanged, but with double quotes for single ones if that means the same."""
    own = text[leaf.start : leaf.end]
    within = own[1:-1]
    is_single = len(own) > 1 and own[0] == own[-1] == "'"
    if is_single and not any(each in within for each in ("'", '"', "\\", "\n")):
        return f'"{within}"'
    return own
