"""Formatting of a file's text, or the reason why that is impossible."""

import re

from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.yaml import located_yaml
from gh_playbook.formatting.order import BACKLOG, PLAYBOOK
from gh_playbook.formatting.tree import FormError, tree
from gh_playbook.formatting.writing import written

# A carriage return that is not part of a Windows line end.
_LONE_RETURN = re.compile(r"\r(?!\n)")


def formatted(text: str, file: str) -> str:
    """Return a backlog's or a playbook's text with its keys in order, in one style.

    Its content and its line ends stay the same. Raises InputError if it is not YAML, or has a form
    that cannot be written again.
    """
    said = located_yaml.parse(text, file)
    newline = "\r\n" if "\r\n" in text else "\n"
    if _LONE_RETURN.search(text):
        raise _left(file, 1, "it has carriage returns within its lines")
    even = text.replace("\r\n", "\n")
    try:
        root = tree(even)
    except FormError as error:
        raise _left(file, error.line, str(error)) from error
    if root is None:
        return text
    is_playbook = root.entries[0].key is None
    result = written(even, root, PLAYBOOK if is_playbook else BACKLOG)
    if not _says(result, said, file):
        raise _left(file, 1, "formatting would change its content")
    return result.replace("\n", newline)


def _says(text: str, said: object, file: str) -> bool:
    """Tell whether a text has exactly this content."""
    try:
        return bool(located_yaml.parse(text, file) == said)
    except InputError:
        return False


def _left(file: str, line: int, why: str) -> InputError:
    return InputError([Fault(f"left as it is: {why}", Source(file, line, 1))])
