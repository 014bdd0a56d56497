"""The style of values in a backlog: names in one line, long texts folded, days without quotes."""

from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
)

from gh_playbook.declaration.yaml_look_alike import is_quoted_so

# Fields that are days.
DAYS = {"due_on"}
_IN_LINE = {"labels", "blocked_by", "related_to", "assignees"}
_WIDTH = 100


def styled(field: str, value: Any) -> Any:
    """Return a value in the usual style: names in one line, long texts folded."""
    if isinstance(value, list):
        # In brackets PyYAML takes a question mark for a key's.
        sequence = CommentedSeq(
            DoubleQuotedScalarString(each) if "?" in each else each for each in value
        )
        if field in _IN_LINE and len(", ".join(value)) <= _WIDTH - 20:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(value, dict):
        mapping = CommentedMap(value)
        mapping.fa.set_flow_style()
        return mapping
    if field in DAYS:
        return _day(value)
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    if isinstance(value, str) and len(value) > _WIDTH - 30:
        return _folded(value)
    return value


def _day(value: str) -> date | str:
    """Return a day, which needs no quotes; a text that is none stays one."""
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
    """Writes texts; one in typographic quotes needs plain ones around it to be read as it is."""

    def represent_str(self, data: str) -> ScalarNode:
        """Return the node of a text."""
        style = '"' if is_quoted_so(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


Representer.add_representer(str, Representer.represent_str)
