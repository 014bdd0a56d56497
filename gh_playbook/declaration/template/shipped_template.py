"""The shipped templates: they are part of the tool, so they need no guard and no budget.

Without guard and budget they are rendered in a third of the time.
"""

import os
import sys
from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from jinja2 import BytecodeCache, Environment, StrictUndefined, Template, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from gh_playbook.declaration import text_file
from gh_playbook.declaration.template.template_folder import TemplateFolders

# The template of the workflow stays guarded: a text in it could become an expression that GitHub
# evaluates.
_KINDS = (".md.j2", ".svg.j2")
# The filter `reference`, which all templates have.
REFERENCE = attrgetter("reference")


class ShippedTemplates:
    """The shipped templates, unless users replaced one by a template of the same name."""

    def __init__(self, folder: Path, folders: Iterable[Path]) -> None:
        """Make them for a run that looks for templates in `folders`, `folder` among them."""
        others = [
            each for each in folders if text_file.resolved(each) != text_file.resolved(folder)
        ]
        names = {each.name for each in folder.glob("*.j2")}
        replaced = any((other / name).exists() for other in others for name in names)
        # One may import another, so if one is replaced, none counts as shipped.
        self._names = frozenset() if replaced else names
        self._environment = _Environment(
            loader=TemplateFolders([folder]),
            bytecode_cache=_Compiled(folder / "__pycache__"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.context_class = _PlainContext
        own = {"map": _map, "select": _select, "trim": str.strip}
        self._environment.filters |= {"reference": REFERENCE, **own}
        self._known: dict[str, Template] = {}

    def get(self, name: str) -> Template | None:
        """Return a template by its name; None if it is not a shipped one, or needs the guard."""
        if name in self._names and name.endswith(_KINDS):
            if name not in self._known:
                self._known[name] = self._environment.get_template(name)
            return self._known[name]
        return None


class _Environment(Environment):
    """An environment whose global variables are the same for all of its templates.

    It escapes nothing: Markdown is no HTML, and the picture escapes its texts itself.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return them as a dictionary: Jinja's chain of dictionaries is slow in each rendering."""
        return dict(super().make_globals(d))


class _PlainContext(Context):
    """A context that only calls: nothing in shipped templates asks for the context or for more.

    A large backlog has nine calls of macros for each issue.
    """

    def call(
        self,
        called: Callable[..., Any],
        /,
        *given: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **named: Any,
    ) -> Any:
        """Call something, without the variables around that Jinja adds."""
        return called(*given, **named)


# These two filters, as shipped templates use them. Jinja's own also serve asynchronous templates,
# and its `trim` other things than texts.
@pass_context
def _map(context: Context, values: Iterable[Any], name: str) -> list[Any]:
    """Apply a filter without arguments to each value."""
    apply = context.environment.filters[name]
    return [apply(each) for each in values]


@pass_context
def _select(_context: Context, values: Iterable[Any]) -> list[Any]:
    """Return the values that are not empty."""
    return [each for each in values if each]


class _Compiled(BytecodeCache):
    """The compiled templates, kept beside the templates, as Python keeps compiled modules."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its compiled code, if that was made from its present text."""
        with (
            suppress(OSError, EOFError, UnpicklingError),
            self._path(bucket).open("rb") as file,
        ):
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, if possible and if Python may write bytecode."""
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
