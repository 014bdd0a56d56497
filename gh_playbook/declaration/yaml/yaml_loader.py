"""PyYAML, with scalars as people mean them, and limits on how far a small file can unfold.

Scalars follow YAML 1.2 where YAML 1.1 surprises people: `yes`, `on`, `12:30` and `2026-12-31` are
text, and so is a number with a leading zero, such as the colour 000000.
"""

import re
from typing import TypeAlias

import yaml
from yaml.composer import Composer

# PyYAML has this parser if it was built with libyaml.
_Fast: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A text with more characters than this is long: libyaml reads it, as it does the shipped playbooks.
LONG = 100
# Texts that libyaml reads, or locates, in another way: a tab, a comment right after a block's sign,
# and a comment in the place of a value.
_OTHERWISE = re.compile(r"\t|[|>][-+0-9]*#|: +#\S")
# What may be an anchor, which no letter stands before. Without anchors there are no aliases.
_ANCHOR = re.compile(r"&(?<!\w&)\S")
_TEXT = "tag:yaml.org,2002:str"
# The limit of nested collections. Sub-issues of GitHub's deepest level take 20.
DEPTH_LIMIT = 100
# The limit of values that come from aliases, in total.
ALIASED_LIMIT = 100_000


class _Bounded(Composer):
    """Composes nodes, and limits their total size with aliases unfolded.

    An alias is the same node again, so code that walks the nodes sees the unfolded size; that is
    the size counted here.
    """

    _depth = 0
    _nodes = 0
    _aliased = 0

    @property
    def _sizes(self) -> dict[yaml.Node | None, int]:
        found: dict[yaml.Node | None, int] = self.__dict__.setdefault("sizes", {})
        return found

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose the next node. Raises MarkedYAMLError if the total is too large."""
        event: yaml.Event = self.peek_event()  # type: ignore[attr-defined]
        if isinstance(event, yaml.AliasEvent):
            node = super().compose_node(parent, index)
            size = self._sizes.get(node, 1)
            self._nodes += size
            self._aliased += size
            if self._aliased > ALIASED_LIMIT:
                what = f"the aliases stand for more than {ALIASED_LIMIT:,} values"
                raise _too_much(what, event)
            return node
        before = self._nodes
        self._nodes += 1
        if self._depth == DEPTH_LIMIT:
            what = f"more than {DEPTH_LIMIT} lists and mappings within each other"
            raise _too_much(what, event)
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None:
            return _scalar(self.compose_scalar_node(None))  # type: ignore[arg-type]
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if event.anchor is not None:  # type: ignore[attr-defined]
            self._sizes[node] = self._nodes - before
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else node


class Loader(_Bounded, yaml.SafeLoader):
    """PyYAML's own parser, whose error messages are known here.

    Within brackets PyYAML ends a plain text before a '?'; YAML 1.2 and libyaml do not, and this
    class does not either.
    """

    def scan_plain(self) -> yaml.ScalarToken:
        """Scan a plain text."""
        if self.flow_level:
            self.__dict__["peek"] = self._peek_in_text
        try:
            token: yaml.ScalarToken = super().scan_plain()
        finally:
            self.__dict__.pop("peek", None)
        return token

    def _peek_in_text(self, index: int = 0) -> str:
        """Return the character there, and a letter for a '?'."""
        found: str = yaml.SafeLoader.peek(self, index)
        return "x" if found == "?" else found


class FastLoader(_Bounded, _Fast):  # type: ignore[misc]
    """libyaml's parser: four times as fast, with the same nodes at the same places."""

    def __init__(self, text: str) -> None:
        _Fast.__init__(self, text)  # type: ignore[misc]
        Composer.__init__(self)


class UnaliasedLoader(_Fast):  # type: ignore[misc]
    """libyaml's parser and composer, for a text without aliases: in half of FastLoader's time.

    Nothing in such a text can unfold, so only its depth is limited.
    """

    _depth = 0

    def descend_resolver(self, _parent: yaml.Node | None, _index: object) -> None:
        """Begin a node. Raises YAMLError if it is too deep; `Loader` has the message for it."""
        if self._depth == DEPTH_LIMIT:
            raise yaml.YAMLError
        self._depth += 1

    def ascend_resolver(self) -> None:
        """End a node."""
        self._depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """Return the tag of a node that has none; PyYAML's own code makes a list for each."""
        if kind is not yaml.ScalarNode:
            tag: str = super().resolve(kind, value, implicit)
            return tag
        if implicit[0]:
            for likely, pattern in self.yaml_implicit_resolvers.get(value[:1], ()):
                if pattern.match(value):
                    return str(likely)
        return _TEXT


AnyLoader: TypeAlias = Loader | FastLoader | UnaliasedLoader


def compose_long(text: str) -> tuple[AnyLoader, yaml.Node | None] | None:
    """Compose a long text with libyaml; return None for a short, doubtful or faulty text.

    `Loader` reads such texts, because its messages are clearer.
    """
    if len(text) <= LONG or _OTHERWISE.search(text):
        return None
    try:
        loader = FastLoader(text) if _ANCHOR.search(text) else UnaliasedLoader(text)
        return loader, loader.get_single_node()
    except (yaml.YAMLError, ValueError, OverflowError):
        return None


def _scalar(node: yaml.ScalarNode) -> yaml.ScalarNode:
    """Return a scalar as PyYAML's own parser makes it."""
    if not node.style:
        node.style = None  # libyaml returns an empty text there.
    return node


def _too_much(what: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, what, event.start_mark)  # type: ignore[arg-type]


Loader.yaml_implicit_resolvers = {}
for _other in (FastLoader, UnaliasedLoader):
    _other.yaml_implicit_resolvers = Loader.yaml_implicit_resolvers
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", r"<<", "<"),
):
    Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first)
    )
