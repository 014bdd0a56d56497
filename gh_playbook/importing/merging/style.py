"""The style of values in a backlog: names in one line, long texts folded, days without quotes."""

import re
from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
)
from ruamel.yaml.tag import Tag

from gh_playbook.declaration.yaml.yaml_look_alike import foreign_comma, is_quoted_so
from gh_playbook.declaration.yaml.yaml_value import is_harmless

# Fields that are days.
DAYS = {"due_on"}
_IN_LINE = {"labels", "blocked_by", "related_to", "assignees"}
_WIDTH = 100
# A number for YAML 1.2, and for 1.1, which backlogs follow, none without a point.
_EXPONENT = re.compile(r"[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+")


def styled(field: str, value: Any) -> Any:
    """Return a value in the usual style: names in one line, long texts folded."""
    if isinstance(value, list):
        sequence = CommentedSeq(map(_listed, value))
        if field in _IN_LINE and len(", ".join(value)) <= _WIDTH - 20:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(value, dict):
        mapping = CommentedMap(value)
        mapping.fa.set_flow_style()
        return mapping
    if field in DAYS:
        return _day(value)
    return _text(value) if isinstance(value, str) else value


def _listed(text: str) -> Any:
    if "\n" in text and is_harmless(text):
        return LiteralScalarString(text)
    return DoubleQuotedScalarString(text) if _needs_quotes(text) else text


def _needs_quotes(name: str) -> bool:
    """Tell whether a name in brackets needs quotes, because PyYAML would read something else."""
    return "?" in name or foreign_comma(name) is not None


def _text(value: str) -> Any:
    if _EXPONENT.fullmatch(value):
        return DoubleQuotedScalarString(value)
    if not is_harmless(value):  # Outside of double quotes, some of it would be a line end.
        return value
    if "\n" in value:
        return LiteralScalarString(value)
    return _folded(value) if len(value) > _WIDTH - 30 else value


def _day(value: str) -> date | str:
    """Return a day, which needs no quotes; another text stays a text."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _folded(text: str) -> Any:
    """Return a one-line text, folded over several lines."""
    folded = FoldedScalarString(text)
    folded.fold_pos = []
    start = 0
    while len(text) - start > _WIDTH - 10:
        space = text.rfind(" ", start, start + _WIDTH - 10)
        if space <= start:
            break
        folded.fold_pos.append(space)
        start = space + 1
    return folded


class Representer(RoundTripRepresenter):
    """Writes texts; one in typographic quotes, or with odd characters, needs plain quotes."""

    def represent_str(self, data: str) -> ScalarNode:
        """Return the node of a text."""
        style = '"' if is_quoted_so(data) or not is_harmless(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def represent_none(self, _data: None) -> ScalarNode:
        """Return the node of null, as people write it."""
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


Representer.add_representer(str, Representer.represent_str)
Representer.add_representer(type(None), Representer.represent_none)


class Resolver(VersionedResolver):
    """Distinguishes texts from numbers as backlogs do: the colour `5319e7` is a text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Return the tag of a node."""
        if kind is ScalarNode and implicit[0] and _EXPONENT.fullmatch(value):
            return Tag(suffix="tag:yaml.org,2002:str")
        return super().resolve(kind, value, implicit)
