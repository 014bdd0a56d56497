"""PyYAML, with the scalars that people mean and with bounds for what a small file can become.

Scalars follow YAML 1.2 where YAML 1.1 surprises people: `yes`, `on`, `12:30` and `2026-12-31` are
text, and so is a number with a leading zero, such as the colour 000000.
"""

import re

import yaml

# Collections within each other. Sub-issues of the deepest level that GitHub has take 20.
DEPTH_LIMIT = 100
# Values that come of aliases, all told.
ALIASED_LIMIT = 100_000


class Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2's core schema, leading zeros excepted.

    It composes nodes only: an alias is the same node again, so what uses the nodes sees the whole
    that they unfold to. How large that is, is counted here.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._nodes = 0
        self._aliased = 0
        self._sizes: dict[yaml.Node | None, int] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose the next node. Raises MarkedYAMLError where there is too much of it."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            node = super().compose_node(parent, index)
            size = self._sizes.get(node, 1)
            self._nodes += size
            self._aliased += size
            if self._aliased > ALIASED_LIMIT:
                what = f"aliases make more than {ALIASED_LIMIT:,} values of it"
                raise _too_much(what, event)
            return node
        before = self._nodes
        self._nodes += 1
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            what = f"more than {DEPTH_LIMIT} lists and mappings within each other"
            raise _too_much(what, event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        self._sizes[node] = self._nodes - before
        return node


def _too_much(what: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(None, None, what, event.start_mark)  # type: ignore[arg-type]


Loader.yaml_implicit_resolvers = {}
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
