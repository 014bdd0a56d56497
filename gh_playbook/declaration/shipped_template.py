"""The templates that ship with the tool: part of its code, so they need no guard and no budget.

Without these they are rendered in a third of the time.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from pickle import UnpicklingError

from jinja2 import BytecodeCache, Environment, StrictUndefined, Template
from jinja2.bccache import Bucket

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
            bytecode_cache=_Compiled(folder / "__pycache__"),
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


class _Compiled(BytecodeCache):
    """What the templates are compiled to, kept beside them, as Python keeps that of its modules."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if there is any that is made of its present text."""
        with (
            suppress(OSError, EOFError, UnpicklingError),
            self._path(bucket).open("rb") as file,
        ):
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, where that is possible and nobody has told Python not to."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(bucket.bytecode_to_string())
            part.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{sys.implementation.cache_tag}"
