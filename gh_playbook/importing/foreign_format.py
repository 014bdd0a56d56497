"""Formats that have to be converted before they can be imported, and how."""

import re
from pathlib import Path

from gh_playbook.declaration import text_file
from gh_playbook.declaration.source import Fault, InputError, Source

_TEXT = "a text, but no Markdown: convert it, for example with `pandoc FILE -t gfm -o PLAN.md`"
_FORMATS = {
    "a format of office programs: export it as CSV or as Markdown": (
        *(".xlsx", ".xls", ".xlsm", ".ods", ".numbers", ".mpp", ".docx", ".doc", ".odt", ".pdf"),
        *(".rtf", ".pages", ".pptx"),
    ),
    _TEXT: (".html", ".htm", ".org", ".rst", ".adoc", ".asciidoc", ".tex", ".textile"),
    "data of another tool: export issues as CSV, or as JSON with a title for each": (
        *(".xml", ".toml", ".opml", ".ics", ".db", ".sqlite", ".ndjson", ".jsonl"),
    ),
    "no text: unpack it, and import the Markdown, CSV or JSON in it": (
        *(".zip", ".gz", ".tar", ".7z"),
    ),
    "not a plan: name a backlog with --backlog; convert YAML of another tool to JSON": (
        *(".yml", ".yaml"),
    ),
}
_HINTS = {suffix: hint for hint, suffixes in _FORMATS.items() for suffix in suffixes}
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE)


def text_of(path: Path) -> str:
    """Return the text of a plan. Raises InputError for formats that have to be converted first."""
    start = Source(str(path), 1, 1)
    hint = _HINTS.get(path.suffix.casefold())
    if hint is not None:
        raise InputError([Fault(f"{path.suffix} is {hint}", start)])
    text = text_file.read(path)
    if _MARKUP.match(text):
        raise InputError([Fault(f"this is HTML or XML, {_TEXT}", start)])
    return text
