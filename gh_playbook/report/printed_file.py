"""Files that are printed on stdout: what they say stays, but a workflow's runner obeys none of it.

YAML has escapes in double quotes, so the printed file means the same. CSV and Markdown have none
for this: there a command is shown escaped, as in all other output. A file that is written by
`--to` is no output of a job, and keeps all texts as they are.
"""

from bisect import bisect_left
from collections.abc import Iterator

import yaml

from gh_playbook.declaration.yaml.yaml_value import quoted
from gh_playbook.report.escaping import command_places, has_command, seen, without_commands

_BREAKS = "\n "


def printed_yaml(text: str) -> str:
    """Return YAML with the same content, in which nothing acts on a reader or on a runner.

    Scalars with a command, or with a character that acts on a terminal, are written in double
    quotes, on one line; a command may end in another scalar of its line. In comments, such a
    character and the first one of a command are escaped.
    """
    before = ""
    while text != before and _acts(text):
        before, text = text, _quoted_where_it_acts(text)
    return seen(without_commands(text))


def _quoted_where_it_acts(text: str) -> str:
    """Quote scalars; those that come onto one line may make up another command."""
    places = command_places(text)
    for node in sorted(_scalars(text), key=lambda each: each.start_mark.index, reverse=True):
        start, end = node.start_mark.index, node.end_mark.index
        own = text[start:end]
        begins = bisect_left(places, start) < bisect_left(places, end)
        if begins or seen(own) != own or _acts(node.value):
            rest = own[len(own.rstrip(_BREAKS)) :]
            text = text[:start] + without_commands(quoted(node.value)) + rest + text[end:]
    return text


def _acts(text: str) -> bool:
    return has_command(text) or seen(text) != text


def _scalars(text: str) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar once, keys too. The text is well-formed: this tool has written it."""
    waiting: list[yaml.Node | None] = [yaml.compose(text, Loader=yaml.SafeLoader)]
    met: set[tuple[int, type]] = set()  # An alias leads to a node that was met at its anchor.
    while waiting:
        node = waiting.pop()
        if node is None or (place := (node.start_mark.index, type(node))) in met:
            continue
        met.add(place)
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
