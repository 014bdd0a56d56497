"""YAML with positions: files and texts become located data, with all faults of their parts."""

import re
from pathlib import Path
from typing import Any

import yaml

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, Source
from gh_playbook.declaration.yaml.yaml_construction import Construction
from gh_playbook.declaration.yaml.yaml_loader import AnyLoader, Loader, compose_long
from gh_playbook.frozen import dataclass

# JSON may be indented with tabs, YAML may not.
_INDENTED = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """The content of a YAML text, and the faults in it; faulty parts are UNREADABLE."""

    value: Any
    faults: tuple[Fault, ...] = ()


def read(path: Path) -> Document:
    """Read a YAML file. Raises InputError if it cannot be read or is not YAML."""
    return document(text_file.read(path), str(path))


def load(path: Path) -> Any:
    """Return the content of a YAML file. Raises InputError with all of its faults."""
    return _whole(read(path))


def parse(text: str, file: str) -> Any:
    """Return the content of YAML text, called `file` in places. Raises InputError as `load`."""
    return _whole(document(text, file))


def document(text: str, file: str) -> Document:
    """Read YAML text; `file` is its name in places. Raises InputError if it is not YAML."""
    if file.lower().endswith(".json"):
        text = _INDENTED.sub(lambda found: " " * len(found[0]), text)
    composed = compose_long(text)
    return _built(*composed, text, file) if composed else _composed(text, file)


def _composed(text: str, file: str) -> Document:
    try:
        loader = Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        from gh_playbook.declaration.yaml import yaml_syntax

        raise InputError([yaml_syntax.fault(error, text, file)]) from error
    except (ValueError, OverflowError) as error:
        # An escape beyond Unicode, which PyYAML does not check.
        mark = loader.get_mark()
        source = Source(file, mark.line + 1, mark.column + 1)
        raise InputError([Fault("not valid YAML: there is no such character", source)]) from error
    return _built(loader, node, text, file)


def _built(loader: AnyLoader, node: yaml.Node | None, text: str, file: str) -> Document:
    construction = Construction(loader, text, file)
    value = construction.build(node) if node else None
    return Document(value, tuple(construction.faults))


def _whole(document: Document) -> Any:
    if document.faults:
        raise InputError(document.faults)
    return document.value
