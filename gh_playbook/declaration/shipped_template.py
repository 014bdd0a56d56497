"""The templates that ship with the tool: part of its code, so they need no guard and no budget.

Without these they are rendered in a third of the time.
"""

from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from gh_playbook.declaration.template_folder import TemplateFolders

# What goes into a workflow stays guarded: there, a text could become an expression of GitHub's.
_KINDS = (".md.j2", ".svg.j2")
# The filter `reference`, which all templates have.
REFERENCE = attrgetter("reference")


class ShippedTemplates:
    """The shipped templates, as long as nobody has one of that name in a folder of their own."""

    def __init__(self, folder: Path, folders: Iterable[Path]) -> None:
        """Make them for a run that looks for templates in `folders`, `folder` among them."""
        others = [each for each in folders if each.resolve() != folder.resolve()]
        names = {each.name for each in folder.glob("*.j2")}
        replaced = any((other / name).exists() for other in others for name in names)
        # One may import another, so one that is replaced counts for all.
        self._names = frozenset() if replaced else names
        self._environment = Environment(  # noqa: S701 - Markdown is no HTML, and the picture escapes.
            loader=TemplateFolders([folder]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["reference"] = REFERENCE

    def get(self, name: str) -> Template | None:
        """Return a template by its name; None for one that is not theirs, or needs the guard."""
        if name in self._names and name.endswith(_KINDS):
            return self._environment.get_template(name)
        return None
