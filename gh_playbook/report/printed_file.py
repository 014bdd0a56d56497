"""Files that are printed on stdout: what they say stays, but a workflow's runner obeys none of it.

YAML has escapes in double quotes, so the printed file means the same. CSV and Markdown have none
for this: there a command is shown escaped, as in all other output. A file that is written by
`--to` is no output of a job, and keeps all texts as they are.
"""

from collections.abc import Iterator

import yaml

from gh_playbook.declaration.yaml_value import quoted
from gh_playbook.report.escaping import has_command, without_commands

_BREAKS = "\n "


def printed_yaml(text: str) -> str:
    """Return YAML with the same content, in which a runner finds no command.

    Scalars with a command are written in double quotes, on one line. In comments, the first
    character of a command is escaped.
    """
    if not has_command(text):
        return text
    for node in sorted(_scalars(text), key=lambda each: each.start_mark.index, reverse=True):
        start, end = node.start_mark.index, node.end_mark.index
        own = text[start:end]
        if has_command(own) or has_command(node.value):
            rest = own[len(own.rstrip(_BREAKS)) :]
            text = text[:start] + without_commands(quoted(node.value)) + rest + text[end:]
    return without_commands(text)


def _scalars(text: str) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar once, keys too. The text is well-formed: this tool has written it."""
    waiting: list[yaml.Node | None] = [yaml.compose(text, Loader=yaml.SafeLoader)]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
