"""Files that a backlog or a playbook declares in the repository."""

from typing import Annotated

from pydantic import AfterValidator

from gh_playbook.declaration.declared import Declared, Line


def _path(value: str) -> str:
    if any(part in {"", ".", ".."} for part in value.split("/")):
        raise ValueError(f"a path leads from the repository's root to a file, not {value!r}")
    return value


class RepositoryFile(Declared):
    """A text file; `message` is that of the commit which writes it."""

    path: Annotated[Line, AfterValidator(_path)]
    content: str
    message: Line

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.content.encode()
