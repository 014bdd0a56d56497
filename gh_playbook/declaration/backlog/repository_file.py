"""Files that a backlog or a playbook declares in the repository."""

from typing import Annotated

from pydantic import AfterValidator

from gh_playbook.declaration.declared import Declared, Line, Text
from gh_playbook.declaration.value import Presence


def _path(value: str) -> str:
    parts = value.split("/")
    if {"", ".", ".."} & set(parts):
        raise ValueError(f"a path leads from the repository's root to a file, not {value!r}")
    if "\\" in value:
        raise ValueError(f"a path has '/' between its parts, not {value!r}")
    if ".git" in map(str.casefold, parts):
        raise ValueError(f"{value!r} leads into git's own folder: choose another path")
    return value


# A file's path from the repository's root.
RepositoryPath = Annotated[Line, AfterValidator(_path)]


class RepositoryFile(Declared):
    """A text file; `message` is the message of the commit that writes or removes it."""

    path: RepositoryPath
    content: Text = ""
    message: Line
    state: Presence = "present"

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.content.encode()
