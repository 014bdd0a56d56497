"""Files that are printed on stdout: what they say stays, but a workflow's runner obeys none of it.

YAML has escapes in double quotes, so the printed file means the same. CSV and Markdown have none
for this: there a command is shown escaped, as in all other output. A file that is written by
`--to` is no output of a job, and keeps all texts as they are.
"""

from collections.abc import Iterator

import yaml

from gh_playbook.declaration.yaml_value import quoted
from gh_playbook.report.escaping import has_command, seen, without_commands

_BREAKS = "\n "


def printed_yaml(text: str) -> str:
    """Return YAML with the same content, in which nothing acts on a reader or on a runner.

    Scalars with a command, or with a character that acts on a terminal, are written in double
    quotes, on one line. In comments, such a character and the first one of a command are escaped.
    """
    if not _acts(text):
        return text
    for node in sorted(_scalars(text), key=lambda each: each.start_mark.index, reverse=True):
        start, end = node.start_mark.index, node.end_mark.index
        own = text[start:end]
        if _acts(own) or _acts(node.value):
            rest = own[len(own.rstrip(_BREAKS)) :]
            text = text[:start] + without_commands(quoted(node.value)) + rest + text[end:]
    return seen(without_commands(text))


def _acts(text: str) -> bool:
    return has_command(text) or seen(text) != text


def _scalars(text: str) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar once, keys too. The text is well-formed: this tool has written it."""
    waiting: list[yaml.Node | None] = [yaml.compose(text, Loader=yaml.SafeLoader)]
    met: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in met:
            continue
        met.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
