"""Template folders: templates are found in them, and never outside them."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound
from jinja2.exceptions import TemplateError

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import shown
from gh_playbook.declaration.wording import closest, listed

# Bytes.
SIZE_LIMIT = 1024 * 1024
# More templates of a folder are not looked at.
_LOOKED_AT = 1000


class TemplateOutsideError(TemplateError):
    """A template's name, or a link of that name, leads out of its folder."""


class TemplateFolders(BaseLoader):
    """Reads templates; the first folder that has one wins."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str, None]:
        """Return a template's text and path; it is read once.

        Raises TemplateNotFound, TemplateOutsideError, and InputError if it cannot be read.
        """
        if not _is_plain(template):
            raise TemplateOutsideError(f"the template {template!r} is not below its folder")
        for folder in self.folders:
            path = folder / template
            if not text_file.is_file(path):
                continue
            if not text_file.resolved(path).is_relative_to(text_file.resolved(folder)):
                message = f"the template {shown(path)} is a link that leads out of {shown(folder)}"
                raise TemplateOutsideError(message)
            return text_file.read(path, SIZE_LIMIT), str(path), None
        raise TemplateNotFound(template)

    def hint(self, name: str) -> str:
        """Return a suggestion for the name of a template that no folder has, or all names."""
        there = {
            each.name.partition(".")[0]: str(each.relative_to(folder))
            for folder in self.folders
            for each in sorted(islice(folder.rglob("*.j2"), _LOOKED_AT))
        }
        close = closest(Path(name).name.partition(".")[0], there)
        if close is not None:
            return f": did you mean {there[close]!r}?"
        known = listed(sorted({*there.values()}))
        return f": {known}" if known else ""


def _is_plain(name: str) -> bool:
    """Tell whether a name is a plain path below a folder."""
    parts = name.split("/")
    return not {"", ".", ".."} & set(parts) and not {"\\", "\0"} & set(name)
